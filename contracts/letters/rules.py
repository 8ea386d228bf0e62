"""What becomes of a letter, in which language it is written, and until when an answer may be asked for."""

from datetime import date, timedelta
from enum import StrEnum

from core.days import Calendar, business_days_after, next_business_day
from core.errors import Refused
from core.phrases import N_

REPLY_BUSINESS_DAYS = 10
"""How long a vendor has to answer unless the letter says otherwise."""
LONGEST_REPLY = timedelta(days=366)
MOST_CONTRACTS = 50
MOST_GAPS = 300
CHINESE_SPEAKING = frozenset({"TW", "CN", "HK", "MO"})
"""Seats of vendors that are written to in Chinese where no paper says otherwise."""


class LetterKind(StrEnum):
    """What a letter asks a vendor for."""

    CLAUSES = "clauses"
    COMPONENTS = "components"  # the source and licence of what is inside its software
    NOTICE = "notice"  # word of a vulnerability that it did not tell of


LETTER_KIND_NAMES = {
    LetterKind.CLAUSES: N_("Clauses of contracts"),
    LetterKind.COMPONENTS: N_("Source and licence of components"),
    LetterKind.NOTICE: N_("A notice that did not come"),
}


class LetterState(StrEnum):
    """Where a letter stands. Follows from what was noted about it, never stored."""

    OVERDUE = "overdue"
    SENT = "sent"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


LETTER_STATE_NAMES = {
    LetterState.OVERDUE: N_("Answer overdue"),
    LetterState.SENT: N_("Sent, waiting for an answer"),
    LetterState.DRAFTED: N_("Drafted, not sent"),
    LetterState.ANSWERED: N_("Answered"),
    LetterState.WITHDRAWN: N_("Withdrawn"),
}
TONES = {
    LetterState.OVERDUE: "bad",
    LetterState.SENT: "info",
    LetterState.DRAFTED: "warn",
    LetterState.ANSWERED: "good",
    LetterState.WITHDRAWN: "muted",
}


class Answer(StrEnum):
    """What the vendor said."""

    AGREED = "agreed"
    PARTLY = "partly"
    REFUSED = "refused"


ANSWER_NAMES = {
    Answer.AGREED: N_("Agrees to everything asked"),
    Answer.PARTLY: N_("Agrees in part, or proposes other wording"),
    Answer.REFUSED: N_("Refuses"),
}


def state_of(
    sent_on: date | None, reply_by: date, answered_on: date | None, today: date, *, is_withdrawn: bool
) -> LetterState:
    """Where a letter stands today; the day on which the answer is due still belongs to the vendor."""
    if is_withdrawn:
        return LetterState.WITHDRAWN
    if answered_on is not None:
        return LetterState.ANSWERED
    if sent_on is None:
        return LetterState.DRAFTED
    return LetterState.OVERDUE if reply_by < today else LetterState.SENT


def default_reply_by(dated_on: date, calendar: Calendar) -> date:
    """Ten business days after the letter's date."""
    return business_days_after(dated_on, REPLY_BUSINESS_DAYS, calendar)


def check_reply_by(reply_by: date, dated_on: date, calendar: Calendar) -> None:
    """An answer is asked for on a business day after the letter's date, within a year. Raises Refused."""
    if reply_by <= dated_on:
        raise Refused(N_("The answer is due after the letter's own date."), field="reply_by")
    if reply_by > dated_on + LONGEST_REPLY:
        raise Refused(N_("The answer is due within a year of the letter."), field="reply_by")
    if not calendar.is_business_day(reply_by):
        raise Refused(
            N_("%(day)s is no business day; the next one is %(next)s."),
            field="reply_by",
            day=reply_by,
            next=next_business_day(reply_by, calendar),
        )


def default_language(country: str, papers: str) -> str:
    """zh_Hant_TW or en: the language of the contract's papers (`papers`, "" when none was read), else of the vendor's
    seat."""
    if papers.strip():
        return "zh_Hant_TW" if is_mainly_chinese(papers) else "en"
    return "zh_Hant_TW" if country in CHINESE_SPEAKING else "en"


def is_mainly_chinese(text: str) -> bool:
    """Whether a text is Chinese with some English in it rather than the other way round."""
    sample = text[:100_000]
    han = sum("\u3400" <= c <= "\u9fff" for c in sample)
    return han * 4 > sum(c.isascii() and c.isalpha() for c in sample)
