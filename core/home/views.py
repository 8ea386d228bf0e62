from flask import Blueprint, render_template
from flask_login import current_user

from core.auth.guard import requires
from core.auth.rules import SIGNED_IN
from core.home.cards import cards

bp = Blueprint("home", __name__)


@bp.get("/")
@requires(SIGNED_IN)
def index() -> str:
    return render_template("core/home/index.html", cards=cards(current_user))
