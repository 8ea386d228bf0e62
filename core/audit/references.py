"""What a number in an entry refers to, in words: the record's name, and the currency of its amounts.

Names are read in blocks and kept for the request: a page of the trail costs as many reads however long it is.
"""

from typing import Any

from flask import g
from sqlalchemy import Table, select

from core.db import db

BLOCK = 1000
LARGEST = 2**31 - 1
"""No key is larger."""
NAMES = ("name_zh", "name_en", "name", "number", "title", "what", "label", "login", "file_name")


def target_of(field: str, subject_type: str) -> Table | None:
    """The table that a field such as `owner_id` refers to: as its own record says, else as every table that has it says."""
    own = db.metadata.tables.get(subject_type)
    if own is not None and field in own.columns:
        return next((key.column.table for key in own.columns[field].foreign_keys), None)
    found = {
        key.column.table.name
        for table in db.metadata.tables.values()
        if field in table.columns
        for key in table.columns[field].foreign_keys
    }
    return db.metadata.tables[found.pop()] if len(found) == 1 else None


def name_of(table: Table, number: int) -> str:
    """What the record is called today; empty where there is none."""
    return _read(table, number)[0]


def currency_of(subject_type: str, subject_id: str) -> str:
    """The currency of a record's amounts, where it has one."""
    table = db.metadata.tables.get(subject_type)
    if table is None or "currency" not in table.columns or not subject_id.isdecimal():
        return ""
    return _read(table, int(subject_id))[1]


def _read(table: Table, number: int) -> tuple[str, str]:
    if "id" not in table.columns or number > LARGEST:
        return "", ""
    kept: dict[tuple[str, int], dict[int, tuple[str, str]]] = g.setdefault("audit_references", {})
    block = (table.name, number // BLOCK)
    if block not in kept:
        kept[block] = _block(table, block[1] * BLOCK)
    return kept[block].get(number, ("", ""))


def _block(table: Table, first: int) -> dict[int, tuple[str, str]]:
    columns: list[Any] = [table.columns[name] for name in NAMES if name in table.columns]
    currency = [table.columns["currency"]] if "currency" in table.columns else []
    own = table.columns["id"]
    found = db.session.execute(select(own, *columns, *currency).where(own.between(first, first + BLOCK - 1)))
    named = len(columns)
    return {
        row[0]: (next((str(v) for v in row[1 : 1 + named] if v), ""), str(row[-1]) if currency else "") for row in found
    }
