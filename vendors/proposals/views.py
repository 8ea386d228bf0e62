from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import unit_of_work
from core.errors import Refused
from core.excel.lists import send_list, send_workbook, write_sheets
from core.i18n import formats
from core.phrases import N_, Phrase
from core.web.addresses import address
from core.web.listing import Column
from vendors.concentration.queries import dated_rates, known_names
from vendors.concentration.spend import CURRENCIES, Price, Pricing, yearly_spend
from vendors.proposals import operations, queries
from vendors.proposals.assessing import assess
from vendors.proposals.drafts import contracts_for, draft, signed_on
from vendors.proposals.forms import ContractForm, DecisionForm, HandOverForm, ProposalForm
from vendors.proposals.keeping import from_record, proposed_of
from vendors.proposals.models import Proposal
from vendors.proposals.rules import Assessment, Decision, Proposed, grown_since
from vendors.services.queries import function_choices

bp = Blueprint("proposals", __name__, url_prefix="/proposals")


@bp.get("/")
@requires("proposals.view")
def index() -> str | Response:
    listing = queries.proposals()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/proposals/index.html", page=listing.page(request.args))


@bp.route("/new", methods=["GET", "POST"])
@requires("proposals.edit")
def new() -> str | Response:
    """Type in what is to be signed, or begin from a draft; see the answer; keep it."""
    again = queries.proposal_page(number) if (number := _asked("again")) else None
    draft_id = again.draft_id if again else _asked("draft")
    form = ProposalForm(data=_begun(again, draft_id))
    form.function_ids.choices = list(function_choices())
    found: Assessment | None = None
    if form.validate_on_submit():
        try:
            proposed = _proposed(form)
            found = assess(proposed, clock.today())
            if request.form.get("do") == "keep":
                with unit_of_work():
                    kept = operations.keep_proposal(
                        proposed,
                        found,
                        approver_id=form.approver_id.data,
                        draft_id=draft_id,
                        again=again,
                        by=current_user,
                    )
                flash(gettext("The check is kept."), "good")
                return redirect(url_for(".show", proposal_id=kept.id))
        except Refused as error:
            form.refuse(error)
    return render_template("vendors/proposals/new.html", form=form, again=again, **_shown(found))


@bp.get("/<int:proposal_id>")
@requires("proposals.view")
def show(proposal_id: int) -> str | Response:
    proposal = queries.proposal_page(proposal_id)
    found = from_record(proposal.assessment)
    if request.args.get("format") == "xlsx":
        return _workbook(proposal, found)
    grown = _grown(proposal, found)
    waits, is_stuck = proposal.decision is Decision.WAITING, queries.is_stuck(proposal)
    return render_template(
        "vendors/proposals/show.html",
        proposal=proposal,
        status=queries.badge(proposal),
        may_decide=waits and proposal.approver_id == current_user.id,
        may_hand_over=waits and (is_stuck or proposal.approver_id == current_user.id),
        is_stuck=is_stuck,
        may_check_anew=proposal.decision is not Decision.REPLACED,
        grown=grown,
        contract=dict(contracts_for(proposal.vendor_id)).get(proposal.draft_id or 0),
        contract_url=address("contracts.register.show", contract_id=proposal.draft_id) if proposal.draft_id else "",
        signed_on=signed_on(proposal.draft_id),
        history=history_of("contract_proposal", proposal.id),
        **_shown(found),
    )


@bp.route("/<int:proposal_id>/decide", methods=["GET", "POST"])
@requires("proposals.decide")
def decide(proposal_id: int) -> str | Response:
    proposal = queries.proposal_page(proposal_id)
    found = from_record(proposal.assessment)
    grown = _grown(proposal, found)
    form = DecisionForm(version=proposal.version)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.decide(
                    proposal,
                    approve=form.answer.data == "approve",
                    reason=form.reason.data,
                    holds_until=form.holds_until.data,
                    grown=grown,
                    version=form.version.data,
                    by=current_user,
                )
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("The decision is recorded."), "good")
            return redirect(url_for(".show", proposal_id=proposal_id))
    return render_template("vendors/proposals/decide.html", form=form, proposal=proposal, grown=grown, **_shown(found))


def _grown(proposal: Proposal, found: Assessment) -> Sequence[Phrase]:
    """Limits that signing would pass by more today than in the answer that was kept; nothing once it is signed, or where
    no acceptance is asked or holds."""
    today = clock.today()
    is_open = proposal.decision is Decision.WAITING or (
        proposal.decision is Decision.APPROVED and proposal.holds_until is not None and proposal.holds_until >= today
    )
    if not is_open or signed_on(proposal.draft_id):
        return ()
    proposed = proposed_of(proposal.proposed)
    if not can_be_weighed(proposed):
        return ()
    return grown_since(found, assess(proposed, today))


