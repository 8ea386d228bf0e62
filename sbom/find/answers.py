"""What is said of a component that was found: where it runs, for which functions, whom to call, and by when the vendor
must tell us of an incident."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from contracts.facts.queries import Confirmed, incident_notices
from contracts.register.models import Contract, contract_service
from contracts.register.standings import standings
from core import clock
from core.db import db
from sbom.components.models import Component
from sbom.find.queries import Place, components_at
from sbom.products.models import Product, Release
from vendors.register.models import Contact, Vendor
from vendors.services.models import BusinessFunction, Service

_AT_ONCE = 400
_FOR_INCIDENTS = ("資安", "資通安全", "事件", "通報", "security", "incident", "soc", "csirt", "psirt")
_FOR_TROUBLE = ("技術", "維運", "客服", "支援", "support", "technical", "service desk", "operations")


@dataclass(frozen=True)
class Notice:
    """What a contract that runs today says on telling us of incidents; `confirmed` is None where nobody confirmed it."""

    contract_id: int
    number: str
    confirmed: Confirmed | None


@dataclass(frozen=True)
class Answer:
    """One component in one release, with everybody and everything it concerns."""

    component: Component
    release: Release
    product: Product
    vendor: Vendor
    service: Service | None
    functions: Sequence[BusinessFunction]
    contact: Contact | None
    notice: Notice | None
    """None: no contract with the vendor runs today."""


def answers(places: Sequence[Place]) -> Iterator[Answer]:
    """The answers at these places, in their order; read by the hundreds, with a handful of queries for each."""
    for at in range(0, len(places), _AT_ONCE):
        yield from _of(components_at(places[at : at + _AT_ONCE]))


def _of(components: Sequence[Component]) -> Iterator[Answer]:
    products = {c.delivery.release.product for c in components}
    vendors = {p.vendor_id for p in products}
    services = {p.service_id for p in products if p.service_id}
    contacts = _contacts(vendors)
    functions = _functions(services)
    notices = IncidentNotices(vendors)
    for component in components:
        release = component.delivery.release
        product = release.product
        yield Answer(
            component,
            release,
            product,
            product.vendor,
            product.service,
            functions.get(product.service_id, ()),
            contacts.get(product.vendor_id),
            notices.of(product),
        )


def _functions(service_ids: Iterable[int]) -> dict[Any, Sequence[BusinessFunction]]:
    query = select(Service).where(Service.id.in_(list(service_ids))).options(selectinload(Service.functions))
    return {s.id: [f for f in s.functions if not f.is_retired] for s in db.session.scalars(query)}


def _contacts(vendor_ids: Iterable[int]) -> dict[int, Contact]:
    """Per vendor the one to call: who is there for incidents, else for technical trouble, else the first."""
    today = clock.today()
    query = select(Contact).where(Contact.vendor_id.in_(list(vendor_ids))).order_by(Contact.id)
    by_vendor: dict[int, list[Contact]] = {}
    for contact in db.session.scalars(query):
        if contact.ended_on is None or contact.ended_on > today:
            by_vendor.setdefault(contact.vendor_id, []).append(contact)
    return {vendor: min(found, key=_urgency) for vendor, found in by_vendor.items()}


def _urgency(contact: Contact) -> tuple[int, int]:
    said = f"{contact.purpose} {contact.title}".casefold()
    for rank, words in enumerate((_FOR_INCIDENTS, _FOR_TROUBLE)):
        if any(word in said for word in words):
            return rank, contact.id
    return 2, contact.id


class IncidentNotices:
    """The running contracts of some vendors, and what was confirmed of them on incident notice; three queries."""

    def __init__(self, vendor_ids: Iterable[int]) -> None:
        self.by_vendor: dict[int, list[Notice]] = {}
        self.services: set[tuple[int, int]] = set()
        standing = standings(clock.today())
        query = select(Contract.id, Contract.number, Contract.vendor_id).where(Contract.vendor_id.in_(list(vendor_ids)))
        running = [
            row for row in db.session.execute(query) if row.id in standing and standing[row.id].status.is_running
        ]
        ids = [row.id for row in running]
        confirmed = incident_notices(frozenset(ids)) if ids else {}
        for row in running:
            self.by_vendor.setdefault(row.vendor_id, []).append(Notice(row.id, row.number, confirmed.get(row.id)))
        for at in range(0, len(ids), _AT_ONCE):
            covered = select(contract_service).where(contract_service.c.contract_id.in_(ids[at : at + _AT_ONCE]))
            self.services |= {(row.contract_id, row.service_id) for row in db.session.execute(covered)}

    def of(self, product: Product) -> Notice | None:
        """Of the contracts that cover the product's service (of all, where none does), the strictest time."""
        every = self.by_vendor.get(product.vendor_id, [])
        covering = [n for n in every if (n.contract_id, product.service_id) in self.services]
        return min(covering or every, key=_strictness, default=None)


def _strictness(notice: Notice) -> tuple[bool, Any, int]:
    hours = notice.confirmed.value.hours if notice.confirmed else 0
    return notice.confirmed is None, hours, notice.contract_id
