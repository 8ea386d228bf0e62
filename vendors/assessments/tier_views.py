"""The tiers: what each means, which vendor is in which and why, and another tier for a reason and a time."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_list
from core.i18n import say
from vendors.assessments import shelf, tier_listings, tier_operations
from vendors.assessments import tier_queries as queries
from vendors.assessments.forms import OverrideDecisionForm, OverrideForm
from vendors.assessments.tier_models import TierOverride
from vendors.assessments.tiers import ACCESS_NAMES, FLAG_NAMES
from vendors.register.models import Vendor
from vendors.register.queries import vendor_page
from vendors.services.rules import CRITICALITY_NAMES, DATA_CLASS_NAMES

bp = Blueprint("tiers", __name__, url_prefix="/tiers")


@bp.get("/")
@requires("assessments.view")
def index() -> str | Response:
    """Every vendor with its tier and why; what the tiers mean. `?format=xlsx` is the same list as a workbook."""
    listing = tier_listings.tiers()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    questionnaires = shelf.questionnaires()
    return render_template(
        "vendors/tiers/index.html", page=listing.page(request.args), policy=shelf.policy(), questionnaires=questionnaires,
        criticality=CRITICALITY_NAMES, data=DATA_CLASS_NAMES, access=ACCESS_NAMES, flags=FLAG_NAMES,
    )  # fmt: skip


@bp.get("/<int:vendor_id>")
@requires("assessments.view")
def show(vendor_id: int) -> str:
    """One vendor's tier: what the policy gives and why, and every other tier that was ever asked for."""
    vendor = vendor_page(vendor_id)
    return render_template(
        "vendors/tiers/show.html", vendor=vendor, found=queries.tierings(clock.today(), [vendor_id])[vendor_id],
        overrides=queries.overrides_of(vendor_id), badge=tier_listings.override_badge, policy=shelf.policy(), today=clock.today(), history=history_of("vendor", vendor_id, tags="vendors:tier:"),
    )  # fmt: skip


@bp.route("/<int:vendor_id>/ask", methods=["GET", "POST"])
@requires("assessments.edit")
def ask(vendor_id: int) -> str | Response:
    vendor = vendor_page(vendor_id)
    form = OverrideForm()

    def act() -> None:
        tier_operations.ask_override(db.get_or_404(Vendor, vendor_id), **form.values, by=current_user)

    says = gettext("The tier is asked for; it counts once it is approved.")
    return _acted(form, act, vendor, gettext("Another tier"), gettext("Ask for it"), says)


@bp.route("/<int:vendor_id>/<int:override_id>/decide", methods=["GET", "POST"])
@requires("assessments.approve")
def decide(vendor_id: int, override_id: int) -> str | Response:
    override = queries.override_page(vendor_id, override_id)
    form = OverrideDecisionForm(version=override.version)

    def act() -> None:
        tier_operations.decide_override(
            db.get_or_404(TierOverride, override_id), is_approved=form.answer.data == "approve",
            note=form.note.data, version=form.version.data, by=current_user,
        )  # fmt: skip

    title = gettext("Decide on another tier")
    return _acted(form, act, override.vendor, title, gettext("Decide"), gettext("The decision is recorded."), override)


def _acted(
    form: Any, act: Any, vendor: Vendor, title: str, label: str, says: str, override: Any = None
) -> str | Response:
    if form.validate_on_submit():
        try:
            with unit_of_work():
                act()
        except Refused as error:
            form.refuse(error)
        else:
            flash(says, "good")
            return redirect(url_for(".show", vendor_id=vendor.id))
    return render_template(
        "vendors/tiers/form.html", form=form, vendor=vendor, title=title, label=label, override=override,
        policy=shelf.policy(),
    )  # fmt: skip


@bp.post("/<int:vendor_id>/<int:override_id>/end")
@requires("assessments.edit")
def end(vendor_id: int, override_id: int) -> Response:
    queries.override_page(vendor_id, override_id)
    try:
        with unit_of_work():
            override = queries.override_page(vendor_id, override_id)
            tier_operations.end_override(override, version=request.form.get("version"), by=current_user)
    except Refused as error:
        flash(say(error.phrase), "bad")
    return redirect(url_for(".show", vendor_id=vendor_id))
