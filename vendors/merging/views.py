from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from core.db import db
from core.web.changes import submitted
from vendors.merging import operations, queries
from vendors.merging.forms import MergeForm, PartForm
from vendors.merging.rules import MergeKind
from vendors.register.models import Vendor
from vendors.register.queries import vendor_choices, vendor_page

bp = Blueprint("merging", __name__)


@bp.route("/<int:vendor_id>/merge", methods=["GET", "POST"])
@requires("vendors.merge")
def merge(vendor_id: int) -> str | Response:
    """Merge this vendor into another: what would move is shown before it does."""
    vendor = vendor_page(vendor_id)
    form = MergeForm(obj=vendor, kind=MergeKind.MERGER)
    form.into_id.choices = [("", "—"), *vendor_choices(without=vendor_id)]
    if request.method == "GET":
        form.effective_on.data, form.note.data = clock.today(), ""
    if submitted(
        form,
        lambda: operations.merge_vendor(
            vendor, into=db.session.get_one(Vendor, form.into_id.data), kind=form.kind.data,
            effective_on=form.effective_on.data, note=form.note.data, version=form.version.data, by=current_user,
        ),
    ):  # fmt: skip
        flash(gettext("The vendors are merged; everything is with the one that remains."), "good")
        return redirect(url_for("vendors.register.show", vendor_id=form.into_id.data))
    return render_template("vendors/merging/merge.html", form=form, vendor=vendor, moves=queries.would_move(vendor))


@bp.route("/merges/<int:merge_id>/undo", methods=["GET", "POST"])
@requires("vendors.merge")
def undo(merge_id: int) -> str | Response:
    """Take a merge back: what moved goes back."""
    found = queries.merge_page(merge_id)
    form = PartForm(obj=found)
    if submitted(
        form,
        lambda: operations.part_vendors(found, reason=form.reason.data, version=form.version.data, by=current_user),
    ):
        flash(gettext("The merge is taken back."), "good")
        return redirect(url_for("vendors.register.show", vendor_id=found.vendor_id))
    return render_template("vendors/merging/undo.html", form=form, merge=found, moves=queries.moved_rows(found))
