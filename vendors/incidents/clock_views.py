"""The official clock: who is told within which time, and the administrator's pages that set it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from core.excel.lists import send_workbook, write_sheets
from core.phrases import Phrase
from core.web.changes import submitted
from vendors.incidents import clock_operations, clock_queries
from vendors.incidents.forms import UNITS, DaysForm, DropForm, TimeForm
from vendors.incidents.policies import newest_days, policy
from vendors.incidents.rules import APPLIES_NAMES, AUDIENCE_NAMES, Duty
from vendors.incidents.views import bp
from vendors.services.durations import duration


@bp.get("/clock")
@requires("policy.view")
def times() -> str | Response:
    """Who is told within which time, where that comes from, whether somebody checked it, and what was ever set."""
    held, today = policy(), clock.today()
    past, days = clock_queries.times(), clock_queries.day_settings()
    if request.args.get("format") == "xlsx":
        sheets = [
            (gettext("The official clock"), clock_queries.columns(), past),
            (gettext("Days to settle"), clock_queries.day_columns(), days),
        ]
        return send_workbook(write_sheets(sheets), "incident-clock")
    return render_template(
        "vendors/incidents/clock.html", duties=held.in_force(today), held=held, minutes=_minutes,
        audiences=AUDIENCE_NAMES, applies=APPLIES_NAMES, past=past, columns=clock_queries.columns(),
        days=days, day_columns=clock_queries.day_columns(),
        coming=[d for d in held.duties if d.effective_on > today],
    )  # fmt: skip


def _minutes(within: timedelta) -> Phrase:
    return duration(int(within.total_seconds() // 60))


@bp.route("/clock/new", methods=["GET", "POST"])
@requires("policy.edit")
def new_time() -> str | Response:
    """Somebody else is told, whom what came with the product does not name."""
    return _set(None, TimeForm(effective_on=clock.today(), unit="hours"), gettext("Somebody else is told"))


@bp.route("/clock/days", methods=["GET", "POST"])
@requires("policy.edit")
def set_days() -> str | Response:
    """By when incidents are settled, and how long closed ones stay among the obligations."""
    held, newest = policy(), newest_days()
    form = DaysForm(close_days=held.close_days, keep_days=held.keep_days, version=newest.id if newest else 0)

    def act() -> None:
        clock_operations.set_days(**form.values, seen=form.version.data or 0, by=current_user)

    return _changed(None, form, act, gettext("Days to settle and to keep"), gettext("Saved. It counts from now on."))


@bp.route("/clock/<duty>/edit", methods=["GET", "POST"])
@requires("policy.edit")
def set_time(duty: str) -> str | Response:
    """Another time, source or check from a day on."""
    held = _duty(duty)
    within = int(held.within.total_seconds() // 60)
    unit = next(name for name, minutes in reversed(UNITS.items()) if within % minutes == 0)
    form = TimeForm(
        name_zh=held.name.zh, name_en=held.name.en, audience=held.audience, applies=held.applies,
        within=within // UNITS[unit], unit=unit, source_zh=held.source.zh, source_en=held.source.en,
        effective_on=max(clock.today(), held.effective_on), checked_on=held.checked_on,
        version=clock_queries.newest(duty),
    )  # fmt: skip
    return _set(held, form, gettext("Change the time"))


def _duty(duty_id: str) -> Duty:
    return clock_queries.duty_to_change(duty_id[:40]) or abort(404)


def _set(held: Duty | None, form: TimeForm, title: str) -> str | Response:
    def act() -> None:
        values = form.values
        within = (values.pop("within") or 0) * UNITS[values.pop("unit")]
        clock_operations.set_time(held, **values, within=within, seen=form.version.data or 0, by=current_user)

    return _changed(held, form, act, title)


@bp.route("/clock/<duty>/drop", methods=["GET", "POST"])
@requires("policy.edit")
def drop_time(duty: str) -> str | Response:
    """From a day on nobody has to be told so."""
    held = _duty(duty)
    form = DropForm(effective_on=max(clock.today(), held.effective_on), version=clock_queries.newest(duty))

    def act() -> None:
        clock_operations.drop_time(held, **form.values, seen=form.version.data or 0, by=current_user)

    return _changed(held, form, act, gettext("Nobody is told any more"))


def _changed(held: Duty | None, form: Any, act: Callable[[], None], title: str, saved: str = "") -> str | Response:
    if submitted(form, act):
        flash(saved or gettext("Saved. What is under way before that day keeps its times."), "good")
        return redirect(url_for(".times"))
    return render_template("vendors/incidents/set_time.html", form=form, duty=held, title=title)
