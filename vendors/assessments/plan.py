"""An answered workbook against its assessment: what each row would change, what is wrong in which cell. Pure.

A question's row id names the assessment and holds a check over questionnaire, version and question, so that a row of
another vendor, of an older version or a shifted one is noticed.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Refused
from core.phrases import N_, Phrase, phrase
from vendors.assessments.questionnaire import Question, QuestionKind, Questionnaire
from vendors.assessments.scoring import LONGEST, read_answer

_ROW_ID = re.compile(r"A(\d{1,9})-(\d{1,3})-([0-9a-f]{4})", re.I)
_CODE = re.compile(r"A(\d{1,9})/([A-Za-z0-9_]{1,40})/([^/\s]{1,40})/([0-9a-f]{6})", re.I)


def row_id(assessment_id: int, questionnaire: Questionnaire, question: Question) -> str:
    """A12-03-7f3a."""
    return f"A{assessment_id}-{question.number:02d}-{_check(assessment_id, questionnaire, question.id)[:4]}"


def file_code(assessment_id: int, questionnaire: Questionnaire) -> str:
    """A12/capability/1/7f3a9c."""
    check = _check(assessment_id, questionnaire, "")[:6]
    return f"A{assessment_id}/{questionnaire.id}/{questionnaire.version}/{check}"


def _check(assessment_id: int, questionnaire: Questionnaire, question: str) -> str:
    return hashlib.sha256(f"{assessment_id}/{questionnaire.id}/{questionnaire.version}/{question}".encode()).hexdigest()


class Verdict(StrEnum):
    """What becomes of a row, what is wrong first."""

    WRONG = "wrong"
    REOPENS = "reopens"
    NEW = "new"
    UNCHANGED = "unchanged"
    EMPTY = "empty"


VERDICT_NAMES = {
    Verdict.WRONG: N_("To be corrected"),
    Verdict.REOPENS: N_("Changes what was reviewed"),
    Verdict.NEW: N_("New answer"),
    Verdict.UNCHANGED: N_("As it stands"),
    Verdict.EMPTY: N_("Not filled in"),
}
VERDICT_TONES = {
    Verdict.WRONG: "bad",
    Verdict.REOPENS: "warn",
    Verdict.NEW: "good",
    Verdict.UNCHANGED: "muted",
    Verdict.EMPTY: "muted",
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row under our headings: where it stands, the text of each known column, and each column's letter."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    letters: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Where a person finds it, such as F12."""
        return f"{self.letters.get(column, '')}{self.number}"


@dataclass(frozen=True, slots=True)
class Held:
    """What stands against a question now."""

    value: str = ""
    remark: str = ""
    evidence: str = ""
    is_reviewed: bool = False


@dataclass(frozen=True, slots=True)
class RowPlan:
    """`faults`: (cell, what is wrong there). `notes`: what to look at, though it can be kept."""

    sheet: str
    row: int
    verdict: Verdict
    question: Question | None
    written: str
    new: Held | None = None
    before: str = ""
    faults: tuple[tuple[str, Phrase], ...] = ()
    notes: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class Plan:
    rows: tuple[RowPlan, ...]

    @property
    def wrong(self) -> tuple[RowPlan, ...]:
        return tuple(row for row in self.rows if row.verdict is Verdict.WRONG)

    @property
    def changing(self) -> tuple[RowPlan, ...]:
        return tuple(row for row in self.rows if row.verdict in (Verdict.NEW, Verdict.REOPENS))

    @property
    def says_the_same(self) -> bool:
        """Nothing new, but answers that stand already: the vendor has answered and stays with what it said."""
        return not self.changing and any(row.verdict is Verdict.UNCHANGED for row in self.rows)

    @property
    def digest(self) -> str:
        """Of what would be saved: a confirmation is for this and nothing else."""
        kept = [
            [row.question.id if row.question else "", row.before, row.new.value, row.new.remark, row.new.evidence]
            for row in self.changing
            if row.new
        ]
        return hashlib.sha256(json.dumps([kept, len(self.wrong)]).encode()).hexdigest()


@dataclass(frozen=True)
class Ours:
    """The assessment that a file is to answer, and what stands in it."""

    assessment_id: int
    questionnaire: Questionnaire
    held: Mapping[str, Held]


