"""What a vendor holds of ours, and how it must come to an end (CC-19000-4-8)."""

from datetime import date
from enum import StrEnum

from core.phrases import N_, Phrase, phrase


class AssetKind(StrEnum):
    EQUIPMENT = "equipment"
    DOCUMENT = "document"
    DATA = "data"
    CREDENTIAL = "credential"
    SOFTWARE = "software"


class MustEnd(StrEnum):
    """How the rule wants it to end: returned in full, verifiably destroyed, or handed to another provider."""

    RETURN = "return"
    DESTROY = "destroy"
    HAND_OVER = "hand_over"


class AssetState(StrEnum):
    OUTLIVES = "outlives"
    HELD = "held"
    ENDED = "ended"


ASSET_KIND_NAMES = {
    AssetKind.EQUIPMENT: N_("Equipment"),
    AssetKind.DOCUMENT: N_("Documents"),
    AssetKind.DATA: N_("Data"),
    AssetKind.CREDENTIAL: N_("Badge, key or token"),
    AssetKind.SOFTWARE: N_("Software or source code"),
}
MUST_END_NAMES = {
    MustEnd.RETURN: N_("Return"),
    MustEnd.DESTROY: N_("Destroy"),
    MustEnd.HAND_OVER: N_("Hand over"),
}
ASSET_STATE_NAMES = {
    AssetState.OUTLIVES: N_("Still held after the end"),
    AssetState.HELD: N_("Held by the vendor"),
    AssetState.ENDED: N_("Returned, destroyed or handed over"),
}


def asset_state(ended_on: date | None, contract_end: date | None, as_of: date) -> AssetState:
    """Where an asset stands on `as_of`, given its contract's effective end."""
    if ended_on is not None and ended_on <= as_of:
        return AssetState.ENDED
    return AssetState.OUTLIVES if contract_end is not None and contract_end < as_of else AssetState.HELD


def ending_faults(handed_over_on: date, ended_on: date, today: date) -> list[tuple[str, Phrase]]:
    """What contradicts itself in the end of an asset: (field, sentence)."""
    if ended_on > today:
        return [("ended_on", phrase(N_("This day lies in the future; enter it once it is done.")))]
    if ended_on < handed_over_on:
        return [("ended_on", phrase(N_("It cannot have ended before the vendor had it.")))]
    return []
