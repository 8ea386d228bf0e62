"""Reads of what is supplied, and of the functions that hang on it (the lists stand in listings.py)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from core.db import db
from core.i18n import say
from core.phrases import N_, Phrase, phrase
from core.web.listing import Status
from vendors.register.models import Vendor
from vendors.services.durations import duration
from vendors.services.models import BusinessFunction, Service, service_function
from vendors.services.rules import (
    CRITICALITY_NAMES,
    Criticality,
    Finding,
    Tolerance,
    recovery_gap,
    strictest,
    tolerance_findings,
)

CRITICALITY_TONES = {Criticality.CORE: "bad", Criticality.IMPORTANT: "warn", Criticality.ORDINARY: "muted"}


def criticality_status(function: BusinessFunction) -> Status:
    return Status(say(CRITICALITY_NAMES[function.criticality]), CRITICALITY_TONES[function.criticality])


def tolerance_of(function: BusinessFunction) -> Tolerance:
    return Tolerance(function.mtpd_minutes, function.rto_minutes, function.rpo_minutes)


def function_findings(function: BusinessFunction) -> Sequence[Finding]:
    return () if function.is_retired else tolerance_findings(tolerance_of(function), function.criticality)


def said_duration(minutes: int | None) -> Phrase | None:
    return None if minutes is None else duration(minutes)


def service_status(service: Service) -> Status:
    return Status(gettext("No longer supplied"), "muted") if service.is_ended else Status(gettext("Supplied"), "good")


def function_choices(*, also: Sequence[BusinessFunction] = ()) -> Sequence[tuple[int, str]]:
    """The functions in use, core ones first; `also` keeps those a service has already."""
    query = select(BusinessFunction).where(BusinessFunction.is_retired.is_(False))
    found = {f.id: f for f in (*db.session.scalars(query), *also)}
    order = list(Criticality)
    ranked = sorted(found.values(), key=lambda f: (order.index(f.criticality), f.name))
    return [
        (
            f.id,
            f"{f.name}（{say(CRITICALITY_NAMES[f.criticality])}）"
            if f.criticality is not Criticality.ORDINARY
            else f.name,
        )
        for f in ranked
    ]


def functions_by_id(ids: Sequence[int]) -> list[BusinessFunction]:
    """The functions with these numbers, by name."""
    query = select(BusinessFunction).where(BusinessFunction.id.in_(ids)).order_by(BusinessFunction.name)
    return list(db.session.scalars(query)) if ids else []


def service_page(service_id: int) -> Service:
    """One service with what its page shows. 404 for a number nobody has."""
    query = (
        select(Service)
        .where(Service.id == service_id)
        .options(joinedload(Service.vendor), selectinload(Service.functions), selectinload(Service.alternatives))
    )
    found: Service = db.one_or_404(query)
    return found


@dataclass(frozen=True)
class Recovery:
    """What a service must meet for its functions, and whether what is promised does. Minutes; None is not known."""

    tolerable: Tolerance
    promised: int | None
    gap: int | None

    @property
    def says(self) -> Phrase | None:
        """The gap in words; None where nothing is wrong that can be known."""
        if self.gap:
            return phrase(
                N_("Restoring takes %(promised)s, which is %(gap)s longer than its functions may stand still."),
                promised=duration(self.promised or 0),
                gap=duration(self.gap),
            )
        if self.promised is None and self.tolerable.mtpd is not None:
            return phrase(N_("How fast the vendor restores it is not recorded."))
        return None


def recovery(service: Service) -> Recovery:
    needed = strictest(tolerance_of(f) for f in service.functions if not f.is_retired)
    return Recovery(needed, service.restore_minutes, recovery_gap(service.restore_minutes, needed.mtpd))


def services_of(vendor: Vendor) -> Sequence[Service]:
    """What a vendor supplies: what runs first, then what has ended."""
    query = (
        select(Service)
        .where(Service.vendor_id == vendor.id)
        .options(selectinload(Service.functions))
        .order_by(Service.is_ended, Service.name, Service.id)
    )
    return db.session.scalars(query).all()


def services_for(function: BusinessFunction) -> Sequence[Service]:
    """What supports a function today."""
    query = (
        select(Service)
        .join(service_function, service_function.c.service_id == Service.id)
        .where(service_function.c.function_id == function.id, Service.is_ended.is_(False))
        .options(joinedload(Service.vendor))
        .order_by(Service.name)
    )
    return db.session.scalars(query).all()
