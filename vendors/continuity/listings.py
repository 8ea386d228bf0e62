"""The lists of services with how they stand, and of recovery tests: page and export from one description."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from core import clock
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices
from vendors.continuity.gaps import outage_bound
from vendors.continuity.models import RecoveryTest
from vendors.continuity.policies import policy
from vendors.continuity.queries import Standing, badge, proof_of, result_badge, standings
from vendors.continuity.rules import GAP_NAMES, TEST_NAMES, DrillKind
from vendors.diligence.queries import VENDOR_NAME
from vendors.register.models import Vendor
from vendors.services.models import Service
from vendors.services.queries import said_duration


def services() -> Listing:
    """Services that core or important functions rest on, with what is tolerable, promised and proved."""
    today, held = clock.today(), policy()
    found = {one.service_id: one for one in standings(today)}

    def at(row: Any) -> Standing:
        return found[row.id]

    def proved(row: Any) -> Any:
        return proof_of(at(row), held, today)

    return Listing(
        name="continuity",
        title=gettext("Continuity"),
        statement=select(Service.id, Service.name, Service.vendor_id, VENDOR_NAME.label("vendor"))
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(Service.id.in_(list(found))),
        key=Service.id,
        tiebreak=Service.id,
        search=(Service.name, Vendor.name_zh, Vendor.name_en),
        default_sort="gaps",
        filters=[
            Filter("core", gettext("Core functions"), _yes_no, keep=lambda v: lambda key: found[key].is_core is (v == "yes")),
            Filter("gap", gettext("Continuity gaps"), _gaps, keep=lambda v: lambda key: _has(found[key], v)),
        ],
        columns=[
            Column("service", _l("Service"), lambda r: r.name, sort=Service.name,
                   url=lambda r: url_for("vendors.continuity.show", service_id=r.id)),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME,
                   url=lambda r: url_for("vendors.register.show", vendor_id=r.vendor_id)),
            Column("functions", _l("Business functions"), lambda r: list(at(r).functions), is_minor=True),
            Column("tolerable", _l("Tolerable outage"), lambda r: said_duration(outage_bound(at(r).case.tolerable)),
                   rank=lambda key: outage_bound(found[key].case.tolerable)),
            Column("promised", _l("Promised"), lambda r: _minutes(at(r).case.promise), rank=lambda key: _rto(found[key].case.promise)),
            Column("proved", _l("Proved"), lambda r: _minutes(proved(r)),
                   rank=lambda key: _rto(proof_of(found[key], held, today))),
            Column("tolerable-loss", _l("Tolerable loss"), lambda r: said_duration(at(r).case.tolerable.rpo), is_minor=True),
            Column("proved-on", _l("Proved on"), lambda r: _on(proved(r)), Kind.DAY, rank=lambda key: _on(proof_of(found[key], held, today))),
            Column("gaps", _l("State"), lambda r: badge(at(r)), Kind.STATUS, rank=lambda key: (-len(found[key].open), -len(found[key].found))),
        ],
    )  # fmt: skip


def _minutes(what: Any) -> Any:
    return said_duration(_rto(what))


def _rto(what: Any) -> int | None:
    return what.times.rto if what else None


def _on(what: Any) -> date | None:
    return what.on if what else None


def _yes_no() -> Sequence[tuple[str, str]]:
    return [("yes", gettext("Yes")), ("no", gettext("No"))]


def _gaps() -> Sequence[tuple[str, str]]:
    return [("any", gettext("Anything missing")), ("none", gettext("Nothing missing")), *((g.value, say(n)) for g, n in GAP_NAMES.items())]  # fmt: skip


def _has(standing: Standing, value: str) -> bool:
    if value in ("any", "none"):
        return bool(standing.open) is (value == "any")
    return any(each.gap == value for each in standing.found)


def tests() -> Listing:
    """Every recovery test, the newest first."""
    return Listing(
        name="recovery-tests",
        title=gettext("Recovery tests"),
        statement=select(RecoveryTest)
        .join(Service, RecoveryTest.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .options(contains_eager(RecoveryTest.service).contains_eager(Service.vendor)),
        tiebreak=RecoveryTest.id.desc(),
        search=(RecoveryTest.title, RecoveryTest.scenario, Service.name, Vendor.name_zh, Vendor.name_en),
        default_sort="-tested",
        default_filters={"standing": "yes"},
        filters=[
            Filter("kind", gettext("Kind"), attribute_choices(TEST_NAMES), lambda v: RecoveryTest.kind == DrillKind(v)),
            Filter("standing", gettext("Not withdrawn"), _yes_no,
                   lambda v: RecoveryTest.withdrawn_at.is_(None) if v == "yes" else RecoveryTest.withdrawn_at.is_not(None)),
        ],
        columns=[
            Column("title", _l("Recovery test"), lambda t: t.title, sort=RecoveryTest.title,
                   url=lambda t: url_for("vendors.continuity.test", test_id=t.id)),
            Column("service", _l("Service"), lambda t: t.service.name, sort=Service.name,
                   url=lambda t: url_for("vendors.continuity.show", service_id=t.service_id)),
            Column("vendor", _l("Vendor"), lambda t: t.service.vendor.name, sort=VENDOR_NAME),
            Column("kind", _l("Kind"), lambda t: say(TEST_NAMES[t.kind]), sort=RecoveryTest.kind),
            Column("scenario", _l("What was played"), lambda t: t.scenario or None, is_minor=True),
            Column("tested", _l("Tested on"), lambda t: t.tested_on, Kind.DAY, sort=RecoveryTest.tested_on),
            Column("rto", _l("Worked again after"), lambda t: said_duration(t.rto_minutes), sort=RecoveryTest.rto_minutes),
            Column("rpo", _l("Data lost"), lambda t: said_duration(t.rpo_minutes), sort=RecoveryTest.rpo_minutes, is_minor=True),
            Column("people", _l("Who took part"), lambda t: t.people or None, is_minor=True),
            Column("file", _l("Report"), lambda t: t.file_name or None, is_minor=True),
            Column("result", _l("Outcome"), result_badge, Kind.STATUS, sort=RecoveryTest.result),
        ],
    )  # fmt: skip
