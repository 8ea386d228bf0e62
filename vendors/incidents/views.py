from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from core.files import send_stored
from core.forms import sent_file
from core.i18n import say
from core.i18n.formats import instant
from core.severity import SEVERITY_NAMES, SEVERITY_TONES, Severity
from core.web.changes import submitted
from core.web.listing import Status
from vendors.actions.queries import columns as action_columns
from vendors.incidents import listings, operations, queries
from vendors.incidents.forms import AlsoForm, IncidentForm, ReasonForm, TellForm
from vendors.incidents.models import Incident, IncidentReport
from vendors.incidents.promised import promises
from vendors.incidents.rules import (
    AUDIENCE_NAMES,
    LEARNT_NAMES,
    NATURE_NAMES,
    TIMELINESS_TONES,
    IncidentState,
    Learnt,
    Nature,
    Timeliness,
    missing_to_close,
    report_state,
    vendor_told,
)
from vendors.register.models import Vendor
from vendors.register.queries import vendor_choices
from vendors.services.models import BusinessFunction
from vendors.services.queries import function_choices, functions_by_id

bp = Blueprint("incidents", __name__, url_prefix="/incidents")


@bp.get("/")
@requires("incidents.view")
def index() -> str | Response:
    """All incidents; `?format=xlsx` is the same list as a workbook."""
    return _list(listings.incidents, "vendors/incidents/index.html")


@bp.get("/told")
@requires("incidents.view")
def told() -> str | Response:
    """The register of who was told of what; `?format=xlsx` is the same as a workbook."""
    return _list(listings.reports, "vendors/incidents/told.html")


def _list(make: Callable[[], Any], template: str) -> str | Response:
    listing = make()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template(template, page=listing.page(request.args))


@bp.get("/<int:incident_id>")
@requires("incidents.view")
def show(incident_id: int) -> str:
    incident = queries.incident_page(incident_id)
    actions = queries.actions_by_incident([incident.id]).get(incident.id, [])
    reports = queries.standing_reports(incident)
    now = clock.now()
    return render_template(
        "vendors/incidents/show.html",
        incident=incident,
        status=queries.state_badge(incident),
        severity=Status(SEVERITY_NAMES[incident.severity], SEVERITY_TONES[incident.severity]),
        natures=NATURE_NAMES,
        learnt=LEARNT_NAMES,
        audiences=AUDIENCE_NAMES,
        reports=[(report, queries.report_badge(report, now)) for report in reports],
        promised=_promised(incident),
        actions=actions,
        action_columns=action_columns(),
        missing=missing_to_close(
            root_cause=incident.root_cause, actions=len(actions), open_actions=sum(a.done_on is None for a in actions),
            reports=[report_state(r.as_told, now) for r in reports],
        ),
        is_open=incident.state in (IncidentState.OPEN, IncidentState.CLOSING),
        is_closing=incident.state is IncidentState.CLOSING,
        asked_it=incident.closing_asked_by_id == current_user.id,
        history=history_of("incident", incident.id),
    )  # fmt: skip


def _promised(incident: Incident) -> list[tuple[Any, str, Status]]:
    """Each promise of the vendor with its deadline, and whether it was kept."""
    rows = []
    for promise in promises(incident):
        found = vendor_told(promise.within, incident.detected_at, incident.known_at)
        due = incident.detected_at + promise.within if incident.detected_at else None
        rows.append((promise, due, Status(_timeliness(found), TIMELINESS_TONES[found])))
    return rows


def _timeliness(found: Timeliness) -> str:
    return {
        Timeliness.IN_TIME: gettext("Told us in time"),
        Timeliness.LATE: gettext("Told us late"),
        Timeliness.UNDATED: gettext("Not known when the vendor found it"),
        Timeliness.NOT_AGREED: gettext("No time is agreed"),
    }[found]


@bp.get("/new")
@requires("incidents.edit")
def choose() -> str | Response:
    """At which vendor; the incident itself comes next."""
    chosen = request.args.get("vendor", "")
    if chosen.isdecimal() and len(chosen) < 10:
        return redirect(url_for(".new", vendor_id=int(chosen)))
    return render_template("vendors/incidents/choose.html", vendors=vendor_choices())


@bp.route("/new/<int:vendor_id>", methods=["GET", "POST"])
@requires("incidents.edit")
def new(vendor_id: int) -> str | Response:
    vendor = queries.vendor_of(vendor_id)
    form = IncidentForm(
        nature=Nature.OUTAGE, severity=Severity.MEDIUM, learnt=Learnt.VENDOR, known_at=clock.now(),
        owner_id=vendor.owner_id, services=_asked_service(vendor_id),
    )  # fmt: skip
    _choices(form, vendor_id)
    if done := submitted(
        form,
        lambda: operations.register_incident(db.get_or_404(Vendor, vendor_id), **_values(form), by=current_user).id,
    ):
        flash(gettext("The incident is registered; who is to be told by when stands below."), "good")
        return redirect(url_for(".show", incident_id=done.made, _anchor="told"))
    return render_template(
        "vendors/incidents/form.html", form=form, vendor=vendor, incident=None, title=gettext("Register an incident")
    )


