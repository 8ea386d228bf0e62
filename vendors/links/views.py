"""Our side of questionnaire links: make, revoke, have answered again, list."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_list
from core.i18n import language, say
from vendors.assessments import shelf
from vendors.assessments.models import Assessment
from vendors.assessments.queries import assessment_page
from vendors.links import operations, queries
from vendors.links.forms import LinkForm, ReopenForm
from vendors.links.models import QuestionnaireLink

bp = Blueprint("links", __name__, url_prefix="/links")


@bp.get("/")
@requires("assessments.view")
def index() -> str | Response:
    """Every link there was; `?format=xlsx` is the same list as a workbook."""
    listing = queries.links()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/links/index.html", page=listing.page(request.args))


@bp.route("/new/<int:assessment_id>", methods=["GET", "POST"])
@requires("assessments.edit")
def new(assessment_id: int) -> str | Response:
    """Make a link; its address is shown in the answer, this once."""
    found = assessment_page(assessment_id)
    due = clock.today() + timedelta(days=shelf.policy().reply_days)
    form = LinkForm(valid_until=due, to_whom=found.sent_to, language=language(), version=found.version)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                link, token = operations.make_link(
                    db.get_or_404(Assessment, assessment_id),
                    to_whom=form.to_whom.data,
                    valid_until=form.valid_until.data,
                    language=form.language.data,
                    version=form.version.data,
                    by=current_user,
                )
        except Refused as error:
            form.refuse(error)
        else:
            return render_template(
                "vendors/links/made.html", link=link, found=assessment_page(assessment_id), address=_address(token)
            )
    return render_template("vendors/links/new.html", form=form, found=found, reopened=None)


def _address(token: str) -> str:
    base = str(current_app.config["SETTINGS"].public_url).rstrip("/")
    path = url_for("vendors.guest.show", token=token)
    return base + path if base else url_for("vendors.guest.show", token=token, _external=True)


@bp.route("/<int:link_id>/reopen", methods=["GET", "POST"])
@requires("assessments.edit")
def reopen(link_id: int) -> str | Response:
    """The vendor answers again what was asked back, at the same address."""
    link = queries.link_page(link_id)
    due = clock.today() + timedelta(days=shelf.policy().reply_days)
    form = ReopenForm(valid_until=due, version=link.version)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.reopen_link(
                    db.get_or_404(QuestionnaireLink, link_id),
                    valid_until=form.valid_until.data,
                    version=form.version.data,
                    by=current_user,
                )
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("The link takes answers again. Tell the vendor; the address is the same."), "good")
            return redirect(_back(link))
    return render_template("vendors/links/new.html", form=form, found=link.assessment, reopened=link)


@bp.post("/<int:link_id>/revoke")
@requires("assessments.edit")
def revoke(link_id: int) -> Response:
    try:
        with unit_of_work():
            link = db.get_or_404(QuestionnaireLink, link_id)
            operations.revoke_link(link, version=request.form.get("version"), by=current_user)
    except Refused as error:
        flash(say(error.phrase), "bad")
    else:
        flash(gettext("The link opens nothing any more."), "good")
    return redirect(_back(queries.link_page(link_id)))


def _back(link: QuestionnaireLink) -> str:
    return url_for("vendors.assessments.show", assessment_id=link.assessment_id, _anchor="links")
