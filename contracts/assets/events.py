"""What the register of assets tells the features above it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AssetsChanged:
    """An asset was handed over, changed, ended or found to be held still."""

    contract_id: int


@dataclass(frozen=True)
class AssetEnding:
    """Somebody is about to record an asset's end; a listener may refuse, because a task ends it with evidence."""

    asset_id: int
