"""The end of an incident: closed by a second person, sent back, opened again, entered by mistake. Each is called inside
a unit of work; none commits."""

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version
from core.errors import Refused
from core.phrases import N_
from vendors.incidents import queries
from vendors.incidents.models import Incident
from vendors.incidents.operations import begin
from vendors.incidents.rules import IncidentState, missing_to_close, report_state


def ask_closing(incident: Incident, *, note: str, version: int | str | None = None, by: User) -> Incident:
    """Everything is settled, says one person; a second one closes it. Refused while something is missing."""
    begin(incident, version)
    _refuse_unsettled(incident)
    incident.closing_asked_at, incident.closing_asked_by_id = clock.now(), by.id
    incident.closing_note = note.strip()
    record("vendors:incident:ask-closing", incident, by=by, note=incident.closing_note)
    return incident


def _refuse_unsettled(incident: Incident) -> None:
    actions = queries.actions_by_incident([incident.id]).get(incident.id, [])
    missing = missing_to_close(
        root_cause=incident.root_cause, actions=len(actions), open_actions=sum(a.done_on is None for a in actions),
        reports=[report_state(r.as_told, clock.now()) for r in incident.reports if r.dropped_at is None],
    )  # fmt: skip
    if missing:
        raise Refused(missing[0].msgid, **missing[0].params)


def close(incident: Incident, *, note: str, version: int | str | None = None, by: User) -> Incident:
    """The second person agrees that it is settled. Refused where it is not any more: a correction was opened again."""
    check_version(incident, version)
    _second(incident, by)
    _refuse_unsettled(incident)
    incident.closed_at, incident.closed_by_id = clock.now(), by.id
    record("vendors:incident:close", incident, by=by, note=note.strip())
    return incident


def send_back(incident: Incident, *, note: str, version: int | str | None = None, by: User) -> Incident:
    """The second person does not agree, and says why."""
    check_version(incident, version)
    _second(incident, by)
    if not note.strip():
        raise Refused(N_("Say why."), field="note")
    incident.closing_asked_at, incident.closing_asked_by_id = None, None
    record("vendors:incident:send-back", incident, by=by, reason=note.strip())
    return incident


def _second(incident: Incident, by: User) -> None:
    if incident.state is not IncidentState.CLOSING:
        raise Refused(N_("Nobody has asked to close it."))
    _refuse_who_asked(incident, by)


def _refuse_who_asked(incident: Incident, by: User | None) -> None:
    if incident.state is IncidentState.CLOSING and by is not None and by.id == incident.closing_asked_by_id:
        raise Refused(N_("You asked to close it yourself; a second person does it."))


def reopen(incident: Incident, *, reason: str, version: int | str | None = None, by: User | None) -> Incident:
    """It is not over, or was an incident after all; that it was closed stays in the trail."""
    check_version(incident, version)
    if not reason.strip():
        raise Refused(N_("Say why."), field="reason")
    if incident.state not in (IncidentState.CLOSED, IncidentState.VOID):
        raise Refused(N_("It is open."))
    record("vendors:incident:reopen", incident, by=by, reason=reason.strip())
    incident.closed_at, incident.closed_by_id, incident.closing_asked_at, incident.closing_asked_by_id = (None,) * 4
    incident.voided_at, incident.voided_why = None, ""
    return incident


def void(incident: Incident, *, reason: str, version: int | str | None = None, by: User | None) -> Incident:
    """It was entered by mistake: another's, twice, or none at all. It stays in the history and counts nowhere. Refused to
    the one who asked for closing, and while somebody has still a correction to do."""
    begin(incident, version)
    _refuse_who_asked(incident, by)
    waiting = sum(a.done_on is None for a in queries.actions_by_incident([incident.id]).get(incident.id, []))
    if waiting:
        raise Refused(
            N_("Corrective actions not done yet: %(n)s. Complete each first, saying why nothing is done."), n=waiting
        )
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    incident.voided_at, incident.voided_why = clock.now(), reason.strip()[:500]
    record("vendors:incident:void", incident, by=by, reason=incident.voided_why)
    return incident
