from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from core.files import send_stored
from core.forms import ReasonForm
from core.severity import SEVERITY_NAMES, SEVERITY_TONES
from core.web.changes import submitted
from vendors.diligence import listings, operations, queries
from vendors.diligence.forms import EvidenceForm, ReleaseForm, WithdrawForm
from vendors.diligence.models import Evidence, ServiceRelease
from vendors.diligence.rules import KIND_NAMES, EvidenceKind, Verdict
from vendors.services.models import Service
from vendors.services.queries import service_page

bp = Blueprint("diligence", __name__, url_prefix="/evidence")


@bp.get("/")
@requires("vendors.view")
def index() -> str | Response:
    """All evidence; `?format=xlsx` is the same list as a workbook."""
    listing = listings.evidence()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/diligence/index.html", page=listing.page(request.args))


@bp.get("/findings")
@requires("vendors.view")
def findings() -> str | Response:
    """What tests found; `?format=xlsx` is the same list as a workbook."""
    listing = listings.findings()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/diligence/findings.html", page=listing.page(request.args))


@bp.get("/<int:evidence_id>")
@requires("vendors.view")
def show(evidence_id: int) -> str:
    """One paper: what it shows, for which requirements it counts, what it found."""
    evidence = queries.evidence_page(evidence_id)
    judged = queries.judged(clock.today(), [evidence.service_id])
    return render_template(
        "vendors/diligence/show.html",
        evidence=evidence,
        status=queries.verdict_status(evidence),
        kinds=KIND_NAMES,
        severities=SEVERITY_NAMES,
        severity_tones=SEVERITY_TONES,
        finding_status=queries.finding_status,
        counts=[j for one in judged for j in one.judgements if evidence.kind in j.requirement.kinds],
        standing=queries.standing_status,
        open_count=len(queries.open_findings(evidence.findings)),
        history=history_of("evidence", evidence.id),
    )


@bp.get("/<int:evidence_id>/file")
@requires("vendors.view")
def file(evidence_id: int) -> Response:
    """The paper itself, byte for byte."""
    evidence = db.get_or_404(Evidence, evidence_id)
    return send_stored(evidence.sha256, evidence.file_name) if evidence.sha256 else abort(404)


@bp.route("/new", methods=["GET", "POST"])
@requires("evidence.edit")
def choose() -> str | Response:
    """For which service; the paper itself comes next."""
    chosen = request.args.get("service", "")
    if chosen.isdecimal() and len(chosen) < 10:
        return redirect(url_for(".new", service_id=int(chosen)))
    return render_template("vendors/diligence/choose.html", services=queries.service_choices())


@bp.route("/new/<int:service_id>", methods=["GET", "POST"])
@requires("evidence.edit")
def new(service_id: int) -> str | Response:
    service = service_page(service_id)
    kind = request.args.get("kind", "")
    form = EvidenceForm(
        kind=EvidenceKind(kind) if kind in set(EvidenceKind) else EvidenceKind.VULNERABILITY_SCAN,
        verdict=Verdict.UNREVIEWED,
    )
    form.release_id.choices = queries.release_choices(service_id)
    if done := submitted(
        form, lambda: operations.add_evidence(db.get_or_404(Service, service_id), **_values(form), by=current_user).id
    ):
        flash(gettext("The evidence is registered."), "good")
        return redirect(url_for(".show", evidence_id=done.made))
    return render_template(
        "vendors/diligence/form.html", form=form, service=service, evidence=None, title=gettext("Register evidence"),
        needed=queries.needed_by(service),
    )  # fmt: skip


def _values(form: EvidenceForm) -> dict[str, Any]:
    values = form.values
    upload = values["file"]
    given = isinstance(upload, FileStorage) and upload.filename
    return values | {"file": (upload.stream, upload.filename) if given else None}


@bp.route("/<int:evidence_id>/edit", methods=["GET", "POST"])
@requires("evidence.edit")
def edit(evidence_id: int) -> str | Response:
    evidence = queries.evidence_page(evidence_id)
    form = EvidenceForm(obj=evidence)
    form.release_id.choices = queries.release_choices(evidence.service_id)
    if submitted(
        form,
        lambda: operations.edit_evidence(
            db.get_or_404(Evidence, evidence_id), version=form.version.data, **_values(form), by=current_user
        ),
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", evidence_id=evidence_id))
    evidence = queries.evidence_page(evidence_id)
    return render_template(
        "vendors/diligence/form.html", form=form, service=evidence.service, evidence=evidence,
        title=gettext("Change the evidence"), needed=queries.needed_by(evidence.service),
    )  # fmt: skip


@bp.route("/<int:evidence_id>/withdraw", methods=["GET", "POST"])
@requires("evidence.edit")
def withdraw(evidence_id: int) -> str | Response:
    evidence = queries.evidence_page(evidence_id)
    form = WithdrawForm(version=evidence.version)
    if submitted(
        form,
        lambda: operations.withdraw_evidence(
            db.get_or_404(Evidence, evidence_id),
            reason=form.reason.data or "",
            version=form.version.data,
            by=current_user,
        ),
    ):
        flash(gettext("The evidence is withdrawn; it stays in the history and counts nowhere."), "good")
        return redirect(url_for(".show", evidence_id=evidence_id))
    return render_template(
        "vendors/diligence/change.html", form=form, evidence=queries.evidence_page(evidence_id),
        title=gettext("Withdraw the evidence"),
    )  # fmt: skip


@bp.route("/<int:evidence_id>/restore", methods=["GET", "POST"])
@requires("evidence.edit")
def restore(evidence_id: int) -> str | Response:
    """It counts again, and why."""
    evidence = db.get_or_404(Evidence, evidence_id)
    form, back = ReasonForm(version=evidence.version), url_for(".show", evidence_id=evidence_id)
    if submitted(
        form,
        lambda: operations.restore_evidence(
            db.get_or_404(Evidence, evidence_id),
            reason=form.reason.data,
            version=form.version.data,
            by=current_user,
        ),
    ):
        return redirect(back)
    return render_template(
        "layout/reason.html", form=form, title=gettext("Restore"), name=evidence.title, back=back,
        lead=gettext("It counts again everywhere; that it had ended stays in its history."),
    )  # fmt: skip


@bp.route("/releases/new/<int:service_id>", methods=["GET", "POST"])
@requires("evidence.edit")
def new_release(service_id: int) -> str | Response:
    service = service_page(service_id)
    form = ReleaseForm(released_on=clock.today())
    if submitted(
        form, lambda: operations.add_release(db.get_or_404(Service, service_id), **form.values, by=current_user)
    ):
        flash(gettext("The release is registered; what it needs tested stands below."), "good")
        return redirect(url_for("vendors.services.show", service_id=service_id, _anchor="evidence"))
    return render_template(
        "vendors/diligence/release.html", form=form, service=service, title=gettext("Register a release")
    )


@bp.route("/releases/<int:release_id>/edit", methods=["GET", "POST"])
@requires("evidence.edit")
def edit_release(release_id: int) -> str | Response:
    release = db.get_or_404(ServiceRelease, release_id)
    service = service_page(release.service_id)
    form = ReleaseForm(obj=release)
    if submitted(
        form,
        lambda: operations.edit_release(
            db.get_or_404(ServiceRelease, release_id), version=form.version.data, **form.values, by=current_user
        ),
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for("vendors.services.show", service_id=service.id, _anchor="evidence"))
    return render_template(
        "vendors/diligence/release.html", form=form, service=service, title=gettext("Change the release")
    )
