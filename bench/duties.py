"""All duties of the rule at the size to design for: how long judging takes, part by part, and the pages that show it.

The sample firm has few records of the younger duties; here every service and vendor gets its own, so that each judge has its
work to do.
"""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import insert, select

from bench.firms import installation, signed_in
from bench.measuring import median_of, once
from core import clock
from core.db import db, unit_of_work
from core.demo import operations as demo
from core.obligations.keeping import keep
from core.obligations.registry import obligations
from core.severity import Severity
from vendors.audits.models import AuditFinding, VendorAudit
from vendors.audits.rules import AuditKind, AuditState, FindingState
from vendors.changes.models import NoticedChange, ServiceChange
from vendors.changes.rules import ChangeState, Field
from vendors.cloud.models import CloudAssessment
from vendors.cloud.rules import Outcome
from vendors.cloud.rules import State as CloudState
from vendors.cloud.templates import OWN
from vendors.continuity.models import ContinuityPlan, RecoveryTest
from vendors.continuity.rules import DrillKind, DrillResult
from vendors.diligence.models import Evidence
from vendors.diligence.rules import EvidenceKind, Verdict
from vendors.incidents.models import Incident
from vendors.incidents.rules import Learnt, Nature
from vendors.register.models import Vendor
from vendors.services.models import Service
from vendors.specifications.models import Specification, SpecificationPart
from vendors.specifications.rules import PartState, Stage

SIZES = demo.Sizes(2_000, 20_000, 20_000)
PAGES = {
    "obligations": "/obligations/",
    "one rule line": "/obligations/?rule=CC-19000-4-3",
    "heat map": "/obligations/map",
    "over time": "/obligations/over-time",
}
HEAD = """# All duties of the rule

By `python -m bench duties`: {vendors:,} vendors, {contracts:,} contracts, {obligations:,} obligations; every vendor with an audit and its finding, a
change and an incident, every service with evidence, specification, recovery test and continuity plan. To be kept: all of it in 60 s,
each page in 500 ms once it was judged. Processor time.

| what | time | |
|---|---:|---|
"""


def measure() -> Iterator[str]:
    with installation() as app:
        with unit_of_work():
            demo.load(sizes=SIZES, seed=1, today=clock.today(), by=None, tell=lambda *_: None)
        _fill()
        rows = [_row(judge.__module__, *_judged(judge)) for judge in current_app.extensions["obligation_judges"]]
        found: list[Any] = []
        whole = once(lambda: found.extend(obligations(clock.today())))
        rows += [_row("all obligations", whole, len(found)), _row("keeping the day", once(keep), len(found))]
        get = signed_in(app)
        get("/obligations/")
        rows += [
            f"| page: {what} | {median_of(lambda address=address: get(address)) * 1000:.0f} ms | |"  # type: ignore[misc]
            for what, address in PAGES.items()
        ]
        yield HEAD.format(vendors=SIZES.vendors, contracts=SIZES.contracts, obligations=len(found))
        yield "\n".join(rows) + "\n"


def _judged(judge: Any) -> tuple[float, int]:
    found: list[Any] = []
    return once(lambda: found.extend(judge(clock.today()))), len(found)


def _row(what: str, seconds: float, count: int) -> str:
    return f"| {what} | {seconds:.2f} s | {count:,} obligations |"


def _fill() -> None:
    """One record of each younger duty for everybody, as rows: how they came there is not what is measured."""
    vendors = list(db.session.scalars(select(Vendor.id)))
    services = list(db.session.scalars(select(Service.id)))
    with unit_of_work():
        _of_vendors(vendors)
        _of_services(services)


def _of_vendors(vendors: list[int]) -> None:
    day, now = clock.today(), clock.now()
    audits = [
        {"vendor_id": v, "kind": AuditKind.DESK, "state": AuditState.CONCLUDED, "planned_on": day, "conducted_on": day - timedelta(days=400), "created_at": now}
        for v in vendors
    ]  # fmt: skip
    db.session.execute(insert(VendorAudit), audits)
    made = list(db.session.scalars(select(VendorAudit.id)))
    late = {
        "severity": Severity.HIGH,
        "title": "finding",
        "state": FindingState.OPEN,
        "due_on": day - timedelta(days=9),
    }
    db.session.execute(insert(AuditFinding), [{"audit_id": number, **late} for number in made])
    change = {"title": "change", "kinds": ["place"], "planned_on": day, "state": ChangeState.ASKED, "asked_at": now}
    db.session.execute(insert(ServiceChange), [{"vendor_id": v, **change} for v in vendors])
    seen = {"field": Field.CLOUD, "was": "a", "is_now": "b", "noticed_at": now}
    db.session.execute(insert(NoticedChange), [{"vendor_id": v, **seen} for v in vendors])
    incident = {"title": "incident", "nature": Nature.OUTAGE, "severity": Severity.HIGH, "learnt": Learnt.VENDOR, "known_at": now, "registered_at": now}  # fmt: skip
    db.session.execute(insert(Incident), [{"vendor_id": v, **incident} for v in vendors])


def _of_services(services: list[int]) -> None:
    day, now = clock.today(), clock.now()
    for kind in (EvidenceKind.VULNERABILITY_SCAN, EvidenceKind.BLACK_BOX):
        test = {"kind": kind, "title": "test", "tested_on": day, "verdict": Verdict.PASSED, "added_at": now}
        db.session.execute(insert(Evidence), [{"service_id": s, **test} for s in services])
    known = set(db.session.scalars(select(Specification.service_id)))
    spec = {"number": 1, "stage": Stage.AGREED, "agreed_on": day, "created_at": now}
    _add(Specification, [{"service_id": s, **spec} for s in services if s not in known])
    part = {"state": PartState.STATED, "text": "text"}
    numbers = list(db.session.scalars(select(Specification.id)))
    parts = ("hardware", "software", "environment", "architecture", "compatibility")
    held = {(p.specification_id, p.part) for p in db.session.scalars(select(SpecificationPart))}
    rows = [{"specification_id": n, "part": p, **part} for n in numbers for p in parts if (n, p) not in held]
    _add(SpecificationPart, rows)
    drill = {"title": "drill", "kind": DrillKind.FULL, "tested_on": day, "result": DrillResult.PASSED, "added_at": now}
    db.session.execute(insert(RecoveryTest), [{"service_id": s, **drill} for s in services])
    planned = set(db.session.scalars(select(ContinuityPlan.service_id)))
    plan = [{"service_id": s, "contacts": "call", "reviewed_on": day} for s in services if s not in planned]
    _add(ContinuityPlan, plan)
    source = tomllib.loads(OWN.read_text(encoding="utf-8"))
    own = {
        "asked": {**source, "effective_on": str(source["effective_on"])}, "template_version": "1", "is_critical": False, "facts": {},
        "state": CloudState.APPROVED, "opened_on": day, "outcome": Outcome.USABLE, "approved_on": day,
        "valid_until": day + timedelta(days=300), "changed_at": now,
    }  # fmt: skip
    db.session.execute(insert(CloudAssessment), [{"service_id": s, **own} for s in services])


def _add(model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:  # an insert of nothing would make a row of defaults
        db.session.execute(insert(model), rows)
