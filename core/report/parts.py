from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext

from core.phrases import Phrase
from core.web.listing import Column, Kind


@dataclass(frozen=True)
class Figure:
    """One number of the summary. `key` names it in snapshots; `value` is a number or None (unknown, never 0).

    `tone` is its status light (good, warn, bad, muted) and `why` the sentence beside it, with the limit where there is one.
    """

    key: str
    label: Any
    value: Any
    kind: Kind = Kind.NUMBER
    tone: str = "muted"
    why: Phrase | str = ""


@dataclass(frozen=True)
class Table:
    """Rows under headings: the same columns as on the page. `total` is how many there are when `rows` are the first few."""

    title: Any
    columns: Sequence[Column]
    rows: Sequence[Any]
    empty: Any = ""
    totals: Sequence[int] = ()
    """Columns (by index) that add up: a live sum stands under each."""


@dataclass(frozen=True)
class Chart:
    """A native Excel chart over a table of the same sheet: `table` its index, `labels` and `values` column indexes."""

    title: Any
    table: int
    labels: int
    values: Sequence[int]
    kind: str = "bar"
    limit: int = 12


@dataclass(frozen=True)
class Definition:
    term: Any
    meaning: Any
    source: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook."""

    title: Any
    lead: Any = ""
    figures: Sequence[Figure] = field(default_factory=list)
    tables: Sequence[Table] = field(default_factory=list)
    charts: Sequence[Chart] = field(default_factory=list)
    definitions: Sequence[Definition] = field(default_factory=list)


Source = Callable[[date], Sheet]


def register_sheet(app: Flask, order: int, source: Source) -> None:
    """Add a sheet: `source(as_of)` builds it from the same queries as the page."""
    app.extensions.setdefault("board_sheets", []).append((order, source))


def sheets(as_of: date) -> list[Sheet]:
    return [source(as_of) for _, source in sorted(current_app.extensions.get("board_sheets", []), key=lambda s: s[0])]


def light_name(tone: str) -> str:
    names = {
        "good": gettext("Green"),
        "warn": gettext("Amber"),
        "bad": gettext("Red"),
        "info": gettext("For information"),
    }
    return str(names.get(tone) or gettext("Not judged"))
