"""Writing component rows and taking them out again, many at a time. Called inside a unit of work; none commits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import JSON, delete
from sqlalchemy.dialects import postgresql, sqlite

from core.db import db
from sbom.components.models import Component, ComponentLicence, Delivery, LicenceText

_BATCH = 2_000

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows made ready outside the database's write lock; they get their delivery when they are written."""

    components: list[Row] = field(default_factory=list)
    licences: list[Row] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """SHA-256 → licence text."""


def write_rows(delivery_id: int, rows: Rows) -> None:
    """Add components with their licences; a licence text that is known already is kept as it is."""
    _insert(Component.__table__, delivery_id, rows.components)
    for batch in _batches([{"sha256": h, "text": text} for h, text in rows.texts.items()]):
        dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        db.session.execute(dialect.insert(LicenceText.__table__).on_conflict_do_nothing(), batch)
    _insert(ComponentLicence.__table__, delivery_id, rows.licences)


def _insert(table: Any, delivery_id: int, rows: Sequence[Row]) -> None:
    """Rows in the driver's own terms: through the statement compiler the same takes twice as long."""
    names = [column.name for column in table.columns if column.name != "delivery_id"]
    plain = [isinstance(table.columns[name].type, JSON) for name in names]
    mark = "%s" if db.engine.dialect.name == "postgresql" else "?"
    columns = ", ".join(f'"{name}"' for name in ("delivery_id", *names))
    statement = f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join([mark] * (len(names) + 1))})"  # noqa: S608 - our own names
    values = itemgetter(*names)
    connection = db.session.connection()
    for batch in _batches(rows):
        connection.exec_driver_sql(statement, [(delivery_id, *_plain(values(row), plain)) for row in batch])


def _plain(values: Sequence[Any], is_json: Sequence[bool]) -> list[Any]:
    return [
        (orjson.dumps(value).decode() if value is not None else None) if json else value
        for value, json in zip(values, is_json, strict=True)
    ]


def _batches(values: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def remove_deliveries(delivery_ids: Sequence[int]) -> None:
    """Take deliveries out with all their rows. Licence texts stay: others may use them."""
    for model in (ComponentLicence, Component):
        db.session.execute(delete(model).where(model.delivery_id.in_(delivery_ids)))
    db.session.execute(delete(Delivery).where(Delivery.id.in_(delivery_ids)))
