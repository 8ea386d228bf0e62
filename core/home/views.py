from flask import Blueprint, render_template
from flask_login import current_user

from core import clock
from core.auth.guard import requires
from core.auth.rules import SIGNED_IN
from core.home.cards import cards
from core.my_work import queries as my_work
from core.my_work.rules import TONES, WHEN_NAMES

bp = Blueprint("home", __name__)


@bp.get("/")
@requires(SIGNED_IN)
def index() -> str:
    tally = my_work.tally(my_work.work_of(current_user, clock.today()))
    return render_template(
        "core/home/index.html", cards=cards(current_user), tally=tally, when_names=WHEN_NAMES, tones=TONES
    )
