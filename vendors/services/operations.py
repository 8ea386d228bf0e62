"""Changes to business functions and services. Each is called inside a unit of work; none commits."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.events import announce
from core.phrases import N_
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services.events import ServiceMoved
from vendors.services.models import BusinessFunction, Service
from vendors.services.rules import Tolerance, contradictions

FUNCTION_FIELDS = ("name", "criticality", "mtpd_minutes", "rto_minutes", "rpo_minutes", "is_retired")
PLACE_FIELDS = ("processing_country", "storage_country", "cloud_provider", "cloud_region")
SERVICE_FIELDS = (
    "name", "kind", "description", "is_internet_facing", "is_investor_app", "takes_orders", "delivers_software", "data_class",
    "processing_country", "storage_country", "cloud_provider", "cloud_region", "substitutability",
    "restore_minutes", "exit_months", "exit_tested_on", "users", "subcontractors_declared",
)  # fmt: skip


def add_function(*, by: User | None, **fields: Any) -> BusinessFunction:
    """A new business function. Refused for a name that is taken and for times that contradict each other."""
    values = _checked_function(fields, function=None)
    function = BusinessFunction(**values)
    db.session.add(function)
    db.session.flush()
    record("vendors:function:add", function, by=by, **{k: v for k, v in values.items() if v is not None})
    return function


def edit_function(
    function: BusinessFunction, *, version: int | str | None = None, by: User | None, **fields: Any
) -> BusinessFunction:
    check_version(function, version)
    values = _checked_function(fields, function=function)
    changes = {k: (getattr(function, k), v) for k, v in values.items() if getattr(function, k) != v}
    for key, value in values.items():
        setattr(function, key, value)
    if changes:
        record("vendors:function:edit", function, by=by, **changes)
    return function


def _checked_function(fields: dict[str, Any], *, function: BusinessFunction | None) -> dict[str, Any]:
    values = {k: v for k, v in fields.items() if k in FUNCTION_FIELDS}
    now = {k: values.get(k, getattr(function, k, None)) for k in FUNCTION_FIELDS}
    values["name"] = (now["name"] or "").strip()
    if not values["name"]:
        raise Refused(N_("Give the function a name."), field="name")
    same = select(BusinessFunction.id).where(BusinessFunction.name == values["name"])
    holder = db.session.scalar(same)
    if holder is not None and (function is None or holder != function.id):
        raise Refused(N_("There is already a function named %(name)s."), field="name", name=values["name"])
    tolerance = Tolerance(now["mtpd_minutes"], now["rto_minutes"], now["rpo_minutes"])
    for finding in contradictions(tolerance):
        raise Refused(finding.says.msgid, field=f"{finding.field}_minutes", **finding.says.params)
    return values


def add_service(
    vendor: Vendor, *, functions: Collection[BusinessFunction] = (), by: User | None, **fields: Any
) -> Service:
    """Something a vendor supplies, and the functions that hang on it. Refused for a vendor whose relation has ended."""
    if vendor.status is VendorStatus.ENDED:
        raise Refused(N_("The relation with %(name)s has ended; it supplies nothing new."), name=vendor.name)
    values = _checked_service(fields)
    service = Service(vendor_id=vendor.id, **values)
    service.functions = list(functions)
    db.session.add(service)
    db.session.flush()
    said = {k: v for k, v in values.items() if v not in ("", None, False)}
    record("vendors:service:add", service, by=by, vendor=vendor.name, functions=_names(functions), **said)
    return service


def edit_service(
    service: Service,
    *,
    functions: Collection[BusinessFunction],
    version: int | str | None = None,
    by: User | None,
    **fields: Any,
) -> Service:
    check_version(service, version)
    values = _checked_service(fields)
    changes = {k: (getattr(service, k), v) for k, v in values.items() if getattr(service, k) != v}
    for key, value in values.items():
        setattr(service, key, value)
    before, after = _names(service.functions), _names(functions)
    if before != after:
        changes["functions"] = (before, after)
        service.functions = list(functions)
    if changes:
        record("vendors:service:edit", service, by=by, **changes)
    if moved := {k: changes[k] for k in PLACE_FIELDS if k in changes}:
        announce(ServiceMoved(service.vendor_id, service.id, moved, by))
    return service


def _checked_service(fields: dict[str, Any]) -> dict[str, Any]:
    values = {k: v for k, v in fields.items() if k in SERVICE_FIELDS}
    values["name"] = (values.get("name") or "").strip()
    if not values["name"]:
        raise Refused(N_("Give the service a name."), field="name")
    return values


def end_service(service: Service, *, by: User | None) -> Service:
    """The vendor no longer supplies it; it stays in the history and counts nowhere."""
    if not service.is_ended:
        service.is_ended = True
        record("vendors:service:end", service, by=by, vendor=service.vendor.name)
    return service


def resume_service(service: Service, *, reason: str, by: User | None) -> Service:
    """Ended by mistake, or supplied again; why. Refused while the relation with its vendor has ended."""
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    if service.vendor.status is VendorStatus.ENDED:
        raise Refused(N_("The relation with %(name)s has ended."), name=service.vendor.name)
    if service.is_ended:
        service.is_ended = False
        record("vendors:service:resume", service, by=by, vendor=service.vendor.name, reason=reason.strip())
    return service


def name_alternative(service: Service, vendor: Vendor, *, by: User | None) -> None:
    """Say who could supply the service instead. Refused for the vendor itself and for one whose relation has ended."""
    if vendor.id == service.vendor_id:
        raise Refused(N_("A vendor is no alternative to itself."), field="vendor_id")
    if vendor.status is VendorStatus.ENDED:
        raise Refused(N_("The relation with %(name)s has ended."), field="vendor_id", name=vendor.name)
    if vendor not in service.alternatives:
        service.alternatives.append(vendor)
        record("vendors:alternative:add", service, by=by, alternative=vendor.name)


def drop_alternative(service: Service, vendor: Vendor, *, by: User | None) -> None:
    if vendor in service.alternatives:
        service.alternatives.remove(vendor)
        record("vendors:alternative:drop", service, by=by, alternative=vendor.name)


def _names(functions: Collection[BusinessFunction]) -> str:
    return "、".join(sorted(f.name for f in functions))
