"""Changes to assessments of changes. Each is called inside a unit of work; none commits."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_
from vendors.actions.models import Action
from vendors.actions.operations import decide_action
from vendors.actions.rules import Cause
from vendors.changes import noticing
from vendors.changes.models import ChangeApproval, NoticedChange, ServiceChange
from vendors.changes.rules import OPEN, ChangeState, Planned, Policy, Result, approver_fault, kind_of
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import Service

FIELDS = ("service_id", "title", "kinds", "description", "planned_on", "subcontractor_id", "country", "release")


def ask_for(
    vendor: Vendor, policy: Policy, *, noticed: NoticedChange | None = None, by: User | None, **fields: Any
) -> ServiceChange:
    """A change to be assessed. `noticed`: what the register noticed and this answers. Refused for another vendor's service
    or notice, without a kind, and for a relation that has ended."""
    if vendor.status is VendorStatus.ENDED:
        raise Refused(N_("The relation with %(name)s has ended."), name=vendor.name)
    values = _checked(vendor.id, policy, fields)
    change = ServiceChange(
        vendor_id=vendor.id, **values, asked_at=clock.now(), asked_by_id=by.id if by else None, effects=[], round=1,
        state=ChangeState.ASKED,
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    said = {k: v for k, v in values.items() if v not in ("", None) and not k.endswith("_id")}
    record("vendors:change:ask", change, by=by, vendor=vendor.name, **said)
    if noticed is not None:
        cover(noticed, change, by=by)
    return change


def cover(noticed: NoticedChange, change: ServiceChange, *, by: User | None) -> None:
    """Have an assessment answer for what was noticed. Refused where it speaks of another vendor or kind of change."""
    if noticed.vendor_id != change.vendor_id or (
        change.service_id is not None and noticed.service_id not in (None, change.service_id)
    ):
        raise Refused(N_("This was noticed of another vendor or service."), field="service_id")
    if kind_of(noticed.field) not in change.kinds:
        raise Refused(N_("The assessment must cover the kind of change that was noticed."), field="kinds")
    record("vendors:noticed:cover", noticed, by=by, title=change.title)
    noticed.change_id = change.id


def edit_change(
    change: ServiceChange, policy: Policy, *, version: int | str | None = None, by: User | None, **fields: Any
) -> ServiceChange:
    """Other facts, before it is assessed. Refused once it waits or is decided: assess it anew instead."""
    check_version(change, version)
    if change.state is not ChangeState.ASKED:
        raise Refused(N_("It has been assessed; assess it anew to change anything."))
    values = _checked(change.vendor_id, policy, fields)
    changes = {k: (getattr(change, k), v) for k, v in values.items() if getattr(change, k) != v}
    for key, value in values.items():
        setattr(change, key, value)
    if "kinds" in changes:
        before, after = changes["kinds"]
        changes["kinds"] = ("、".join(before), "、".join(after))
    if changes:
        record("vendors:change:edit", change, by=by, **changes)
    return change


def _checked(vendor_id: int, policy: Policy, fields: dict[str, Any]) -> dict[str, Any]:
    values = {k: v.strip() if type(v) is str else v for k, v in fields.items() if k in FIELDS}
    if not values.get("title"):
        raise Refused(N_("Say in a line what changes."), field="title")
    values["kinds"] = [each.id for each in policy.chosen(values.get("kinds") or ())]
    if not values["kinds"]:
        raise Refused(N_("Choose what changes: at least one kind."), field="kinds")
    service = db.session.get(Service, values["service_id"]) if values.get("service_id") else None
    if values.get("service_id") and (service is None or service.vendor_id != vendor_id):
        raise Refused(N_("This service belongs to another vendor."), field="service_id")
    if values.get("subcontractor_id") == vendor_id:
        raise Refused(N_("A vendor cannot be its own subcontractor."), field="subcontractor_id")
    return values


def assess(
    change: ServiceChange, policy: Policy, *, likelihood: int, impact: int, risks: str, effects: list[Any],
    version: int | str | None = None, by: User | None,
) -> ServiceChange:  # fmt: skip
    """How likely and how grave, by the firm's matrix; it then waits for those who approve at that level. `effects`: what
    the product found that it touches, kept as it is today."""
    check_version(change, version)
    if change.state is not ChangeState.ASKED:
        raise Refused(N_("It has been assessed; assess it anew to change anything."))
    if not (0 <= likelihood < len(policy.likelihood) and 0 <= impact < len(policy.impact)):
        raise Refused(N_("Choose a likelihood and an impact."), field="likelihood")
    if not risks.strip():
        raise Refused(N_("Say what could go wrong and what is done about it."), field="risks")
    change.likelihood, change.impact, change.risks = likelihood, impact, risks.strip()
    change.level, change.effects = policy.level_of(likelihood, impact).id, effects
    change.assessed_by_id, change.assessed_on = by.id if by else None, clock.today()
    change.state = ChangeState.WAITING
    record(
        "vendors:change:assess", change, by=by, likelihood=likelihood + 1, impact=impact + 1, level=change.level,
        risks=change.risks,
    )  # fmt: skip
    return change


def answer(
    change: ServiceChange, policy: Policy, *, approve: bool, reason: str, version: int | str | None = None, by: User
) -> ServiceChange:
    """One who may approve at this level says yes or no; one no is enough, and as many as the level needs say yes."""
    check_version(change, version)
    if change.state is not ChangeState.WAITING:
        raise Refused(N_("It does not wait for approval."))
    level = policy.level(change.level)
    fault = approver_fault(
        level, roles=by.roles, person=by.id, asked_by=change.asked_by_id, assessed_by=change.assessed_by_id,
        approved_by=[each.person_id for each in change.approvals],
    )  # fmt: skip
    if fault is not None:
        raise Refused(fault.msgid, **fault.params)
    if not reason.strip():
        raise Refused(N_("Say why."), field="reason")
    change.answers.append(
        ChangeApproval(round=change.round, person_id=by.id, is_approved=approve, reason=reason.strip(), at=clock.now())
    )
    done = not approve or len(change.approvals) >= level.people
    if done:
        change.state = ChangeState.APPROVED if approve else ChangeState.REFUSED
        change.decided_on = clock.today()
        change.review_on = (
            max(change.planned_on, clock.today()) + timedelta(days=policy.review_days) if approve else None
        )
    else:
        change.decided_on = None
    record("vendors:change:answer", change, by=by, approved=approve, reason=reason.strip(), change_state=change.state, review_on=change.review_on)  # fmt: skip
    return change


def assess_anew(change: ServiceChange, *, version: int | str | None = None, by: User | None) -> ServiceChange:
    """Back to what is asked for: another plan, or a refusal that was answered. Approvals begin anew."""
    check_version(change, version)
    if change.state not in (ChangeState.WAITING, ChangeState.REFUSED, ChangeState.APPROVED):
        raise Refused(N_("There is nothing to assess anew."))
    record("vendors:change:anew", change, by=by, change_state=(change.state, ChangeState.ASKED))
    change.state, change.round = ChangeState.ASKED, change.round + 1
    change.decided_on = change.review_on = None
    return change


def review(
    change: ServiceChange,
    *,
    reviewed_on: date,
    result: Result,
    note: str,
    version: int | str | None = None,
    by: User | None,
) -> ServiceChange:
    """What was seen after it was made."""
    check_version(change, version)
    if change.state is not ChangeState.APPROVED:
        raise Refused(N_("Only an approved change is reviewed."))
    if reviewed_on > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field="reviewed_on")
    if reviewed_on < change.planned_on:
        raise Refused(N_("The review comes after the change takes effect."), field="reviewed_on")
    if not note.strip():
        raise Refused(N_("Say what was seen."), field="note")
    change.state, change.reviewed_on, change.result, change.review_note = (
        ChangeState.REVIEWED,
        reviewed_on,
        result,
        note.strip(),
    )
    change.reviewed_by_id = by.id if by else None
    record("vendors:change:review", change, by=by, reviewed_on=reviewed_on, came_of=result, note=change.review_note)
    return change


def withdraw(change: ServiceChange, *, reason: str, version: int | str | None = None, by: User | None) -> ServiceChange:
    """It is not made after all, or was entered by mistake."""
    check_version(change, version)
    if change.state in (ChangeState.WITHDRAWN, ChangeState.REVIEWED):
        raise Refused(N_("It is closed already."))
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    record(
        "vendors:change:withdraw",
        change,
        by=by,
        change_state=(change.state, ChangeState.WITHDRAWN),
        reason=reason.strip(),
    )
    change.state, change.withdrawn_why = ChangeState.WITHDRAWN, reason.strip()
    return change


def act_on(change: ServiceChange, *, what: str, owner_id: int | None, due_on: date, by: User | None) -> Action:
    """Decide a measure against what could go wrong."""
    if change.state in (ChangeState.WITHDRAWN, ChangeState.REVIEWED):
        raise Refused(N_("It is closed already."))
    return decide_action(
        cause=Cause.CHANGE, cause_id=change.id, about=change.title, what=what, owner_id=owner_id, due_on=due_on, by=by
    )


def set_aside(
    noticed: NoticedChange, *, reason: str, version: int | str | None = None, by: User | None
) -> NoticedChange:
    """No change after all (the register was corrected); it stays on record with the reason."""
    check_version(noticed, version)
    if noticed.settled_at is not None:
        raise Refused(N_("It has been dealt with already."))
    if (
        noticed.change_id is not None
        and noticed.change is not None
        and noticed.change.state in (*OPEN, *noticing.COVERING)
    ):
        raise Refused(N_("An assessment answers for it."))
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    noticing.settle(noticed, reason.strip(), by=by)
    return noticed


def planned(change: ServiceChange, policy: Policy, service_ids: Sequence[int]) -> Planned:
    """The change as those see it who tell what it touches. `service_ids`: of the vendor, those in use."""
    kinds = policy.chosen(change.kinds)
    ids = [change.service_id] if change.service_id else service_ids
    return Planned(
        change.vendor_id, change.service_id, frozenset(ids), frozenset(change.kinds),
        tuple(dict.fromkeys(clause for kind in kinds for clause in kind.clauses)), any(kind.tests for kind in kinds),
        change.subcontractor_id if any(kind.concentration for kind in kinds) else None,
        change.country if any(kind.concentration for kind in kinds) else "", change.release,
    )  # fmt: skip
