"""Changes to incidents and to who was told of them. Each is called inside a unit of work; none commits."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, Any

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.files import plain_name, store
from core.phrases import N_, Wording
from core.severity import Severity
from vendors.actions.models import Action
from vendors.actions.operations import decide_action
from vendors.actions.rules import Cause
from vendors.incidents.models import Incident, IncidentReport
from vendors.incidents.policies import policy
from vendors.incidents.rules import Audience, IncidentState, Learnt, Nature
from vendors.register.models import Vendor
from vendors.register.operations import refuse_merged
from vendors.services.models import BusinessFunction, Service

Upload = tuple[str, IO[bytes]]
"""A file's name and its bytes."""
FIELDS = (
    "title", "nature", "severity", "is_material", "has_personal_data", "people_touched", "occurred_at", "detected_at",
    "known_at", "learnt", "told_by", "description", "owner_id",
)  # fmt: skip
NOT_OPEN = N_("The incident is closed; open it again before changing it.")
OWN_WORDS = Wording("本公司決定通知", "Told by the firm's own decision")


def register_incident(
    vendor: Vendor,
    *,
    title: str,
    nature: Nature,
    severity: Severity,
    known_at: datetime,
    learnt: Learnt,
    services: Sequence[Service] = (),
    functions: Sequence[BusinessFunction] = (),
    by: User | None,
    **fields: Any,
) -> Incident:
    """Note an incident; who is to be told by when follows from the policy at once. Refused where its times contradict
    each other or lie in the future, and for another vendor's services."""
    given = {"title": title, "nature": nature, "severity": severity, "known_at": known_at, "learnt": learnt} | fields
    refuse_merged(vendor)
    values = _checked(vendor.id, given, services)
    incident = Incident(
        vendor_id=vendor.id, registered_at=clock.now(), registered_by_id=by.id if by else None,
        services=list(services), functions=_touched(services, functions), reports=[], is_sample=vendor.is_sample, **values,
    )  # fmt: skip
    db.session.add(incident)
    _hold_to_policy(incident)
    db.session.flush()
    record(
        "vendors:incident:register", incident, by=by, vendor=vendor.name, severity=severity, known_at=known_at,
        is_material=incident.is_material, has_personal_data=incident.has_personal_data,
        services=[s.name for s in incident.services], functions=[f.name for f in incident.functions],
        reports=[r.name for r in incident.reports],
    )  # fmt: skip
    return incident


def edit_incident(
    incident: Incident,
    *,
    services: Sequence[Service] = (),
    functions: Sequence[BusinessFunction] = (),
    version: int | str | None = None,
    by: User | None,
    **fields: Any,
) -> Incident:
    """Other facts: duties to tell that follow from them are added, those that no longer do are dropped, times that run
    from another moment are set anew; what was told stays."""
    begin(incident, version)
    values = _checked(incident.vendor_id, fields, services)
    told_at = [report.told_at for report in incident.reports if report.told_at is not None]
    if "known_at" in values and values["known_at"] != incident.known_at and told_at:
        _refuse_before(values["known_at"], min(told_at), "known_at")
    changes: dict[str, Any] = {}
    for key, value in values.items():
        if getattr(incident, key) != value and key != "owner_id":
            changes[key] = (getattr(incident, key), value)
    if "owner_id" in values and incident.owner_id != values["owner_id"]:
        owner = db.session.get(User, values["owner_id"]) if values["owner_id"] else None
        changes["owner"] = (incident.owner.name if incident.owner else None, owner.name if owner else None)
    touched = _touched(services, functions)
    for key, before, after in (("services", incident.services, services), ("functions", incident.functions, touched)):
        if {one.id for one in before} != {one.id for one in after}:
            changes[key] = ([one.name for one in before], [one.name for one in after])
    for key, value in values.items():
        setattr(incident, key, value)
    incident.services, incident.functions = list(services), touched
    told = _hold_to_policy(incident)
    db.session.flush()
    if changes or told:
        record("vendors:incident:edit", incident, by=by, **changes, **({"reports": told} if told else {}))
        _withdraw_asking(incident, by)
    return incident


