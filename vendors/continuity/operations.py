"""Changes to promises, recovery tests, plans and responses. Each is called inside a unit of work; none commits."""

import secrets
from datetime import date
from typing import IO, Any

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.files import plain_name, store
from core.phrases import N_
from vendors.actions.models import Action
from vendors.actions.operations import decide_action
from vendors.actions.rules import Cause
from vendors.continuity import queries
from vendors.continuity.models import ContinuityPlan, RecoveryPromise, RecoveryTest, ScenarioResponse
from vendors.continuity.policies import policy
from vendors.continuity.rules import DrillKind, DrillResult, PromiseSource
from vendors.services.models import Service

Upload = tuple[str, IO[bytes]]
"""A file's name and its bytes."""
TEST_FIELDS = (
    "title", "kind", "tested_on", "scenario", "result", "rto_minutes", "rpo_minutes", "people", "note",
)  # fmt: skip
PLAN_FIELDS = ("contacts", "roles", "alternate_site", "substitute", "workaround", "contract_suits", "contract_why")


def _refuse_future(day: date, field: str) -> None:
    if day > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field=field)


def _keep(kept: RecoveryPromise | RecoveryTest, file: Upload | None) -> None:
    if file is not None:
        kept.sha256, kept.file_name = store(file[1]).sha256, plain_name(file[0], "evidence")


def add_promise(
    service: Service, *, promised_on: date, source: PromiseSource, reference: str, rto_minutes: int | None = None,
    rpo_minutes: int | None = None, file: Upload | None = None, by: User | None,
) -> RecoveryPromise:  # fmt: skip
    """What the vendor promised, and where that stands. Refused without any time, and without a place to find it."""
    _refuse_future(promised_on, "promised_on")
    if rto_minutes is None and rpo_minutes is None:
        raise Refused(N_("Give at least one of the two times."), field="rto_minutes")
    if not reference.strip():
        raise Refused(N_("Say where it stands: the paper, its clause and page."), field="reference")
    promise = RecoveryPromise(
        service=service, promised_on=promised_on, source=source, reference=reference.strip(), rto_minutes=rto_minutes,
        rpo_minutes=rpo_minutes, file_name="", withdrawn_why="", added_at=clock.now(), added_by_id=by.id if by else None,
    )  # fmt: skip
    _keep(promise, file)
    db.session.add(promise)
    db.session.flush()
    record(
        "vendors:promise:add", service, by=by, rto_minutes=rto_minutes, rpo_minutes=rpo_minutes, promised_on=promised_on,
        promise_source=source, reference=promise.reference, sha256=promise.sha256,
    )  # fmt: skip
    return promise


def withdraw_promise(
    promise: RecoveryPromise, *, reason: str, version: int | str | None = None, by: User | None
) -> RecoveryPromise:
    """It was read wrongly or holds no more; it stays in the history."""
    check_version(promise, version)
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    if promise.withdrawn_at is None:
        promise.withdrawn_at, promise.withdrawn_why = clock.now(), reason.strip()[:500]
        record(
            "vendors:promise:withdraw", promise.service, by=by, promised_on=promise.promised_on,
            reference=promise.reference, reason=promise.withdrawn_why,
        )  # fmt: skip
    return promise


def add_test(service: Service, *, file: Upload | None = None, by: User | None, **fields: Any) -> RecoveryTest:
    """A recovery exercise with what it showed."""
    values = _checked(fields)
    test = RecoveryTest(
        service=service,
        file_name="",
        withdrawn_why="",
        added_at=clock.now(),
        added_by_id=by.id if by else None,
        **values,
    )
    _keep(test, file)
    db.session.add(test)
    db.session.flush()
    said = {k: v for k, v in values.items() if v not in ("", None)}
    record("vendors:recovery-test:add", test, by=by, service=service.name, sha256=test.sha256, **_told(said))
    return test


def edit_test(
    test: RecoveryTest, *, file: Upload | None = None, version: int | str | None = None, by: User | None, **fields: Any
) -> RecoveryTest:
    """Other facts or another report; what stood before is in the trail."""
    check_version(test, version)
    if test.withdrawn_at is not None:
        raise Refused(N_("It was withdrawn; restore it before changing it."))
    values = _checked(fields)
    changes = {k: (getattr(test, k), v) for k, v in values.items() if getattr(test, k) != v}
    for key, value in values.items():
        setattr(test, key, value)
    if file is not None:
        before = test.sha256
        _keep(test, file)
        changes["sha256"] = (before, test.sha256)
    if changes:
        record("vendors:recovery-test:edit", test, by=by, **_told(changes))
    return test


