"""The lists of services and of business functions: page and export from one description."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import distinct, exists, func, select
from sqlalchemy.orm import selectinload

from core.i18n import say
from core.places import country_name
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from vendors.register.models import Vendor
from vendors.services.models import BusinessFunction, Service, service_function
from vendors.services.queries import criticality_status, function_findings, said_duration, service_status
from vendors.services.rules import (
    CRITICALITY_NAMES,
    DATA_CLASS_NAMES,
    SERVICE_KIND_NAMES,
    SUBSTITUTABILITY_NAMES,
    Criticality,
    DataClass,
    ServiceKind,
    Substitutability,
)

VENDOR_NAME = func.coalesce(func.nullif(Vendor.name_zh, ""), Vendor.name_en)


def services() -> Listing:
    """Everything supplied, by whom and for which functions."""
    core = (
        exists()
        .where(
            service_function.c.service_id == Service.id,
            service_function.c.function_id == BusinessFunction.id,
            BusinessFunction.criticality == Criticality.CORE,
            BusinessFunction.is_retired.is_(False),
        )
        .correlate(Service)
    )
    return Listing(
        name="services",
        title=gettext("Services"),
        statement=select(Service, VENDOR_NAME.label("vendor_name"), core.label("is_core"))
        .join(Vendor, Service.vendor_id == Vendor.id)
        .options(selectinload(Service.functions)),
        tiebreak=Service.id,
        search=(Service.name, Vendor.name_zh, Vendor.name_en, Service.cloud_provider),
        default_sort="name",
        default_filters={"state": "current"},
        filters=[
            Filter(
                "kind", gettext("Kind"), attribute_choices(SERVICE_KIND_NAMES), lambda v: Service.kind == ServiceKind(v)
            ),
            Filter("core", gettext("Core functions"), _yes_no, lambda v: core if v == "yes" else ~core),
            Filter(
                "data",
                gettext("Data"),
                attribute_choices(DATA_CLASS_NAMES),
                lambda v: Service.data_class == DataClass(v),
            ),
            Filter(
                "replace",
                gettext("Replaceable"),
                attribute_choices(SUBSTITUTABILITY_NAMES),
                lambda v: Service.substitutability == Substitutability(v),
            ),
            Filter(
                "internet", gettext("Internet-facing"), _yes_no, lambda v: Service.is_internet_facing.is_(v == "yes")
            ),
            Filter("tests", gettext("Needs tests as"), _tested_as, lambda v: getattr(Service, v).is_(True)),
            Filter("state", gettext("State"), _states, lambda v: Service.is_ended.is_(v == "ended")),
        ],
        columns=[
            Column(
                "name",
                _l("Service"),
                lambda r: r.Service.name,
                sort=Service.name,
                url=lambda r: url_for("vendors.services.show", service_id=r.Service.id),
            ),
            Column(
                "vendor",
                _l("Vendor"),
                lambda r: r.vendor_name,
                sort=VENDOR_NAME,
                url=lambda r: url_for("vendors.register.show", vendor_id=r.Service.vendor_id),
            ),
            Column("kind", _l("Kind"), lambda r: say(SERVICE_KIND_NAMES[r.Service.kind]), sort=Service.kind),
            Column(
                "functions", _l("Business functions"), lambda r: [f.name for f in r.Service.functions], is_minor=True
            ),
            Column("core", _l("Core"), _core_status, Kind.STATUS, sort=core),
            Column(
                "data",
                _l("Data"),
                lambda r: say(DATA_CLASS_NAMES[r.Service.data_class]),
                sort=Service.data_class,
                is_minor=True,
            ),
            Column("runs", _l("Runs in"), _place, is_minor=True),
            Column("tests", _l("Needs tests as"), _needs_tests_as, is_minor=True),
            Column(
                "replace",
                _l("Replaceable"),
                lambda r: say(SUBSTITUTABILITY_NAMES[r.Service.substitutability]),
                sort=Service.substitutability,
                is_minor=True,
            ),
            Column("state", _l("State"), lambda r: service_status(r.Service), Kind.STATUS, sort=Service.is_ended),
        ],
    )


def _core_status(row: Any) -> Status | None:
    return Status(gettext("Core"), "bad") if row.is_core else None


def _needs_tests_as(row: Any) -> list[str] | None:
    return [label for name, label in _tested_as() if getattr(row.Service, name)] or None


def _place(row: Any) -> str:
    service = row.Service
    parts = [service.cloud_provider, service.cloud_region]
    if service.processing_country:
        parts.append(country_name(service.processing_country))
    return " · ".join(part for part in parts if part)


def _yes_no() -> Sequence[tuple[str, str]]:
    return [("yes", gettext("Yes")), ("no", gettext("No"))]


def _tested_as() -> Sequence[tuple[str, str]]:
    """What asks for security tests of its own."""
    return [
        ("is_investor_app", gettext("Mobile app for investors")),
        ("takes_orders", gettext("Serves online orders")),
        ("is_internet_facing", gettext("Faces the internet")),
        ("delivers_software", gettext("Delivers systems or programs")),
    ]


def _states() -> Sequence[tuple[str, str]]:
    return [("current", gettext("Supplied")), ("ended", gettext("No longer supplied"))]


def functions() -> Listing:
    """The business functions, how long each may stand still, and how many supply it."""
    current = Service.is_ended.is_(False)
    joined = (
        select(func.count(distinct(Service.vendor_id)))
        .select_from(service_function)
        .join(Service, Service.id == service_function.c.service_id)
        .where(service_function.c.function_id == BusinessFunction.id, current)
        .scalar_subquery()
    )
    return Listing(
        name="business-functions",
        title=gettext("Business functions"),
        statement=select(BusinessFunction, joined.label("vendors")),
        tiebreak=BusinessFunction.id,
        search=(BusinessFunction.name,),
        default_sort="name",
        default_filters={"state": "current"},
        filters=[
            Filter(
                "criticality",
                gettext("Criticality"),
                attribute_choices(CRITICALITY_NAMES),
                lambda v: BusinessFunction.criticality == Criticality(v),
            ),
            Filter(
                "state", gettext("State"), _function_states, lambda v: BusinessFunction.is_retired.is_(v == "retired")
            ),
        ],
        columns=[
            Column(
                "name",
                _l("Function"),
                lambda r: r.BusinessFunction.name,
                sort=BusinessFunction.name,
                url=lambda r: url_for("vendors.services.function", function_id=r.BusinessFunction.id),
            ),
            Column(
                "criticality",
                _l("Criticality"),
                lambda r: criticality_status(r.BusinessFunction),
                Kind.STATUS,
                sort=BusinessFunction.criticality,
            ),
            _time_column("mtpd", _l("MTPD"), BusinessFunction.mtpd_minutes),
            _time_column("rto", _l("RTO"), BusinessFunction.rto_minutes),
            _time_column("rpo", _l("RPO"), BusinessFunction.rpo_minutes),
            Column("vendors", _l("Vendors"), lambda r: r.vendors, Kind.NUMBER, sort=joined, is_minor=True),
            Column(
                "findings",
                _l("To put right"),
                lambda r: [say(f.says) for f in function_findings(r.BusinessFunction)],
                is_minor=True,
            ),
        ],
    )


def _time_column(key: str, label: Any, column: Any) -> Column:
    return Column(
        key,
        label,
        lambda r: said_duration(getattr(r.BusinessFunction, f"{key}_minutes")),
        sort=column,
        is_minor=key != "mtpd",
    )


def _function_states() -> Sequence[tuple[str, str]]:
    return [("current", gettext("In use")), ("retired", gettext("Retired"))]
