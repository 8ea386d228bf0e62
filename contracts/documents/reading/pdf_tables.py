"""Tables that are drawn with lines on a PDF's page: from the lines to the cells.

Knows nothing but numbers: x grows to the right, y upwards, in points. It is loaded by pdf_apart in a process of its own,
so it imports nothing of the application.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

THIN = 3.0
"""A drawn rectangle no thicker than this is a line."""
_NEAR = 3.0
_COVERED = 0.6
_MOST_LINES = 200


@dataclass(frozen=True)
class Cell:
    """A cell that begins in row `row` and column `column` and reaches over `height` rows."""

    row: int
    column: int
    height: int
    box: Box


@dataclass(frozen=True)
class Table:
    box: Box
    rows: int
    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class _Rule:
    """A line at `at` (y of a horizontal, x of a vertical one) from `start` to `end`."""

    at: float
    start: float
    end: float


def tables(drawn: Iterable[Box]) -> list[Table]:
    """The tables that these rectangles and lines draw, from the top of the page down."""
    flat, upright = _rules(drawn)
    flat, upright = _merged(flat), _merged(upright)
    if not 2 <= len(flat) <= _MOST_LINES or not 2 <= len(upright) <= _MOST_LINES:
        return []
    found = [table for group in _groups(flat, upright) if (table := _table(*group)) is not None]
    return sorted(found, key=lambda table: -table.box[3])


def _rules(drawn: Iterable[Box]) -> tuple[list[_Rule], list[_Rule]]:
    """Horizontal and vertical lines; of a rectangle its four sides."""
    flat, upright = [], []
    for left, bottom, right, top in drawn:
        wide, high = right - left, top - bottom
        if high <= THIN < wide:
            flat.append(_Rule((bottom + top) / 2, left, right))
        elif wide <= THIN < high:
            upright.append(_Rule((left + right) / 2, bottom, top))
        elif wide > THIN and high > THIN:
            flat += [_Rule(bottom, left, right), _Rule(top, left, right)]
            upright += [_Rule(left, bottom, top), _Rule(right, bottom, top)]
    return flat, upright


def _merged(rules: Iterable[_Rule]) -> list[_Rule]:
    """Pieces of one line as one line."""
    out: list[_Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.at / 2), r.start)):
        last = out[-1] if out else None
        if last and abs(last.at - rule.at) <= THIN and rule.start <= last.end + _NEAR:
            out[-1] = _Rule(last.at, last.start, max(last.end, rule.end))
        else:
            out.append(rule)
    return out


def _groups(flat: Sequence[_Rule], upright: Sequence[_Rule]) -> list[tuple[list[_Rule], list[_Rule]]]:
    """Lines that cross or touch each other."""
    left, groups = set(range(len(upright))), []
    todo = set(range(len(flat)))
    while todo:
        rows, columns, fresh = set(), set(), [todo.pop()]
        while fresh:
            rows |= set(fresh)
            crossing = {n for n in left if any(_cross(flat[row], upright[n]) for row in fresh)}
            left -= crossing
            columns |= crossing
            fresh = [n for n in todo if any(_cross(flat[n], upright[column]) for column in crossing)]
            todo -= set(fresh)
        groups.append(([flat[n] for n in rows], [upright[n] for n in columns]))
    return groups


def _cross(flat: _Rule, upright: _Rule) -> bool:
    return (
        flat.start - _NEAR <= upright.at <= flat.end + _NEAR and upright.start - _NEAR <= flat.at <= upright.end + _NEAR
    )


def _table(flat: Sequence[_Rule], upright: Sequence[_Rule]) -> Table | None:
    """The table these lines draw; None for a frame or an underlined word: at least two columns, and four cells."""
    xs = _places(rule.at for rule in upright)
    ys = _places(rule.at for rule in flat)[::-1]
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2 or rows * columns < 4:
        return None
    owner = {(row, column): (row, column) for row in range(rows) for column in range(columns)}
    for row in range(rows):
        for column in range(columns):
            if column and not _is_drawn(upright, xs[column], ys[row + 1], ys[row]):
                owner[row, column] = owner[row, column - 1]
            elif row and not _is_drawn(flat, ys[row], xs[column], xs[column + 1]):
                owner[row, column] = owner[row - 1, column]
    cells = []
    for first in dict.fromkeys(owner.values()):
        held = [place for place, whose in owner.items() if whose == first]
        low, high = max(row for row, _ in held), min(row for row, _ in held)
        begin, end = min(column for _, column in held), max(column for _, column in held)
        cells.append(Cell(high, begin, low - high + 1, (xs[begin], ys[low + 1], xs[end + 1], ys[high])))
    if len({cell.column for cell in cells}) < 2:
        return None
    return Table((xs[0], ys[-1], xs[-1], ys[0]), rows, columns, tuple(sorted(cells, key=lambda c: (c.row, c.column))))


def _places(values: Iterable[float]) -> list[float]:
    """The values in order, those closer than a line is thick as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > 2 * THIN:
            out.append(value)
    return out


def _is_drawn(rules: Sequence[_Rule], at: float, start: float, end: float) -> bool:
    """Whether most of an edge between two cells is drawn."""
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.at - at) <= 2 * THIN
    )
    return covered >= _COVERED * (end - start)


def rows_of(table: Table, texts: Sequence[str]) -> list[list[str]]:
    """The words of its cells (in the order of `table.cells`) row by row: each where it begins, "" where a cell from above
    reaches in; what a wide cell covers is left out."""
    rows: list[list[tuple[int, str]]] = [[] for _ in range(table.rows)]
    for cell, words in zip(table.cells, texts, strict=True):
        for row in range(cell.row, cell.row + cell.height):
            rows[row].append((cell.column, words if row == cell.row else ""))
    return [[words for _, words in sorted(row, key=lambda each: each[0])] for row in rows]
