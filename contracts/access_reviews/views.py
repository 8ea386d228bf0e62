import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.access.rules import PRIVILEGE_NAMES
from contracts.access_reviews import operations, queries
from contracts.access_reviews.forms import AnswerForm, CarryOutForm
from contracts.access_reviews.models import AccessReview, AccessReviewLine
from contracts.access_reviews.rules import Answer, period_of
from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list, send_workbook, write_sheets
from core.files import send_stored
from core.forms import sent_file
from core.web.changes import pressed, submitted
from core.web.listing import Column

bp = Blueprint("access_reviews", __name__)
MOST_AT_ONCE = 500
LINE = re.compile(r"(?P<id>[0-9]{1,9})\.(?P<version>[0-9]{1,9})")
"""An account that is ticked: the line's id and the version that was shown."""


@bp.get("/access-reviews/")
@requires("contracts.view")
def index() -> str:
    """The reviews there were, and whether this half-year's is opened."""
    found, period = queries.reviews(), period_of(clock.today())
    return render_template(
        "contracts/access_reviews/index.html", reviews=found, period=period,
        is_opened=any(review.period == period for review, _ in found), today=clock.today(),
    )  # fmt: skip


@bp.post("/access-reviews/open")
@requires("access.approve")
def open_() -> Response:
    if done := pressed(lambda: operations.open_review(by=current_user).id):
        flash(gettext("The review is opened; every sponsor finds their accounts in it."), "good")
        return redirect(url_for(".show", review_id=done.made))
    return redirect(url_for(".index"))


@bp.get("/access-reviews/<int:review_id>")
@requires("contracts.view")
def show(review_id: int) -> str | Response:
    """What waits for this person first, then every account."""
    review, today = db.get_or_404(AccessReview, review_id), clock.today()
    listing = queries.lines(review)
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    who = queries.answerer(current_user, today)
    mine = [] if review.closed_at else queries.to_answer(review, who, current_user.id, today)
    return render_template(
        "contracts/access_reviews/show.html", review=review, page=listing.page(request.args), mine=mine,
        form=AnswerForm(), counts=queries.counts(review), badge=queries.state_badge, today=today,
        history=history_of("access_review", review.id), most=queries.MOST_OWN, privilege_names=PRIVILEGE_NAMES,
    )  # fmt: skip


@bp.get("/access-reviews/<int:review_id>/paper")
@requires("contracts.view")
def paper(review_id: int) -> str:
    """The working paper, to be printed and signed."""
    review = db.get_or_404(AccessReview, review_id)
    listing = queries.lines(review)
    return render_template(
        "contracts/access_reviews/paper.html", review=review, figures=queries.figures(review), columns=listing.columns,
        rows=list(listing.rows({})), now=clock.now(),
    )  # fmt: skip


@bp.get("/access-reviews/<int:review_id>/paper.xlsx")
@requires("contracts.view")
def working_paper(review_id: int) -> Response:
    """The working paper as a workbook: always the whole review, whatever the page is narrowed to."""
    review = db.get_or_404(AccessReview, review_id)
    pairs = [
        Column("what", _l("What"), lambda row: row[0]),
        Column("value", _l("Value"), lambda row: row[1]),
    ]
    listing = queries.lines(review)
    handle = write_sheets(
        [
            (gettext("Summary"), pairs, queries.figures(review)),
            (gettext("Accounts"), listing.columns, listing.rows({})),
        ]
    )
    return send_workbook(handle, f"access-review-{review.period}")


@bp.post("/access-reviews/<int:review_id>/answer")
@requires("access.review")
def answer(review_id: int) -> Response:
    """Confirm or revoke the accounts that are ticked."""
    review, form = db.get_or_404(AccessReview, review_id), AnswerForm()
    found = (LINE.fullmatch(each) for each in request.form.getlist("line")[:MOST_AT_ONCE])
    versions = {int(each["id"]): int(each["version"]) for each in found if each}
    said = Answer.CONFIRMED if request.form.get("answer") == "confirm" else Answer.REVOKE
    if not form.validate_on_submit():
        flash(" ".join(form.reason.errors), "bad")
        return redirect(url_for(".show", review_id=review_id))
    if done := pressed(
        lambda: operations.answer_lines(
            review,
            versions,
            answer=said,
            reason=form.reason.data or "",
            who=queries.answerer(current_user, clock.today()),
            by=current_user,
        )
    ):
        flash(gettext("Accounts answered for: %(n)s.", n=done.made), "good")
    return redirect(url_for(".show", review_id=review_id))


@bp.route("/access-reviews/lines/<int:line_id>/carry-out", methods=["GET", "POST"])
@requires("access.edit")
def carry_out(line_id: int) -> str | Response:
    """An account that was to be revoked is revoked, with the proof."""
    line = queries.line_page(line_id)
    form = CarryOutForm(obj=line)
    if request.method == "GET":
        form.done_on.data = clock.today()
    if submitted(
        form,
        lambda: operations.carry_out(
            line,
            done_on=form.done_on.data,
            proof=form.proof.data or "",
            upload=sent_file(form.file.data),
            version=form.version.data,
            by=current_user,
        ),
    ):
        flash(gettext("The access is revoked."), "good")
        return redirect(url_for(".show", review_id=line.review_id))
    return render_template("contracts/access_reviews/carry_out.html", form=form, line=line)


@bp.get("/access-reviews/lines/<int:line_id>/file")
@requires("contracts.view")
def file(line_id: int) -> Response:
    found = db.one_or_404(
        db.select(AccessReviewLine).where(AccessReviewLine.id == line_id, AccessReviewLine.sha256.is_not(None))
    )
    return send_stored(found.sha256 or "", found.file_name)


@bp.post("/access-reviews/<int:review_id>/close")
@requires("access.approve")
def close(review_id: int) -> Response:
    review = db.get_or_404(AccessReview, review_id)
    if pressed(lambda: operations.close_review(review, version=request.form.get("version"), by=current_user)):
        flash(gettext("The review is closed."), "good")
    return redirect(url_for(".show", review_id=review_id))
