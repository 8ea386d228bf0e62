"""The pages of importing vendors: choose a file, see what it would do, confirm or put it aside."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import HiddenField

from core.auth.guard import requires
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_workbook, write_list
from core.files import send_stored
from core.forms import Form
from core.i18n import say
from core.web import listing
from core.web.changes import submitted
from core.web.listing import Kind, Status
from vendors.register import import_operations, import_work
from vendors.register.import_rows import VERDICT_NAMES, Plan, Trouble, Verdict
from vendors.register.importing import VendorImport, plan_of

bp = Blueprint("imports", __name__, url_prefix="/import")
PER_PAGE = 100
TONES = {Verdict.NEW: "info", Verdict.CHANGED: "warn", Verdict.UNCHANGED: "muted", Verdict.WRONG: "bad"}


class UploadForm(Form):
    file = FileField(
        _l("Spreadsheet"),
        [FileRequired(_l("Choose a file."))],
        description=_l(".xlsx, .xls, .ods or .csv (UTF-8 or Big5)"),
    )


class ConfirmForm(Form):
    digest = HiddenField()


@bp.route("/", methods=["GET", "POST"])
@requires("vendors.edit")
def new() -> str | Response:
    """Choose a file; earlier ones are listed below."""
    form = UploadForm()
    if done := submitted(
        form,
        lambda: import_operations.upload(form.file.data.stream, form.file.data.filename or "", by=current_user),
        at="file",
    ):
        return redirect(url_for(".show", import_id=done.made.id))
    earlier = db.session.scalars(db.select(VendorImport).order_by(VendorImport.id.desc()).limit(20)).all()
    return render_template("vendors/register/import.html", form=form, earlier=earlier)


@bp.get("/template")
@requires("vendors.view")
def template() -> Response:
    """An empty file with our headings; the library that writes it is loaded only here."""
    from vendors.register.import_template import write_template

    return send_workbook(write_template(), gettext("vendor-template"))


@bp.get("/<int:import_id>")
@requires("vendors.edit")
def show(import_id: int) -> str:
    """What the file would do to the register as it stands now."""
    file = db.get_or_404(VendorImport, import_id)
    return _page(file)


def _page(file: VendorImport, message: str = "") -> str:
    plan = _plan(file) if file.is_open else None
    chosen = request.args.get("show", "")
    rows = [r for r in plan.rows if not chosen or r.verdict.value == chosen] if plan else []
    number = int(page) if (page := request.args.get("page", "1")).isdecimal() and len(page) < 7 else 1
    pages = max(1, -(-len(rows) // PER_PAGE))
    number = min(max(1, number), pages)
    return render_template(
        "vendors/register/import_plan.html",
        file=file,
        plan=plan,
        rows=rows[(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(rows),
        number=number,
        pages=pages,
        chosen=chosen,
        form=ConfirmForm(digest=plan.digest if plan else ""),
        names=VERDICT_NAMES,
        tones=TONES,
        message=message,
    )


def _plan(file: VendorImport) -> Plan | None:
    """None where the kept file can no longer be read into one; the page says so."""
    try:
        return plan_of(file)
    except Refused as error:
        flash(say(error.phrase), "bad")
        return None


@bp.post("/<int:import_id>/apply")
@requires("vendors.edit")
def apply(import_id: int) -> str | Response:
    file, form = db.get_or_404(VendorImport, import_id), ConfirmForm()
    digest = form.digest.data or ""
    plan = _plan(file) if file.is_open else None
    if plan is not None and plan.digest == digest and plan.can_apply and import_work.is_large(plan):
        with unit_of_work():
            work_id = import_work.queue(file, digest, by=current_user)
        return redirect(url_for("core.background.show", work_id=work_id))
    try:
        with unit_of_work():
            import_operations.apply(file, digest, by=current_user)
    except Refused as error:
        return _page(file, say(error.phrase))
    words = ngettext("%(added)s vendor added, %(changed)s changed.", "%(added)s vendors added, %(changed)s changed.",
                     file.added, added=file.added, changed=file.changed)  # fmt: skip
    flash(words, "good")
    return redirect(url_for("vendors.register.index"))


@bp.post("/<int:import_id>/discard")
@requires("vendors.edit")
def discard(import_id: int) -> Response:
    file = db.get_or_404(VendorImport, import_id)
    with unit_of_work():
        import_operations.discard(file, by=current_user)
    flash(gettext("The file is put aside; nothing was imported."), "good")
    return redirect(url_for(".new"))


@bp.get("/<int:import_id>/file")
@requires("vendors.edit")
def original(import_id: int) -> Response:
    file = db.get_or_404(VendorImport, import_id)
    return send_stored(file.sha256, file.name)


@bp.get("/<int:import_id>/troubles")
@requires("vendors.edit")
def troubles(import_id: int) -> Response:
    """What is wrong in the file as a workbook, to correct it beside the original."""
    file = db.get_or_404(VendorImport, import_id)
    plan = _plan(file)
    found = plan.troubles if plan else []
    return send_workbook(write_list(gettext("To be corrected"), trouble_columns(), found), "vendor-import")


def trouble_columns() -> list[listing.Column]:
    return [
        listing.Column("sheet", gettext("Sheet"), lambda t: t.sheet),
        listing.Column("row", gettext("Row"), lambda t: t.row, Kind.NUMBER),
        listing.Column("column", gettext("Column"), lambda t: " ".join(filter(None, (t.column, t.heading)))),
        listing.Column("value", gettext("Written there"), lambda t: t.value),
        listing.Column("says", gettext("What is wrong"), lambda t: t.says),
        listing.Column("weight", gettext("Severity"), _weight, Kind.STATUS),
    ]


def _weight(trouble: Trouble) -> Status:
    return Status(gettext("Warning"), "warn") if trouble.is_warning else Status(gettext("Error"), "bad")
