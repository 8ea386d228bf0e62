"""A treemap laid out by squarified areas (Bruls, Huizing, van Wijk 2000), in a few lines of our own: pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tile:
    x: float
    y: float
    width: float
    height: float


def squarified(weights: Sequence[float], width: float, height: float) -> list[Tile]:
    """One tile for each weight (above 0, the largest first), filling the rectangle, each as near to a square as can be."""
    total = sum(weights)
    areas = [weight / total * width * height for weight in weights]
    tiles: list[Tile] = []
    x = y = 0.0
    while areas:
        side = min(width - x, height - y)
        taken = 1
        while taken < len(areas) and _worst(areas[: taken + 1], side) <= _worst(areas[:taken], side):
            taken += 1
        row, areas = areas[:taken], areas[taken:]
        thick = sum(row) / side if side else 0.0
        is_column = width - x >= height - y
        at = y if is_column else x
        for area in row:
            length = area / thick if thick else 0.0
            tiles.append(Tile(x, at, thick, length) if is_column else Tile(at, y, length, thick))
            at += length
        x, y = (x + thick, y) if is_column else (x, y + thick)
    return tiles


def _worst(row: Sequence[float], side: float) -> float:
    """The longest side ratio of a row laid along `side`."""
    total = sum(row)
    if not total or not side:
        return float("inf")
    return max(side * side * max(row) / (total * total), total * total / (side * side * min(row)))
