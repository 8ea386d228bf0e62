"""The pages of the firm's list of steps at the end of contracts."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.offboarding import catalogue, step_operations
from contracts.offboarding.forms import StepForm
from contracts.offboarding.steps import Step
from core.audit.queries import history_of
from core.auth.guard import requires
from core.excel.lists import send_workbook, write_list
from core.i18n import language, say
from core.web.changes import pressed, submitted
from core.web.listing import Column, Kind, Status
from vendors.services.rules import CRITICALITY_NAMES, SERVICE_KIND_NAMES, Criticality, ServiceKind

bp = Blueprint("steps", __name__, url_prefix="/offboarding/steps")


@bp.get("/")
@requires("contracts.view")
def index() -> str | Response:
    """Every step, for which contracts, and when."""
    found = catalogue.steps()
    if request.args.get("format") == "xlsx":
        return send_workbook(write_list(gettext("Steps at the end"), columns(found), found), "steps-at-the-end")
    return render_template(
        "contracts/offboarding/steps.html",
        columns=columns(found),
        steps=found,
        own=catalogue.own_steps(),
        for_what=for_what,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("offboarding.steps")
def new() -> str | Response:
    return _form("", None)


@bp.route("/<key>", methods=["GET", "POST"])
@requires("offboarding.steps")
def edit(key: str) -> str | Response:
    step = next((each for each in catalogue.steps() if each.key == key), None)
    if step is None:
        abort(404)
    return _form(key, step)


@bp.post("/<key>/drop")
@requires("offboarding.steps")
def drop(key: str) -> Response:
    """Back to what ships, or away with a step of the firm's own."""
    own = catalogue.own_steps().get(key)
    if own is None:
        abort(404)
    if pressed(lambda: step_operations.drop_own_step(own, by=current_user)):
        flash(gettext("Saved. Plans that are open follow within a minute."), "good")
    return redirect(url_for(".index"))


def _form(key: str, step: Step | None) -> str | Response:
    own = catalogue.own_steps().get(key)
    values = {}
    if step is not None:
        values = {
            "name_zh": step.name.zh, "name_en": step.name.en, "days": step.days, "kinds": sorted(step.kinds),
            "least": step.least.value, "after": list(step.after), "is_off": step.is_off,
        }  # fmt: skip
    form = StepForm(data=values | ({"version": own.version} if own else {}))
    form.after.choices = [
        (each.key, each.name.in_language(language())) for each in catalogue.steps() if each.key != key
    ]
    if submitted(
        form, lambda: step_operations.save_step(key, **form.values, version=form.version.data or None, by=current_user)
    ):
        flash(gettext("Saved. Plans that are open follow within a minute."), "good")
        return redirect(url_for(".index"))
    is_shipped = any(each.key == key for each in catalogue.shipped())
    return render_template(
        "contracts/offboarding/step.html", form=form, step=step, own=own, is_shipped=is_shipped,
        history=history_of("end_step", own.id) if own else [],
    )  # fmt: skip


def for_what(step: Step) -> str:
    """Which contracts need it, in words."""
    kinds = [say(SERVICE_KIND_NAMES[kind]) for kind in ServiceKind if kind in step.kinds]
    parts = [_listed(kinds)] if kinds else []
    if step.least is not Criticality.ORDINARY:
        parts.append(gettext("from “%(level)s” on", level=say(CRITICALITY_NAMES[step.least])))
    return " · ".join(parts) or gettext("every contract")


def _listed(names: list[str]) -> str:
    return ("、" if language() == "zh_Hant_TW" else ", ").join(names)


def when(step: Step) -> str:
    if step.days == 0:
        return str(gettext("by the last day"))
    if step.days < 0:
        return str(ngettext("%(n)s day before the end", "%(n)s days before the end", -step.days, n=-step.days))
    return str(ngettext("%(n)s day after the end", "%(n)s days after the end", step.days, n=step.days))


def columns(steps: list[Step]) -> list[Column]:
    names = {step.key: step.name.in_language(language()) for step in steps}
    return [
        Column("name", _l("Step"), lambda s: names[s.key], url=lambda s: url_for(".edit", key=s.key)),
        Column("when", _l("On which day"), when),
        Column("for", _l("Needed for"), for_what),
        Column("after", _l("Waits for"), lambda s: _listed([names.get(key, key) for key in s.after]), is_minor=True),
        Column(
            "state", _l("State"),
            lambda s: Status(gettext("Off"), "muted") if s.is_off else Status(gettext("In use"), "good"), Kind.STATUS,
        ),
    ]  # fmt: skip
