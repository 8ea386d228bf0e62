"""Writing component rows and taking them out again, many at a time. Called inside a unit of work; none commits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.dialects import postgresql, sqlite

from core.db import db
from sbom.components.models import Component, ComponentLicence, ComponentReference, Delivery, LicenceText

_BATCH = 2_000

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows made ready outside the database's write lock; they get their delivery when they are written."""

    components: list[Row] = field(default_factory=list)
    licences: list[Row] = field(default_factory=list)
    references: list[Row] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """SHA-256 → licence text."""


def write_rows(delivery_id: int, rows: Rows) -> None:
    """Add components with their licences and references; a licence text that is known already is kept as it is."""
    of_delivery = {"delivery_id": delivery_id}
    _insert(Component, rows.components, of_delivery)
    for batch in _batches([{"sha256": h, "text": text} for h, text in rows.texts.items()]):
        dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        db.session.execute(dialect.insert(LicenceText.__table__).on_conflict_do_nothing(), batch)
    _insert(ComponentLicence, rows.licences, of_delivery)
    _insert(ComponentReference, rows.references, of_delivery)


def _insert(model: Any, rows: Sequence[Row], common: Row) -> None:
    for batch in _batches(rows):
        db.session.execute(insert(model.__table__), [row | common for row in batch])


def _batches(values: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def remove_deliveries(delivery_ids: Sequence[int]) -> None:
    """Take deliveries out with all their rows. Licence texts stay: others may use them."""
    for model in (ComponentLicence, ComponentReference, Component):
        db.session.execute(delete(model).where(model.delivery_id.in_(delivery_ids)))
    db.session.execute(delete(Delivery).where(Delivery.id.in_(delivery_ids)))
