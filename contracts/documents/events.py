"""What the papers tell the features above them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PapersChanged:
    """A contract's readable papers are others than before: one was read, or withdrawn."""

    contract_id: int
