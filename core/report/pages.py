"""Where a printed page ends: before a chart or a heading that the edge of the paper would cut from what it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

PAGE_WIDTH, PAGE_HEIGHT = 770.0, 500.0
"""Points that an A4 page in landscape leaves between its margins."""
DIGIT = 5.25
"""Points that a column takes for each letter of its width."""
ROW = 15.0


@dataclass(frozen=True)
class Block:
    """Rows that stay on one page: from `row`, so many. `begins`: on a page of their own. `since`: they follow what begins
    in that row only if all of it finds room on one page; a chart is then cut at no scale that a program may print at."""

    row: int
    rows: int
    begins: bool = False
    since: int | None = None


def break_pages(ws: Worksheet, blocks: Sequence[Block], width: float) -> None:
    """Start a new page before each block that would not find room on the one it begins on. `width`: of all columns."""
    room = PAGE_HEIGHT / min(1.0, PAGE_WIDTH / max(width * DIGIT, 1))
    used, line = 0.0, 1
    for block in blocks:
        for row in range(line, block.row):
            used = _on_page(used, _height(ws, row), room)
        line = block.row
        needed = sum(_height(ws, row) for row in range(block.row, block.row + block.rows))
        follows = None if block.since is None else sum(_height(ws, row) for row in range(block.since, block.row))
        if used and (block.begins or used + needed > room or (follows is not None and follows + needed > room)):
            ws.row_breaks.append(Break(id=block.row - 1))
            used = 0.0


def _on_page(used: float, height: float, room: float) -> float:
    """How much of its page is used when a row of this height has been put on it, or on the next one."""
    return used + height if used + height <= room else height


def _height(ws: Worksheet, row: int) -> float:
    return (ws.row_dimensions[row].height or ROW) if row in ws.row_dimensions else ROW