def _told(said: dict[str, Any]) -> dict[str, Any]:
    """Under names of their own in the trail: other features have kinds and results too."""
    return {{"kind": "drill", "result": "drill_result"}.get(key, key): value for key, value in said.items()}


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {k: v.strip() if type(v) is str else v for k, v in fields.items() if k in TEST_FIELDS}
    if not values.get("title"):
        raise Refused(N_("Give the test a name."), field="title")
    _refuse_future(values["tested_on"], "tested_on")
    proves = values["kind"] in policy().proving and values["result"] is DrillResult.PASSED
    if proves and values.get("rto_minutes") is None:
        raise Refused(N_("Say how long it took until it worked again."), field="rto_minutes")
    if values["kind"] is DrillKind.TABLE_TOP and (values.get("rto_minutes") or values.get("rpo_minutes")):
        raise Refused(N_("A table-top exercise proves no time; leave it empty."), field="rto_minutes")
    return values


def withdraw_test(
    test: RecoveryTest, *, reason: str, version: int | str | None = None, by: User | None
) -> RecoveryTest:
    """It no longer counts; it stays in the history."""
    check_version(test, version)
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    if test.withdrawn_at is None:
        test.withdrawn_at, test.withdrawn_why = clock.now(), reason.strip()[:500]
        record("vendors:recovery-test:withdraw", test, by=by, reason=test.withdrawn_why)
    return test


def restore_test(test: RecoveryTest, *, version: int | str | None = None, by: User | None) -> RecoveryTest:
    """It counts again; that it was withdrawn stays in the trail."""
    check_version(test, version)
    if test.withdrawn_at is not None:
        record("vendors:recovery-test:restore", test, by=by, reason=(test.withdrawn_why, ""))
        test.withdrawn_at, test.withdrawn_why = None, ""
    return test


def act_on(test: RecoveryTest, *, what: str, owner_id: int | None, due_on: date, by: User | None) -> Action:
    """What the test found, to be put right by a day."""
    return decide_action(
        cause=Cause.RECOVERY_TEST, cause_id=test.id, about=f"{test.title}（{test.service.name}）", what=what,
        owner_id=owner_id, due_on=due_on, by=by,
    )  # fmt: skip


def keep_plan(
    service: Service, *, reviewed_on: date, version: int | str | None = None, by: User | None, **fields: Any
) -> ContinuityPlan:
    """The vendor's part of the plan as it was looked at on a day; what it said before is in the trail."""
    _refuse_future(reviewed_on, "reviewed_on")
    plan = queries.plan_of(service.id)
    if plan is not None:
        check_version(plan, version)
        if reviewed_on < plan.reviewed_on:
            raise Refused(N_("It was looked at later than that already."), field="reviewed_on")
    else:
        plan = ContinuityPlan(service=service, reviewed_on=reviewed_on, **dict.fromkeys(PLAN_FIELDS, ""))
        plan.contract_suits = None
        db.session.add(plan)
    values = {k: v.strip() if type(v) is str else v for k, v in fields.items() if k in PLAN_FIELDS}
    if values.get("contract_suits") is not None and not values.get("contract_why"):
        raise Refused(N_("Say why, and which clauses it rests on."), field="contract_why")
    changes = {k: (getattr(plan, k), v) for k, v in values.items() if getattr(plan, k) != v}
    changes["reviewed_on"] = (plan.reviewed_on if plan.id else None, reviewed_on)
    for key, value in values.items():
        setattr(plan, key, value)
    plan.reviewed_on, plan.reviewed_by_id = reviewed_on, by.id if by else None
    db.session.flush()
    record("vendors:continuity-plan:keep", service, by=by, **changes)
    return plan


def respond(
    service: Service,
    scenario: str,
    *,
    response: str,
    title: str = "",
    version: int | str | None = None,
    by: User | None,
) -> ScenarioResponse:
    """What is done about a scenario: the policy's, or one of the firm's own (scenario empty: a new one)."""
    known = policy().scenarios
    found = queries.response_of(service.id, scenario) if scenario else None
    if found is not None:
        check_version(found, version)
    elif scenario not in known:
        if not title.strip():
            raise Refused(N_("Name the scenario."), field="title")
        scenario = f"own-{secrets.token_hex(8)}"
    if found is None:
        found = ScenarioResponse(service=service, scenario=scenario, response="", title="", changed_at=clock.now())
        db.session.add(found)
    before = (found.title, found.response)
    found.title = title.strip() if scenario not in known else ""
    found.response, found.changed_at = response.strip(), clock.now()
    found.changed_by_id = by.id if by else None
    db.session.flush()
    if before != (found.title, found.response):
        what = known[scenario].zh if scenario in known else found.title
        record("vendors:scenario:respond", service, by=by, scenario=what, response=(before[1], found.response))
    return found
