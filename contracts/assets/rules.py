"""What a vendor holds of ours, and how it must come to an end (CC-19000-4-8)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Refused
from core.phrases import N_, Phrase, phrase


class AssetKind(StrEnum):
    EQUIPMENT = "equipment"
    DOCUMENT = "document"
    DATA = "data"
    CREDENTIAL = "credential"
    SOFTWARE = "software"
    SOURCE_CODE = "source_code"
    LICENCE = "licence"


class MustEnd(StrEnum):
    """How the rule wants it to end: returned in full, verifiably destroyed, or handed to another provider."""

    RETURN = "return"
    DESTROY = "destroy"
    HAND_OVER = "hand_over"


class Sanitization(StrEnum):
    """How thoroughly data was destroyed (NIST SP 800-88)."""

    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"


SANITIZATION_NAMES = {
    Sanitization.CLEAR: N_("Clear: overwritten, kept from simple recovery"),
    Sanitization.PURGE: N_("Purge: kept from recovery in a laboratory"),
    Sanitization.DESTROY: N_("Destroy: the medium itself made unusable"),
}


class PaperKind(StrEnum):
    """Which signed form a copy is of."""

    HAND_OVER = "hand_over"
    RETURN = "return"


PAPER_KIND_NAMES = {
    PaperKind.HAND_OVER: N_("Hand-over form"),
    PaperKind.RETURN: N_("Return form"),
}


@dataclass(frozen=True)
class Ending:
    """How a part of an asset came to its end, and what proves it."""

    how: MustEnd
    quantity: int
    method: Sanitization | None = None
    certificate: str = ""
    receiver: str = ""
    note: str = ""
    has_file: bool = False


def check_ending(ending: Ending, outstanding: int) -> None:
    """Whether a part may end so: no more than is outstanding; what was destroyed names its method and certificate, what
    was handed over the next vendor. Raises `Refused`, naming the field."""
    if not 1 <= ending.quantity <= outstanding:
        raise Refused(N_("Still with the vendor: %(n)s."), field="quantity", n=outstanding)
    if ending.how is MustEnd.DESTROY and ending.method is None:
        raise Refused(N_("Say by which method it was destroyed."), field="method")
    if ending.how is MustEnd.DESTROY and not (ending.certificate.strip() or ending.has_file):
        raise Refused(N_("Give the certificate of destruction: its number, or the file."), field="certificate")
    if ending.how is MustEnd.HAND_OVER and not ending.receiver.strip():
        raise Refused(N_("Name the vendor who took it over."), field="receiver")
    if not (ending.note.strip() or ending.certificate.strip() or ending.has_file):
        raise Refused(N_("Say how it was done and what proves it, or add the file."), field="ended_how")


class AssetState(StrEnum):
    OUTLIVES = "outlives"
    HELD = "held"
    ENDED = "ended"


ASSET_KIND_NAMES = {
    AssetKind.EQUIPMENT: N_("Equipment"),
    AssetKind.DOCUMENT: N_("Documents"),
    AssetKind.DATA: N_("Data"),
    AssetKind.CREDENTIAL: N_("Badge, key or token"),
    AssetKind.SOFTWARE: N_("Software"),
    AssetKind.SOURCE_CODE: N_("Source code"),
    AssetKind.LICENCE: N_("Licence"),
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
