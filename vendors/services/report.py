"""Critical vendors on the board's workbook: what carries a core function, and how it could be replaced."""

from datetime import date

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from core.db import db
from core.i18n import say
from core.phrases import N_, counted, phrase
from core.report import Definition, Figure, Sheet, Table
from core.web.addresses import address
from core.web.listing import Column, Status
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import Service
from vendors.services.queries import recovery, said_duration
from vendors.services.rules import SUBSTITUTABILITY_NAMES, Criticality

OF_SERVICES = (
    N_("of %(all)s service that core functions rest on"),
    N_("of %(all)s services that core functions rest on"),
)


def critical_services() -> list[Service]:
    """Services in use that support a core function, with their vendor, group, functions and named alternatives."""
    query = (
        select(Service)
        .join(Vendor)
        .where(
            Service.is_ended.is_(False),
            Vendor.status != VendorStatus.ENDED,
            Service.functions.any(criticality=Criticality.CORE, is_retired=False),
        )
        .options(
            joinedload(Service.vendor).joinedload(Vendor.group),
            selectinload(Service.functions),
            selectinload(Service.alternatives),
        )
        .order_by(Service.vendor_id, Service.id)
    )
    return list(db.session.scalars(query).unique())


def sheet(_as_of: date) -> Sheet:
    """Every service that a core function rests on; services have no dates, so the sheet speaks of today."""
    services = critical_services()
    too_slow = [s for s in services if recovery(s).gap]
    alone = [s for s in services if not s.alternatives]
    return Sheet(
        title=gettext("Critical vendors"),
        lead=gettext("The vendors that core functions rest on, and what would replace them."),
        figures=[
            Figure("critical.vendors", gettext("Critical vendors"), len({s.vendor_id for s in services}), tone="info"),
            Figure(
                "critical.no_alternative",
                gettext("Critical services without a named alternative"),
                len(alone),
                tone="bad" if alone else "good",
                why=phrase(counted(len(services), *OF_SERVICES), all=len(services)),
            ),
            Figure(
                "critical.too_slow",
                gettext("Critical services restored later than tolerable"),
                len(too_slow),
                tone="bad" if too_slow else "good",
                why=phrase(N_("The promised restoring is longer than the shortest tolerable outage (CC-11000-4).")),
            ),
        ],
        tables=[
            Table(gettext("Services that core functions rest on"), _columns(), services, gettext("None is recorded."))
        ],
        definitions=[
            Definition(
                gettext("Critical vendor"),
                gettext("A vendor whose service in use supports at least one core business function."),
                "CC-11000-4",
            )
        ],
    )


def _columns() -> list[Column]:
    return [
        Column("vendor", gettext("Vendor"), lambda s: s.vendor.name),
        Column("group", gettext("Group"), lambda s: s.vendor.group.name if s.vendor.group else None),
        Column("service", gettext("Service"), lambda s: s.name, url=_url),
        Column("functions", gettext("Core functions"), _core_functions),
        Column("mtpd", gettext("MTPD"), lambda s: said_duration(recovery(s).tolerable.mtpd)),
        Column("restore", gettext("Promised restoring"), lambda s: said_duration(s.restore_minutes)),
        Column("gap", gettext("Too slow by"), lambda s: said_duration(recovery(s).gap or None)),
        Column("replace", gettext("Replaceable"), lambda s: Status(say(SUBSTITUTABILITY_NAMES[s.substitutability]))),
        Column("alternatives", gettext("Named alternatives"), lambda s: [v.name for v in s.alternatives] or None),
    ]


def _url(service: Service) -> str:
    return address("vendors.services.show", service_id=service.id)


def _core_functions(service: Service) -> list[str]:
    return [f.name for f in service.functions if f.criticality is Criticality.CORE and not f.is_retired]
