from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.days import read_date
from core.db import unit_of_work
from core.errors import Refused
from core.excel.lists import send_list, send_workbook
from core.i18n import say
from vendors.actions.forms import ActionForm
from vendors.actions.queries import actions_of
from vendors.actions.queries import columns as action_columns
from vendors.actions.rules import Cause
from vendors.stress import operations, queries, shown
from vendors.stress.forms import ConclusionForm
from vendors.stress.keeping import MOST, cut, from_record
from vendors.stress.rules import Outcome, ScenarioKind
from vendors.stress.scenarios import Scenario, candidates, kinds, meaning_of, scenarios

bp = Blueprint("stress", __name__, url_prefix="/stress")
SHOWN, OFFERED = 100, 100


@bp.get("/")
@requires("stress.view")
def index() -> str | Response:
    """The tests that were kept."""
    listing = queries.tests()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/stress/index.html", page=listing.page(request.args))


@bp.get("/choose")
@requires("stress.view")
def choose() -> str:
    """What could fail, what most core functions rest on first."""
    asked = request.args.get("kind", "")
    known = dict(kinds())
    kind = asked if asked in known else ScenarioKind.VENDOR.value
    words = request.args.get("q", "").replace("\x00", "").strip()[:200]
    every = candidates(kind, clock.today())
    found = [each for each in every if all(word in each.label.casefold() for word in words.casefold().split())]
    return render_template(
        "vendors/stress/choose.html",
        kind=kind,
        kinds=known,
        meaning=meaning_of(kind),
        words=words,
        found=found[:OFFERED],
        total=len(found),
        every=len(every),
    )


@bp.route("/run/<kind>", methods=["GET", "POST"])
@requires("stress.view")
def run(kind: str) -> str | Response:
    """What happens if it fails, worked out now; `?format=xlsx` is the same as a workbook."""
    as_of = _as_of()
    scenario = _scenario(kind, as_of)
    if request.args.get("format") == "xlsx":
        found = queries.outcome(scenario, as_of, most=None)
        return send_workbook(shown.workbook(found, kind=gettext(dict(kinds())[kind])), "stress-test", as_of)
    return _run(scenario, as_of, queries.outcome(scenario, as_of), ConclusionForm())


@bp.post("/run/<kind>/keep")
@requires("stress.keep")
def keep(kind: str) -> str | Response:
    """Keep the outcome as a dated record; what is refused stays in the form as it was typed."""
    as_of = _as_of()
    scenario = _scenario(kind, as_of)
    found = queries.outcome(scenario, as_of)
    form = ConclusionForm()
    if not form.validate_on_submit():
        return _run(scenario, as_of, found, form)
    with unit_of_work():
        test = operations.keep_test(found, conclusion=form.conclusion.data, by=current_user)
    flash(gettext("The stress test is kept. Decide what is done about it."), "good")
    return redirect(url_for(".show", test_id=test.id))


@bp.get("/<int:test_id>")
@requires("stress.view")
def show(test_id: int) -> str | Response:
    """A kept test as it was, with what is done about it."""
    test = queries.test_page(test_id)
    found = from_record(test.outcome)
    actions = actions_of(Cause.STRESS_TEST, [test.id])
    labels = dict(kinds())
    if request.args.get("format") == "xlsx":
        kind = gettext(labels.get(test.kind, test.kind))
        book = shown.workbook(found, kind=kind, conclusion=test.conclusion, actions=actions)
        return send_workbook(book, "stress-test", test.as_of)
    return render_template(
        "vendors/stress/show.html",
        test=test,
        actions=actions,
        action_columns=action_columns(),
        history=history_of("stress_test", test.id),
        kept_most=MOST,
        **_shown(found, test.kind),
    )


@bp.route("/<int:test_id>/conclusion", methods=["GET", "POST"])
@requires("stress.keep")
def conclude(test_id: int) -> str | Response:
    test = queries.test_page(test_id)
    form = ConclusionForm(obj=test)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.conclude(test, conclusion=form.conclusion.data, version=form.version.data, by=current_user)
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("Saved."), "good")
            return redirect(url_for(".show", test_id=test_id))
    return render_template("vendors/stress/form.html", form=form, test=test, title=gettext("Conclusion"))


@bp.route("/<int:test_id>/actions", methods=["GET", "POST"])
@requires("actions.edit")
def act(test_id: int) -> str | Response:
    test = queries.test_page(test_id)
    form = ActionForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.act_on_test(test, by=current_user, **form.values)
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("The measure is decided."), "good")
            return redirect(url_for(".show", test_id=test_id))
    return render_template("vendors/stress/form.html", form=form, test=test, title=gettext("Decide a measure"))


def _run(scenario: Scenario, as_of: date, found: Outcome, form: ConclusionForm) -> str:
    return render_template(
        "vendors/stress/run.html",
        scenario=scenario,
        as_of=as_of,
        form=form,
        is_today=as_of == clock.today(),
        **_shown(found, scenario.kind),
    )


def _shown(found: Outcome, kind: str) -> dict[str, object]:
    return {
        "found": cut(found, SHOWN),
        "counts": {"services": len(found.services), "vendors": len(found.vendors)},
        "kind_label": dict(kinds()).get(kind, kind),
        "kind_meaning": meaning_of(kind),
        "figures": shown.figures(found),
        "in_short": shown.conclusion_in_short(found),
        "functions": shown.function_columns(),
        "services": shown.service_columns(),
        "vendors": shown.vendor_columns(),
        "part_columns": shown.part_columns,
    }


def _as_of() -> date:
    if day := request.args.get("as_of", "").strip():
        try:
            return read_date(day)
        except Refused as error:
            flash(say(error.phrase), "bad")
    return clock.today()


def _scenario(kind: str, as_of: date) -> Scenario:
    if kind not in dict(kinds()):
        abort(404)
    scenario = scenarios(kind, as_of).get(request.args.get("key", ""))
    if scenario is None:
        abort(404)
    return scenario