def _asked_service(vendor_id: int) -> list[int]:
    asked = request.args.get("service", "")
    known = {number for number, _ in queries.service_choices(vendor_id)}
    return [int(asked)] if asked.isdecimal() and len(asked) < 10 and int(asked) in known else []


def _choices(form: IncidentForm, vendor_id: int, also: Any = ()) -> None:
    form.services.choices = queries.service_choices(vendor_id)
    form.functions.choices = list(function_choices(also=also))


def _values(form: IncidentForm) -> dict[str, Any]:
    functions: list[BusinessFunction] = functions_by_id(form.functions.data or [])
    return form.values | {"services": queries.services_by_id(form.services.data or []), "functions": functions}


@bp.route("/<int:incident_id>/edit", methods=["GET", "POST"])
@requires("incidents.edit")
def edit(incident_id: int) -> str | Response:
    incident = queries.incident_page(incident_id)
    held = {"services": [s.id for s in incident.services], "functions": [f.id for f in incident.functions]}
    form = IncidentForm(obj=incident, data=held)
    _choices(form, incident.vendor_id, incident.functions)
    if request.method == "GET":
        form.services.data, form.functions.data = held["services"], held["functions"]
    if submitted(
        form,
        lambda: operations.edit_incident(
            queries.incident_page(incident_id), version=form.version.data, **_values(form), by=current_user
        ),
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", incident_id=incident_id))
    return render_template(
        "vendors/incidents/form.html", form=form, vendor=incident.vendor, incident=incident,
        title=gettext("Change the incident"),
    )  # fmt: skip


@bp.route("/<int:incident_id>/tell/<int:report_id>", methods=["GET", "POST"])
@requires("incidents.edit")
def tell(incident_id: int, report_id: int) -> str | Response:
    """Note that they were told."""
    report = queries.report_of(incident_id, report_id)
    form = TellForm(told_at=clock.now(), version=report.version)

    def act() -> None:
        operations.tell(
            queries.report_of(incident_id, report_id), told_at=form.told_at.data, told_how=form.told_how.data or "",
            note=form.note.data or "", file=sent_file(form.file.data), version=form.version.data, by=current_user,
        )  # fmt: skip

    return changed(incident_id, form, act, gettext("Note that they were told"), _told_lead(report))


def _told_lead(report: IncidentReport) -> str:
    due = instant(report.due_at) if report.due_at else ""
    who = say(report.wording)
    return gettext("%(who)s, by %(at)s", who=who, at=due) if due else who


@bp.route("/<int:incident_id>/waive/<int:report_id>", methods=["GET", "POST"])
@requires("incidents.close")
def waive(incident_id: int, report_id: int) -> str | Response:
    return _about_report(incident_id, report_id, operations.waive, gettext("Nobody has to be told"))


@bp.route("/<int:incident_id>/need/<int:report_id>", methods=["GET", "POST"])
@requires("incidents.close")
def need(incident_id: int, report_id: int) -> str | Response:
    """They have to be told after all."""
    return _about_report(incident_id, report_id, operations.need, gettext("They have to be told after all"))


def _about_report(incident_id: int, report_id: int, operation: Callable[..., Any], title: str) -> str | Response:
    report = queries.report_of(incident_id, report_id)
    form = ReasonForm(version=report.version)

    def act() -> None:
        operation(
            queries.report_of(incident_id, report_id), reason=form.reason.data or "", version=form.version.data,
            by=current_user,
        )  # fmt: skip

    return changed(incident_id, form, act, title, _told_lead(report))


@bp.route("/<int:incident_id>/also", methods=["GET", "POST"])
@requires("incidents.edit")
def also(incident_id: int) -> str | Response:
    """Tell somebody whom the policy does not name."""
    form = AlsoForm()

    def act() -> None:
        operations.add_report(db.get_or_404(Incident, incident_id), **form.values, by=current_user)

    return changed(incident_id, form, act, gettext("Tell somebody else too"))


def changed(incident_id: int, form: Any, act: Callable[[], Any], title: str, lead: str = "") -> str | Response:
    if submitted(form, act):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", incident_id=incident_id))
    return render_template(
        "vendors/incidents/change.html", form=form, incident=queries.incident_page(incident_id), title=title, lead=lead
    )


@bp.get("/<int:incident_id>/proof/<int:report_id>")
@requires("incidents.view")
def proof(incident_id: int, report_id: int) -> Response:
    """What proves that they were told, byte for byte."""
    report = queries.report_of(incident_id, report_id)
    return send_stored(report.sha256, report.file_name) if report.sha256 else abort(404)
