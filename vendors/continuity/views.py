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
from core.excel.lists import send_list
from core.files import send_stored
from core.forms import clean, sent_file
from core.i18n import say
from core.web.changes import pressed, submitted
from vendors.actions.forms import ActionForm
from vendors.actions.queries import actions_of
from vendors.actions.queries import columns as action_columns
from vendors.actions.rules import Cause
from vendors.continuity import listings, operations, queries
from vendors.continuity.forms import PlanForm, PromiseForm, ReasonForm, RecoveryTestForm, ResponseForm
from vendors.continuity.policies import policy
from vendors.continuity.rules import GAP_NAMES, PARTS, SOURCE_NAMES, TEST_NAMES, DrillKind, DrillResult, PromiseSource
from vendors.services.models import Service
from vendors.services.queries import criticality_status, said_duration

bp = Blueprint("continuity", __name__, url_prefix="/continuity")


@bp.get("/")
@requires("continuity.view")
def index() -> str | Response:
    """Services with what is tolerable, promised and proved; `?format=xlsx` is the same as a workbook."""
    return _list(listings.services, "vendors/continuity/index.html")


@bp.get("/tests")
@requires("continuity.view")
def tests() -> str | Response:
    """Recovery tests; `?format=xlsx` is the same list as a workbook."""
    return _list(listings.tests, "vendors/continuity/tests.html")


def _list(make: Callable[[], Any], template: str) -> str | Response:
    listing = make()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template(template, page=listing.page(request.args))


@bp.get("/<int:service_id>")
@requires("continuity.view")
def show(service_id: int) -> str:
    """One service: tolerance by function against promise and proof, the plan, the scenarios."""
    service = queries.service_for(service_id)
    standing, held = queries.standing_of(service_id), policy()
    responses = queries.responses_of(service_id)
    return render_template(
        "vendors/continuity/show.html",
        service=service,
        standing=standing,
        badge=queries.badge(standing) if standing else None,
        proof=queries.proof_of(standing, held, clock.today()) if standing else None,
        gap_names=GAP_NAMES,
        duration=said_duration,
        criticality=criticality_status,
        promises=queries.promises_of(service_id),
        sources=SOURCE_NAMES,
        tests=[(test, queries.result_badge(test)) for test in queries.tests_of(service_id)],
        kinds=TEST_NAMES,
        plan=queries.plan_of(service_id),
        parts=PARTS,
        scenarios=[(key, words, responses.get(key)) for key, words in held.scenarios.items()],
        own=[one for key, one in responses.items() if key not in held.scenarios and one.response],
        held=held,
        history=history_of("service", service_id),
    )


@bp.route("/<int:service_id>/promise", methods=["GET", "POST"])
@requires("continuity.edit")
def promise(service_id: int) -> str | Response:
    form = PromiseForm(source=PromiseSource.CONTRACT, promised_on=clock.today())

    def act() -> None:
        values = form.values | {"file": sent_file(form.file.data)}
        operations.add_promise(queries.service_for(service_id), **values, by=current_user)

    return _on_service(service_id, form, act, gettext("Note what the vendor promised"), "promises")


@bp.route("/promises/<int:promise_id>/withdraw", methods=["GET", "POST"])
@requires("continuity.edit")
def withdraw_promise(promise_id: int) -> str | Response:
    found = queries.promise_page(promise_id)
    form = ReasonForm(version=found.version)

    def act() -> None:
        operations.withdraw_promise(
            queries.promise_page(promise_id), reason=form.reason.data or "", version=form.version.data, by=current_user
        )

    return _on_service(found.service_id, form, act, gettext("Withdraw the promise"), "promises")


@bp.get("/promises/<int:promise_id>/file")
@requires("continuity.view")
def promise_file(promise_id: int) -> Response:
    found = queries.promise_page(promise_id)
    return send_stored(found.sha256, found.file_name) if found.sha256 else abort(404)


@bp.route("/<int:service_id>/test", methods=["GET", "POST"])
@requires("continuity.edit")
def new_test(service_id: int) -> str | Response:
    form = RecoveryTestForm(kind=DrillKind.FULL, result=DrillResult.PASSED)

    def act() -> None:
        values = form.values | {"file": sent_file(form.file.data)}
        operations.add_test(db.get_or_404(Service, service_id), **values, by=current_user)

    return _on_service(service_id, form, act, gettext("Register a recovery test"), "tests")


