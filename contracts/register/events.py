"""What the register tells the features above it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ContractTermChanged:
    """A contract was registered, or its dates, renewal, notice or end changed."""

    contract_id: int