def refuse_other_file(code: str, ours: Ours, other_vendor: str) -> None:
    """Raises Refused where the file's code is not this assessment's, with whose it is. `other_vendor`: the vendor of
    the assessment that the code names, empty where there is none."""
    match = _CODE.fullmatch(code.strip())
    if match is None:
        raise Refused(
            N_("The code of the file (“%(code)s”) is not one of ours. Send the workbook that this assessment made."),
            code=code[:60],
        )
    if int(match[1]) != ours.assessment_id:
        whose = other_vendor or "?"
        raise Refused(
            N_("This is the file of assessment A%(number)s of %(vendor)s, not of this one. Nothing was kept."),
            number=match[1],
            vendor=whose,
        )
    if match[2].casefold() != ours.questionnaire.id.casefold():
        raise Refused(
            N_("The file answers the questionnaire “%(other)s”; this assessment asks “%(ours)s”. Nothing was kept."),
            other=match[2],
            ours=ours.questionnaire.id,
        )
    if match[3] != ours.questionnaire.version:
        raise Refused(
            N_(
                "The file is version %(other)s of the questionnaire; this assessment asks version %(ours)s. Send the vendor the present workbook."
            ),
            other=match[3],
            ours=ours.questionnaire.version,
        )
    if code.strip().casefold() != file_code(ours.assessment_id, ours.questionnaire).casefold():
        raise Refused(
            N_("The code of the file (“%(code)s”) is not one of ours. Send the workbook that this assessment made."),
            code=code[:60],
        )


def assessment_named(code: str) -> int | None:
    """The number of the assessment that a file's code names."""
    match = _CODE.fullmatch(code.strip())
    return int(match[1]) if match else None


def make_plan(ours: Ours, rows: Iterable[SheetRow], today: date) -> Plan:
    """Judge every row."""
    seen: dict[str, str] = {}
    by_number = {question.number: question for question in ours.questionnaire}
    return Plan(tuple(_judged(row, ours, by_number, seen, today) for row in rows))


def _judged(row: SheetRow, ours: Ours, by_number: Mapping[int, Question], seen: dict[str, str], today: date) -> RowPlan:
    found = _question(row.cells.get("row_id", ""), ours, by_number)
    written = row.cells.get("answer", "")
    if isinstance(found, Phrase):
        return _wrong(row, None, [(row.cell("row_id"), found)])
    if found.id in seen:
        says = phrase(N_("Cell %(cell)s answers this question already."), cell=seen[found.id])
        return _wrong(row, found, [(row.cell("row_id"), says)])
    seen[found.id] = row.cell("row_id")
    held = ours.held.get(found.id, Held())
    remark, evidence = row.cells.get("remark", ""), row.cells.get("evidence", "")
    faults = [
        (row.cell(column), phrase(N_("Use at most %(n)s characters."), n=f"{most:,}"))
        for column, text, most in (("remark", remark, LONGEST), ("evidence", evidence, 255))
        if len(text) > most
    ]
    try:
        value = read_answer(found, written, today)
    except Refused as error:
        return _wrong(row, found, [(row.cell("answer"), error.phrase), *faults])
    if faults:
        return _wrong(row, found, faults)
    return _kept(row, found, held, Held(value or held.value, remark or held.remark, evidence or held.evidence))


def _kept(row: SheetRow, question: Question, held: Held, new: Held) -> RowPlan:
    """An empty cell says nothing: what stands is kept."""
    written = row.cells.get("answer", "")
    if (new.value, new.remark, new.evidence) == (held.value, held.remark, held.evidence):
        verdict = Verdict.UNCHANGED if written else Verdict.EMPTY
        return RowPlan(row.sheet, row.number, verdict, question, written, None, held.value)
    verdict = Verdict.REOPENS if held.is_reviewed else Verdict.NEW
    return RowPlan(
        row.sheet, row.number, verdict, question, written, new, held.value, notes=_notes(question, new.value)
    )


def _notes(question: Question, value: str) -> tuple[Phrase, ...]:
    if question.kind is QuestionKind.PERCENT and value and 0 < float(value) < 1:
        return (phrase(N_("Less than one per cent: is that meant? Twelve and a half per cent is written 12.5.")),)
    return ()


def _question(text: str, ours: Ours, by_number: Mapping[int, Question]) -> Question | Phrase:
    match = _ROW_ID.fullmatch(text.strip())
    if match is None:
        return phrase(N_("“%(text)s” is no question id."), text=text.strip()[:40])
    if int(match[1]) != ours.assessment_id:
        return phrase(N_("This row belongs to assessment A%(number)s."), number=match[1])
    question = by_number.get(int(match[2]))
    if question is None or row_id(ours.assessment_id, ours.questionnaire, question).casefold() != match[0].casefold():
        return phrase(N_("This assessment asks no such question; the row is of another version."))
    return question


def _wrong(row: SheetRow, question: Question | None, faults: Sequence[tuple[str, Phrase]]) -> RowPlan:
    written = row.cells.get("answer", "")
    return RowPlan(row.sheet, row.number, Verdict.WRONG, question, written, faults=tuple(faults))
