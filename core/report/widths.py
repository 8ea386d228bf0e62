"""How wide each column of a sheet is: as its values want, until the page is full; then as few lines a row as can be."""

from collections.abc import Sequence
from typing import Any

from core.excel.cells import WIDTHS, cell_value, display_width
from core.web.listing import Column, Kind

NARROWEST, WIDEST = 9.0, 46.0
BUDGET, LARGE_BUDGET, LARGE = 146.0, 176.0, 8
"""Letters beside one another that are read without a glass on A4 in landscape; more where a table has many columns."""
LOOKED_AT = 60
"""Rows of a table that its widths go by."""
STEP = 2.0

Tables = Sequence[tuple[Sequence[Column], Sequence[Any]]]


def widths_of(tables: Tables) -> list[float]:
    """Of each column that the tables of a sheet share."""
    count = max((len(columns) for columns, _ in tables), default=0)
    wanted, least = [NARROWEST] * count, [NARROWEST] * count
    rows: list[list[int]] = []
    for columns, records in tables:
        looked_at = records[:: max(1, len(records) // LOOKED_AT)]
        for number, column in enumerate(columns):
            width, smallest = _of_column(column, looked_at)
            wanted[number], least[number] = max(wanted[number], width), max(least[number], smallest)
        rows += [[_room(column, record) for column in columns] for record in looked_at]
    budget = LARGE_BUDGET if count >= LARGE else BUDGET
    return wanted if sum(wanted) <= budget else _shared_out(wanted, least, rows, budget)


def _shared_out(
    wanted: Sequence[float], least: Sequence[float], rows: Sequence[Sequence[int]], budget: float
) -> list[float]:
    """From the least that each column can do with, step by step to the one whose texts gain most by it."""
    widths = list(least)
    while sum(widths) + STEP <= budget:
        gains = [
            (_saved(number, width, rows), -number)
            for number, width in enumerate(widths)
            if width + STEP <= wanted[number] + STEP / 2
        ]
        if not gains:
            break
        widths[-max(gains)[1]] += STEP
    return widths


def _saved(number: int, width: float, rows: Sequence[Sequence[int]]) -> float:
    """How much shorter a column's texts become by one step; long ones count for more than many short ones."""
    texts = [row[number] for row in rows if number < len(row)]
    return sum((text / (width - 2)) ** 2 - (text / (width + STEP - 2)) ** 2 for text in texts if text > width - 2)


def _room(column: Column, record: Any) -> int:
    if column.kind not in (Kind.TEXT, Kind.STATUS):
        return 0
    return display_width(str(cell_value(column.value(record), column.kind)[0] or ""))


def _of_column(column: Column, records: Sequence[Any]) -> tuple[float, float]:
    """(as wide as what stands in the column, the least it can do with); longer text wraps."""
    label = str(column.label)
    word = max((display_width(each) if each.isascii() else 8 for each in label.split()), default=0) + 4
    halved = max(word, display_width(label) / 2 + 4)
    if column.kind not in (Kind.TEXT, Kind.STATUS):
        least = (
            WIDTHS[column.kind] if display_width(label) <= WIDTHS[column.kind] - 3 else max(halved, WIDTHS[column.kind])
        )
        return least, least
    values = [cell_value(column.value(record), column.kind)[0] for record in records]
    texts = [value for value in values if isinstance(value, str)]
    needed = max([halved, *(display_width(line) + 3 for text in texts for line in text.split("\n"))])
    words = max((len(each) for text in texts for each in text.split() if each.isascii()), default=0) + 3
    return max(NARROWEST, min(WIDEST, needed)), max(NARROWEST, min(word, 18), min(words, 18))
