"""Changes of services and cloud services in the board's workbook: what was not assessed before it happened."""

from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import db
from core.i18n import say
from core.phrases import N_, counted, phrase
from core.report import Definition, Figure, Sheet, Table
from core.web.addresses import address
from core.web.listing import Column, Kind
from vendors.changes import queries
from vendors.changes.models import NoticedChange, ServiceChange
from vendors.changes.rules import FIELD_NAMES, OPEN
from vendors.cloud import queries as cloud
from vendors.cloud.rules import Standing

IN_ORDER = (Standing.VALID, Standing.DUE_SOON)


def sheet(as_of: date) -> Sheet:
    """What changes, what changed unassessed, and the cloud services that are not in order; changes as they stand now."""
    services = cloud.standings(as_of)
    lacking = sorted(
        (one for one in services if one.standing not in IN_ORDER),
        key=lambda one: (not one.is_critical, list(Standing).index(one.standing), one.vendor, one.service),
    )
    unassessed = _unassessed(as_of)
    return Sheet(
        title=gettext("Changes and cloud"),
        lead=gettext("Changes of what vendors deliver, and cloud services: both are assessed before they are made or used."),
        figures=_figures(unassessed, services, lacking),
        tables=[
            Table(gettext("Changed without an approved assessment"), _noticed(), unassessed, gettext("None.")),
            Table(gettext("Changes under way"), _changes(), _under_way(), gettext("None.")),
            Table(gettext("Cloud services that are not in order"), _cloud(), lacking, gettext("None.")),
        ],
        definitions=[
            Definition(
                gettext("Change without an assessment"),
                gettext("A subcontractor, a place or a group that became another in the register, and no approved assessment answers for it."),
                "CC-19000-4-7",
            ),
            Definition(
                gettext("Cloud service in order"),
                gettext("Assessed before use, approved by a second person, and the assessment still holds."),
                "CC-21100-1",
            ),
        ],
    )  # fmt: skip


def _figures(unassessed: list[Any], services: list[Any], lacking: list[Any]) -> list[Figure]:
    critical = [one for one in lacking if one.is_critical]
    return [
        Figure(
            "changes.unassessed", gettext("Changed without an approved assessment"), len(unassessed),
            tone="bad" if unassessed else "good",
        ),
        Figure(
            "cloud.critical_lacking", gettext("Critical cloud services not in order"), len(critical),
            tone="bad" if critical else "good",
            why=phrase(counted(len(services), N_("of %(all)s cloud service in use"), N_("of %(all)s cloud services in use")), all=len(services)),
        ),
    ]  # fmt: skip


def _unassessed(as_of: date) -> list[NoticedChange]:
    ids = [row.id for rows in queries.uncovered(as_of).values() for row in rows]
    found: list[NoticedChange] = []
    for at in range(0, len(ids), 500):
        query = select(NoticedChange).where(NoticedChange.id.in_(ids[at : at + 500]))
        query = query.options(joinedload(NoticedChange.vendor), joinedload(NoticedChange.service))
        found += db.session.scalars(query).all()
    return sorted(found, key=lambda each: (each.noticed_at, each.id))


def _under_way() -> list[ServiceChange]:
    query = select(ServiceChange).where(ServiceChange.state.in_(OPEN)).options(joinedload(ServiceChange.vendor))
    return list(db.session.scalars(query.order_by(ServiceChange.planned_on, ServiceChange.id)))


def _noticed() -> list[Column]:
    return [
        Column(
            "vendor",
            gettext("Vendor"),
            lambda n: n.vendor.name,
            url=lambda n: address("vendors.register.show", vendor_id=n.vendor_id),
        ),
        Column("service", gettext("Service"), lambda n: n.service.name if n.service else None),
        Column("what", gettext("What changed"), lambda n: say(FIELD_NAMES[n.field])),
        Column("was", gettext("Before"), lambda n: queries.value_of(n, n.was)),
        Column("is_now", gettext("Now"), lambda n: queries.value_of(n, n.is_now)),
        Column("at", gettext("Noticed"), lambda n: n.noticed_at, Kind.INSTANT),
    ]


def _changes() -> list[Column]:
    return [
        Column(
            "title", gettext("Change"), lambda c: c.title, url=lambda c: address("vendors.changes.show", change_id=c.id)
        ),
        Column("vendor", gettext("Vendor"), lambda c: c.vendor.name),
        Column("on", gettext("Takes effect on"), lambda c: c.planned_on, Kind.DAY),
        Column("level", gettext("Risk"), lambda c: queries.level_status(c.level), Kind.STATUS),
        Column("state", gettext("State"), queries.state_status, Kind.STATUS),
    ]


def _cloud() -> list[Column]:
    return [
        Column(
            "service",
            gettext("Service"),
            lambda c: c.service,
            url=lambda c: address("vendors.services.show", service_id=c.service_id),
        ),
        Column("vendor", gettext("Vendor"), lambda c: c.vendor),
        Column("critical", gettext("Critical service"), lambda c: gettext("Yes") if c.is_critical else gettext("No")),
        Column("state", gettext("State"), cloud.badge, Kind.STATUS),
        Column("why", gettext("Why"), lambda c: c.why),
    ]
