"""What an answer is, and what it scores, with the reason. Exact numbers, rounded only for display. Pure."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property

from core.days import add_months, read_date
from core.errors import Refused
from core.phrases import N_, Phrase, Wording, counted, phrase
from vendors.assessments.questionnaire import (
    DAYS,
    NONE,
    NUMBERS,
    Band,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
)
from vendors.assessments.rules import Review

LONGEST = 4_000
"""Characters of one answer or remark."""
NONES = frozenset({"none", "no", "n/a", "無", "沒有", "未曾", "-"})


def read_answer(question: Question, text: str, today: date) -> str:
    """An answer as it is kept: an option's id, an exact decimal, a day in ISO, "none", or the text. "" is no answer.

    Raises Refused with what is wrong and what to write instead.
    """
    answer = text.strip()
    if not answer:
        return ""
    if len(answer) > LONGEST:
        raise Refused(N_("Use at most %(n)s characters."), n=f"{LONGEST:,}")
    if question.options:
        return _chosen(question, answer)
    if question.kind in NUMBERS:
        return _number(question, answer)
    return _day(question, answer, today) if question.kind in DAYS else answer


def _chosen(question: Question, answer: str) -> str:
    wanted = folded(answer)
    for place, option in enumerate(question.options, 1):
        words = (option.id, option.label.zh, option.label.en, str(place))
        if wanted in {folded(word) for word in words}:
            return option.id
    raise Refused(N_("“%(text)s” is not among the answers to choose from."), text=answer[:60])


def _number(question: Question, answer: str) -> str:
    digits = unicodedata.normalize("NFKC", answer).replace(",", "").replace("%", "").strip()
    try:
        value = Decimal(digits)
    except InvalidOperation:
        raise Refused(N_("“%(text)s” is not a number."), text=answer[:60]) from None
    if not value.is_finite() or not 0 <= value <= question.most:
        raise Refused(N_("The number must be between 0 and %(most)s."), most=f"{question.most:,}")
    if len(value.as_tuple().digits) > 20 or abs(value.adjusted()) > 20:  # written out, 1e-999999999 is a gigabyte
        raise Refused(N_("“%(text)s” is not a number."), text=answer[:60])
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _day(question: Question, answer: str, today: date) -> str:
    if folded(answer) in NONES:
        if question.takes_none:
            return NONE
        raise Refused(N_("A day is asked for here, such as 2026-12-31."))
    day = read_date(answer)
    if question.kind is QuestionKind.PAST and day > today:
        raise Refused(N_("This day lies ahead; the day on which it was last done is asked for."))
    return day.isoformat()


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def shown(question: Question, value: str) -> Wording | Phrase | str:
    """An answer for people; what was typed and not read yet (`read_answer`) as it stands."""
    if not value:
        return ""
    if option := question.option(value):
        return option.label
    if question.kind in DAYS:
        return _shown_day(value)
    return f"{value} %" if question.kind is QuestionKind.PERCENT else value


def _shown_day(value: str) -> Phrase | str:
    if value == NONE:
        return phrase(N_("There is none"))
    try:
        return phrase("%(day)s", day=date.fromisoformat(value))
    except ValueError:
        return value


@dataclass(frozen=True)
class Points:
    """What an answer scores; None: it does not apply, and is not counted. `why` names the rule that it met."""

    points: Fraction | None
    why: Phrase


def points_of(question: Question, value: str, on: date) -> Points:
    """The points of an answer as of a day, with the reason."""
    if not question.is_scored:
        return Points(None, phrase(N_("Told, not scored")))
    if not value:
        return Points(Fraction(0), phrase(N_("No answer")))
    if option := question.option(value):
        if option.points is None:
            return Points(None, phrase(N_("Does not apply")))
        return Points(Fraction(option.points), phrase(N_("This answer scores %(n)s"), n=f"{option.points:f}"))
    if value == NONE:
        return Points(Fraction(question.none_points or 0), phrase(N_("There is none")))
    if question.kind is QuestionKind.EXPIRY:
        return _expiry(date.fromisoformat(value), on)
    if question.kind is QuestionKind.PAST:
        return _past(question, date.fromisoformat(value), on)
    return _banded(question, Decimal(value))


def _expiry(until: date, on: date) -> Points:
    if until < on:
        return Points(Fraction(0), phrase(N_("Ended on %(day)s"), day=until))
    return Points(Fraction(100), phrase(N_("Valid until %(day)s"), day=until))


def _past(question: Question, day: date, on: date) -> Points:
    for band in question.bands:
        if band.within_months is None:
            return Points(Fraction(band.points), phrase(N_("Longer ago than counts")))
        if add_months(day, band.within_months) >= on:
            return Points(
                Fraction(band.points),
                phrase(
                    counted(band.within_months, N_("Within %(n)s month"), N_("Within %(n)s months")),
                    n=band.within_months,
                ),
            )
    return Points(Fraction(0), phrase(N_("Longer ago than counts")))


def _banded(question: Question, value: Decimal) -> Points:
    for band in question.bands:
        if _fits(band, value):
            return Points(Fraction(band.points), _band_says(band))
    return Points(Fraction(0), phrase(N_("Outside every step of the scale")))


def _fits(band: Band, value: Decimal) -> bool:
    if band.at_least is not None:
        return value >= band.at_least
    return band.up_to is None or value <= band.up_to


def _band_says(band: Band) -> Phrase:
    if band.at_least is not None:
        return phrase(N_("At least %(n)s"), n=f"{band.at_least:f}")
    if band.up_to is not None:
        return phrase(N_("At most %(n)s"), n=f"{band.up_to:f}")
    return phrase(N_("Outside every better step"))


def rounded(score: Fraction | None) -> str:
    """A score for display: one digit, halves up; empty where nothing was scored."""
    if score is None:
        return ""
    tenths = (score.numerator * 20 + score.denominator) // (score.denominator * 2)
    return f"{tenths // 10}.{tenths % 10}"


# --- the whole --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What is known of one line: the answer, and what the reviewer made of it."""

    value: str = ""
    review: Review | None = None


