from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.documents.highlighting import pieces
from contracts.documents.queries import readable_papers_of, unread_papers
from contracts.facts import operations, queries
from contracts.facts.forms import EndFactForm, Entry, TakeForm, are_valid, entry_for
from contracts.facts.operations import AmendedOn, Taken
from contracts.facts.queries import FactsPage
from contracts.facts.rows import Marks, sections
from contracts.facts.rules import FACT_NAMES, REGISTERED, FactKind
from contracts.facts.shown import shown
from contracts.register.queries import contract_page
from core import clock
from core.auth.guard import may, requires
from core.db import unit_of_work
from core.errors import Refused
from core.excel.lists import send_list
from core.i18n import say
from core.phrases import N_
from core.web.changes import submitted

bp = Blueprint("facts", __name__)
KIND_OF_FIELD = {
    "renewal_months": FactKind.RENEWAL, "notice_amount": FactKind.NOTICE, "notice_unit": FactKind.NOTICE,
    "currency": FactKind.VALUE,
}  # fmt: skip


@bp.get("/facts/")
@requires("contracts.view")
def index() -> str | Response:
    """Confirmed facts of all contracts; `?format=xlsx` is the same list as a workbook."""
    listing = queries.confirmed_list()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("contracts/facts/index.html", page=listing.page(request.args))


@bp.get("/<int:contract_id>/facts")
@requires("contracts.view")
def show(contract_id: int) -> str:
    """What the papers say, beside the passages and beside the register."""
    page = queries.facts_page(contract_page(contract_id))
    return _page(contract_id, page, _entries(page), _take_form(page))


@bp.post("/<int:contract_id>/facts")
@requires("contracts.edit")
def take(contract_id: int) -> str | Response:
    """Put what was ticked into the register, or beside it; all of it or nothing."""
    page = queries.facts_page(contract_page(contract_id))
    entries, form = _entries(page), TakeForm()
    ticked = {key: entry for key, entry in entries.items() if entry.take.data}
    if not form.validate_on_submit() or not are_valid(ticked.values()):
        return _page(contract_id, page, entries, form)
    try:
        _refuse_unknown(entries)
        taken = [
            Taken(offer, _value(ticked[offer.key]))
            for found in page.offers.values()
            for offer in found
            if offer.key in ticked
        ]
        with unit_of_work():
            operations.take_facts(
                contract_page(contract_id), taken, amended=_amended(form), version=form.version.data, by=current_user
            )
    except Refused as error:
        _refuse(error, form, ticked, page)
        return _page(contract_id, page, entries, form)
    flash(gettext("Taken over from the papers."), "good")
    return redirect(url_for(".show", contract_id=contract_id))


def _entries(page: FactsPage) -> dict[str, Entry]:
    if not may("contracts.edit"):
        return {}
    return {offer.key: entry_for(offer) for found in page.offers.values() for offer in found}


def _take_form(page: FactsPage) -> TakeForm:
    amendment = next((paper for paper in reversed(page.papers) if paper.kind == "amendment"), None)
    if amendment is None:
        return TakeForm()
    signed = amendment.dated_on
    return TakeForm(amended_signed_on=signed, amended_effective_on=amendment.effective_on or signed)


def _amended(form: TakeForm) -> AmendedOn | None:
    if not (form.amended_signed_on.data and form.amended_effective_on.data):
        return None
    return AmendedOn(form.amended_signed_on.data, form.amended_effective_on.data)


def _refuse_unknown(entries: Mapping[str, Entry]) -> None:
    """A tick for a reading that is no longer on offer: the papers were changed while the page was open."""
    sent = {name.removesuffix("-take") for name in request.form if name.endswith("-take")}
    if sent - entries.keys():
        raise Refused(
            N_("The papers were read anew while you were looking; look at the passages again, then take them.")
        )


def _value(entry: Entry) -> Any:
    try:
        return entry.value
    except Refused as error:
        entry.refuse(error)
        raise


def _refuse(error: Refused, form: TakeForm, ticked: Mapping[str, Entry], page: FactsPage) -> None:
    """Show a refusal at the fact it is about, at the amendment's days, or above the form."""
    if any(entry.errors or entry.form_errors for entry in ticked.values()):
        return
    kind = KIND_OF_FIELD.get(error.field) or next((k for k in FactKind if k.value == error.field), None)
    keys = [each.key for each in page.offers.get(kind, ()) if each.key in ticked] if kind else []
    if keys:
        ticked[keys[-1]].form_errors.append(say(error.phrase))
    elif f"amended_{error.field}" in form:
        form.refuse(Refused(error.phrase.msgid, field=f"amended_{error.field}", **error.phrase.params))
    else:
        form.refuse(error)


def _page(contract_id: int, page: FactsPage, entries: Mapping[str, Entry], form: TakeForm) -> str:
    contract = contract_page(contract_id)
    if not form.version.data:
        form.version.data = str(contract.version)
    marks = Marks(page.offers)
    made = sections(
        page.offers, entries, marks, contract=contract, known=queries.registered(contract), confirmed=page.confirmed
    )
    return render_template(
        "contracts/facts/show.html",
        contract=contract,
        page=page,
        form=form,
        has_errors=bool(form.errors or form.form_errors or any(e.errors or e.form_errors for e in entries.values())),
        registered=[each for each in made if each.kind in REGISTERED or each.kind is FactKind.PARTY],
        others=[each for each in made if each.kind not in REGISTERED and each.kind is not FactKind.PARTY],
        unread=unread_papers(contract_id),
        papers=[
            (document, words, pieces(words, marks.in_paper(document.id)))
            for document, words in readable_papers_of(contract_id)
            if any(paper.number == document.id for paper in page.papers)
        ],
        names=FACT_NAMES,
        badge=queries.badge,
        shown=shown,
        today=clock.today(),
    )


@bp.route("/facts/<int:fact_id>/end", methods=["GET", "POST"])
@requires("contracts.edit")
def end(fact_id: int) -> str | Response:
    """A confirmed fact that no longer counts is ended, with the reason."""
    fact = queries.fact_page(fact_id)
    back = url_for(".show", contract_id=fact.contract_id, _anchor="confirmed")
    form = EndFactForm(obj=fact) if request.method == "GET" else EndFactForm()
    if submitted(
        form,
        lambda: operations.end_fact(
            queries.fact_page(fact_id),
            reason=form.reason.data or "",
            version=form.version.data,
            by=current_user,
        ),
    ):
        flash(gettext("The fact no longer counts; it stays in the history."), "good")
        return redirect(back)
    return render_template(
        "contracts/facts/end.html", form=form, fact=fact, name=FACT_NAMES[fact.kind], shown=shown, back=back
    )
