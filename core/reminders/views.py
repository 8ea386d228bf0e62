from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.outbox import queries as outbox
from core.reminders import operations, queries
from core.reminders.forms import PolicyForm
from core.web.changes import submitted

bp = Blueprint("reminders", __name__, url_prefix="/reminders")


@bp.get("/")
@requires("mail.manage")
def index() -> str:
    """When people are reminded, what was written lately, who cannot be written to."""
    kept = queries.policy_record()
    return render_template(
        "core/reminders/index.html",
        policy=queries.policy(),
        days=queries.last_days(),
        tally=outbox.tally(),
        unreachable=queries.without_address(clock.today()),
        settings=current_app.config["SETTINGS"],
        history=history_of("reminder_policy", kept.id) if kept else [],
    )


@bp.route("/policy", methods=["GET", "POST"])
@requires("mail.manage")
def policy() -> str | Response:
    kept, rule = queries.policy_record(), queries.policy()
    form = PolicyForm(obj=rule)
    if request.method == "GET":
        form.version.data = kept.version if kept else ""
    if submitted(form, lambda: _change(form)):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".index"))
    return render_template("core/reminders/policy.html", form=form)


def _change(form: PolicyForm) -> None:
    values = form.values | {"before": form.before.data or (), "after": form.after.data or ()}
    operations.change_policy(**values, version=form.version.data or None, by=current_user)
