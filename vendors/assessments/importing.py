"""An answered workbook → the file's code and its rows, with the cell of each. Nothing is saved here."""

import unicodedata
from collections.abc import Iterator, Sequence

from core import clock
from core.db import db
from core.errors import Unreadable
from core.excel.reading import Row, cell_text, column_letter, read_rows
from core.files import open_file
from core.phrases import N_
from vendors.assessments.models import Assessment, AssessmentFile
from vendors.assessments.plan import (
    Held,
    Ours,
    Plan,
    SheetRow,
    assessment_named,
    make_plan,
    refuse_other_file,
)
from vendors.assessments.wording import COLUMNS, META

LOOK_WITHIN = 30
"""Rows of a sheet among which its headings are looked for."""


def plan_of(file: AssessmentFile, assessment: Assessment) -> Plan:
    """What a file would do as things stand now. Raises Refused for the file of another vendor, questionnaire or version,
    Unreadable for what is no answered questionnaire."""
    with open_file(file.sha256) as handle:
        code, rows = read_answers(handle.read(), file.name)
    held = {
        name: Held(answer.value, answer.remark, answer.evidence, answer.review is not None)
        for name, answer in assessment.said.items()
    }
    ours = Ours(assessment.id, assessment.questions, held)
    if code:
        refuse_other_file(code, ours, _vendor_of(code))
    return make_plan(ours, rows, clock.today())


def _vendor_of(code: str) -> str:
    number = assessment_named(code)
    other = db.session.get(Assessment, number) if number is not None and number < 2**31 else None
    return other.vendor.name if other else ""


def read_answers(data: bytes, name: str) -> tuple[str, list[SheetRow]]:
    """(the file's code, empty where its first sheet was taken out; the rows under our headings). Raises Unreadable."""
    sheets: dict[str, list[Row]] = {}
    for row in read_rows(data, name):
        sheets.setdefault(row.sheet, []).append(row)
    found = [row for sheet, rows in sheets.items() for row in _sheet(sheet, rows)]
    if not found:
        raise Unreadable(
            N_(
                "No answered questionnaire was found in the file: the column “Question id” (題碼) with our other headings is missing, or nothing stands under it. Send the workbook that this assessment made."
            )
        )
    code = next((code for rows in sheets.values() for row in rows if (code := _code(row))), "")
    return code, found


def _code(row: Row) -> str:
    """What stands beside "Code of this file"."""
    texts = [cell_text(cell) for cell in row.cells[:4]]
    if texts and _folded(texts[0]) in _CODE_LABELS:
        return next((text for text in texts[1:] if text), "—")
    return ""


def _sheet(sheet: str, rows: Sequence[Row]) -> Iterator[SheetRow]:
    head = next(
        (
            (at, names)
            for at, row in enumerate(rows[:LOOK_WITHIN])
            if {"row_id", "answer"} <= (names := _headings(row)).keys()
        ),
        None,
    )
    if head is None:
        return
    at, names = head
    letters = {key: column_letter(place) for key, place in names.items()}
    for row in rows[at + 1 :]:
        cells = {key: cell_text(row.cells[place]) for key, place in names.items() if place < len(row.cells)}
        if any(cells.values()):
            yield SheetRow(sheet, row.number, {k: v for k, v in cells.items() if v}, letters)


def _headings(row: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        key = _KEYS.get(_folded(cell_text(cell)))
        if key is not None:
            found.setdefault(key, place)
    return found


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


_KEYS = {_folded(label): key for key, word in COLUMNS.items() for label in (word.zh, word.en)}
_CODE_LABELS = {_folded(label) for label in (META["code"].zh, META["code"].en)}
