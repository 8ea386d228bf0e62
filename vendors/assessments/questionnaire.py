"""A questionnaire as its data file says it: sections, questions, what an answer scores. Pure; `shelf` reads the files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property
from typing import Any

from core.phrases import Wording

MOST_QUESTIONS = 400
"""Of one questionnaire; CAIQ has 261."""
FULL = 100
"""Points of the best answer."""


class QuestionKind(StrEnum):
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    PERCENT = "percent"
    EXPIRY = "expiry"
    """Valid until a day; past it, it counts as expired."""
    PAST = "past"
    """A day on which something was last done."""
    TEXT = "text"


DAYS = frozenset({QuestionKind.EXPIRY, QuestionKind.PAST})
NUMBERS = frozenset({QuestionKind.NUMBER, QuestionKind.PERCENT})
NONE = "none"
"""The answer "there is none" to a question for a day."""
YES, NO = Wording("是", "Yes"), Wording("否", "No")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. `points` None: the question does not apply, and is not counted."""

    id: str
    label: Wording
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Band:
    """What a number or day scores. One bound at most; without one it takes what no band before it took."""

    points: Decimal
    at_least: Decimal | None = None
    up_to: Decimal | None = None
    within_months: int | None = None


@dataclass(frozen=True)
class Question:
    """`means` names a figure that other pages show, such as dependency_on_us; `most` bounds a number."""

    id: str
    number: int
    kind: QuestionKind
    text: Wording
    help: Wording
    weight: Decimal
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    none_points: Decimal | None = None
    most: Decimal = Decimal(10**12)
    is_critical: bool = False
    is_optional: bool = False
    needs_evidence: bool = False
    means: str = ""

    @property
    def is_scored(self) -> bool:
        return self.weight > 0

    @property
    def takes_none(self) -> bool:
        return self.kind in DAYS and self.none_points is not None

    def option(self, option_id: str) -> Option | None:
        return next((each for each in self.options if each.id == option_id), None)


@dataclass(frozen=True)
class Section:
    id: str
    title: Wording
    weight: Decimal
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Grade:
    name: str
    at_least: Decimal


@dataclass(frozen=True)
class Questionnaire:
    """`serves`: the lines of the rule that it answers; `tiers`: the vendors that it is for; `source` the data it was
    read from, which an assessment keeps."""

    id: str
    version: str
    effective_on: date
    title: Wording
    lead: Wording
    serves: tuple[str, ...]
    tiers: tuple[str, ...]
    critical_below: Decimal
    grades: tuple[Grade, ...]
    sections: tuple[Section, ...]
    source: Mapping[str, Any]

    def __iter__(self) -> Iterator[Question]:
        return iter(self._by_id.values())

    def question(self, question_id: str) -> Question | None:
        return self._by_id.get(question_id)

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {question.id: question for section in self.sections for question in section.questions}

    def grade(self, score: Any) -> str:
        """The first grade that the score reaches."""
        return next((grade.name for grade in self.grades if score >= grade.at_least), "")


class BadQuestionnaire(ValueError):
    """A data file that is no questionnaire; the sentence says where it is wrong, for whoever wrote it."""


def parse(data: Mapping[str, Any]) -> Questionnaire:
    """A questionnaire from its data. Raises BadQuestionnaire."""
    try:
        return _parse(data)
    except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError) as error:
        raise BadQuestionnaire(f"{data.get('id', '?')}: {type(error).__name__} {error}") from error


