"""Limits that are passed: pages under the concentration page."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_list
from core.phrases import Phrase
from vendors.actions.forms import ActionForm
from vendors.actions.queries import actions_of
from vendors.actions.queries import columns as action_columns
from vendors.actions.rules import Cause
from vendors.concentration import answering, breaches, looking
from vendors.concentration.forms import AcceptForm, AnswerForm
from vendors.concentration.jobs import find_breaches
from vendors.concentration.models import LimitBreach
from vendors.concentration.rules import displayed
from vendors.concentration.views import bp
from vendors.concentration.wording import breach_in_short, measured


@bp.get("/breaches")
@requires("concentration.view")
def breach_index() -> str | Response:
    listing = breaches.breach_list()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/concentration/breaches.html", page=listing.page(request.args))


@bp.post("/breaches/look")
@requires("actions.edit")
def look() -> Response:
    """Look now instead of waiting for the day's run: what was entered since is on record at once."""
    if looking.is_large():
        with unit_of_work():
            work_id = looking.queue(by=current_user)
        return redirect(url_for("core.background.show", work_id=work_id))
    counts = find_breaches(by=current_user)
    if counts:
        says = gettext(
            "Newly passed: %(opened)s; no longer passed: %(closed)s; grown above what was accepted: %(outgrown)s; accepted before signing: %(accepted)s.",
            **counts,
        )
        flash(says, "good")
    else:
        flash(gettext("Nothing has changed: the list is as of now."), "good")
    return redirect(url_for(".breach_index"))


@bp.get("/breaches/<int:breach_id>")
@requires("concentration.view")
def breach(breach_id: int) -> str:
    found = db.get_or_404(LimitBreach, breach_id)
    today = breaches.today_of(found)
    value = today.value if today else Fraction(found.value_now)
    is_running = found.closed_on is None and found.accepted_until is not None and found.accepted_until >= clock.today()
    return render_template(
        "vendors/concentration/breach.html",
        breach=found,
        says=breaches.says(found),
        today=breach_in_short(today, found.party_name) if today else None,
        grown=breaches.grown(found, value) if is_running else None,
        was=measured(found.measure, Fraction(found.value)),
        up_to=breaches.up_to(found),
        status=breaches.badge(found, value),
        actions=actions_of(Cause.BREACH, [found.id]),
        columns=action_columns(),
        history=history_of("concentration_breach", found.id),
    )


@bp.route("/breaches/<int:breach_id>/answer", methods=["GET", "POST"])
@requires("actions.edit")
def answer(breach_id: int) -> str | Response:
    """Say who answers for it."""
    found = db.get_or_404(LimitBreach, breach_id)
    form = AnswerForm(obj=found)
    return _changed(
        found, form, gettext("Responsible person"),
        lambda: answering.assign(found, owner_id=form.owner_id.data, version=form.version.data, by=current_user),
    )  # fmt: skip


@bp.route("/breaches/<int:breach_id>/accept", methods=["GET", "POST"])
@requires("proposals.decide")
def accept(breach_id: int) -> str | Response:
    """Accept it up to a figure and until a day."""
    found = db.get_or_404(LimitBreach, breach_id)
    today = breaches.today_of(found)
    form = AcceptForm(version=found.version, figure=f"{displayed(found.measure, today.value):f}" if today else "")
    return _changed(
        found, form, gettext("Accept until a day"),
        lambda: answering.accept(
            found, figure=form.figure.data, today_is=today.value if today else None, until=form.until.data or clock.today(),
            reason=form.reason.data, version=form.version.data, by=current_user,
        ),
        says=breach_in_short(today, found.party_name) if today else None,
    )  # fmt: skip


@bp.route("/breaches/<int:breach_id>/actions", methods=["GET", "POST"])
@requires("actions.edit")
def act(breach_id: int) -> str | Response:
    """Decide a control measure."""
    found = db.get_or_404(LimitBreach, breach_id)
    form = ActionForm()
    return _changed(
        found, form, gettext("Decide a measure"), lambda: answering.act_on(found, by=current_user, **form.values)
    )


def _changed(
    found: LimitBreach, form: Any, title: str, change: Callable[[], object], says: Phrase | None = None
) -> str | Response:
    if form.validate_on_submit():
        try:
            with unit_of_work():
                change()
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("Saved."), "good")
            return redirect(url_for(".breach", breach_id=found.id))
    return render_template(
        "vendors/concentration/breach_form.html",
        form=form,
        breach=found,
        title=title,
        says=says or breaches.says(found),
    )
