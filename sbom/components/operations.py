"""Writing component rows and taking them out again, many at a time. Called inside a unit of work; none commits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import JSON, delete
from sqlalchemy.dialects import postgresql, sqlite

from core.db import db
from sbom.components.models import Component, ComponentHash, ComponentLicence, Delivery, LicenceText
from sbom.components.register import package_numbers

_BATCH = 2_000

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows made ready outside the database's write lock; they get their delivery when they are written."""

    components: list[Row] = field(default_factory=list)
    licences: list[Row] = field(default_factory=list)
    hashes: list[tuple[int, int]] = field(default_factory=list)
    """(key, position) of every hash (sbom.components.packages.hash_key)."""
    texts: dict[str, str] = field(default_factory=dict)
    """SHA-256 → licence text."""


def write_rows(delivery_id: int, rows: Rows) -> None:
    """Add components with their licences; a licence text that is known already is kept as it is."""
    numbers = package_numbers(row["package"] for row in rows.components)
    for row in rows.components:
        row["package_id"] = numbers[row["package"]]
    _insert(Component.__table__, delivery_id, rows.components)
    _insert_hashes(delivery_id, rows.hashes)
    for batch in _batches([{"sha256": h, "text": text} for h, text in rows.texts.items()]):
        dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        db.session.execute(dialect.insert(LicenceText.__table__).on_conflict_do_nothing(), batch)
    _insert(ComponentLicence.__table__, delivery_id, rows.licences)


def _insert_hashes(delivery_id: int, hashes: Sequence[tuple[int, int]]) -> None:
    if not hashes:
        return
    mark = "%s" if db.engine.dialect.name == "postgresql" else "?"
    statement = f"INSERT INTO sbom_hash (key, delivery_id, position) VALUES ({mark}, {mark}, {mark})"  # noqa: S608 - our own names
    values = [(key, delivery_id, position) for key, position in sorted(hashes)]
    db.session.connection().exec_driver_sql(statement, values)


def _insert(table: Any, delivery_id: int, rows: Sequence[Row]) -> None:
    """Rows in the driver's own terms, JSON as text: through the statement compiler the same takes twice as long."""
    names = [column.name for column in table.columns]
    json = [name for name in names if isinstance(table.columns[name].type, JSON)]
    mark = "%s" if db.engine.dialect.name == "postgresql" else "?"
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join([mark] * len(names))})"  # noqa: S608 - our own names
    values = itemgetter(*names)
    connection = db.session.connection()
    for batch in _batches(rows):
        for row in batch:
            for name in json:
                if (value := row[name]) is not None:
                    row[name] = orjson.dumps(value).decode()
            row["delivery_id"] = delivery_id
        connection.exec_driver_sql(statement, list(map(values, batch)))


def _batches(values: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def remove_deliveries(delivery_ids: Sequence[int]) -> None:
    """Take deliveries out with all their rows. Licence texts and package entries stay: others may use them."""
    if not delivery_ids:
        return
    for model in (ComponentHash, ComponentLicence, Component):
        db.session.execute(delete(model).where(model.delivery_id.in_(delivery_ids)))
    db.session.execute(delete(Delivery).where(Delivery.id.in_(delivery_ids)))
