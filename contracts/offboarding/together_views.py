"""The pages on which several tasks that end contracts are reported or assigned at once."""

import re
from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.offboarding import queries, together
from contracts.offboarding.forms import AssignForm, CompleteTogetherForm
from contracts.offboarding.rules import not_together
from core import clock
from core.auth.guard import requires
from core.db import unit_of_work
from core.errors import Refused
from core.forms import Form
from core.i18n import formats, say
from core.phrases import Phrase

bp = Blueprint("together", __name__, url_prefix="/offboarding/together")
LINE = re.compile(r"(?P<id>[0-9]{1,9})\.(?P<version>[0-9]{1,9})")
"""A task that is ticked: its id and the version that was shown."""
NUMBER = re.compile(r"[0-9]{1,9}")


@bp.route("/complete", methods=["GET", "POST"])
@requires("offboarding.work")
def complete() -> str | Response:
    """One day, one note and the same files for tasks of one kind."""
    form = CompleteTogetherForm()
    if request.method == "GET":
        form.done_on.data = clock.today()

    def act(versions: together.Versions) -> int:
        uploads = [(each.filename or "", each.stream) for each in request.files.getlist("evidence") if each.filename]
        values = form.values
        return len(
            together.complete_tasks(
                versions, done_on=values["done_on"], note=values["note"] or "", uploads=uploads, by=current_user
            )
        )

    return _page("contracts/offboarding/complete_together.html", form, act, is_of_one_kind=True)


@bp.route("/assign", methods=["GET", "POST"])
@requires("offboarding.work")
def assign() -> str | Response:
    """One person answers for all of them."""
    form = AssignForm()
    if request.method == "GET":
        form.owner_id.data = current_user.id

    def act(versions: together.Versions) -> int:
        return len(together.assign_tasks(versions, owner_id=form.owner_id.data, by=current_user))

    return _page("contracts/offboarding/assign_together.html", form, act)


def _page(
    template: str, form: Form, act: Callable[[together.Versions], int], *, is_of_one_kind: bool = False
) -> str | Response:
    """The tasks that are asked about, ticked, and what is said of them all; or, that done, back to the work."""
    versions, why = _sent(), dict[int, Phrase]()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                done = act(versions)
        except Refused as error:
            form.refuse(error)
            why = dict(getattr(error, "why", {}))
        else:
            flash(gettext("Saved, of tasks: %(n)s.", n=formats.number(done)), "good")
            return redirect(url_for("core.my_work.index", kind="ends"))
    is_first = request.method == "GET"
    asked = [int(each) for each in request.values.getlist("task")[: together.MOST] if NUMBER.fullmatch(each)]
    tasks = together.tasks_of({*asked, *versions})
    if is_first and is_of_one_kind:
        kind = together.commonest_kind(tasks)
        why = {task.id: said for task in tasks if (said := not_together(task.as_task, kind))}
    return render_template(
        template,
        form=form,
        rows=[(task, queries.task_status(task, clock.today())) for task in tasks],
        why={key: say(phrase) for key, phrase in why.items()},
        ticked={task.id for task in tasks if task.id not in why} if is_first else set(versions),
    )


def _sent() -> Mapping[int, int]:
    """The tasks that are ticked, in the versions that were shown."""
    found = (LINE.fullmatch(each) for each in request.form.getlist("line")[: together.MOST + 1])
    return {int(each["id"]): int(each["version"]) for each in found if each}