def begin(incident: Incident, version: int | str | None) -> None:
    """Refuse what comes too late: an older copy, or an incident that is closed."""
    check_version(incident, version)
    if incident.state not in (IncidentState.OPEN, IncidentState.CLOSING):
        raise Refused(NOT_OPEN)


def _withdraw_asking(incident: Incident, by: User | None) -> None:
    """Something changed since one person said that all is settled: nobody closes what that person did not see."""
    if incident.state is IncidentState.CLOSING:
        incident.closing_asked_at, incident.closing_asked_by_id = None, None
        db.session.flush()
        record("vendors:incident:withdraw-closing", incident, by=by)


def _touched(services: Sequence[Service], functions: Sequence[BusinessFunction]) -> list[BusinessFunction]:
    """The functions that were named; where none was, those that the services support."""
    found = {f.id: f for f in functions} or {f.id: f for s in services for f in s.functions if not f.is_retired}
    return list(found.values())


def _checked(vendor_id: int, fields: dict[str, Any], services: Sequence[Service]) -> dict[str, Any]:
    values: dict[str, Any] = {k: v.strip() if type(v) is str else v for k, v in fields.items() if k in FIELDS}
    if not values.get("title"):
        raise Refused(N_("Say in a line what happened."), field="title")
    if any(service.vendor_id != vendor_id for service in services):
        raise Refused(N_("This service is another vendor's."), field="services")
    for name in ("occurred_at", "detected_at", "known_at"):
        if values.get(name) is not None and values[name] > clock.now():
            raise Refused(N_("This moment lies in the future."), field=name)
    earliest: datetime | None = values.get("occurred_at")
    for name in ("detected_at", "known_at"):
        if earliest and values.get(name) and values[name] < earliest:
            raise Refused(N_("It cannot be found, or known, before it happened."), field=name)
    if values.get("owner_id"):
        owner = db.session.get(User, values["owner_id"])
        if owner is None or not owner.is_active:
            raise Refused(N_("Choose somebody who answers for it."), field="owner_id")
    return values


def _hold_to_policy(incident: Incident) -> list[str]:
    """Bring the duties to tell into line with what the incident is; what was told or waived is left as it is. Returns
    the names of those added or dropped."""
    on = incident.known_at.astimezone(clock.zone()).date()
    wanted = policy().duties_of(on, is_material=bool(incident.is_material), has_personal_data=bool(incident.has_personal_data))  # fmt: skip
    held = {report.duty: report for report in incident.reports if report.duty}
    moved = []
    for duty in wanted:
        report, due_at = held.get(duty.id), incident.known_at + duty.within
        if report is None:
            report = IncidentReport(
                duty=duty.id, title=_kept(duty.name), ground=_kept(duty.source), audience=duty.audience, told_how="",
                note="", file_name="", waived_why="",
            )  # fmt: skip
            incident.reports.append(report)
            moved.append(f"+ {duty.name.zh}")
        elif report.dropped_at is not None:
            report.dropped_at = None
            moved.append(f"+ {duty.name.zh}")
        if report.told_at is None:
            report.due_at = due_at
    gone = {duty.id for duty in wanted}
    for report in incident.reports:
        if report.duty and report.duty not in gone and report.told_at is None and report.dropped_at is None:
            report.dropped_at = clock.now()
            moved.append(f"− {report.name}")
    return moved


def _kept(words: Wording) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def add_report(
    incident: Incident, *, audience: Audience, title: str, due_at: datetime | None = None,
    version: int | str | None = None, by: User | None,
) -> IncidentReport:  # fmt: skip
    """Somebody else is told besides those whom the policy names."""
    begin(incident, version)
    if not title.strip():
        raise Refused(N_("Say who is told."), field="title")
    report = IncidentReport(
        incident_id=incident.id, title={"zh": title.strip(), "en": title.strip()}, ground=_kept(OWN_WORDS),
        audience=audience, due_at=due_at, told_how="", note="", file_name="", waived_why="",
    )  # fmt: skip
    incident.reports.append(report)
    db.session.flush()
    record("vendors:incident:tell-also", incident, by=by, report=title.strip(), audience=audience, due_at=due_at)
    _withdraw_asking(incident, by)
    return report


