"""The pages of what tests found: one by one, from a report, and what becomes of them."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.errors import Refused
from core.severity import SEVERITY_NAMES, SEVERITY_TONES, Severity
from core.web.changes import submitted
from vendors.diligence import finding_operations as operations
from vendors.diligence import queries
from vendors.diligence.forms import AcceptForm, ChangeFindingForm, FindingForm, FixForm, ImportForm, RetestForm
from vendors.diligence.importing import MAX_BYTES, read_report
from vendors.diligence.models import Evidence, EvidenceFinding
from vendors.diligence.rules import FindingState

bp = Blueprint("findings", __name__, url_prefix="/evidence")


@bp.get("/<int:evidence_id>/findings/<int:finding_id>")
@requires("vendors.view")
def show(evidence_id: int, finding_id: int) -> str:
    finding = queries.finding_of(evidence_id, finding_id)
    return render_template(
        "vendors/diligence/finding.html",
        finding=finding,
        status=queries.finding_status(finding),
        severities=SEVERITY_NAMES,
        severity_tones=SEVERITY_TONES,
        is_closed=finding.state is FindingState.CLOSED,
        history=history_of("evidence_finding", finding.id),
    )


@bp.route("/<int:evidence_id>/findings/new", methods=["GET", "POST"])
@requires("evidence.edit")
def new(evidence_id: int) -> str | Response:
    form = FindingForm(severity=Severity.MEDIUM)

    def act() -> None:
        operations.add_finding(db.get_or_404(Evidence, evidence_id), **form.values, by=current_user)

    return _change(evidence_id, form, act, gettext("Add a finding"), gettext("The finding is registered."))


@bp.route("/<int:evidence_id>/findings/import", methods=["GET", "POST"])
@requires("evidence.edit")
def take(evidence_id: int) -> str | Response:
    """Findings out of a report: all of them or none; those that are registered already are passed over."""
    evidence = queries.evidence_page(evidence_id)
    form = ImportForm()
    if form.validate_on_submit():
        name = form.file.data.filename or ""
        try:
            report = read_report(form.file.data.stream.read(MAX_BYTES + 1), name)
            with unit_of_work():
                added = operations.take_findings(
                    db.get_or_404(Evidence, evidence_id), report.found, source=name, by=current_user
                )
        except Refused as error:
            form.refuse(error, at="file")
        else:
            flash(ngettext("%(num)s finding registered.", "%(num)s findings registered.", added), "good")
            over = len(report.found) - added + report.passed_over
            if over:
                flash(
                    gettext(
                        "Passed over: %(n)s that are registered already, passed, or suppressed in the report.", n=over
                    ),
                    "info",
                )
            return redirect(url_for("vendors.diligence.show", evidence_id=evidence_id, _anchor="findings"))
    return render_template(
        "vendors/diligence/change.html", form=form, evidence=evidence, title=gettext("Take findings from a report")
    )


@bp.route("/<int:evidence_id>/findings/<int:finding_id>/change", methods=["GET", "POST"])
@requires("evidence.edit")
def change(evidence_id: int, finding_id: int) -> str | Response:
    finding = queries.finding_of(evidence_id, finding_id)
    form = ChangeFindingForm(obj=finding)
    return _about(finding, form, operations.change_finding, finding.title)


@bp.route("/<int:evidence_id>/findings/<int:finding_id>/fix", methods=["GET", "POST"])
@requires("evidence.edit")
def fix(evidence_id: int, finding_id: int) -> str | Response:
    finding = queries.finding_of(evidence_id, finding_id)
    form = FixForm(fixed_on=clock.today(), version=finding.version)
    return _about(finding, form, operations.fix_finding, gettext("Report it remedied"))


@bp.route("/<int:evidence_id>/findings/<int:finding_id>/retest", methods=["GET", "POST"])
@requires("evidence.edit")
def retest(evidence_id: int, finding_id: int) -> str | Response:
    finding = queries.finding_of(evidence_id, finding_id)
    form = RetestForm(retested_on=clock.today(), version=finding.version)
    return _about(finding, form, operations.retest_finding, gettext("Note the retest"))


@bp.route("/<int:evidence_id>/findings/<int:finding_id>/accept", methods=["GET", "POST"])
@requires("findings.accept")
def accept(evidence_id: int, finding_id: int) -> str | Response:
    finding = queries.finding_of(evidence_id, finding_id)
    form = AcceptForm(version=finding.version)
    return _about(finding, form, operations.accept_finding, gettext("Accept the risk"))


def _about(finding: EvidenceFinding, form: Any, operation: Callable[..., Any], title: str) -> str | Response:
    finding_id, evidence_id = finding.id, finding.evidence_id

    def act() -> None:
        operation(db.get_or_404(EvidenceFinding, finding_id), **form.values, version=form.version.data, by=current_user)

    return _change(evidence_id, form, act, title, gettext("Saved."), finding_id)


def _change(
    evidence_id: int, form: Any, act: Callable[[], None], title: str, done: str, finding_id: int | None = None
) -> str | Response:
    evidence = queries.evidence_page(evidence_id)
    if submitted(form, act):
        flash(done, "good")
        if finding_id is not None:
            return redirect(url_for(".show", evidence_id=evidence_id, finding_id=finding_id))
        return redirect(url_for("vendors.diligence.show", evidence_id=evidence_id, _anchor="findings"))
    return render_template("vendors/diligence/change.html", form=form, evidence=evidence, title=title)
