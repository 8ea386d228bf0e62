"""Columns of a PDF's page whose letters were written line by line across both: where one column ends and the other begins.

Knows nothing but numbers: x grows to the right, y upwards, in points. It is loaded by pdf_apart in a process of its own,
so it imports nothing of the application.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_GUTTER = 8.0
_FEWEST_LINES = 8
_FEWEST_TURNS = 6
_SAME_LINE = 4.0
_WIDEST = 10_000


@dataclass(frozen=True)
class Band:
    """A part of the page from `top` to `bottom`; `gutter` is the x between its two columns, None where it has one."""

    top: float
    bottom: float
    gutter: float | None


def bands(pieces: Sequence[Box]) -> list[Band]:
    """How to read the page, from the top; [] where it is best read as it was written.

    That is so for all but text set in two columns and written across both: columns whose lines fill them (a list of
    labels and values is no text in columns), and of which pieces were written in turns.
    """
    pieces = _runs(pieces)
    gutter = _gutter(pieces)
    if gutter is None:
        return []
    left = [piece for piece in pieces if piece[2] <= gutter]
    right = [piece for piece in pieces if piece[0] >= gutter]
    sides = [0 if piece[2] <= gutter else 1 for piece in pieces if piece[2] <= gutter or piece[0] >= gutter]
    turns = sum(before != after for before, after in pairwise(sides))
    across = max(piece[2] for piece in pieces) - min(piece[0] for piece in pieces)
    if turns < _FEWEST_TURNS or not _is_filled(left, across) or not _is_filled(right, across):
        return []
    return _bands(pieces, gutter)


def _runs(pieces: Sequence[Box]) -> list[Box]:
    """Pieces that follow each other on a line as one: some programs write every letter by itself."""
    out: list[Box] = []
    for piece in pieces:
        left, bottom, right, top = out[-1] if out else (0.0, 0.0, 0.0, 0.0)
        height = max(top - bottom, piece[3] - piece[1])
        is_beside = bool(out) and -height < piece[0] - right <= 1.5 * height
        if is_beside and min(top, piece[3]) - max(bottom, piece[1]) > -0.5 * height and abs(piece[1] - bottom) < height:
            out[-1] = (min(left, piece[0]), min(bottom, piece[1]), max(right, piece[2]), max(top, piece[3]))
        else:
            out.append(piece)
    return out


def _gutter(pieces: Sequence[Box]) -> float | None:
    """The middle of the widest upright strip near the middle of the page that hardly any piece crosses."""
    if len(pieces) < 2 * _FEWEST_LINES:
        return None
    begin, end = min(piece[0] for piece in pieces), max(piece[2] for piece in pieces)
    width = min(int(end - begin) + 2, _WIDEST)
    changes = [0] * (width + 1)
    for left, _, right, _ in pieces:
        changes[max(0, min(int(left - begin) + 1, width))] += 1
        changes[max(0, min(int(right - begin), width))] -= 1
    crossing, best, start = 0, (0, 0), None
    for x in range(int(0.7 * width) + 1):
        crossing += changes[x]
        is_free = 0.3 * width <= x <= 0.7 * width and crossing <= 0.15 * len(pieces)
        start = (x if start is None else start) if is_free else None
        if start is not None:
            best = max(best, (x - start, start))
    return begin + best[1] + best[0] / 2 if best[0] >= _GUTTER else None


def _is_filled(pieces: Sequence[Box], across: float) -> bool:
    """Whether there are lines enough, most of them as wide as the column, and that no narrower than columns of text are."""
    lines: dict[int, tuple[float, float]] = {}
    for left, bottom, right, _ in pieces:
        key = round(bottom / _SAME_LINE)
        before = lines.get(key, (left, right))
        lines[key] = (min(before[0], left), max(before[1], right))
    if len(lines) < _FEWEST_LINES:
        return False
    begin, end = min(line[0] for line in lines.values()), max(line[1] for line in lines.values())
    return end - begin > 0.3 * across and sum(
        line[1] >= end - 0.15 * (end - begin) for line in lines.values()
    ) >= 0.5 * len(lines)


def _bands(pieces: Sequence[Box], gutter: float) -> list[Band]:
    """From the top: what reaches across, and what stands in columns."""
    found: list[Band] = []
    for piece in sorted(pieces, key=lambda each: -each[3]):
        is_across = piece[0] < gutter < piece[2]
        own = None if is_across else gutter
        if found and found[-1].gutter == own:
            found[-1] = Band(found[-1].top, min(found[-1].bottom, piece[1]), own)
        elif found and is_across and piece[1] >= found[-1].bottom:
            continue  # within a band of columns: a piece that is only a little too wide
        else:
            found.append(Band(piece[3], piece[1], own))
    return found
