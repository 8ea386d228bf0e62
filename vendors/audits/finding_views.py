"""The pages of what an audit found."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.files import send_stored
from core.forms import sent_file
from core.severity import Severity
from core.web.changes import submitted
from vendors.audits import finding_operations, queries
from vendors.audits.forms import CloseForm, FindingForm, RemedyForm, ResponseForm
from vendors.audits.models import AuditFinding
from vendors.audits.rules import Result
from vendors.audits.views import bp

TERM = timedelta(days=60)
"""To put right, where nobody says another day."""


@bp.get("/<int:audit_id>/findings/<int:finding_id>")
@requires("audits.view")
def finding(audit_id: int, finding_id: int) -> str:
    found = queries.finding_page(audit_id, finding_id)
    return render_template(
        "vendors/audits/finding.html", finding=found, audit=found.audit, status=queries.finding_badge(found),
        severity=queries.severity_badge(found.severity), control_name=queries.control_name,
        is_own=found.remedied_by_id == current_user.id, history=history_of("vendor_audit_finding", finding_id),
    )  # fmt: skip


@bp.get("/<int:audit_id>/findings/<int:finding_id>/proof")
@requires("audits.view")
def proof(audit_id: int, finding_id: int) -> Response:
    found = queries.finding_page(audit_id, finding_id)
    return send_stored(found.sha256, found.file_name) if found.sha256 else abort(404)


@bp.route("/<int:audit_id>/findings/new", methods=["GET", "POST"])
@requires("audits.edit")
def add_finding(audit_id: int) -> str | Response:
    audit = queries.audit_page(audit_id)
    form = FindingForm(
        severity=Severity.MEDIUM.value, due_on=clock.today() + TERM, owner_id=audit.lead_id, version=audit.version
    )
    form.control.choices = [("", "—"), *((i.control, queries.control_name(i.control)) for i in audit.items)]
    if not form.is_submitted():
        told = {each.control for each in audit.findings}
        lacking = [i.control for i in audit.items if i.result is Result.DEFICIENT and i.control not in told]
        form.control.data = lacking[0] if lacking else ""
    if submitted(
        form,
        lambda: finding_operations.add_finding(
            queries.audit_page(audit_id),
            **form.values | {"severity": Severity(form.severity.data)},
            version=form.version.data,
            by=current_user,
        ),
    ):
        flash(gettext("The finding is registered."), "good")
        return redirect(url_for(".show", audit_id=audit_id, _anchor="findings"))
    return render_template(
        "vendors/audits/form.html", form=form, found=audit, vendor=audit.vendor, title=gettext("Add a finding"),
        label=gettext("Add a finding"), lead="",
    )  # fmt: skip


def _acted(
    audit_id: int, finding_id: int, form: Any, act: Callable[[AuditFinding], Any], title: str, says: str, **more: Any
) -> str | Response:
    """One form, one operation, back to the finding."""
    found = queries.finding_page(audit_id, finding_id)
    if submitted(form, lambda: act(queries.finding_page(audit_id, finding_id))):
        flash(says, "good")
        return redirect(url_for(".finding", audit_id=audit_id, finding_id=finding_id))
    return render_template(
        "vendors/audits/form.html", form=form, found=found.audit, vendor=found.audit.vendor, finding=found, title=title,
        label=title, lead=found.title, **more,
    )  # fmt: skip


@bp.route("/<int:audit_id>/findings/<int:finding_id>/respond", methods=["GET", "POST"])
@requires("audits.edit")
def respond(audit_id: int, finding_id: int) -> str | Response:
    """What the vendor answered."""
    found = queries.finding_page(audit_id, finding_id)
    form = ResponseForm(response=found.response, responded_on=clock.today(), due_on=found.due_on, version=found.version)

    def act(one: AuditFinding) -> None:
        finding_operations.respond(one, **form.values, version=form.version.data, by=current_user)

    return _acted(audit_id, finding_id, form, act, gettext("Record the vendor's answer"), gettext("Saved."))


@bp.route("/<int:audit_id>/findings/<int:finding_id>/remedy", methods=["GET", "POST"])
@requires("audits.edit")
def remedy(audit_id: int, finding_id: int) -> str | Response:
    """It is put right, and what shows it."""
    found = queries.finding_page(audit_id, finding_id)
    form = RemedyForm(remedied_on=clock.today(), version=found.version)

    def act(one: AuditFinding) -> None:
        values = form.values | {"file": sent_file(form.file.data)}
        finding_operations.remedy(one, **values, version=form.version.data, by=current_user)

    says = gettext("Kept; a second person looks at it and closes it.")
    return _acted(audit_id, finding_id, form, act, gettext("Report it put right"), says, multipart=True)


@bp.route("/<int:audit_id>/findings/<int:finding_id>/close", methods=["GET", "POST"])
@requires("audits.close")
def close(audit_id: int, finding_id: int) -> str | Response:
    """The second person closes it, or sends it back."""
    found = queries.finding_page(audit_id, finding_id)
    form = CloseForm(version=found.version)

    def act(one: AuditFinding) -> None:
        finding_operations.close(
            one, is_good=form.answer.data == "close", note=form.note.data, version=form.version.data, by=current_user
        )

    return _acted(audit_id, finding_id, form, act, gettext("Check and close"), gettext("The decision is recorded."))
