import orjson
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.audit.queries import history_of
from core.auth.guard import requires
from core.excel.lists import send_list
from core.phrases import from_kept
from core.severity import SEVERITY_NAMES, Severity
from core.web.changes import submitted
from sbom.vulnerabilities import listings, operations, policy, queries
from sbom.vulnerabilities.forms import ImportForm, JudgeForm, TermForm
from sbom.vulnerabilities.rules import (
    DEFAULT_DAYS,
    JUSTIFICATION_NAMES,
    STATE_MEANINGS,
    STATE_NAMES,
    STATE_TONES,
    Justification,
    State,
)
from sbom.vulnerabilities.vex_queries import vex_of

bp = Blueprint("vulnerabilities", __name__, url_prefix="/vulnerabilities")


@bp.get("/")
@requires("sbom.view")
def index() -> str | Response:
    """The findings; `?format=xlsx` is the same list as a workbook."""
    if request.args.get("format") == "xlsx":
        return send_list(listings.findings_in_full(), request.args)
    counts, overdue = queries.open_by_severity(queries.today())
    return render_template(
        "sbom/vulnerabilities/index.html",
        page=listings.findings().page(request.args),
        counts=counts,
        overdue=overdue,
        last_import=queries.last_import(),
        knows=queries.knows_advisories(),
        severities=SEVERITY_NAMES,
    )


@bp.get("/<int:finding_id>")
@requires("sbom.view")
def show(finding_id: int) -> str:
    """One finding: what was found and why, what databases say, where it stands and how it came there."""
    finding = queries.finding_page(finding_id)
    form = JudgeForm(
        state=finding.state.value,
        justification=finding.justification.value if finding.justification else "",
        reason=finding.reason,
        owner_id=finding.owner_id,
        due=finding.due_on,
        version=finding.version,
    )
    return _page(finding, form)


def _page(finding, form) -> str:
    form.offer(finding.owner_id)
    return render_template(
        "sbom/vulnerabilities/show.html",
        finding=finding,
        form=form,
        why=from_kept(finding.why),
        gone=from_kept(finding.closed_why) if finding.closed_why else None,
        status=listings.standing_status(finding.standing),
        severity=listings.severity_status,
        match=listings.match_status(finding.match),
        evidence=queries.evidence_of(finding),
        events=queries.events_of(finding),
        elsewhere=queries.elsewhere(finding),
        standing=listings.standing_status,
        states=STATE_NAMES,
        meanings=STATE_MEANINGS,
        justifications=JUSTIFICATION_NAMES,
    )


@bp.get("/vex/<int:product_id>")
@requires("sbom.view")
def vex(product_id: int) -> Response:
    """What we judged of a product's vulnerabilities, as CycloneDX 1.6 VEX."""
    response = Response(orjson.dumps(vex_of(product_id)), content_type="application/vnd.cyclonedx+json; version=1.6")
    response.headers["Content-Disposition"] = f'attachment; filename="vex-product-{product_id}.cdx.json"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.post("/<int:finding_id>/judge")
@requires("sbom.decide")
def judge(finding_id: int) -> str | Response:
    """What people decide on a finding."""
    finding = queries.finding_page(finding_id)
    form = JudgeForm()
    form.offer(finding.owner_id)
    if submitted(
        form,
        lambda: operations.judge(
            queries.finding_page(finding_id),
            state=State(form.state.data),
            justification=Justification(form.justification.data) if form.justification.data else None,
            reason=form.reason.data or "",
            owner_id=form.owner_id.data,
            due=form.due.data,
            version=form.version.data or None,
            by=current_user,
        ),
    ):
        flash(gettext("The judgement is recorded."), "good")
        return redirect(url_for(".show", finding_id=finding_id))
    return _page(queries.finding_page(finding_id), form)


# advisories


@bp.get("/advisories/")
@requires("sbom.view")
def sources() -> str | Response:
    """What was imported; `?format=xlsx` is the same list as a workbook."""
    listing = listings.imports()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("sbom/vulnerabilities/sources.html", page=listing.page(request.args))


@bp.get("/advisories/<int:import_id>")
@requires("sbom.view")
def source(import_id: int) -> str:
    """One import: what it brought, and what in it could not be read."""
    run = queries.import_page(import_id)
    return render_template(
        "sbom/vulnerabilities/source.html",
        run=run,
        status=listings.import_status(run),
        faults=[(f["where"], from_kept(f)) for f in run.faults],
        statements=queries.statements_of(run),
        states=STATE_NAMES,
        tones=STATE_TONES,
        justifications=JUSTIFICATION_NAMES,
        history=history_of("vulnerability_import", run.id),
    )


@bp.route("/advisories/import", methods=["GET", "POST"])
@requires("sbom.edit")
def take_in() -> str | Response:
    """Bring in a file of advisories; it is read in the background."""
    form = ImportForm()
    if done := submitted(
        form,
        lambda: operations.receive_file(
            form.file.data.stream, form.file.data.filename or "", product_id=form.product_id.data, by=current_user
        ),
    ):
        _run, work = done.made
        return redirect(url_for("core.background.show", work_id=work.id))
    return render_template("sbom/vulnerabilities/import.html", form=form)


# the firm's terms


@bp.get("/policy")
@requires("policy.view")
def terms() -> str:
    """Within how many days each severity is dealt with."""
    return render_template(
        "sbom/vulnerabilities/terms.html", own=policy.terms(), days=policy.days_by_severity(), names=SEVERITY_NAMES,
        severity=listings.severity_status,
    )  # fmt: skip


@bp.route("/policy/<severity>", methods=["GET", "POST"])
@requires("policy.edit")
def term(severity: str) -> str | Response:
    """Change the term of one severity."""
    if severity not in set(Severity):
        abort(404)
    kind = Severity(severity)
    own = policy.terms().get(kind)
    form = TermForm(
        days=own.days if own else DEFAULT_DAYS[kind],
        reason=own.reason if own else "",
        version=own.version if own else None,
    )
    if submitted(
        form,
        lambda: policy.set_term(
            kind,
            days=form.days.data,
            reason=form.reason.data,
            version=form.version.data or None,
            by=current_user,
        ),
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".terms"))
    return render_template(
        "sbom/vulnerabilities/term.html", form=form, severity=listings.severity_status(kind), default=DEFAULT_DAYS[kind]
    )
