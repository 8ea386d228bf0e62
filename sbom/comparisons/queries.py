"""Reads two deliveries to be compared, and describes the differences for page and workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import db
from core.i18n import say
from core.web.listing import Column, Kind, Status
from sbom.comparisons.rules import CHANGE_NAMES, TONES, Change, Comparison, Difference, Entry, compare, entry_of
from sbom.components.models import Component, Delivery
from sbom.products.models import Product, Release

PAGE_SIZE = 200
_COLUMNS = (
    Component.position, Component.group_name, Component.name, Component.version, Component.purl, Component.purl_key,
    Component.licence_line, Component.supplier, Component.details, Component.source_disclosed,
    Component.licence_proven,
)  # fmt: skip


def compared(old: Delivery, new: Delivery) -> Comparison:
    """What changed from one delivery to the other; two reads."""
    return compare(_entries(old.id), _entries(new.id))


def _entries(delivery_id: int) -> list[Entry]:
    query = select(*_COLUMNS).where(Component.delivery_id == delivery_id).order_by(Component.position)
    return [entry_of(row._asdict()) for row in db.session.execute(query)]


def comparable(product_id: int) -> Sequence[Delivery]:
    """Every delivery of a product, newest first."""
    query = (
        select(Delivery)
        .join(Release)
        .where(Release.product_id == product_id, Delivery.is_complete)
        .options(joinedload(Delivery.release).joinedload(Release.product).joinedload(Product.vendor))
    )
    return db.session.scalars(query.order_by(Delivery.id.desc())).all()


def before(delivery: Delivery, others: Sequence[Delivery]) -> Delivery | None:
    """The delivery that this one is naturally compared with: the one that came before it."""
    return next((other for other in others if other.id < delivery.id), None)


def label(delivery: Delivery) -> str:
    """A delivery in a choice: its release and its day."""
    return f"{delivery.release.number} · {delivery.delivered_at:%Y-%m-%d}"


@dataclass(frozen=True)
class DifferencePage:
    """A part of the differences, narrowed to one kind of change."""

    rows: Sequence[Difference]
    total: int
    number: int
    pages: int


def page_of(comparison: Comparison, change: str, number: str) -> DifferencePage:
    """Unchanged components are shown when asked for only; odd values fall back."""
    wanted = next((c for c in Change if c.value == change), None)
    rows = [d for d in comparison.differences if (wanted in d.changes if wanted else Change.UNCHANGED not in d.changes)]
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    at = min(max(int(number), 1), pages) if number.isdecimal() and len(number) < 8 else 1
    return DifferencePage(rows[(at - 1) * PAGE_SIZE : at * PAGE_SIZE], len(rows), at, pages)


def statuses(difference: Difference) -> list[Status]:
    return [Status(say(CHANGE_NAMES[change]), TONES[change]) for change in difference.changes]


def columns() -> list[Column]:
    """Of the workbook: what changed, and both sides of it."""

    def side(which: str, field: str) -> Any:
        return lambda d: getattr(getattr(d, which), field, "")

    return [
        Column("name", _l("Component"), lambda d: d.name),
        Column("change", _l("What changed"), lambda d: [s.label for s in statuses(d)]),
        Column("old_version", _l("Version before"), side("old", "version")),
        Column("new_version", _l("Version after"), side("new", "version")),
        Column("old_licence", _l("Licence before"), side("old", "licence")),
        Column("new_licence", _l("Licence after"), side("new", "licence")),
        Column("old_supplier", _l("Supplier before"), side("old", "supplier")),
        Column("new_supplier", _l("Supplier after"), side("new", "supplier")),
        Column("old_purl", _l("Package URL before"), side("old", "purl")),
        Column("new_purl", _l("Package URL after"), side("new", "purl")),
        Column("old_disclosed", _l("Disclosed before (of 2)"), side("old", "disclosed"), Kind.NUMBER),
        Column("new_disclosed", _l("Disclosed after (of 2)"), side("new", "disclosed"), Kind.NUMBER),
    ]
