"""Every list in the product: search, filters, sort, paging and the Excel export from one description.

A feature's `queries.py` describes its list once (`Listing`); the view shows `listing.page(request.args)` and the same
description writes the workbook, so page and export always agree.
"""

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from core.db import db

Rows = Select[*tuple[Any, ...]]
"""A select of any number of columns."""
PAGE_SIZES = (25, 50, 100, 200)
MAX_QUERY = 200


class Kind(enum.StrEnum):
    """How a column's values are shown and written: alignment, number format, links."""

    TEXT = "text"
    DAY = "day"
    INSTANT = "instant"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    STATUS = "status"


SYMBOLS: Mapping[str, str] = {"bad": "✗", "warn": "◐", "muted": "–", "info": "◇", "good": "✓"}
"""By tone: what stands for a state where a word has no room, in print as on the screen."""


@dataclass(frozen=True)
class Status:
    """A state in words with a tone (good, warn, bad, info, muted); never colour alone."""

    label: Any
    tone: str = "muted"

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Measured:
    """A value of its own kind in a column of mixed ones, such as the figures of a summary."""

    value: Any
    kind: Kind


@dataclass(frozen=True)
class Column:
    """One column. `value(row)` gives text, date, number, (minor, currency) for MONEY or a `Status`.

    `sort` is the SQL it sorts by; `rank(key)` sorts by what is derived in Python from the row's `Listing.key` instead;
    neither: not sortable. `url(row)` makes the cell a link; `minor` columns hide on phones; what `is_unbroken` is read as
    one (CVE-2026-1234) and stays on one line.
    """

    key: str
    label: Any
    value: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    sort: Any = None
    url: Callable[[Any], str] | None = None
    is_minor: bool = False
    is_unbroken: bool = False
    rank: Callable[[Any], Any] | None = None

    @property
    def is_sortable(self) -> bool:
        return self.sort is not None or self.rank is not None


@dataclass(frozen=True)
class Filter:
    """A choice above the list. `where(value)` is the SQL condition, or `keep(value)` tells of a row's `Listing.key`
    whether it stays (what is derived in Python); values not among the choices are ignored. `none` names the choice of
    nothing, where that is not "all"."""

    key: str
    label: Any
    choices: Callable[[], Sequence[tuple[str, Any]]]
    where: Callable[[str], ColumnElement[bool]] | None = None
    keep: Callable[[str], Callable[[Any], bool]] | None = None
    none: Any = ""