@dataclass(frozen=True)
class Line:
    """`points` as they count now: None while nobody reviewed it, or where it does not apply."""

    question: Question
    answer: Answer
    points: Fraction | None
    why: Phrase
    is_open: bool

    @property
    def is_critical_one(self) -> bool:
        """A critical question that was reviewed and scored too little (see Score.critical)."""
        return self.question.is_critical and not self.is_open and self.points is not None


@dataclass(frozen=True)
class SectionScore:
    section: Section
    lines: tuple[Line, ...]

    @cached_property
    def score(self) -> Fraction | None:
        """0 … 100, weighted; None where nothing of it counts."""
        counted = [(line.points, Fraction(line.question.weight)) for line in self.lines if line.points is not None]
        weight = sum((each for _, each in counted), Fraction(0))
        return sum((points * each for points, each in counted), Fraction(0)) / weight if weight else None


@dataclass(frozen=True)
class Score:
    """The whole: each section by its weight; what does not apply takes no part."""

    questionnaire: Questionnaire
    sections: tuple[SectionScore, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for section in self.sections for line in section.lines)

    @cached_property
    def score(self) -> Fraction | None:
        counted = [(s.score, Fraction(s.section.weight)) for s in self.sections if s.score is not None]
        weight = sum((each for _, each in counted), Fraction(0))
        return sum((score * each for score, each in counted), Fraction(0)) / weight if weight else None

    @property
    def open(self) -> tuple[Line, ...]:
        """Lines nobody has decided on: while there is one, no conclusion."""
        return tuple(line for line in self.lines if line.is_open)

    @property
    def critical(self) -> tuple[Line, ...]:
        """Critical questions that fell below what the questionnaire asks."""
        bound = Fraction(self.questionnaire.critical_below)
        return tuple(line for line in self.lines if line.is_critical_one and (line.points or 0) < bound)

    @property
    def grade(self) -> str:
        """The last grade where a critical question fell short; empty where nothing was scored."""
        if self.score is None:
            return ""
        return self.questionnaire.grades[-1].name if self.critical else self.questionnaire.grade(self.score)


def score(questionnaire: Questionnaire, answers: Mapping[str, Answer], on: date) -> Score:
    """Points line by line, as of a day."""
    sections = tuple(
        SectionScore(section, tuple(_line(question, answers.get(question.id, Answer()), on) for question in section.questions))
        for section in questionnaire.sections
    )  # fmt: skip
    return Score(questionnaire, sections)


def _line(question: Question, answer: Answer, on: date) -> Line:
    said = points_of(question, answer.value, on)
    if answer.review is Review.ACCEPTED:
        return Line(question, answer, said.points, said.why, is_open=False)
    if answer.review is Review.NOT_ACCEPTED:
        points = Fraction(0) if question.is_scored else None
        return Line(question, answer, points, phrase(N_("Not accepted by the reviewer")), is_open=False)
    waits = question.is_scored or bool(answer.value) or not question.is_optional
    return Line(question, answer, None, said.why, is_open=waits)
