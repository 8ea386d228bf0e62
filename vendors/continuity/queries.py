"""Reads of continuity: how services stand, all at once in a handful of reads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from core import clock
from core.db import db
from core.i18n import say
from core.phrases import N_
from core.web.listing import Status
from vendors.continuity.gaps import counted, gaps, latest_proof
from vendors.continuity.models import ContinuityPlan, RecoveryPromise, RecoveryTest, ScenarioResponse
from vendors.continuity.policies import policy
from vendors.continuity.rules import GAP_NAMES, RESULT_NAMES, RESULT_TONES, Case, Found, Policy, Promise
from vendors.diligence.queries import VENDOR_NAME
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import BusinessFunction, Service, service_function
from vendors.services.rules import Criticality, Tolerance, strictest

ALL_SET = N_("Proved and planned")


@dataclass(frozen=True)
class Standing:
    """One service with core or important functions: whom it is from, what is known of it, what is missing."""

    service_id: int
    service: str
    vendor_id: int
    vendor: str
    owner_id: int | None
    functions: Sequence[str]
    is_core: bool
    case: Case
    found: Sequence[Found]

    @property
    def open(self) -> list[Found]:
        return [each for each in self.found if not each.is_soon]


def standings(as_of: date, service_ids: Collection[int] | None = None) -> list[Standing]:
    """How the services in use that carry core or important functions stand on a day (or these of them); six reads."""
    held, functions = policy(), _functions(service_ids)
    rows = db.session.execute(_services(service_ids)).all()
    promises, tests = _promises(as_of, service_ids), _tests(as_of, service_ids)
    plans, answered = _plans(service_ids), _answered(service_ids)
    made = []
    for row in rows:
        mine = functions.get(row.id, [])
        if not mine:
            continue
        tolerable = strictest(Tolerance(f.mtpd_minutes, f.rto_minutes, f.rpo_minutes) for f in mine)
        case = Case(
            tolerable, promises.get(row.id), tests.get(row.id, ()), plans.get(row.id), answered.get(row.id, frozenset())
        )
        is_core = any(f.criticality is Criticality.CORE for f in mine)
        made.append(
            Standing(
                row.id, row.name, row.vendor_id, row.vendor, row.owner_id, [f.name for f in mine], is_core, case,
                gaps(case, held, as_of),
            )
        )  # fmt: skip
    return made


def _services(ids: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    query = (
        select(Service.id, Service.name, Service.vendor_id, VENDOR_NAME.label("vendor"), Vendor.owner_id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(Service.is_ended.is_(False), Vendor.status.not_in((VendorStatus.ENDED, VendorStatus.PROSPECT)))
        .where(Vendor.out_of_scope_reason == "")
        .order_by(Service.id)
    )
    return query if ids is None else query.where(Service.id.in_(ids))


def _functions(ids: Collection[int] | None) -> Mapping[int, list[Any]]:
    query = (
        select(
            service_function.c.service_id, BusinessFunction.name, BusinessFunction.criticality,
            BusinessFunction.mtpd_minutes, BusinessFunction.rto_minutes, BusinessFunction.rpo_minutes,
        )
        .join(BusinessFunction, service_function.c.function_id == BusinessFunction.id)
        .where(BusinessFunction.is_retired.is_(False), BusinessFunction.criticality != Criticality.ORDINARY)
        .order_by(BusinessFunction.name)
    )  # fmt: skip
    if ids is not None:
        query = query.where(service_function.c.service_id.in_(ids))
    made: dict[int, list[Any]] = {}
    for row in db.session.execute(query):
        made.setdefault(row.service_id, []).append(row)
    return made


def _promises(as_of: date, ids: Collection[int] | None) -> Mapping[int, Any]:
    """What counts, by service."""
    query = select(RecoveryPromise).where(
        RecoveryPromise.withdrawn_at.is_(None), RecoveryPromise.promised_on <= as_of
    ).order_by(RecoveryPromise.promised_on, RecoveryPromise.id)  # fmt: skip
    if ids is not None:
        query = query.where(RecoveryPromise.service_id.in_(ids))
    made: dict[int, list[Promise]] = {}
    for row in db.session.scalars(query):
        made.setdefault(row.service_id, []).append(row.as_promise)
    return {service_id: counted(found) for service_id, found in made.items()}


def _tests(as_of: date, ids: Collection[int] | None) -> Mapping[int, list[Any]]:
    query = select(RecoveryTest).where(RecoveryTest.withdrawn_at.is_(None), RecoveryTest.tested_on <= as_of)
    if ids is not None:
        query = query.where(RecoveryTest.service_id.in_(ids))
    made: dict[int, list[Any]] = {}
    for row in db.session.scalars(query.order_by(RecoveryTest.tested_on, RecoveryTest.id)):
        made.setdefault(row.service_id, []).append(row.as_drill)
    return made


def _plans(ids: Collection[int] | None) -> Mapping[int, Any]:
    query = select(ContinuityPlan)
    if ids is not None:
        query = query.where(ContinuityPlan.service_id.in_(ids))
    return {row.service_id: row.as_plan for row in db.session.scalars(query)}


def _answered(ids: Collection[int] | None) -> Mapping[int, frozenset[str]]:
    query = select(ScenarioResponse.service_id, ScenarioResponse.scenario).where(ScenarioResponse.response != "")
    if ids is not None:
        query = query.where(ScenarioResponse.service_id.in_(ids))
    made: dict[int, set[str]] = {}
    for row in db.session.execute(query):
        made.setdefault(row.service_id, set()).add(row.scenario)
    return {service_id: frozenset(found) for service_id, found in made.items()}


def core_functions() -> Sequence[BusinessFunction]:
    """Core functions in use: each states its tolerances (CC-11000-4)."""
    query = select(BusinessFunction).where(
        BusinessFunction.is_retired.is_(False), BusinessFunction.criticality == Criticality.CORE
    )
    return db.session.scalars(query.order_by(BusinessFunction.id)).all()


def badge(standing: Standing) -> Status:
    """The first thing that is missing, or that nothing is."""
    if not standing.found:
        return Status(say(ALL_SET), "good")
    worst = (standing.open or standing.found)[0]
    label, more = say(GAP_NAMES[worst.gap]), len(standing.found) - 1
    return Status(f"{label} +{more}" if more else label, "warn" if worst.is_soon else "bad")


def result_badge(test: RecoveryTest) -> Status:
    return Status(say(RESULT_NAMES[test.result]), RESULT_TONES[test.result])


def proof_of(standing: Standing, held: Policy, today: date) -> Any:
    """The newest test that proves a time; None where there is none."""
    return latest_proof(standing.case.tests, held, today)


def standing_of(service_id: int) -> Standing | None:
    """How one service stands today; None where it carries no core or important function or nothing is asked of it."""
    return next(iter(standings(clock.today(), [service_id])), None)


def service_for(service_id: int) -> Service:
    """The service with its vendor, contacts, functions and alternatives. 404 for a number nobody has."""
    query = (
        select(Service)
        .where(Service.id == service_id)
        .options(
            joinedload(Service.vendor).selectinload(Vendor.contacts), selectinload(Service.functions),
            selectinload(Service.alternatives),
        )
    )  # fmt: skip
    found: Service = db.one_or_404(query)
    return found


def promises_of(service_id: int) -> Sequence[RecoveryPromise]:
    """Every promise about a service, the newest first, withdrawn ones last."""
    query = select(RecoveryPromise).where(RecoveryPromise.service_id == service_id)
    order = (RecoveryPromise.withdrawn_at.is_not(None), RecoveryPromise.promised_on.desc(), RecoveryPromise.id.desc())
    return db.session.scalars(query.order_by(*order)).all()


def tests_of(service_id: int) -> Sequence[RecoveryTest]:
    query = select(RecoveryTest).where(RecoveryTest.service_id == service_id)
    order = (RecoveryTest.withdrawn_at.is_not(None), RecoveryTest.tested_on.desc(), RecoveryTest.id.desc())
    return db.session.scalars(query.order_by(*order)).all()


def test_page(test_id: int) -> RecoveryTest:
    query = select(RecoveryTest).where(RecoveryTest.id == test_id)
    found: RecoveryTest = db.one_or_404(
        query.options(joinedload(RecoveryTest.service).joinedload(Service.vendor), joinedload(RecoveryTest.added_by))
    )
    return found


def promise_page(promise_id: int) -> RecoveryPromise:
    query = select(RecoveryPromise).where(RecoveryPromise.id == promise_id)
    found: RecoveryPromise = db.one_or_404(
        query.options(joinedload(RecoveryPromise.service).joinedload(Service.vendor))
    )
    return found


def plan_of(service_id: int) -> ContinuityPlan | None:
    return db.session.scalar(select(ContinuityPlan).where(ContinuityPlan.service_id == service_id))


def response_of(service_id: int, scenario: str) -> ScenarioResponse | None:
    return db.session.scalar(
        select(ScenarioResponse).where(ScenarioResponse.service_id == service_id, ScenarioResponse.scenario == scenario)
    )


def responses_of(service_id: int) -> dict[str, ScenarioResponse]:
    query = select(ScenarioResponse).where(ScenarioResponse.service_id == service_id).order_by(ScenarioResponse.id)
    return {row.scenario: row for row in db.session.scalars(query)}
