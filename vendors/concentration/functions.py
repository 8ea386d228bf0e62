"""The basis that the vendors domain itself knows: critical functions, and who carries each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial

from sqlalchemy import select

from core.db import db
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.concentration.bases import Basis, Holding
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import BusinessFunction, Service, service_alternative, service_function
from vendors.services.rules import Criticality

SUPPLYING = (VendorStatus.ACTIVE, VendorStatus.EXITING)
"""A prospect supplies nothing yet; one whose relation has ended nothing any more."""


@dataclass(frozen=True)
class Carrier:
    """A service that supports a critical function today."""

    function_id: int
    service_id: int
    vendor_id: int
    has_declared: bool


def critical_functions() -> dict[int, BusinessFunction]:
    query = select(BusinessFunction).where(
        BusinessFunction.criticality == Criticality.CORE, BusinessFunction.is_retired.is_(False)
    )
    return {f.id: f for f in db.session.scalars(query.order_by(BusinessFunction.name))}


def carriers() -> list[Carrier]:
    """Who supports which critical function: services that run, of vendors the firm works with."""
    query = (
        select(service_function.c.function_id, Service.id, Service.vendor_id, Service.subcontractors_declared)
        .join(Service, Service.id == service_function.c.service_id)
        .join(Vendor, Vendor.id == Service.vendor_id)
        .join(BusinessFunction, BusinessFunction.id == service_function.c.function_id)
        .where(
            Service.is_ended.is_(False),
            Vendor.status.in_(SUPPLYING),
            BusinessFunction.criticality == Criticality.CORE,
            BusinessFunction.is_retired.is_(False),
        )
        .order_by(service_function.c.function_id, Service.id)
    )
    return [Carrier(*row) for row in db.session.execute(query)]


def named_alternatives(found: list[Carrier]) -> dict[int, set[int]]:
    """function → the vendors named as alternatives to the services that support it; one that ended is none."""
    by_service: dict[int, list[int]] = {}
    for each in found:
        by_service.setdefault(each.service_id, []).append(each.function_id)
    query = (
        select(service_alternative.c.service_id, service_alternative.c.vendor_id)
        .join(Vendor, Vendor.id == service_alternative.c.vendor_id)
        .where(Vendor.status != VendorStatus.ENDED)
    )
    alternatives: dict[int, set[int]] = {}
    for service_id, vendor_id in db.session.execute(query):
        for function_id in by_service.get(service_id, ()):
            alternatives.setdefault(function_id, set()).add(vendor_id)
    return alternatives


def _weights(_as_of: date) -> Iterator[Holding]:
    """Each critical function weighs 1, shared equally by the vendors that carry it."""
    services: dict[tuple[int, int], list[int]] = {}
    vendors: dict[int, set[int]] = {}
    for each in carriers():
        services.setdefault((each.function_id, each.vendor_id), []).append(each.service_id)
        vendors.setdefault(each.function_id, set()).add(each.vendor_id)
    for function in critical_functions().values():
        url = partial(address, "vendors.services.function", function_id=function.id)
        if function.id not in vendors:
            nobody = phrase(N_("No vendor is recorded for it."))
            yield Holding(None, None, function.name, function_id=function.id, unknown_because=nobody, url=url)
        for vendor_id in sorted(vendors.get(function.id, ())):
            share = Fraction(1, len(vendors[function.id]))
            supplied = tuple(services[function.id, vendor_id])
            yield Holding(vendor_id, share, function.name, supplied, function_id=function.id, url=url)


def _users(_as_of: date) -> Iterator[Holding]:
    """Each service in use, by how many use it; a service nobody counted is not known."""
    query = (
        select(Service.id, Service.vendor_id, Service.name, Service.users)
        .join(Vendor, Vendor.id == Service.vendor_id)
        .where(Service.is_ended.is_(False), Vendor.status.in_(SUPPLYING))
        .order_by(Service.id)
    )
    uncounted = phrase(N_("How many use it is not recorded."))
    for row in db.session.execute(query):
        url = partial(address, "vendors.services.show", service_id=row.id)
        form = partial(address, "vendors.services.edit", service_id=row.id, _anchor="users")
        weight = None if row.users is None else Fraction(row.users)
        yield Holding(
            row.vendor_id,
            weight,
            row.name,
            (row.id,),
            unknown_because=uncounted,
            url=url,
            form=form,
            needs="services.edit",
        )


USERS = Basis(
    name="users",
    label=N_("Users"),
    meaning=N_("Each service in use counts by the people or accounts that use it."),
    weights=_users,
    order=40,
)
CRITICAL_FUNCTIONS = Basis(
    name="critical_functions",
    label=N_("Critical functions"),
    meaning=N_("Each core function counts 1, shared equally by the vendors that support it today."),
    weights=_weights,
    source="DORA 29(1)(a); CC-11000-4",
    order=20,
)
