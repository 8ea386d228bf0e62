from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext

from core.excel.cells import sheet_title
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
    kept_on: str = ""
    """The sheet that shows it, where it is too long to stand among others."""


@dataclass(frozen=True)
class Chart:
    """A native Excel chart over a table of the same sheet: `table` its index, `labels` and `values` column indexes.

    `line`: the column of the limit that bars are held against; they then stand upright, with the limit across them."""

    title: Any
    table: int
    labels: int
    values: Sequence[int]
    kind: str = "bar"
    limit: int = 12
    line: int | None = None


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
    every = sorted(current_app.extensions.get("board_sheets", []), key=lambda s: s[0])
    return list(laid_out(source(as_of) for _, source in every))


_compared: ContextVar[date | None] = ContextVar("compared", default=None)


@contextmanager
def comparing_with(day: date | None) -> Iterator[None]:
    """While a report is put together that is compared with the one of a day."""
    token = _compared.set(day)
    try:
        yield
    finally:
        _compared.reset(token)


def compared_with() -> date | None:
    """The day of the report that the one being put together is compared with; None: there is none."""
    return _compared.get()


LONG = 24
"""Rows of a table that stands among others; a longer one has a sheet of its own, where its headings are on every page."""


def laid_out(found: Iterable[Sheet]) -> Iterator[Sheet]:
    """The sheets, each followed by those of its tables that are too long to stand among others; no name twice."""
    taken = {gettext("Cover"), gettext("Summary"), gettext("Definitions")}
    for sheet in found:
        charted = {chart.table for chart in sheet.charts}
        own: list[Sheet] = []
        tables: list[Table] = []
        title = _free(str(sheet.title), taken)
        for number, table in enumerate(sheet.tables):
            if len(table.rows) <= LONG or len(sheet.tables) == 1 or number in charted:
                tables.append(table)
                continue
            name = _free(str(table.title), taken)
            own.append(Sheet(name, gettext("Belongs to the sheet “%(sheet)s”.", sheet=title), tables=[table]))
            tables.append(replace(table, kept_on=name))
        yield replace(sheet, title=title, tables=tables)
        yield from own


def _free(title: str, taken: set[str]) -> str:
    """The title, as a sheet can bear it and no other does."""
    name, number = sheet_title(title), 2
    while name.casefold() in {each.casefold() for each in taken}:
        name, number = f"{sheet_title(title)[:28]} {number}", number + 1
    taken.add(name)
    return name


def tally(figures: Iterable[Figure]) -> Counter[str]:
    """How many figures stand under each light."""
    return Counter(figure.tone for figure in figures)


def light_name(tone: str) -> str:
    names = {
        "good": gettext("Green"),
        "warn": gettext("Amber"),
        "bad": gettext("Red"),
        "info": gettext("For information"),
    }
    return str(names.get(tone) or gettext("Not judged"))
