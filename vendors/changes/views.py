from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list, send_workbook
from core.i18n import say
from core.web.changes import pressed, submitted
from vendors.actions.forms import ActionForm
from vendors.actions.queries import actions_of
from vendors.actions.queries import columns as action_columns
from vendors.actions.rules import Cause
from vendors.changes import operations, queries, shelf
from vendors.changes.effects import effects, from_record, to_record
from vendors.changes.forms import AnswerForm, AssessForm, ChangeForm, ReasonForm, ReviewForm
from vendors.changes.models import NoticedChange, ServiceChange
from vendors.changes.rules import FIELD_NAMES, RESULT_NAMES, ChangeState, Effect, approver_fault, kind_of
from vendors.changes.workbook import workbook
from vendors.register.models import Vendor
from vendors.register.queries import vendor_page

bp = Blueprint("changes", __name__, url_prefix="/changes")


@bp.get("/")
@requires("changes.view")
def index() -> str | Response:
    """Changes of what vendors deliver; `?format=xlsx` is the same list as a workbook."""
    listing = queries.changes()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    open_ones = sum(map(len, queries.uncovered(clock.today()).values()))
    return render_template("vendors/changes/index.html", page=listing.page(request.args), open_ones=open_ones)


@bp.get("/new")
@requires("changes.edit")
def choose() -> str | Response:
    """Of which vendor; the change itself comes next."""
    chosen = request.args.get("vendor", "")
    if chosen.isdecimal() and len(chosen) < 10:
        return redirect(url_for(".new", vendor_id=int(chosen)))
    return render_template("vendors/changes/choose.html", vendors=queries.vendor_choices())


@bp.route("/new/<int:vendor_id>", methods=["GET", "POST"])
@requires("changes.edit")
def new(vendor_id: int) -> str | Response:
    """Ask for a change, or answer for what the register noticed (`?noticed=`)."""
    vendor, found = vendor_page(vendor_id), _noticed(vendor_id)
    form = ChangeForm(data=_begun(found) if found else {"planned_on": clock.today()})
    _choices(form, vendor_id)
    if done := submitted(
        form,
        lambda: operations.ask_for(
            db.get_or_404(Vendor, vendor_id), shelf.policy(), noticed=found, by=current_user, **form.values
        ),
    ):
        flash(gettext("The change is registered; assess it before it takes effect."), "good")
        return redirect(url_for(".show", change_id=done.made.id))
    return render_template(
        "vendors/changes/form.html", form=form, vendor=vendor, change=None, title=gettext("Register a change")
    )