@bp.route("/<int:proposal_id>/contract", methods=["GET", "POST"])
@requires("proposals.edit")
def contract(proposal_id: int) -> str | Response:
    """Say which contract came of it."""
    proposal = queries.proposal_page(proposal_id)
    form = ContractForm(version=proposal.version, contract_id=proposal.draft_id)
    form.contract_id.choices = [("", "—"), *contracts_for(proposal.vendor_id)]
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.link_contract(
                    proposal, contract_id=form.contract_id.data, version=form.version.data, by=current_user
                )
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("Saved."), "good")
            return redirect(url_for(".show", proposal_id=proposal_id))
    return render_template("vendors/proposals/contract.html", form=form, proposal=proposal)


@bp.route("/<int:proposal_id>/hand-over", methods=["GET", "POST"])
@requires("proposals.edit")
def hand_over(proposal_id: int) -> str | Response:
    """Name somebody else to decide, and why."""
    proposal = queries.proposal_page(proposal_id)
    form = HandOverForm(version=proposal.version)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.hand_over(
                    proposal,
                    approver_id=form.approver_id.data,
                    reason=form.reason.data,
                    version=form.version.data,
                    by=current_user,
                )
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("It waits for %(name)s now.", name=queries.proposal_page(proposal_id).approver.name), "good")
            return redirect(url_for(".show", proposal_id=proposal_id))
    return render_template("vendors/proposals/hand_over.html", form=form, proposal=proposal)


def _asked(name: str) -> int | None:
    """A record's number from the address."""
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else None


def _begun(again: Proposal | None, draft_id: int | None) -> dict[str, Any]:
    """What the form begins with: the check whose place it takes, a draft, or nothing."""
    proposed = proposed_of(again.proposed) if again else draft(draft_id) if draft_id else None
    if proposed is None:
        return {"currency": "TWD"}
    value = None if proposed.twd_minor is None else formats.major(proposed.twd_minor, "TWD")
    return {
        **asdict(proposed), "function_ids": list(proposed.function_ids), "value": value, "currency": "TWD",
        "approver_id": again.approver_id if again else None,
    }  # fmt: skip


def _proposed(form: ProposalForm) -> Proposed:
    """What was typed in. Refused without a vendor, and for an amount that has no rate."""
    if not form.vendor_id.data and not form.new_name.data:
        raise Refused(N_("Choose the vendor, or give the name of a new one."), field="vendor_id")
    if form.vendor_id.data and form.new_name.data:
        raise Refused(N_("Choose a vendor or name a new one, not both."), field="new_name")
    return Proposed(
        title=form.title.data,
        vendor_id=form.vendor_id.data,
        new_name=form.new_name.data,
        group_id=form.group_id.data,
        kind=form.kind.data,
        country=form.country.data or "",
        function_ids=tuple(form.function_ids.data or ()),
        subcontractor_id=form.subcontractor_id.data,
        twd_minor=_yearly(form),
        replaces=form.replaces.data,
    )


def _yearly(form: ProposalForm) -> int | None:
    if form.value.data is None:
        return None
    currency = (form.currency.data or "TWD").upper()
    if currency not in CURRENCIES:
        raise Refused(
            N_("“%(code)s” is not a currency's code, such as TWD, USD or JPY."), field="currency", code=currency
        )
    price = Price(formats.minor(form.value.data, currency), currency, Pricing.YEAR)
    spend = yearly_spend(price, dated_rates(), clock.today())
    if spend.unknown_because is not None:
        raise Refused(spend.unknown_because.msgid, field="currency", **spend.unknown_because.params)
    return round(spend.twd_minor or 0)


def _shown(found: Assessment | None) -> dict[str, Any]:
    return {
        "found": found,
        "changes": queries.change_columns(),
        "connected": queries.connected_columns(),
        "others": queries.other_columns(),
        "points": queries.point_columns(),
    }


def can_be_weighed(proposed: Proposed) -> bool:
    """Whether all it names is still in the register."""
    names = known_names()
    vendors = {proposed.vendor_id, proposed.subcontractor_id} - {None}
    return vendors <= names.vendors.keys() and (proposed.group_id is None or proposed.group_id in names.groups)


def _workbook(proposal: Any, found: Assessment) -> Response:
    said = [Column("what", gettext("What"), lambda r: r[0]), Column("value", gettext("Result"), lambda r: r[1])]
    status = queries.badge(proposal)
    rows = [
        (gettext("Proposed contract"), proposal.title), (gettext("Vendor"), proposal.vendor_name),
        (gettext("As of"), proposal.as_of.isoformat()), (gettext("State"), str(status)),
        (gettext("Decided by"), proposal.approver.name if proposal.approver else ""), (gettext("Reason"), proposal.reason),
        *((gettext("Limit passed"), each) for each in found.breaches),
        *((gettext("Not known"), each) for each in found.unknown),
    ]  # fmt: skip
    handle = write_sheets([
        (gettext("Check before signing"), said, rows),
        (gettext("Shares"), queries.change_columns(), found.changes),
        (gettext("New single points of failure"), queries.point_columns(), found.points_added),
        (gettext("Connected vendors"), queries.connected_columns(), found.connected),
        (gettext("Who else could"), queries.other_columns(), found.others),
    ])  # fmt: skip
    return send_workbook(handle, "check-before-signing", proposal.as_of)
