"""The pages about notices that did not come: the list, and the letter that asks why."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.letters.desk import contact_choices, has_firm, paper_fields, usual_fields
from contracts.letters.models import Letter
from contracts.letters.queries import contacts_to_write_to
from contracts.letters.rules import default_language
from core import clock
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_workbook, write_list
from core.web.changes import submitted
from sbom.notices import letters, queries
from sbom.notices.forms import MissingForm
from sbom.notices.known import has_sources
from sbom.notices.rules import DUTY_NAMES, OWED, SEVERITY_NAMES, Duty
from sbom.notices.terms import default_term
from vendors.register.models import Vendor

bp = Blueprint("missing_notices", __name__, url_prefix="/notices/missing")
PER_PAGE = 100


@bp.get("/")
@requires("sbom.view")
def index() -> str | Response:
    """Grave vulnerabilities known in vendors' products, and whether the vendor told us by its due time."""
    found = queries.owed(clock.today())
    if request.args.get("format") == "xlsx":
        title = gettext("Notices owed")
        return send_workbook(write_list(title, queries.owed_columns(), found), "notices-owed")
    chosen = request.args.get("show", "")
    rows = [one for one in found if not chosen or one.duty.value == chosen]
    asked = request.args.get("page", "1")
    pages = max(1, -(-len(rows) // PER_PAGE))
    number = min(max(1, int(asked) if asked.isdecimal() and len(asked) < 7 else 1), pages)
    return render_template(
        "sbom/notices/missing.html",
        rows=rows[(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(rows),
        number=number,
        pages=pages,
        counts={duty: sum(one.duty is duty for one in found) for duty in Duty},
        names=DUTY_NAMES,
        chosen=chosen,
        has_sources=has_sources(),
        default=default_term(),
        owed=[SEVERITY_NAMES[s] for s in SEVERITY_NAMES if s in OWED],
        duty_status=queries.duty_status,
        severity_status=queries.severity_status,
    )


@bp.route("/letter/<int:vendor_id>", methods=["GET", "POST"])
@requires("letters.write")
def letter(vendor_id: int) -> str | Response:
    """The letter to one vendor, as it would be beside the form."""
    vendor = db.get_or_404(Vendor, vendor_id)
    rows = _rows(vendor)
    form = _form(vendor, rows)
    act = request.form.get("act")
    if act == "keep" and (done := submitted(form, lambda: _keep(vendor_id, form).id)):
        flash(gettext("The letter is drafted. Note here when it has been sent."), "good")
        return redirect(url_for("contracts.letters.show", letter_id=done.made, download=1))
    is_valid = request.method == "GET" or (act == "preview" and form.validate())
    draft = _draft(form, vendor, rows)
    return render_template(
        "sbom/notices/letter.html",
        vendor=vendor,
        form=form,
        rows=rows,
        has_firm=has_firm(),
        letter=letters.compose(draft) if is_valid and draft.rows else None,
        duty_status=queries.duty_status,
    )


def _keep(vendor_id: int, form: MissingForm) -> Letter:
    """The letter as the database stands now: what was answered meanwhile is not asked for."""
    vendor = db.session.get_one(Vendor, vendor_id)
    return letters.draft_missing(vendor, _draft(form, vendor, _rows(vendor)), by=current_user)


def _rows(vendor: Vendor) -> list[queries.Owed]:
    return [one for one in queries.owed(clock.today(), vendor.id) if one.duty is Duty.MISSING]


def _form(vendor: Vendor, rows: list[queries.Owed]) -> MissingForm:
    contacts = contacts_to_write_to(vendor.id)
    chosen = [one.key for one in rows if one.letter is None][: letters.MOST]
    usual: dict[str, Any] = usual_fields(default_language(vendor.country, ""), contacts) | {"chosen": chosen}
    form = MissingForm(**usual) if request.method == "GET" else MissingForm()
    form.contact_id.choices = contact_choices(contacts)
    form.chosen.choices = [(one.key, one.known.name) for one in rows]
    return form


def _draft(form: MissingForm, vendor: Vendor, rows: list[queries.Owed]) -> letters.MissingDraft:
    chosen = letters.chosen_of(rows, form.chosen.data or ())
    return letters.MissingDraft(**paper_fields(form, vendor), rows=chosen)
