"""A link that a vendor answers at: how it stands, what may be handed in through it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.phrases import N_, Phrase, phrase

LONGEST_DAYS = 120
"""How far ahead a link may end."""
MOST_FILES = 40
MOST_FILE_BYTES = 10_000_000
MOST_BYTES = 100_000_000
"""All files of one link together."""


class LinkState(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed_in"
    EXPIRED = "expired"
    REVOKED = "revoked"


LINK_STATE_NAMES = {
    LinkState.OPEN: N_("Waits for the vendor"),
    LinkState.HANDED_IN: N_("Handed in"),
    LinkState.EXPIRED: N_("Its time is over"),
    LinkState.REVOKED: N_("Revoked"),
}
LINK_STATE_TONES = {
    LinkState.OPEN: "info",
    LinkState.HANDED_IN: "good",
    LinkState.EXPIRED: "muted",
    LinkState.REVOKED: "muted",
}


def link_state(*, valid_until: date, is_handed_in: bool, is_revoked: bool, is_closed: bool, today: date) -> LinkState:
    """How a link stands on a day; `is_closed`: the assessment takes no answers any more."""
    if is_revoked:
        return LinkState.REVOKED
    if is_handed_in:
        return LinkState.HANDED_IN
    return LinkState.EXPIRED if is_closed or valid_until < today else LinkState.OPEN


_ZIP = (b"PK\x03\x04",)
KINDS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "docx": _ZIP,
    "xlsx": _ZIP,
    "pptx": _ZIP,
    "odt": _ZIP,
    "ods": _ZIP,
    "txt": (),
    "csv": (),
}
"""What may be handed in, and how its bytes begin; text has no beginning of its own, but never holds a zero."""


def file_fault(name: str, head: bytes, size: int) -> Phrase | None:
    """Why a file is not taken: its kind, a content that is not its kind's, its size."""
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if suffix not in KINDS:
        return phrase(N_("Files of this kind are not taken. Send one of these: %(kinds)s."), kinds=", ".join(KINDS))
    if not size:
        return phrase(N_("The file is empty."))
    if size > MOST_FILE_BYTES:
        return phrase(N_("The file is too large: at most %(n)s MB each."), n=MOST_FILE_BYTES // 1_000_000)
    begins = KINDS[suffix]
    is_kind = any(head.startswith(each) for each in begins) if begins else b"\x00" not in head
    return None if is_kind else phrase(N_("What the file holds is not what its name says (%(kind)s)."), kind=suffix)


def room_fault(sizes: Iterable[int], added: int) -> Phrase | None:
    """Why one more file is not taken, beside those of `sizes` (bytes)."""
    every = list(sizes)
    if len(every) >= MOST_FILES or sum(every) + added > MOST_BYTES:
        return phrase(
            N_("There are too many files already: at most %(n)s, and %(mb)s MB together."), n=MOST_FILES,
            mb=MOST_BYTES // 1_000_000,
        )  # fmt: skip
    return None


@dataclass(frozen=True)
class Progress:
    """How much of what is asked is answered."""

    answered: int
    asked: int

    @property
    def is_whole(self) -> bool:
        return self.answered == self.asked

    @property
    def says(self) -> Phrase:
        return phrase(N_("%(n)s of %(all)s answered"), n=self.answered, all=self.asked)
