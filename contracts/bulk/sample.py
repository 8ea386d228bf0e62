"""The sample firm brings no checks in bulk of its own; those made while it was there lose sight of its contracts."""

from contracts.bulk.operations import unlink_contracts
from contracts.register.sample import SAMPLE
from core.demo.operations import Context


class BulkPart:
    """Nothing to load; before the sample's contracts go, papers filed to them are filed no more."""

    def load(self, context: Context) -> None:
        pass

    def remove(self) -> dict[str, int]:
        unlink_contracts(SAMPLE)
        return {}

    def exists(self) -> bool:
        return False

    def has_real_data(self) -> bool:
        return False