def _noticed(vendor_id: int) -> NoticedChange | None:
    asked = request.args.get("noticed", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        return None
    found = queries.notice_page(int(asked))
    return found if found.vendor_id == vendor_id and found.settled_at is None else abort(404)


def _begun(found: NoticedChange) -> dict[str, Any]:
    was, is_now = (queries.value_of(found, text) or "—" for text in (found.was, found.is_now))
    return {
        "title": f"{say(FIELD_NAMES[found.field])}: {was} → {is_now}"[:200], "service_id": found.service_id,
        "kinds": [kind_of(found.field)], "planned_on": found.noticed_at.astimezone(clock.zone()).date(),
    }  # fmt: skip


def _choices(form: ChangeForm, vendor_id: int) -> None:
    form.service_id.choices = queries.service_choices(vendor_id)
    form.kinds.choices = [(each.id, say(each.name)) for each in shelf.policy().kinds]


@bp.get("/<int:change_id>")
@requires("changes.view")
def show(change_id: int) -> str | Response:
    """One change: what it touches, its risk, who approved, what came of it; `?format=xlsx` is the same as a workbook."""
    change = queries.change_page(change_id)
    policy = shelf.policy()
    is_kept = change.state is not ChangeState.ASKED
    found = from_record(change.effects) if is_kept else _effects(change)
    actions = actions_of(Cause.CHANGE, [change.id])
    if request.args.get("format") == "xlsx":
        return send_workbook(workbook(change, found, actions), "change")
    fault = approver_fault(
        policy.level(change.level), roles=current_user.roles, person=current_user.id, asked_by=change.asked_by_id,
        assessed_by=change.assessed_by_id, approved_by=[each.person_id for each in change.approvals],
    )  # fmt: skip
    return render_template(
        "vendors/changes/show.html", change=change, status=queries.state_status(change), policy=policy,
        level=queries.level_status(change.level), kinds=queries.kind_names(change.kinds), found=found, is_kept=is_kept,
        may_answer=change.state is ChangeState.WAITING and fault is None, fault=fault, actions=actions,
        action_columns=action_columns(), notices=queries.notices_of(change.id), fields=FIELD_NAMES,
        value_of=queries.value_of, results=RESULT_NAMES, history=history_of("service_change", change.id),
    )  # fmt: skip


def _effects(change: ServiceChange) -> list[Effect]:
    ids = queries.service_ids(change.vendor_id)
    return effects(operations.planned(change, shelf.policy(), ids), clock.today())


@bp.route("/<int:change_id>/edit", methods=["GET", "POST"])
@requires("changes.edit")
def edit(change_id: int) -> str | Response:
    change = queries.change_page(change_id)
    form = ChangeForm(obj=change)
    _choices(form, change.vendor_id)
    if submitted(
        form,
        lambda: operations.edit_change(
            db.get_or_404(ServiceChange, change_id), shelf.policy(), version=form.version.data, by=current_user,
            **form.values,
        ),
    ):  # fmt: skip
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", change_id=change_id))
    return render_template(
        "vendors/changes/form.html",
        form=form,
        vendor=change.vendor,
        change=change,
        title=gettext("Change what is asked for"),
    )


@bp.route("/<int:change_id>/assess", methods=["GET", "POST"])
@requires("changes.edit")
def assess(change_id: int) -> str | Response:
    """What it touches today, and the firm's matrix."""
    change = queries.change_page(change_id)
    form = AssessForm(version=change.version, likelihood=2, impact=2, risks=change.risks)
    if submitted(form, lambda: _assess(db.get_or_404(ServiceChange, change_id), form)):
        flash(gettext("The assessment is kept; it waits for approval."), "good")
        return redirect(url_for(".show", change_id=change_id))
    return render_template(
        "vendors/changes/assess.html", form=form, change=change, policy=shelf.policy(), found=_effects(change)
    )


def _assess(held: ServiceChange, form: AssessForm) -> None:
    effects = to_record(_effects(held))
    operations.assess(held, shelf.policy(), effects=effects, version=form.version.data, by=current_user, **form.values)


@bp.route("/<int:change_id>/answer", methods=["GET", "POST"])
@requires("changes.approve")
def answer(change_id: int) -> str | Response:
    """Approve or refuse."""
    change = queries.change_page(change_id)
    form = AnswerForm(version=change.version)

    def act() -> None:
        operations.answer(
            db.get_or_404(ServiceChange, change_id), shelf.policy(), approve=form.answer.data == "approve",
            reason=form.reason.data or "", version=form.version.data, by=current_user,
        )  # fmt: skip

    return _on_change(change, form, act, gettext("Approve or refuse"), gettext("Your answer is kept."))


@bp.route("/<int:change_id>/review", methods=["GET", "POST"])
@requires("changes.edit")
def review(change_id: int) -> str | Response:
    """What was seen after it was made."""
    change = queries.change_page(change_id)
    form = ReviewForm(version=change.version, reviewed_on=clock.today())

    def act() -> None:
        held = db.get_or_404(ServiceChange, change_id)
        operations.review(held, version=form.version.data, by=current_user, **form.values)

    return _on_change(change, form, act, gettext("Review after it was made"), gettext("The review is kept."))


@bp.route("/<int:change_id>/withdraw", methods=["GET", "POST"])
@requires("changes.edit")
def withdraw(change_id: int) -> str | Response:
    change = queries.change_page(change_id)
    form = ReasonForm(version=change.version)

    def act() -> None:
        held = db.get_or_404(ServiceChange, change_id)
        operations.withdraw(held, reason=form.reason.data or "", version=form.version.data, by=current_user)

    return _on_change(
        change, form, act, gettext("Withdraw the change"), gettext("It is withdrawn; it stays on record.")
    )


@bp.route("/<int:change_id>/measures", methods=["GET", "POST"])
@requires("changes.edit")
def act(change_id: int) -> str | Response:
    """Decide a measure, with somebody who answers for it and a day."""
    change = queries.change_page(change_id)
    form = ActionForm()

    def decide() -> None:
        operations.act_on(db.get_or_404(ServiceChange, change_id), by=current_user, **form.values)

    return _on_change(change, form, decide, gettext("Decide a measure"), gettext("The measure is decided."))


@bp.post("/<int:change_id>/anew")
@requires("changes.edit")
def anew(change_id: int) -> Response:
    pressed(
        lambda: operations.assess_anew(
            db.get_or_404(ServiceChange, change_id), version=request.form.get("version"), by=current_user
        )
    )
    return redirect(url_for(".show", change_id=change_id))


def _on_change(change: ServiceChange, form: Any, act: Callable[[], None], title: str, done: str) -> str | Response:
    lead = f"{change.vendor.name} · {change.title}"
    return asked(form, act, title, lead, url_for(".show", change_id=change.id), done)


def asked(form: Any, act: Callable[[], None], title: str, lead: str, back: str, done: str) -> str | Response:
    if submitted(form, act):
        flash(done, "good")
        return redirect(back)
    return render_template("vendors/changes/act.html", form=form, title=title, lead=lead, back=back)
