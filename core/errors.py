"""What can go wrong and be told to the person: what, where, and what to do about it."""

from typing import Any

from core.phrases import Phrase


class Refused(Exception):
    """The request is understood and cannot be done; the sentence says why and what to do.

    `field` names the form field (or the place: "Sheet1!B7") the sentence belongs to; empty for the whole.
    Raised by rules, readers and operations; edges turn it into a form error, a 409 page or a command's message.
    """

    def __init__(self, msgid: str, /, *, field: str = "", **params: Any) -> None:
        self.phrase = Phrase(msgid, params)
        self.field = field
        super().__init__(str(self.phrase))


class Conflict(Refused):
    """Somebody else changed the same record in between; nothing was saved."""


class Unreadable(Refused):
    """A file that cannot be read: what is wrong with it and what to send instead."""