def _parse(data: Mapping[str, Any]) -> Questionnaire:
    effective = data["effective_on"]
    numbers = iter(range(1, MOST_QUESTIONS + 1))
    try:
        sections = tuple(_section(each, numbers) for each in data["section"])
    except (StopIteration, RuntimeError):
        raise BadQuestionnaire(f"more than {MOST_QUESTIONS} questions") from None
    ids = [question.id for section in sections for question in section.questions]
    twice = {each for each in ids if ids.count(each) > 1}
    if twice or not ids:
        raise BadQuestionnaire(f"question ids: {sorted(twice) or 'none'}")
    grades = sorted((Grade(str(g["name"]), _decimal(g["at_least"])) for g in data["grade"]), key=lambda g: -g.at_least)
    return Questionnaire(
        id=_id(data["id"]),
        version=str(data["version"])[:40],
        effective_on=effective if isinstance(effective, date) else date.fromisoformat(effective),
        title=_words(data["title"]),
        lead=_words(data.get("lead")),
        serves=tuple(str(each) for each in data.get("serves", ())),
        tiers=tuple(str(each) for each in data.get("tiers", ())),
        critical_below=_decimal(data.get("critical_below", 40)),
        grades=tuple(grades),
        sections=sections,
        source=data,
    )


def _section(data: Mapping[str, Any], numbers: Iterator[int]) -> Section:
    questions = tuple(_question(each, next(numbers)) for each in data["question"])
    return Section(_id(data["id"]), _words(data["title"]), _decimal(data["weight"]), questions)


def _question(data: Mapping[str, Any], number: int) -> Question:
    kind = QuestionKind(data["kind"])
    question = Question(
        id=_id(data["id"]),
        number=number,
        kind=kind,
        text=_words(data["text"]),
        help=_words(data.get("help")),
        weight=_decimal(data.get("weight", 1)),
        options=_options(data, kind),
        bands=tuple(_band(each) for each in data.get("bands", ())),
        none_points=_points(data["none_points"]) if "none_points" in data else None,
        most=_decimal(data.get("most", 100 if kind is QuestionKind.PERCENT else 10**12)),
        is_critical=bool(data.get("is_critical")),
        is_optional=bool(data.get("is_optional")),
        needs_evidence=bool(data.get("needs_evidence")),
        means=str(data.get("means", "")),
    )
    if kind is QuestionKind.CHOICE and not question.options:
        raise BadQuestionnaire(f"{question.id}: no options")
    if question.is_scored and kind in (*NUMBERS, QuestionKind.PAST) and not question.bands:
        raise BadQuestionnaire(f"{question.id}: no bands")
    if question.is_scored and kind is QuestionKind.TEXT:
        raise BadQuestionnaire(f"{question.id}: a text cannot be scored; give it weight 0")
    return question


def _options(data: Mapping[str, Any], kind: QuestionKind) -> tuple[Option, ...]:
    if kind is QuestionKind.YES_NO:
        return (
            Option("yes", YES, _points(data.get("yes_points", FULL))),
            Option("no", NO, _points(data.get("no_points", 0))),
        )
    return tuple(
        Option(_id(each["id"]), _words(each), _points(each["points"]) if "points" in each else None)
        for each in data.get("options", ())
    )


def _band(data: Mapping[str, Any]) -> Band:
    bounds: Sequence[str] = [name for name in ("at_least", "up_to", "within_months") if name in data]
    if len(bounds) > 1:
        raise BadQuestionnaire(f"a band with several bounds: {bounds}")
    return Band(
        _points(data["points"]),
        _decimal(data["at_least"]) if "at_least" in data else None,
        _decimal(data["up_to"]) if "up_to" in data else None,
        int(data["within_months"]) if "within_months" in data else None,
    )


def _points(value: Any) -> Decimal:
    points = _decimal(value)
    if not 0 <= points <= FULL:
        raise BadQuestionnaire(f"points between 0 and {FULL}, not {points}")
    return points


def _decimal(value: Any) -> Decimal:
    found = Decimal(str(value))
    if not found.is_finite() or found < 0:
        raise BadQuestionnaire(f"not a number of 0 or more: {value}")
    return found


def _id(value: Any) -> str:
    text = str(value)
    if not (text.isascii() and text.replace("_", "").isalnum() and len(text) <= 40):
        raise BadQuestionnaire(f"an id has letters, digits and _, at most 40: {text!r}")
    return text


def _words(value: Any) -> Wording:
    if value is None:
        return Wording("", "")
    if not (str(value["zh"]).strip() and str(value["en"]).strip()):
        raise BadQuestionnaire("a text needs both languages")
    return Wording(str(value["zh"]), str(value["en"]))
