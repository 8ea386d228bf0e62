from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy import exists as sql_exists

from core.db import db
from vendors.actions.models import Action
from vendors.actions.rules import Cause
from vendors.concentration.models import ConcentrationSnapshot, ExchangeRate, LimitBreach
from vendors.merging.models import VendorMerge
from vendors.proposals.models import Proposal
from vendors.register.models import Contact, Group, Ownership, Subcontracting, Vendor
from vendors.services.models import BusinessFunction, Service, service_alternative, service_function


def exists() -> bool:
    return any(
        db.session.scalar(select(sql_exists().where(kind.is_sample.is_(True))))
        for kind in (Vendor, Group, BusinessFunction, ExchangeRate)
    )


def has_real_data() -> bool:
    """Vendors, groups or functions that somebody entered; rates and limits may stand beside a sample firm."""
    return any(
        db.session.scalar(select(sql_exists().where(kind.is_sample.is_(False))))
        for kind in (Vendor, Group, BusinessFunction)
    )


def remove() -> dict[str, int]:
    """Take out the sample vendors with everything that hangs on them, whoever added it; real records stay, without
    their links to what is gone."""
    vendors = select(Vendor.id).where(Vendor.is_sample.is_(True))
    services = select(Service.id).where(Service.vendor_id.in_(vendors))
    functions = select(BusinessFunction.id).where(BusinessFunction.is_sample.is_(True))
    groups = select(Group.id).where(Group.is_sample.is_(True))
    db.session.flush()
    counts = {name: _count(query) for name, query in (("vendors", vendors), ("services", services))}
    for statement in _steps(vendors, services, functions, groups):
        db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.expire_all()
    return counts


def _steps(vendors: Select[Any], services: Select[Any], functions: Select[Any], groups: Select[Any]) -> Iterable[Any]:
    """From the leaves to the roots, so that no reference is ever left hanging."""
    alternative, supports = service_alternative.c, service_function.c
    # A sample firm is only loaded where nothing else is: what was found and kept of it goes with it.
    yield delete(Action).where(Action.cause == Cause.BREACH)
    yield delete(LimitBreach)
    yield delete(ConcentrationSnapshot)
    yield delete(Proposal).where(Proposal.vendor_id.in_(vendors))
    yield delete(service_alternative).where(
        or_(alternative.service_id.in_(services), alternative.vendor_id.in_(vendors))
    )
    yield delete(service_function).where(or_(supports.service_id.in_(services), supports.function_id.in_(functions)))
    yield delete(Subcontracting).where(
        or_(
            Subcontracting.vendor_id.in_(vendors),
            Subcontracting.subcontractor_id.in_(vendors),
            Subcontracting.service_id.in_(services),
        )
    )
    yield delete(Service).where(Service.vendor_id.in_(vendors))
    yield delete(Ownership).where(Ownership.vendor_id.in_(vendors))
    yield delete(Contact).where(Contact.vendor_id.in_(vendors))
    yield delete(VendorMerge).where(or_(VendorMerge.vendor_id.in_(vendors), VendorMerge.into_id.in_(vendors)))
    yield update(Vendor).where(Vendor.is_sample.is_(True)).values(merged_into_id=None)
    yield delete(Vendor).where(Vendor.is_sample.is_(True))
    yield update(Vendor).where(Vendor.group_id.in_(groups)).values(group_id=None)
    yield update(Group).where(Group.parent_id.in_(groups)).values(parent_id=None)
    yield delete(Group).where(Group.is_sample.is_(True))
    yield delete(BusinessFunction).where(BusinessFunction.is_sample.is_(True))
    yield delete(ExchangeRate).where(ExchangeRate.is_sample.is_(True))


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
