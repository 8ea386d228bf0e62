from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.excel.lists import send_list
from core.web.changes import pressed, submitted
from vendors.register import operations, queries
from vendors.register.forms import ContactForm, EndForm, GroupForm, OwnerForm, SubcontractorForm, VendorForm
from vendors.register.models import Contact, Group, Ownership, Subcontracting
from vendors.register.rules import VendorStatus

bp = Blueprint("register", __name__)


@bp.get("/")
@requires("vendors.view")
def index() -> str | Response:
    """The list of vendors; `?format=xlsx` is the same list as a workbook."""
    listing = queries.vendors()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/register/index.html", page=listing.page(request.args))


@bp.get("/<int:vendor_id>")
@requires("vendors.view")
def show(vendor_id: int) -> str:
    """Everything known about one vendor; higher domains add their panels."""
    vendor = queries.vendor_page(vendor_id)
    return render_template(
        "vendors/register/show.html",
        vendor=vendor,
        status=queries.vendor_status(vendor),
        contacts=queries.contacts_of(vendor),
        below=queries.chain_below(vendor),
        above=queries.chain_above(vendor),
        owners=queries.owners_of(vendor),
        similar=queries.similar_vendors(vendor.name, without=vendor.id),
        history=history_of("vendor", vendor.id),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("vendors.edit")
def new() -> str | Response:
    form = VendorForm(country="TW", status=VendorStatus.PROSPECT.value)
    if done := submitted(form, lambda: operations.register_vendor(**_values(form), by=current_user)):
        flash(gettext("The vendor is registered."), "good")
        return redirect(url_for(".show", vendor_id=done.made.id))
    return render_template("vendors/register/form.html", form=form, vendor=None)


@bp.route("/<int:vendor_id>/edit", methods=["GET", "POST"])
@requires("vendors.edit")
def edit(vendor_id: int) -> str | Response:
    vendor = queries.vendor_page(vendor_id)
    form = VendorForm(obj=vendor)
    if submitted(
        form, lambda: operations.edit_vendor(vendor, version=form.version.data, by=current_user, **_values(form))
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", vendor_id=vendor.id))
    return render_template("vendors/register/form.html", form=form, vendor=vendor)


def _values(form: VendorForm) -> dict[str, object]:
    return form.values | {"status": VendorStatus(form.status.data)}


@bp.route("/<int:vendor_id>/contacts/new", methods=["GET", "POST"])
@requires("vendors.edit")
def new_contact(vendor_id: int) -> str | Response:
    vendor = queries.vendor_page(vendor_id)
    form = ContactForm()
    if form.validate_on_submit():
        with unit_of_work():
            operations.add_contact(vendor, by=current_user, **form.values)
        return redirect(url_for(".show", vendor_id=vendor_id, _anchor="contacts"))
    return render_template("vendors/register/contact.html", form=form, vendor=vendor, contact=None)


@bp.route("/<int:vendor_id>/contacts/<int:contact_id>", methods=["GET", "POST"])
@requires("vendors.edit")
def edit_contact(vendor_id: int, contact_id: int) -> str | Response:
    contact = db.one_or_404(db.select(Contact).filter_by(id=contact_id, vendor_id=vendor_id))
    form = ContactForm(obj=contact)
    if submitted(
        form, lambda: operations.edit_contact(contact, version=form.version.data, by=current_user, **form.values)
    ):
        return redirect(url_for(".show", vendor_id=vendor_id, _anchor="contacts"))
    return render_template("vendors/register/contact.html", form=form, vendor=contact.vendor, contact=contact)


@bp.post("/<int:vendor_id>/contacts/<int:contact_id>/end")
@requires("vendors.edit")
def end_contact(vendor_id: int, contact_id: int) -> Response:
    contact = db.one_or_404(db.select(Contact).filter_by(id=contact_id, vendor_id=vendor_id))
    with unit_of_work():
        operations.end_contact(contact, by=current_user)
    return redirect(url_for(".show", vendor_id=vendor_id, _anchor="contacts"))


@bp.route("/<int:vendor_id>/subcontractors/new", methods=["GET", "POST"])
@requires("vendors.edit")
def new_subcontractor(vendor_id: int) -> str | Response:
    vendor = queries.vendor_page(vendor_id)
    form = SubcontractorForm()
    form.subcontractor_id.choices = queries.vendor_choices(without=vendor_id)
    if submitted(form, lambda: operations.add_subcontractor(vendor, by=current_user, **form.values)):
        return redirect(url_for(".show", vendor_id=vendor_id, _anchor="chain"))
    return render_template("vendors/register/subcontractor.html", form=form, vendor=vendor)


@bp.route("/<int:vendor_id>/subcontractors/<int:link_id>/end", methods=["GET", "POST"])
@requires("vendors.edit")
def end_subcontracting(vendor_id: int, link_id: int) -> str | Response:
    link = db.one_or_404(db.select(Subcontracting).filter_by(id=link_id, vendor_id=vendor_id))
    form = EndForm()
    if form.validate_on_submit():
        with unit_of_work():
            operations.end_subcontracting(link, ended_on=form.ended_on.data, by=current_user)
        return redirect(url_for(".show", vendor_id=vendor_id, _anchor="chain"))
    return render_template("vendors/register/end_subcontracting.html", form=form, vendor=link.vendor, link=link)


@bp.route("/<int:vendor_id>/owners/new", methods=["GET", "POST"])
@requires("vendors.edit")
def new_owner(vendor_id: int) -> str | Response:
    vendor = queries.vendor_page(vendor_id)
    form = OwnerForm(known_on=clock.today())
    if submitted(form, lambda: operations.add_owner(vendor, by=current_user, **form.values)):
        return redirect(url_for(".show", vendor_id=vendor_id, _anchor="owners"))
    return render_template("vendors/register/owner.html", form=form, vendor=vendor)


@bp.post("/<int:vendor_id>/owners/<int:owner_id>/end")
@requires("vendors.edit")
def end_owner(vendor_id: int, owner_id: int) -> Response:
    owner = db.one_or_404(db.select(Ownership).filter_by(id=owner_id, vendor_id=vendor_id))
    with unit_of_work():
        operations.end_owner(owner, queries.vendor_page(vendor_id), by=current_user)
    return redirect(url_for(".show", vendor_id=vendor_id, _anchor="owners"))


@bp.post("/<int:vendor_id>/contacts/<int:contact_id>/restore")
@requires("vendors.edit")
def restore_contact(vendor_id: int, contact_id: int) -> Response:
    contact = db.one_or_404(db.select(Contact).filter_by(id=contact_id, vendor_id=vendor_id))
    with unit_of_work():
        operations.restore_contact(contact, by=current_user)
    return redirect(url_for(".show", vendor_id=vendor_id, _anchor="contacts"))


@bp.post("/<int:vendor_id>/subcontractors/<int:link_id>/restore")
@requires("vendors.edit")
def restore_subcontracting(vendor_id: int, link_id: int) -> Response:
    link = db.one_or_404(db.select(Subcontracting).filter_by(id=link_id, vendor_id=vendor_id))
    pressed(lambda: operations.restore_subcontracting(link, by=current_user))
    return redirect(url_for(".show", vendor_id=vendor_id, _anchor="chain"))


@bp.post("/<int:vendor_id>/owners/<int:owner_id>/restore")
@requires("vendors.edit")
def restore_owner(vendor_id: int, owner_id: int) -> Response:
    owner = db.one_or_404(db.select(Ownership).filter_by(id=owner_id, vendor_id=vendor_id))
    pressed(lambda: operations.restore_owner(owner, queries.vendor_page(vendor_id), by=current_user))
    return redirect(url_for(".show", vendor_id=vendor_id, _anchor="owners"))


@bp.get("/groups")
@requires("vendors.view")
def groups() -> str | Response:
    listing = queries.groups()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/register/groups.html", page=listing.page(request.args))


@bp.route("/groups/new", methods=["GET", "POST"])
@requires("vendors.edit")
def new_group() -> str | Response:
    form = GroupForm()
    if submitted(form, lambda: operations.add_group(by=current_user, **form.values)):
        return redirect(url_for(".groups"))
    return render_template("vendors/register/group.html", form=form, group=None)


@bp.route("/groups/<int:group_id>", methods=["GET", "POST"])
@requires("vendors.edit")
def edit_group(group_id: int) -> str | Response:
    group = db.get_or_404(Group, group_id)
    form = GroupForm(obj=group)
    if submitted(form, lambda: operations.edit_group(group, version=form.version.data, by=current_user, **form.values)):
        return redirect(url_for(".groups"))
    return render_template("vendors/register/group.html", form=form, group=group)
