"""The pages that settle an incident: its cause, what is done about it, and its end."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.auth.guard import requires
from core.db import db
from vendors.actions.forms import ActionForm
from vendors.incidents import closing_operations, operations, queries
from vendors.incidents.forms import AnalysisForm, NoteForm, ReasonForm
from vendors.incidents.models import Incident
from vendors.incidents.views import bp, changed


@bp.route("/<int:incident_id>/analysis", methods=["GET", "POST"])
@requires("incidents.edit")
def analyse(incident_id: int) -> str | Response:
    form = AnalysisForm(obj=queries.incident_page(incident_id))

    def act() -> None:
        operations.analyse(
            db.get_or_404(Incident, incident_id), **form.values, version=form.version.data, by=current_user
        )

    return changed(incident_id, form, act, gettext("Cause and lessons"))


@bp.route("/<int:incident_id>/actions", methods=["GET", "POST"])
@requires("actions.edit")
def act(incident_id: int) -> str | Response:
    form = ActionForm()

    def decide() -> None:
        operations.act_on(queries.incident_page(incident_id), **form.values, by=current_user)

    return changed(incident_id, form, decide, gettext("Decide a corrective action"))


@bp.route("/<int:incident_id>/ask-closing", methods=["GET", "POST"])
@requires("incidents.edit")
def ask_closing(incident_id: int) -> str | Response:
    return _note(incident_id, closing_operations.ask_closing, gettext("Have it closed"))


@bp.route("/<int:incident_id>/close", methods=["GET", "POST"])
@requires("incidents.close")
def close(incident_id: int) -> str | Response:
    return _note(incident_id, closing_operations.close, gettext("Close the incident"))


@bp.route("/<int:incident_id>/send-back", methods=["GET", "POST"])
@requires("incidents.close")
def send_back(incident_id: int) -> str | Response:
    return _note(incident_id, closing_operations.send_back, gettext("Send it back"))


def _note(incident_id: int, operation: Callable[..., Any], title: str) -> str | Response:
    form = NoteForm(version=queries.incident_page(incident_id).version)

    def act() -> None:
        operation(
            queries.incident_page(incident_id), note=form.note.data or "", version=form.version.data, by=current_user
        )

    return changed(incident_id, form, act, title)


@bp.route("/<int:incident_id>/reopen", methods=["GET", "POST"])
@requires("incidents.edit")
def reopen(incident_id: int) -> str | Response:
    return _reason(incident_id, closing_operations.reopen, gettext("Open it again"))


@bp.route("/<int:incident_id>/void", methods=["GET", "POST"])
@requires("incidents.close")
def void(incident_id: int) -> str | Response:
    return _reason(incident_id, closing_operations.void, gettext("Entered by mistake"))


def _reason(incident_id: int, operation: Callable[..., Any], title: str) -> str | Response:
    form = ReasonForm(version=queries.incident_page(incident_id).version)

    def act() -> None:
        operation(
            queries.incident_page(incident_id), reason=form.reason.data or "", version=form.version.data,
            by=current_user,
        )  # fmt: skip

    return changed(incident_id, form, act, title)
