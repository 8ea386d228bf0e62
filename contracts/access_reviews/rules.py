"""The half-yearly review of vendors' accounts (CC-18000-2-7): which period, whose answer, when it may be closed. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.days import Calendar, next_business_day
from core.errors import Refused
from core.phrases import N_

ANSWER_WITHIN = timedelta(days=30)
"""How long sponsors have, to the next business day."""


class Answer(StrEnum):
    """What was said of one account."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REVOKE = "revoke"


ANSWER_NAMES = {
    Answer.OPEN: N_("Not answered"),
    Answer.CONFIRMED: N_("Still needed"),
    Answer.REVOKE: N_("To be revoked"),
}


class LineState(StrEnum):
    """Where an account of a review stands; SETTLED and GONE are revoked, GONE without anybody having asked for it here."""

    OPEN = "open"
    TO_REVOKE = "to_revoke"
    CONFIRMED = "confirmed"
    SETTLED = "settled"
    GONE = "gone"

    @property
    def is_open(self) -> bool:
        return self in {LineState.OPEN, LineState.TO_REVOKE}


LINE_STATE_NAMES = {
    LineState.OPEN: N_("Not answered"),
    LineState.TO_REVOKE: N_("To be revoked"),
    LineState.CONFIRMED: N_("Still needed"),
    LineState.SETTLED: N_("Revoked upon review"),
    LineState.GONE: N_("Revoked before it was answered"),
}
TONES = {
    LineState.OPEN: "warn",
    LineState.TO_REVOKE: "bad",
    LineState.CONFIRMED: "good",
    LineState.SETTLED: "good",
    LineState.GONE: "muted",
}


def line_state(answer: Answer, revoked_on: date | None) -> LineState:
    """What was confirmed stays confirmed, whenever the account is revoked later for another reason."""
    if revoked_on is not None and answer is not Answer.CONFIRMED:
        return LineState.SETTLED if answer is Answer.REVOKE else LineState.GONE
    return {
        Answer.OPEN: LineState.OPEN, Answer.CONFIRMED: LineState.CONFIRMED, Answer.REVOKE: LineState.TO_REVOKE,
    }[answer]  # fmt: skip


def period_of(day: date) -> str:
    """The half-year a day lies in, such as "2026H2"."""
    return f"{day.year}H{1 if day.month <= 6 else 2}"


def answer_by(opened_on: date, calendar: Calendar) -> date:
    return next_business_day(opened_on + ANSWER_WITHIN, calendar)


@dataclass(frozen=True)
class Answerer:
    """Who wants to answer for an account: `stands_for` whom (themselves, and who is away with them as deputy), whose
    manager they are, and whether they may answer for what is nobody's."""

    stands_for: frozenset[int]
    staff: frozenset[int] = frozenset()
    may_for_nobody: bool = False


def may_answer(
    who: Answerer, sponsor_id: int | None, *, sponsor_left: bool, is_late: bool, is_sponsors_own: bool = False
) -> bool:
    """Each sponsor answers for their own accounts; their manager once they are late; those that nobody vouches for fall
    to whoever approves access, and so do those that the sponsor entered without anybody's approval (`is_sponsors_own`)."""
    if sponsor_id is None or sponsor_left:
        return who.may_for_nobody
    if is_sponsors_own and who.may_for_nobody:
        return True
    return sponsor_id in who.stands_for or (is_late and sponsor_id in who.staff)


def check_answer(
    answer: Answer, *, reason: str, is_closed: bool, is_revoked: bool, is_wrong: bool, is_own_entry: bool = False
) -> None:
    """Raises `Refused`. `is_wrong`: the account is past its contract or its own last day, which no review heals.
    `is_own_entry`: who answers entered it themselves, without anybody's approval."""
    if is_closed:
        raise Refused(N_("This review is closed."))
    if is_revoked:
        raise Refused(N_("This account is revoked already."))
    if answer is Answer.CONFIRMED and is_wrong:
        raise Refused(
            N_("This account is past its contract or its own last day: revoke it, or have that changed first.")
        )
    if answer is Answer.CONFIRMED and is_own_entry:
        raise Refused(N_("You entered this account yourself, without approval; somebody else confirms it."))
    if answer is Answer.REVOKE and not reason.strip():
        raise Refused(N_("Say why it is to be revoked."), field="reason")


def check_closing(open_lines: int, to_revoke: int, *, is_closed: bool) -> None:
    if is_closed:
        raise Refused(N_("This review is closed."))
    if open_lines:
        raise Refused(
            N_("Accounts nobody has answered for: %(n)s. A review is closed when there is none."), n=open_lines
        )
    if to_revoke:
        raise Refused(N_("Accounts still to be revoked: %(n)s. A review is closed when there is none."), n=to_revoke)