def tell(
    report: IncidentReport, *, told_at: datetime, told_how: str, note: str = "", file: Upload | None = None,
    version: int | str | None = None, by: User | None,
) -> IncidentReport:  # fmt: skip
    """They were told: when, by which way, with what proof. Told again, the later word stands and the trail keeps both."""
    check_version(report, version)
    begin(report.incident, None)
    if told_at > clock.now():
        raise Refused(N_("This moment lies in the future."), field="told_at")
    _refuse_before(report.incident.known_at, told_at, "told_at")
    if not told_how.strip():
        raise Refused(N_("Say by which way, to whom, and the number of the receipt."), field="told_how")
    before = (report.told_at, report.told_how)
    report.told_at, report.told_how, report.note = told_at, told_how.strip(), note.strip()
    report.told_by_id = by.id if by else None
    report.waived_at, report.waived_why, report.waived_by_id = None, "", None
    if file is not None:
        report.sha256, report.file_name = store(file[1]).sha256, plain_name(file[0], "evidence")
    record(
        "vendors:incident:tell", report.incident, by=by, report=report.name, told_at=(before[0], told_at),
        told_how=(before[1], report.told_how), due_at=report.due_at, note=report.note, sha256=report.sha256,
    )  # fmt: skip
    _withdraw_asking(report.incident, by)
    return report


def _refuse_before(known_at: datetime, told_at: datetime, field: str) -> None:
    """To the minute, as people write moments."""
    if told_at < known_at.replace(second=0, microsecond=0):
        raise Refused(N_("Nobody can be told before it was known to us."), field=field)


def waive(report: IncidentReport, *, reason: str, version: int | str | None = None, by: User) -> IncidentReport:
    """Somebody entitled to says why nobody has to be told by this duty."""
    check_version(report, version)
    begin(report.incident, None)
    if report.told_at is not None:
        raise Refused(N_("They were told already."))
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    report.waived_at, report.waived_why, report.waived_by_id = clock.now(), reason.strip()[:500], by.id
    record("vendors:incident:waive", report.incident, by=by, report=report.name, reason=report.waived_why)
    _withdraw_asking(report.incident, by)
    return report


def need(report: IncidentReport, *, reason: str, version: int | str | None = None, by: User) -> IncidentReport:
    """They have to be told after all; that somebody thought otherwise stays in the trail."""
    check_version(report, version)
    begin(report.incident, None)
    if report.waived_at is None:
        raise Refused(N_("They have to be told already."))
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    report.waived_at, report.waived_why, report.waived_by_id = None, "", None
    record("vendors:incident:need", report.incident, by=by, report=report.name, reason=reason.strip()[:500])
    _withdraw_asking(report.incident, by)
    return report


def analyse(
    incident: Incident, *, root_cause: str, lessons: str, contained_at: datetime | None, resolved_at: datetime | None,
    version: int | str | None = None, by: User | None,
) -> Incident:  # fmt: skip
    """Why it happened, what is learnt from it, when it was contained and over."""
    begin(incident, version)
    begun = incident.occurred_at or incident.detected_at or incident.known_at
    for name, moment in (("contained_at", contained_at), ("resolved_at", resolved_at)):
        if moment is not None and moment > clock.now():
            raise Refused(N_("This moment lies in the future."), field=name)
        if moment is not None and moment < begun:
            raise Refused(N_("It cannot be over before it happened."), field=name)
    values = {"root_cause": root_cause.strip(), "lessons": lessons.strip(), "contained_at": contained_at, "resolved_at": resolved_at}  # fmt: skip
    changes = {k: (getattr(incident, k), v) for k, v in values.items() if getattr(incident, k) != v}
    for key, value in values.items():
        setattr(incident, key, value)
    if changes:
        record("vendors:incident:analyse", incident, by=by, **changes)
        _withdraw_asking(incident, by)
    return incident


def act_on(incident: Incident, *, what: str, owner_id: int | None, due_on: date, by: User | None) -> Action:
    """A corrective action with somebody who answers for it and a day."""
    begin(incident, None)
    _withdraw_asking(incident, by)
    return decide_action(
        cause=Cause.INCIDENT, cause_id=incident.id, about=f"{incident.title}（{incident.vendor.name}）", what=what,
        owner_id=owner_id, due_on=due_on, by=by,
    )  # fmt: skip