@bp.route("/<int:service_id>/plan", methods=["GET", "POST"])
@requires("continuity.edit")
def plan(service_id: int) -> str | Response:
    """The vendor's part of the plan; saving it says that it was looked at."""
    held = queries.plan_of(service_id)
    suits = "" if held is None or held.contract_suits is None else "yes" if held.contract_suits else "no"
    form = PlanForm(obj=held, data={"contract_suits": suits, "reviewed_on": clock.today()})
    if request.method == "GET":
        form.contract_suits.data, form.reviewed_on.data = suits, clock.today()
    _as_opened(form)

    def act() -> None:
        suited = {"yes": True, "no": False}.get(form.contract_suits.data or "")
        operations.keep_plan(
            queries.service_for(service_id), **(form.values | {"contract_suits": suited}), version=form.version.data,
            by=current_user,
        )  # fmt: skip

    return _on_service(service_id, form, act, gettext("The vendor's part of the plan"), "plan")


@bp.route("/<int:service_id>/response", methods=["GET", "POST"])
@requires("continuity.edit")
def response(service_id: int) -> str | Response:
    """What is done about a scenario: `?scenario=` one that is known; none: one of the firm's own."""
    asked: str = clean(request.values.get("scenario"))[:40]
    known, held = policy().scenarios, queries.response_of(service_id, asked) if asked else None
    if asked and asked not in known and held is None:
        abort(404)
    form = ResponseForm(obj=held, data={"scenario": asked})
    _as_opened(form)
    if asked in known:
        del form.title

    def act() -> None:
        operations.respond(
            queries.service_for(service_id), asked, response=form.response.data or "",
            title=form.title.data or "" if "title" in form else "", version=form.version.data, by=current_user,
        )  # fmt: skip

    title = say(known[asked]) if asked in known else held.title if held else gettext("A scenario of our own")
    return _on_service(service_id, form, act, title, "scenarios")


def _as_opened(form: Any) -> None:
    """A form that was opened before there was a record carries no version; one that somebody wrote meanwhile is not
    written over, however shortly before."""
    if request.method == "POST":
        form.version.data = request.form.get("version") or "0"


def _on_service(service_id: int, form: Any, act: Callable[[], Any], title: str, anchor: str) -> str | Response:
    service = queries.service_for(service_id)
    if submitted(form, act):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", service_id=service_id, _anchor=anchor))
    return render_template("vendors/continuity/change.html", form=form, service=service, test=None, title=title)


@bp.get("/tests/<int:test_id>")
@requires("continuity.view")
def test(test_id: int) -> str:
    """One recovery test, what it found and what is done about it."""
    found = queries.test_page(test_id)
    return render_template(
        "vendors/continuity/test.html",
        test=found,
        status=queries.result_badge(found),
        kinds=TEST_NAMES,
        duration=said_duration,
        actions=actions_of(Cause.RECOVERY_TEST, [found.id]),
        action_columns=action_columns(),
        history=history_of("recovery_test", found.id),
    )


@bp.get("/tests/<int:test_id>/file")
@requires("continuity.view")
def test_file(test_id: int) -> Response:
    found = queries.test_page(test_id)
    return send_stored(found.sha256, found.file_name) if found.sha256 else abort(404)


@bp.route("/tests/<int:test_id>/edit", methods=["GET", "POST"])
@requires("continuity.edit")
def edit_test(test_id: int) -> str | Response:
    form = RecoveryTestForm(obj=queries.test_page(test_id))

    def act() -> None:
        values = form.values | {"file": sent_file(form.file.data)}
        operations.edit_test(queries.test_page(test_id), **values, version=form.version.data, by=current_user)

    return _on_test(test_id, form, act, gettext("Change the recovery test"))


@bp.route("/tests/<int:test_id>/withdraw", methods=["GET", "POST"])
@requires("continuity.edit")
def withdraw_test(test_id: int) -> str | Response:
    form = ReasonForm(version=queries.test_page(test_id).version)

    def act() -> None:
        operations.withdraw_test(
            queries.test_page(test_id), reason=form.reason.data or "", version=form.version.data, by=current_user
        )

    return _on_test(test_id, form, act, gettext("Withdraw the recovery test"))


@bp.post("/tests/<int:test_id>/restore")
@requires("continuity.edit")
def restore_test(test_id: int) -> Response:
    pressed(
        lambda: operations.restore_test(
            queries.test_page(test_id), version=request.form.get("version"), by=current_user
        )
    )
    return redirect(url_for(".test", test_id=test_id))


@bp.route("/tests/<int:test_id>/actions", methods=["GET", "POST"])
@requires("actions.edit")
def act(test_id: int) -> str | Response:
    form = ActionForm()

    def decide() -> None:
        operations.act_on(queries.test_page(test_id), **form.values, by=current_user)

    return _on_test(test_id, form, decide, gettext("Note a finding to be put right"))


def _on_test(test_id: int, form: Any, act: Callable[[], Any], title: str) -> str | Response:
    found = queries.test_page(test_id)
    if submitted(form, act):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".test", test_id=test_id))
    return render_template("vendors/continuity/change.html", form=form, service=found.service, test=found, title=title)
