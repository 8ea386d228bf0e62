"""A figure of how times grow with size: both axes by powers of ten, so that a line as steep as the grey one grows in step."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil, floor, log10
from pathlib import Path
from xml.sax.saxutils import escape

Points = Sequence[tuple[float, float]]
"""(size, milliseconds)"""
FIGURE = Path(__file__).parent / "store-growth.svg"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 400, 70, 210, 46, 50
COLOURS = ("#1b6ec2", "#c2410c", "#15803d", "#7c3aed", "#a16207")


def drawn(title: str, series: Mapping[str, Points]) -> str:
    """The figure as SVG: a line a series, with its name at its end."""
    sizes = [size for points in series.values() for size, _ in points]
    times = [time for points in series.values() for _, time in points]
    low, high = floor(log10(min(sizes))), ceil(log10(max(sizes)))
    least, most = floor(log10(min(times))), ceil(log10(max(times)))

    def x(size: float) -> float:
        return LEFT + (log10(size) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(time: float) -> float:
        return HEIGHT - BOTTOM - (log10(time) - least) / (most - least) * (HEIGHT - TOP - BOTTOM)

    parts = _grid(title, (low, high, x), (least, most, y))
    ends = _apart({name: y(points[-1][1]) + 4 for name, points in series.items()})
    for (name, points), colour in zip(series.items(), COLOURS, strict=False):
        path = " ".join(f"{x(size):.1f},{y(time):.1f}" for size, time in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(s):.1f}" cy="{y(t):.1f}" r="4" fill="{colour}"/>' for s, t in points]
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{ends[name]:.0f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


Axis = tuple[int, int, Callable[[float], float]]
"""Its first and last power of ten, and where a value stands."""


def _grid(title: str, sizes: Axis, times: Axis) -> list[str]:
    low, high, x = sizes
    least, most, y = times
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(title)}</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="15" font-weight="bold">{escape(title)}</text>',
    ]
    for power in range(low, high + 1):
        parts.append(_line(x(10**power), TOP, x(10**power), HEIGHT - BOTTOM, "#e2e8f0"))
        parts.append(
            f'<text x="{x(10**power):.0f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{10**power:,}</text>'
        )
    for power in range(least, most + 1):
        parts.append(_line(LEFT, y(10**power), WIDTH - RIGHT, y(10**power), "#e2e8f0"))
        parts.append(f'<text x="{LEFT - 8}" y="{y(10**power) + 4:.0f}" text-anchor="end">{10**power:,} ms</text>')
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 10}" text-anchor="middle">components in the store</text>'
    )
    decades = min(high - low, most - least)
    parts.append(
        _line(x(10**low), y(10**least), x(10 ** (low + decades)), y(10 ** (least + decades)), "#94a3b8", dashed=True)
    )
    return parts


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, *, dashed: bool = False) -> str:
    look = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{look}/>'


def _apart(wanted: Mapping[str, float], least: float = 16) -> dict[str, float]:
    """Where the names stand: each beside its line, none over another."""
    found: dict[str, float] = {}
    at = float("-inf")
    for name, place in sorted(wanted.items(), key=lambda one: one[1]):
        at = max(place, at + least)
        found[name] = at
    return found
