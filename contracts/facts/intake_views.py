"""New contract from a paper: upload it, check what it says, register."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.documents.highlighting import pieces
from contracts.documents.operations import read_at_once, received
from contracts.documents.reading.paged import ranges
from contracts.documents.rules import DOCUMENT_KIND_NAMES, DocumentKind
from contracts.facts import intake_operations as operations
from contracts.facts import intake_queries as queries
from contracts.facts.forms import Entry, IntakeForm, NewContractForm, are_valid, entry_for
from contracts.facts.intake_queries import NEW, IntakePage
from contracts.facts.queries import badge
from contracts.facts.rows import Marks, sections
from contracts.facts.rules import REGISTERED, FactKind
from contracts.facts.shown import shown
from contracts.facts.values import Party, Value
from contracts.register.agreed import NoticeUnit, Renewal
from core.auth.guard import may, requires
from core.auth.models import User
from core.db import db, unit_of_work
from core.errors import Refused
from core.phrases import N_
from core.web.changes import pressed
from vendors.register.models import Vendor
from vendors.register.operations import register_vendor

bp = Blueprint("intake", __name__)
OTHERS = tuple(kind for kind in FactKind if kind not in REGISTERED and kind is not FactKind.PARTY)
"""What the form of a contract has no field for."""


@bp.route("/new-from-paper", methods=["GET", "POST"])
@requires("contracts.edit")
def begin() -> str | Response:
    """Upload the signed paper; what is large or scanned is read in the background."""
    form = IntakeForm(kind=DocumentKind.CONTRACT)
    if form.validate_on_submit():
        try:
            files = [received(file.stream, file.filename) for file in form.files.data if file.filename]
            if not files:
                raise Refused(N_("Choose a file."), field="files")
            given = [(name, data, read_at_once(data, name)) for name, data in files]
            with unit_of_work():
                intake, work = operations.begin_intake(given, kind=DocumentKind(form.kind.data), by=current_user)
                intake_id = intake.id
        except Refused as error:
            form.refuse(error)
        else:
            return redirect(
                url_for("core.background.show", work_id=work) if work else url_for(".show", intake_id=intake_id)
            )
    return render_template(
        "contracts/facts/begin.html", form=form, waiting=queries.waiting(), badge=queries.state_badge
    )


@bp.route("/new-from-paper/<int:intake_id>", methods=["GET", "POST"])
@requires("contracts.edit")
def show(intake_id: int) -> str | Response:
    """The contract's form, filled from its papers and beside them."""
    page = queries.intake_page(intake_id)
    if page.intake.contract_id is not None:
        return redirect(url_for("contracts.register.show", contract_id=page.intake.contract_id))
    if page.intake.dropped_at is not None:
        abort(404)
    form, entries = _form(page), _entries(page)
    ticked = {key: entry for key, entry in entries.items() if entry.take.data}
    if form.validate_on_submit() and are_valid(ticked.values()):
        try:
            confirmed = {key: _value(entry) for key, entry in ticked.items()}
            with unit_of_work():
                contract_id = _register(intake_id, form, confirmed)
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("The contract is registered and its papers are attached."), "good")
            return redirect(url_for("contracts.register.show", contract_id=contract_id))
    return _page(page, form, entries)


def _form(page: IntakePage) -> NewContractForm:
    """Filled from the papers when it is opened; afterwards it holds what the person sent."""
    choices = queries.choices_of_vendor(page.parties, may_register=may("vendors.edit"))
    usual: dict[str, Any] = {
        "currency": "TWD", "renewal": Renewal.NONE, "notice_unit": NoticeUnit.DAYS, "owner_id": current_user.id,
        "vendor": queries.usual_choice(page.parties, choices), "version": page.intake.version,
    }  # fmt: skip
    form = NewContractForm(**usual | queries.prefilled(page.offers))
    form.vendor.choices = choices
    form.service_ids.choices = []
    return form


def _entries(page: IntakePage) -> dict[str, Entry]:
    return {offer.key: entry_for(offer) for kind in OTHERS for offer in page.offers.get(kind, ())}


def _value(entry: Entry) -> Value:
    try:
        return entry.value
    except Refused as error:
        entry.refuse(error)
        raise


def _register(intake_id: int, form: NewContractForm, confirmed: Mapping[str, Value]) -> int:
    page = queries.intake_page(intake_id)
    vendor = _vendor(form.vendor.data, page, current_user)
    fields = {name: value for name, value in form.values.items() if name != "vendor"}
    contract = operations.register_from_papers(
        page.intake, vendor, confirmed=confirmed, version=form.version.data, by=current_user, **fields
    )
    return contract.id


def _vendor(chosen: str, page: IntakePage, by: User) -> Vendor:
    """The vendor that was chosen; one that the papers name and nobody registered is registered first."""
    if not chosen.startswith(NEW):
        vendor = db.session.get(Vendor, int(chosen))
        if vendor is None:
            raise Refused(N_("Choose the vendor."), field="vendor")
        return vendor
    party: Party = page.parties[int(chosen.partition("-")[2])]
    is_chinese = any("\u3400" <= c <= "\u9fff" for c in party.name)
    return register_vendor(
        by=by,
        name_zh=party.name if is_chinese else "",
        name_en="" if is_chinese else party.name,
        business_number=party.business_number or None,
    )


def _page(page: IntakePage, form: NewContractForm, entries: Mapping[str, Entry]) -> str:
    marks = Marks(page.offers)
    made = {each.kind: each for each in sections(page.offers, entries, marks)}
    return render_template(
        "contracts/facts/new.html",
        intake=page.intake,
        page=page,
        form=form,
        said=made,
        others=[made[kind] for kind in OTHERS if kind in made],
        papers=[
            (paper, words, pieces(words, marks.in_paper(paper.id)) if words else ()) for paper, words in page.papers
        ],
        kinds=DOCUMENT_KIND_NAMES,
        badge=badge,
        ranges=ranges,
        state=queries.state_badge,
        shown=shown,
    )


@bp.post("/new-from-paper/<int:intake_id>/drop")
@requires("contracts.edit")
def drop(intake_id: int) -> Response:
    """No contract comes of these papers; they stay in the trail, not in the register."""
    queries.intake_page(intake_id)
    if pressed(lambda: operations.drop_intake(queries.intake_page(intake_id).intake, by=current_user)):
        flash(gettext("Set aside: no contract comes of these papers."), "good")
    return redirect(url_for(".begin"))
