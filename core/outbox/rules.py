"""What becomes of a mail: when it is tried again, when it is given up. Pure."""

from datetime import timedelta
from enum import StrEnum

from core.phrases import N_


class MailState(StrEnum):
    """WAITING to be sent (for the first time or again); SENDING by some process; SENT; FAILED: not tried any more."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


MAIL_STATE_NAMES = {
    MailState.WAITING: N_("Waiting"),
    MailState.SENDING: N_("Being sent"),
    MailState.SENT: N_("Sent"),
    MailState.FAILED: N_("Failed"),
}
TONES = {MailState.WAITING: "info", MailState.SENDING: "info", MailState.SENT: "good", MailState.FAILED: "bad"}

PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))
"""How long to wait after the first, second … attempt that failed; after the last of them it is given up (two days)."""


def next_pause(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts (1 or more), None when it has been tried often enough."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def is_final(code: int) -> bool:
    """Whether a server's answer (RFC 5321, 4.2.1) says that trying again is of no use: 5yz."""
    return 500 <= code < 600
