from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.excel.lists import send_list, send_workbook, write_sheets
from core.files import send_stored
from core.forms import sent_file
from core.i18n import say
from core.web.changes import submitted
from core.web.listing import Column
from vendors.audits import listings, operations, queries
from vendors.audits.catalogue import controls
from vendors.audits.forms import CallOffForm, ConcludeForm, PlanForm, conduct_form, results
from vendors.audits.models import VendorAudit
from vendors.audits.rules import AUDIT_KIND_NAMES, RESULT_NAMES, RESULT_TONES, AuditKind, Outcome, Standing
from vendors.register.models import Vendor
from vendors.register.queries import vendor_page

bp = Blueprint("audits", __name__, url_prefix="/audits")
AHEAD = timedelta(days=60)


@bp.get("/")
@requires("audits.view")
def index() -> str | Response:
    """Every audit; `?format=xlsx` is the same list as a workbook."""
    listing = listings.audits()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/audits/index.html", page=listing.page(request.args))


@bp.get("/findings")
@requires("audits.view")
def findings() -> str | Response:
    """What audits found wanting; `?format=xlsx` is the same list as a workbook."""
    listing = listings.findings()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/audits/findings.html", page=listing.page(request.args))


@bp.get("/plan")
@requires("audits.view")
def plan() -> str | Response:
    """Which vendors are to be audited by the end of a year, what is planned and what is not."""
    year = _year()
    listing = listings.plan(year)
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    this = clock.today().year
    return render_template(
        "vendors/audits/plan.html", page=listing.page(request.args), year=year, years=range(this - 1, this + 4)
    )


def _year() -> int:
    asked, this = request.args.get("year", ""), clock.today().year
    return (
        int(asked)
        if asked.isascii() and asked.isdecimal() and len(asked) == 4 and abs(int(asked) - this) < 20
        else this
    )


@bp.route("/new/<int:vendor_id>", methods=["GET", "POST"])
@requires("audits.edit")
def new(vendor_id: int) -> str | Response:
    """Put an audit of a vendor into the plan."""
    vendor = vendor_page(vendor_id)
    stands = queries.standings(clock.today(), [vendor_id])[vendor_id]
    form = PlanForm(
        kind=stands.tier.audit_kind, chosen=list(controls()), lead_id=current_user.id,
        planned_on=max(clock.today(), min(stands.due_on or clock.today() + AHEAD, clock.today() + AHEAD)),
    )  # fmt: skip
    if done := submitted(
        form,
        lambda: operations.plan_audit(
            db.get_or_404(Vendor, vendor_id), **form.values | {"kind": AuditKind(form.kind.data)}, by=current_user
        ),
    ):
        flash(gettext("The audit is planned."), "good")
        return redirect(url_for(".show", audit_id=done.made.id))
    return render_template(
        "vendors/audits/form.html", form=form, vendor=vendor, found=None, title=gettext("Plan an audit"),
        label=gettext("Plan it"), lead=stands.why,
    )  # fmt: skip


@bp.get("/<int:audit_id>")
@requires("audits.view")
def show(audit_id: int) -> str | Response:
    """One audit: its team and scope, control by control what was seen, its findings."""
    found = queries.audit_page(audit_id)
    if request.args.get("format") == "xlsx":
        return _workbook(found)
    return render_template(
        "vendors/audits/show.html", found=found, state=queries.state_badge(found), outcome=queries.outcome_badge(found),
        kinds=AUDIT_KIND_NAMES, control_name=queries.control_name, results=RESULT_NAMES, tones=RESULT_TONES,
        known=controls(), columns=listings.finding_columns(), today=clock.today(),
        history=history_of("vendor_audit", audit_id),
    )  # fmt: skip


def _workbook(found: VendorAudit) -> Response:
    known = controls()
    items = [
        Column("control", gettext("Control"), lambda i: queries.control_name(i.control)),
        Column("rule", gettext("Rule line"), lambda i: known[i.control].rule if i.control in known else ""),
        Column("result", gettext("Outcome"), lambda i: say(RESULT_NAMES[i.result]) if i.result else ""),
        Column("note", gettext("What was seen"), lambda i: i.note),
    ]
    handle = write_sheets([
        (gettext("What it looks at"), items, found.items), (gettext("Findings of audits"), listings.finding_columns(), found.findings)
    ])  # fmt: skip
    return send_workbook(handle, f"audit-V{found.id}")


@bp.get("/<int:audit_id>/report")
@requires("audits.view")
def report(audit_id: int) -> Response:
    """The report as a Word file, to be signed."""
    from vendors.audits.word import send_report

    return send_report(queries.audit_page(audit_id))