@dataclass(frozen=True)
class Listing:
    """A list: its query, columns, what the search box searches, filters, and the order it comes in.

    `default_sort` is a column key, with "-" before it for descending. `tiebreak` makes the order total. `key` is the
    row's id column, needed where a filter or a column is derived in Python.
    """

    name: str
    title: Any
    statement: Rows
    columns: Sequence[Column]
    tiebreak: Any
    search: Sequence[Any] = ()
    filters: Sequence[Filter] = ()
    default_sort: str = ""
    default_filters: Mapping[str, str] = field(default_factory=dict)
    key: Any = None

    def page(self, args: Mapping[str, str]) -> "ListPage":
        """The part of the list that these query-string values ask for; odd values fall back, never fail."""
        asked = _Asked.of(self, args)
        narrowed = self._narrowed(asked)
        if self._is_derived(asked):
            keys = self._keys(narrowed, asked)
            pages = max(1, -(-len(keys) // asked.size))
            number = min(asked.number, pages)
            part = keys[(number - 1) * asked.size : number * asked.size]
            return ListPage(self, asked, self._rows_of(part), len(keys), number, pages)
        total = db.session.scalar(select(func.count()).select_from(narrowed.order_by(None).subquery())) or 0
        pages = max(1, -(-total // asked.size))
        number = min(asked.number, pages)
        statement = self._sorted(narrowed, asked).limit(asked.size).offset((number - 1) * asked.size)
        return ListPage(self, asked, list(_results(statement)), total, number, pages)

    def rows(self, args: Mapping[str, str]) -> Iterator[Any]:
        """All rows that match, streamed, for the export."""
        asked = _Asked.of(self, args)
        if self._is_derived(asked):
            keys = self._keys(self._narrowed(asked), asked)
            return (row for at in range(0, len(keys), 500) for row in self._rows_of(keys[at : at + 500]))
        statement = self._sorted(self._narrowed(asked), asked)
        return _results(statement.execution_options(yield_per=500))

    def keys(self, args: Mapping[str, str]) -> list[Any] | None:
        """The keys of all rows that match, unordered; None when nothing was asked for and that is every row."""
        asked = _Asked.of(self, args)
        if not asked.words and not asked.chosen:
            return None
        return self._keys(self._narrowed(asked), asked)

    def _is_derived(self, asked: "_Asked") -> bool:
        sorts = any(c.key == asked.sort.lstrip("-") and c.rank for c in self.columns)
        return sorts or any(one.keep and asked.chosen.get(one.key) for one in self.filters)

    def _keys(self, narrowed: Rows, asked: "_Asked") -> list[Any]:
        """Every row's key, narrowed and in order, where SQL alone cannot say."""
        keys = list(db.session.scalars(self._sorted(narrowed, asked).with_only_columns(self.key)))
        for one in self.filters:
            if one.keep and (value := asked.chosen.get(one.key)):
                keys = list(filter(one.keep(value), keys))
        rank = next((c.rank for c in self.columns if c.key == asked.sort.lstrip("-")), None)
        if rank is None:
            return keys
        ranked = [(rank(key), key) for key in keys]
        known = sorted((each for each in ranked if each[0] is not None), reverse=asked.sort.startswith("-"))
        return [key for _, key in known] + [key for value, key in ranked if value is None]

    def _rows_of(self, keys: Sequence[Any]) -> list[Any]:
        found = db.session.execute(self.statement.where(self.key.in_(keys)).add_columns(self.key.label("_key")))
        single = len(self.statement.column_descriptions) == 1
        by_key = {row._mapping["_key"]: row[0] if single else row for row in found}
        return [by_key[key] for key in keys if key in by_key]

    def _narrowed(self, asked: "_Asked") -> Rows:
        statement = self.statement
        for word in asked.words:
            pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            statement = statement.where(or_(*(column.ilike(pattern, escape="\\") for column in self.search)))
        for one in self.filters:
            if one.where and (value := asked.chosen.get(one.key)):
                statement = statement.where(one.where(value))
        return statement

    def _sorted(self, statement: Rows, asked: "_Asked") -> Rows:
        key, descending = asked.sort.lstrip("-"), asked.sort.startswith("-")
        column = next((c for c in self.columns if c.key == key and c.sort is not None), None)
        if column is None:
            return statement.order_by(self.tiebreak)
        order = column.sort.desc() if descending else column.sort.asc()
        return statement.order_by(order.nulls_last(), self.tiebreak)


@dataclass(frozen=True)
class _Asked:
    text: str
    sort: str
    number: int
    size: int
    chosen: Mapping[str, str]

    @property
    def words(self) -> list[str]:
        return self.text.split()[:8]

    @classmethod
    def of(cls, listing: Listing, args: Mapping[str, str]) -> "_Asked":
        chosen = {}
        for one in listing.filters:
            value = args.get(one.key, listing.default_filters.get(one.key, ""))
            if value and value in {str(v) for v, _ in one.choices()}:
                chosen[one.key] = value
        size = _whole(args.get("size"), PAGE_SIZES[0])
        return cls(
            text=args.get("q", "").replace("\x00", "").strip()[:MAX_QUERY] if listing.search else "",
            sort=args.get("sort", "") or listing.default_sort,
            number=max(1, _whole(args.get("page"), 1)),
            size=size if size in PAGE_SIZES else PAGE_SIZES[0],
            chosen=chosen,
        )


@dataclass(frozen=True)
class ListPage:
    """What the template `macros/listing.html` shows."""

    listing: Listing
    asked: _Asked
    rows: list[Any]
    total: int
    number: int
    pages: int

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked.text or self.asked.chosen)

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing at all to list, whatever were asked for."""
        if self.total or not self.is_narrowed:
            return not self.total
        return db.session.execute(self.listing.statement.order_by(None).limit(1)).first() is None

    @property
    def first(self) -> int:
        return (self.number - 1) * self.asked.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0

    def link(self, **changes: Any) -> str:
        """The query string of this page with some values changed; empty ones are left out."""
        values: dict[str, Any] = {
            "q": self.asked.text,
            "sort": self.asked.sort,
            "size": self.asked.size,
            "page": self.number,
        }
        values |= {one.key: self.asked.chosen.get(one.key, "") for one in self.listing.filters}
        values |= changes
        defaults = {"sort": self.listing.default_sort, "size": PAGE_SIZES[0], "page": 1}
        keep = {
            k: v
            for k, v in values.items()
            if (v not in ("", None) or k in self.listing.default_filters) and str(defaults.get(k)) != str(v)
        }
        return "?" + urlencode(keep)

    def sort_link(self, column: Column) -> str:
        current = self.asked.sort
        return self.link(sort=f"-{column.key}" if current == column.key else column.key, page=1)

    def sorted_by(self, column: Column) -> str:
        """For aria-sort: ascending, descending or none."""
        if self.asked.sort.lstrip("-") != column.key:
            return "none"
        return "descending" if self.asked.sort.startswith("-") else "ascending"


def _whole(text: str | None, fallback: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else fallback


def _results(statement: Rows) -> Iterator[Any]:
    single = len(statement.column_descriptions) == 1
    return iter(db.session.scalars(statement) if single else db.session.execute(statement))


def attribute_choices(names: Mapping[Any, str]) -> Callable[[], Sequence[tuple[str, Any]]]:
    """Filter choices from an enumeration's names (value → marked label)."""
    from core.i18n import say

    return lambda: [(str(k.value), say(label)) for k, label in names.items()]


def equals(column: InstrumentedAttribute[Any] | ColumnElement[Any]) -> Callable[[str], ColumnElement[bool]]:
    return lambda value: column == value
