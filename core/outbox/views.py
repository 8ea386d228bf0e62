from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from core.outbox import operations, queries
from core.outbox.models import Mail
from core.outbox.rules import MAIL_STATE_NAMES, TONES
from core.web.changes import pressed

bp = Blueprint("outbox", __name__, url_prefix="/mail")


@bp.get("/")
@requires("mail.manage")
def index() -> str | Response:
    """Every mail, to whom, when, and what came of it."""
    listing = queries.mails()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template(
        "core/outbox/index.html",
        page=listing.page(request.args),
        tally=queries.tally(),
        names=MAIL_STATE_NAMES,
        settings=current_app.config["SETTINGS"],
    )


@bp.get("/<int:mail_id>")
@requires("mail.manage")
def show(mail_id: int) -> str:
    return render_template(
        "core/outbox/show.html", mail=db.get_or_404(Mail, mail_id), names=MAIL_STATE_NAMES, tones=TONES
    )


@bp.post("/<int:mail_id>/retry")
@requires("mail.manage")
def retry(mail_id: int) -> Response:
    mail = db.get_or_404(Mail, mail_id)
    if pressed(lambda: operations.retry(mail, by=current_user)):
        flash(gettext("It is tried again within the next minute."), "good")
    return redirect(url_for(".show", mail_id=mail_id))
