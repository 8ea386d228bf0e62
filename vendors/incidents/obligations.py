"""CC-20000-9: every incident is reported in its time, its cause is known, what follows is done, a second person closed it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from core import clock
from core.obligations import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.actions.models import Action
from vendors.incidents import queries
from vendors.incidents.models import Incident, IncidentReport
from vendors.incidents.policies import policy
from vendors.incidents.rules import ReportState, report_state

RULE = "CC-20000-9"


def judge(as_of: date) -> Iterator[Obligation]:
    """One for each incident that is open or was closed not long ago."""
    held = policy()
    found = queries.judged_incidents(as_of, timedelta(days=held.keep_days))
    actions = queries.actions_by_incident([incident.id for incident in found])
    now = _moment(as_of)
    for incident in found:
        close_by = incident.known_at.astimezone(clock.zone()).date() + timedelta(days=held.close_days)
        state, why, step, due_on = _judged(incident, actions.get(incident.id, ()), now, as_of, close_by)
        yield Obligation(
            rule_id=RULE,
            subject_type="incident",
            subject_id=incident.id,
            subject_name=incident.title,
            vendor_id=incident.vendor_id,
            vendor_name=incident.vendor.name,
            state=state,
            why=why,
            evidence=", ".join(r.file_name for r in incident.reports if r.file_name)[:300],
            next_step=step,
            due_on=due_on,
            url=address("vendors.incidents.show", incident_id=incident.id),
            owner=incident.owner.name if incident.owner else "",
        )


def _moment(as_of: date) -> datetime:
    """Now, or the end of a day that has passed."""
    now = clock.now()
    if as_of >= clock.today():
        return now
    return datetime.combine(as_of + timedelta(days=1), datetime.min.time(), clock.zone())


def _judged(
    incident: Incident, actions: Sequence[Action], now: datetime, as_of: date, close_by: date
) -> tuple[State, Phrase, Phrase | None, date | None]:
    reports = queries.standing_reports(incident)
    late_told = [r for r in reports if report_state(r.as_told, now) is ReportState.TOLD_LATE]
    if incident.closed_at is not None and incident.closed_at <= now:
        return State.MET, _closed(incident, late_told), None, None
    pending = queries.pending_reports(incident, now)
    if pending:
        return _pending(pending[0], now)
    overdue = next((a for a in actions if a.done_on is None and a.due_on < as_of), None)
    if overdue is not None:
        why = phrase(N_("A corrective action was due on %(day)s: %(what)s."), day=overdue.due_on, what=overdue.what)
        return State.NOT_MET, why, phrase(N_("Do it and say how that shows, or agree on another day.")), overdue.due_on
    step = phrase(N_("Settle cause, correction and lessons, and have a second person close it."))
    if as_of > close_by:
        why = phrase(N_("Everybody was told, but the incident was to be settled by %(day)s and is not."), day=close_by)
        return State.NOT_MET, why, step, close_by
    if late_told:
        why = phrase(N_("%(who)s was told late, at %(at)s."), who=late_told[0].wording, at=_at(late_told[0].told_at))
        return State.NOT_MET, why, step, close_by
    return State.DUE_SOON, phrase(N_("Everybody was told in time; the incident is under way.")), step, close_by


def _pending(report: IncidentReport, now: datetime) -> tuple[State, Phrase, Phrase, date | None]:
    step = phrase(N_("Tell them, and note when, by which way and with what proof."))
    if report.due_at is None:
        return State.DUE_SOON, phrase(N_("To be told: %(who)s."), who=report.wording), step, None
    due_on = report.due_at.astimezone(clock.zone()).date()
    if report.due_at < now:
        why = phrase(N_("%(who)s was to be told by %(at)s and was not."), who=report.wording, at=_at(report.due_at))
        return State.NOT_MET, why, step, due_on
    why = phrase(N_("%(who)s is to be told by %(at)s."), who=report.wording, at=_at(report.due_at))
    return State.DUE_SOON, why, step, due_on


def _closed(incident: Incident, late: Sequence[IncidentReport]) -> Phrase:
    on = incident.closed_at.astimezone(clock.zone()).date() if incident.closed_at else None
    if late:
        says = N_("Settled and closed on %(day)s; %(who)s was told late, at %(at)s.")
        return phrase(says, day=on, who=late[0].wording, at=_at(late[0].told_at))
    return phrase(N_("Told in time, corrected, and closed by a second person on %(day)s."), day=on)


def _at(moment: datetime | None) -> str:
    """A moment to the minute in the firm's zone, as the audit pack keeps it too."""
    return f"{moment.astimezone(clock.zone()):%Y-%m-%d %H:%M}" if moment else "—"
