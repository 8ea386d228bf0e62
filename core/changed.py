"""Which tables each unit of work wrote to, counted in the database: what was read from tables that stay need not be read again.

Every process of the installation sees the same counts, and only with what was written (same transaction). A statement
is taken at its word: what it writes to, and all that it names, so that too much may count as changed but never too little.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, String, event, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Model, before_commit, db

EVERYTHING = "*"
"""Stands for any table: read or written by a statement that cannot be told apart."""

OWN = frozenset({"table_change", "audit_head"})
"""What every change writes to and every kept answer asks for: no reason to work anything out anew."""

WRITTEN = "tables_written"
LONG = 5_000
"""Characters: statements that list their keys one by one are never the same again."""

_WRITES = re.compile(
    r'\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|REPLACE\s+INTO)\s+"?(\w+)', re.IGNORECASE
)
_HARMLESS = re.compile(r"\s*(?:PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW)\b", re.IGNORECASE)
_ONLY_READS = re.compile(
    rf"\s*SELECT\b|{_HARMLESS.pattern}|\s*WITH\b(?!.*\b(?:INSERT|UPDATE|DELETE)\b)", re.IGNORECASE | re.DOTALL
)
_FROM = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)', re.IGNORECASE)
_WORD = re.compile(r"\w+")

_read: ContextVar[set[str] | None] = ContextVar("_read", default=None)


class TableChange(Model):
    """How many units of work have written to a table so far."""

    __tablename__ = "table_change"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    changes: Mapped[int] = mapped_column(Integer)


@contextmanager
def noting_reads() -> Iterator[set[str]]:
    """The tables that statements in this block read. What is noted inside counts for the block around it as well."""
    around, noted = _read.get(), set[str]()
    token = _read.set(noted)
    try:
        yield noted
    finally:
        _read.reset(token)
        if around is not None:
            around |= noted


def note_reads(tables: Iterable[str]) -> None:
    """What an answer given again had been read from, for the block that uses it."""
    if (noted := _read.get()) is not None:
        noted.update(tables)


def counts() -> Mapping[str, int]:
    """Units of work that wrote to each table; a table without a count was never written to."""
    rows = db.session.execute(select(TableChange.name, TableChange.changes))
    return {row[0]: row[1] for row in rows}


@event.listens_for(Engine, "before_cursor_execute")
def _note(conn: Any, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool) -> None:
    if (noted := _read.get()) is not None and not _HARMLESS.match(statement):
        noted |= (_tables_read if len(statement) < LONG else _tables_read.__wrapped__)(statement)
    if conn.get_execution_options().get("write") and not _ONLY_READS.match(statement):
        found = _WRITES.match(statement)
        conn.info.setdefault(WRITTEN, set()).add(found.group(1) if found else EVERYTHING)


@lru_cache(maxsize=2048)
def _tables_read(statement: str) -> frozenset[str]:
    known = db.metadata.tables.keys()
    unknown = set(_FROM.findall(statement)) - known
    named = set(_WORD.findall(statement)) & known
    return frozenset((named - OWN) | ({EVERYTHING} if unknown else set()))


def _count(session: Session) -> None:
    """Before a unit of work commits: what it wrote to has changed once more."""
    session.flush()
    written: set[str] = session.connection().info.pop(WRITTEN, set()) - OWN
    if not written:
        return
    known = set(session.scalars(select(TableChange.name)))
    tables = db.metadata.tables.keys() if EVERYTHING in written else written | _going_along(written)
    if new := [{"name": name, "changes": 0} for name in sorted(tables - known)]:
        session.execute(insert(TableChange), new)
    more = update(TableChange).where(TableChange.name.in_(sorted(tables))).values(changes=TableChange.changes + 1)
    session.execute(more.execution_options(synchronize_session=False))
    session.connection().info.pop(WRITTEN, None)


def _going_along(written: Iterable[str]) -> set[str]:
    """Tables whose rows the database deletes with those of another."""
    return {
        table.name
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.ondelete and key.column.table.name in written
    }


before_commit(_count)