@bp.get("/<int:audit_id>/file")
@requires("audits.view")
def file(audit_id: int) -> Response:
    """What was handed in when it was concluded, byte for byte."""
    found = queries.audit_page(audit_id)
    return send_stored(found.sha256, found.file_name) if found.sha256 else abort(404)


def _acted(
    form: Any,
    act: Callable[[VendorAudit], Any],
    found: VendorAudit,
    title: str,
    says: str,
    page: str = "form",
    **more: Any,
) -> str | Response:
    """One form, one operation, back to the audit."""
    if submitted(form, lambda: act(queries.audit_page(found.id))):
        flash(says, "good")
        return redirect(url_for(".show", audit_id=found.id))
    shown = {"label": title, "vendor": found.vendor, "lead": ""} | more
    return render_template(f"vendors/audits/{page}.html", form=form, found=found, title=title, **shown)


@bp.route("/<int:audit_id>/edit", methods=["GET", "POST"])
@requires("audits.edit")
def edit(audit_id: int) -> str | Response:
    found = queries.audit_page(audit_id)
    form = PlanForm(obj=found, chosen=[item.control for item in found.items])

    def act(audit: VendorAudit) -> None:
        operations.change_audit(
            audit, **form.values | {"kind": AuditKind(form.kind.data)}, version=form.version.data, by=current_user
        )

    return _acted(form, act, found, gettext("Change the audit"), gettext("Saved."))


@bp.route("/<int:audit_id>/conduct", methods=["GET", "POST"])
@requires("audits.edit")
def conduct(audit_id: int) -> str | Response:
    """It took place; control by control what was seen."""
    found = queries.audit_page(audit_id)
    held: dict[str, Any] = {"conducted_on": found.conducted_on or clock.today(), "version": found.version}
    for item in found.items:
        held |= {f"r_{item.control}": item.result.value if item.result else "", f"n_{item.control}": item.note}
    form = conduct_form(found, data=held)

    def act(audit: VendorAudit) -> None:
        operations.conduct(
            audit, conducted_on=form.conducted_on.data, results=results(form, audit), version=form.version.data,
            by=current_user,
        )  # fmt: skip

    return _acted(
        form,
        act,
        found,
        gettext("Record what was seen"),
        gettext("What was seen is kept."),
        "conduct",
        known=controls(),
    )


@bp.route("/<int:audit_id>/conclude", methods=["GET", "POST"])
@requires("audits.edit")
def conclude(audit_id: int) -> str | Response:
    found = queries.audit_page(audit_id)
    form = ConcludeForm(summary=found.summary, version=found.version)

    def act(audit: VendorAudit) -> None:
        operations.conclude(
            audit, outcome=Outcome(form.outcome.data), summary=form.summary.data, file=sent_file(form.file.data),
            version=form.version.data, by=current_user,
        )  # fmt: skip

    return _acted(form, act, found, gettext("Conclude"), gettext("The audit is concluded."), multipart=True)


@bp.route("/<int:audit_id>/call-off", methods=["GET", "POST"])
@requires("audits.edit")
def call_off(audit_id: int) -> str | Response:
    found = queries.audit_page(audit_id)
    form = CallOffForm(version=found.version)

    def act(audit: VendorAudit) -> None:
        operations.call_off(audit, reason=form.reason.data, version=form.version.data, by=current_user)

    return _acted(form, act, found, gettext("Call it off"), gettext("The audit is called off; it stays on record."))


@bp.post("/plan/fill")
@requires("audits.edit")
def fill() -> Response:
    """Plan an audit of every vendor that is to be audited by the end of the year and has none under way."""
    year = _year()
    today, count = clock.today(), 0
    with unit_of_work():
        for vendor_id, stands in sorted(queries.standings(today).items()):
            if stands.due_on is None or stands.due_on.year > year or stands.open_id or count >= MOST:
                continue
            vendor = db.get_or_404(Vendor, vendor_id)
            day = today + AHEAD if stands.standing is Standing.OVERDUE else max(today, stands.due_on)
            operations.plan_audit(
                vendor, kind=AuditKind(stands.tier.audit_kind), planned_on=day, lead_id=vendor.owner_id, team="", scope="",
                chosen=list(controls()), by=current_user,
            )  # fmt: skip
            count += 1
    flash(
        ngettext(
            "%(n)s audit is planned by its day; change what does not fit.",
            "%(n)s audits are planned, each by its day; change what does not fit.",
            count,
            n=count,
        ),
        "good",
    )
    return redirect(url_for(".plan", year=year))


MOST = 500
"""Audits planned at one press."""
