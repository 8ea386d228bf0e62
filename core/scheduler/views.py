from flask import Blueprint, render_template

from core.auth.guard import requires
from core.extras import extras
from core.outbox.queries import tally
from core.scheduler.jobs import jobs, last_runs

bp = Blueprint("scheduler", __name__, url_prefix="/jobs")


@bp.get("/")
@requires("jobs.view")
def index() -> str:
    """The status page: every job, when it last ran, what it did; programs the machine could have and has not."""
    return render_template("core/scheduler/index.html", jobs=jobs(), runs=last_runs(), extras=extras(), mails=tally())
