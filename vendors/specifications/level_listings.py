"""The list of service levels and their figures: page and export from one description."""

from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from core import clock
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing
from vendors.diligence.queries import VENDOR_NAME
from vendors.register.models import Vendor
from vendors.services.models import Service
from vendors.specifications import level_queries as queries
from vendors.specifications.levels import PERIOD_NAMES
from vendors.specifications.models import ServiceLevel
from vendors.specifications.queries import REACHED


def service_levels() -> Listing:
    """Levels promised today with what was last reported, missed and is due."""
    today = clock.today()
    found = {one.level_id: one for each in queries.standings(today).values() for one in each}

    def state(key: int) -> str:
        one = found[key]
        return "missed" if one.open_misses else "late" if one.late else "nothing" if one.last is None else "fine"

    def last(row: Any) -> str:
        one = found[row.ServiceLevel.id].last
        return f"{queries.value_text(one.value, row.ServiceLevel.unit)} · {one.text}" if one else ""

    return Listing(
        name="service-levels",
        title=gettext("Service levels"),
        statement=select(ServiceLevel, VENDOR_NAME.label("vendor"))
        .join(Service, ServiceLevel.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(REACHED, ServiceLevel.from_on <= today, or_(ServiceLevel.until_on.is_(None), ServiceLevel.until_on >= today))
        .options(contains_eager(ServiceLevel.service)),
        key=ServiceLevel.id,
        tiebreak=ServiceLevel.id,
        search=(ServiceLevel.label, Service.name, Vendor.name_zh, Vendor.name_en),
        default_sort="service",
        filters=[Filter("state", gettext("State"), _states, keep=lambda v: lambda key: state(key) == v)],
        columns=[
            Column("number", _l("Level number"), lambda r: f"L{r.ServiceLevel.id}"),
            Column("label", _l("What is measured"), lambda r: r.ServiceLevel.label, sort=ServiceLevel.label,
                   url=lambda r: url_for("vendors.levels.show", level_id=r.ServiceLevel.id)),
            Column("service", _l("Service"), lambda r: r.ServiceLevel.service.name, sort=Service.name,
                   url=lambda r: url_for("vendors.specifications.of", service_id=r.ServiceLevel.service_id)),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME),
            Column("promised", _l("Promised"), lambda r: queries.promise_text(found[r.ServiceLevel.id].promise, r.ServiceLevel.unit)),
            Column("period", _l("A figure for each"), lambda r: say(PERIOD_NAMES[r.ServiceLevel.period]), is_minor=True),
            Column("last", _l("Last reported"), last),
            Column("misses", _l("Periods missed"), lambda r: len(found[r.ServiceLevel.id].missed), Kind.NUMBER, rank=lambda key: len(found[key].missed)),
            Column("late", _l("Figures missing"), lambda r: len(found[r.ServiceLevel.id].late), Kind.NUMBER, rank=lambda key: len(found[key].late)),
            Column("due", _l("Penalties to take"), lambda r: (found[r.ServiceLevel.id].due_minor, r.ServiceLevel.currency), Kind.MONEY, rank=lambda key: found[key].due_minor),
            Column("state", _l("State"), lambda r: queries.standing_status(found[r.ServiceLevel.id]), Kind.STATUS),
        ],
    )  # fmt: skip


def _states() -> list[tuple[str, str]]:
    return [
        ("missed", gettext("Missed, to be dealt with")),
        ("late", gettext("Figures missing")),
        ("nothing", gettext("No figures yet")),
        ("fine", gettext("Level kept")),
    ]


def period_columns(unit: str, currency: str) -> list[Column]:
    """The periods of one level, as its page and its export show them."""
    return [
        Column("period", gettext("Period"), lambda k: k.text),
        Column(
            "value", gettext("Reported"), lambda k: queries.value_text(k.value, unit) if k.value is not None else None
        ),
        Column("state", gettext("State"), queries.kept_status, Kind.STATUS),
        Column(
            "penalty",
            gettext("Penalty due"),
            lambda k: (k.penalty, currency) if k.is_kept is False else None,
            Kind.MONEY,
        ),
        Column("dealt", gettext("Dealt with on"), lambda k: k.dealt_on, Kind.DAY),
        Column("how", gettext("What was done about it"), lambda k: k.dealt_how, is_minor=True),
        Column("source", gettext("Where it comes from"), lambda k: k.source, is_minor=True),
    ]
