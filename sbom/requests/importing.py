"""A workbook that came back → its rows, with the place of each. Whatever is wrong with it is said; nothing is saved."""

import unicodedata
from collections.abc import Iterator, Sequence

from core.errors import Unreadable
from core.excel.reading import Row, cell_text, read_rows
from core.phrases import N_
from sbom.requests.rules import SheetRow
from sbom.requests.wording import COLUMNS

LOOK_WITHIN = 30
"""Rows of a sheet among which its headings are looked for."""


def read_answers(data: bytes, name: str) -> list[SheetRow]:
    """The rows under our headings, on whichever sheet they stand. Raises Unreadable where there are none."""
    sheets: dict[str, list[Row]] = {}
    for row in read_rows(data, name):
        sheets.setdefault(row.sheet, []).append(row)
    found = [row for sheet, rows in sheets.items() for row in _sheet(sheet, rows)]
    if not found:
        raise Unreadable(
            N_(
                "No answer was found in the file: the column “Row id” (列編號) with the other headings of our workbook is missing, or nothing stands under it. Send the workbook that came with the request."
            )
        )
    return found


def _sheet(sheet: str, rows: Sequence[Row]) -> Iterator[SheetRow]:
    head = next(
        ((at, names) for at, row in enumerate(rows[:LOOK_WITHIN]) if "row_id" in (names := _headings(row))), None
    )
    if head is None:
        return
    at, names = head
    for row in rows[at + 1 :]:
        cells = {key: cell_text(row.cells[i]) for key, i in names.items() if i < len(row.cells)}
        if any(cells.values()):
            numbers = {key for key, i in names.items() if i < len(row.cells) and isinstance(row.cells[i], int | float)}
            yield SheetRow(sheet, row.number, {k: v for k, v in cells.items() if v}, frozenset(numbers))


def _headings(row: Row) -> dict[str, int]:
    """Column key → place, of the headings of ours (in either language) that this row holds."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        key = _KEYS.get(_folded(cell_text(cell)))
        if key is not None:
            found.setdefault(key, place)
    return found


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


_KEYS = {_folded(label): key for key, word in COLUMNS.items() for label in (word.zh, word.en)}
