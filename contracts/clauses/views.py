from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.clauses import checking, decisions, exceptions, history, operations, queries, rechecking
from contracts.clauses.basis import Ground
from contracts.clauses.beside import DEED_NAMES
from contracts.clauses.effective import VERDICT_NAMES, Effective
from contracts.clauses.forms import DecisionForm, EndForm, ExceptionForm
from contracts.clauses.matrix import Matrix, matrix
from contracts.clauses.models import ClauseException
from contracts.clauses.page import ClausePage
from contracts.clauses.queries import ClauseRow, badge
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks import available, load
from contracts.clauses.rules import Verdict
from contracts.documents.queries import papers_of, unread_papers
from contracts.documents.rules import DOCUMENT_KIND_NAMES
from contracts.register.queries import contract_page
from core import clock
from core.auth.guard import requires
from core.auth.models import User
from core.db import db, unit_of_work
from core.excel.lists import send_list, send_workbook
from core.i18n import language, say
from core.web.changes import pressed, submitted

bp = Blueprint("clauses", __name__)


@bp.get("/clauses/")
@requires("clauses.view")
def index() -> str | Response:
    """Contracts × clauses of a rulebook; `?format=xlsx` is the same list as a workbook."""
    asked = request.args.get("rulebook", "")
    rulebook = load(asked if asked in available() else checking.RULEBOOK)
    listing = matrix(rulebook.id)
    if request.args.get("format") == "xlsx":
        return _send_matrix(listing, rulebook)
    return render_template(
        "contracts/clauses/index.html",
        page=listing.page(request.args),
        totals=listing.totals(request.args),
        legend=[badge(state) for state in Effective],
        rulebook=rulebook,
        language=language(),
    )


def _send_matrix(listing: Matrix, rulebook: Rulebook) -> Response:
    from contracts.clauses.matrix_book import write_matrix

    names = {clause.id: clause.name.in_language(language()) for clause in rulebook.clauses.values()}
    handle = write_matrix(
        str(listing.title), listing.columns, listing.rows(request.args), names, listing.totals(request.args)
    )
    return send_workbook(handle, listing.name)


@bp.get("/clauses/rulebooks/<rulebook_id>")
@requires("clauses.view")
def rulebook(rulebook_id: str) -> str:
    """What a rulebook asks, what counts, and wording that would do; how many contracts an older version judged."""
    if rulebook_id not in available():
        abort(404)
    shown = load(rulebook_id)
    return render_template(
        "contracts/clauses/rulebook.html",
        rulebook=shown,
        rulebooks=[load(each) for each in available()],
        outdated=rechecking.outdated_count(shown),
        today=clock.today(),
        language=language(),
    )


@bp.post("/clauses/rulebooks/<rulebook_id>/recheck")
@requires("clauses.decide")
def recheck_all(rulebook_id: str) -> Response:
    """Check anew, in the background, every contract that an older version judged."""
    if rulebook_id not in available():
        abort(404)
    with unit_of_work():
        work = rechecking.recheck_all(load(rulebook_id), by=current_user)
        work_id = work.id
    return redirect(url_for("core.background.show", work_id=work_id))


@bp.get("/clauses/changes")
@requires("clauses.view")
def changes() -> str | Response:
    """The verdicts that checks changed."""
    listing = history.verdict_changes()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("contracts/clauses/changes.html", page=listing.page(request.args))


@bp.get("/<int:contract_id>/clauses")
@requires("clauses.view")
def show(contract_id: int) -> str | Response:
    """One contract's clauses beside its papers; `?clause=audit` opens one, `&rulebook=` looks at another rulebook.

    A step from one clause to the next (htmx) brings only what differs; when the papers were checked anew since the page
    was opened, the whole page again.
    """
    view = ClausePage.of(contract_id, _rulebook_of(contract_id), request.args.get("clause", ""))
    if "HX-Request" not in request.headers or view.row.finding is None:
        return _page(view)
    if request.args.get("on") != view.checked:
        return Response(headers={"HX-Refresh": "true"})
    return _page(view, "_step", is_part=True, touched=view.touched(request.args.get("from", "")))


def _rulebook_of(contract_id: int) -> str:
    """The rulebook asked for, if it judges the contract."""
    asked = request.args.get("rulebook", "")
    return asked if asked and asked in checking.rulebooks_of(contract_id) else checking.RULEBOOK


def _page(view: ClausePage, part: str = "show", **more: Any) -> str:
    more = {"decision_form": None, "exception_form": None} | more
    return render_template(
        f"contracts/clauses/{part}.html",
        **more
        | {
            "view": view,
            "contract": view.contract,
            "unread": unread_papers(view.contract.id),
            "decision_form": more["decision_form"] or _decision_form(view.row),
            "exception_form": more["exception_form"] or ExceptionForm(),
            "verdicts": VERDICT_NAMES,
            "kinds": DOCUMENT_KIND_NAMES,
            "deeds": DEED_NAMES,
            "language": language(),
        },
    )


def _decision_form(row: ClauseRow) -> DecisionForm:
    if row.finding is None:
        return DecisionForm()
    verdict = row.decision.verdict if row.decision else row.finding.verdict
    return DecisionForm(verdict=verdict.value, seen=row.finding.evidence_hash)


@bp.post("/<int:contract_id>/clauses/<clause_id>/decide")
@requires("clauses.decide")
def decide(contract_id: int, clause_id: str) -> str | Response:
    """Record a decision, and go on to the next clause that somebody has to look at."""
    rulebook_id = _rulebook_of(contract_id)
    queries.finding_of(contract_id, clause_id, rulebook_id)
    form = DecisionForm()
    if submitted(
        form,
        lambda: decisions.decide_clause(
            queries.finding_of(contract_id, clause_id, rulebook_id),
            Verdict(form.verdict.data),
            reason=form.reason.data or "",
            quote=form.quote.data or "",
            ground=_ground(contract_id) if form.quote.data else None,
            seen=form.seen.data or "",
            after=_whole(form.after.data),
            by=current_user,
        ),
    ):
        view = ClausePage.of(contract_id, rulebook_id, clause_id)
        flash(gettext("Recorded: %(clause)s, %(verdict)s.", clause=view.row.name,
                      verdict=say(VERDICT_NAMES[Verdict(form.verdict.data)])), "good")  # fmt: skip
        return redirect(view.url(view.next_to_review))
    return _page(ClausePage.of(contract_id, rulebook_id, clause_id), decision_form=form)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None


def _ground(contract_id: int) -> Ground:
    return Ground.of(operations.together(papers_of(contract_id)).counted)


@bp.post("/<int:contract_id>/clauses/<clause_id>/except")
@requires("exceptions.grant")
def grant(contract_id: int, clause_id: str) -> str | Response:
    rulebook_id = _rulebook_of(contract_id)
    queries.finding_of(contract_id, clause_id, rulebook_id)
    form = ExceptionForm()
    if submitted(
        form,
        lambda: exceptions.grant_exception(
            queries.finding_of(contract_id, clause_id, rulebook_id),
            reason=form.exception_reason.data or "",
            requested_by=db.session.get(User, form.requested_by_id.data or 0),
            expires_on=form.expires_on.data,
            by=current_user,
        ),
    ):
        flash(gettext("The exception is granted."), "good")
        return redirect(queries.clause_url(contract_id, clause_id, rulebook_id))
    return _page(ClausePage.of(contract_id, rulebook_id, clause_id), exception_form=form)


@bp.route("/clauses/exceptions/<int:exception_id>/end", methods=["GET", "POST"])
@requires("exceptions.grant")
def end_exception(exception_id: int) -> str | Response:
    exception = db.get_or_404(ClauseException, exception_id)
    back = queries.clause_url(exception.contract_id, exception.clause_id, exception.rulebook_id)
    form = EndForm()
    if submitted(
        form,
        lambda: exceptions.end_exception(
            db.get_or_404(ClauseException, exception_id), reason=form.reason.data or "", by=current_user
        ),
    ):
        flash(gettext("The exception is ended; the clause counts as missing again."), "good")
        return redirect(back)
    clause = queries.clause_name(exception.rulebook_id, exception.clause_id)
    return render_template(
        "contracts/clauses/end_exception.html", form=form, exception=exception, clause=clause, back=back
    )


@bp.post("/<int:contract_id>/clauses/recheck")
@requires("documents.add")
def recheck(contract_id: int) -> Response:
    contract_page(contract_id)
    rulebook_id = _rulebook_of(contract_id)
    checking.check_now(contract_id, current_user, rulebook_id)
    changes = len(queries.last_changes(contract_id, rulebook_id))
    flash(ngettext("The papers were checked anew; one verdict changed.",
                   "The papers were checked anew; %(num)d verdicts changed.", changes), "good")  # fmt: skip
    return redirect(queries.clause_url(contract_id, rulebook_id=rulebook_id))


@bp.post("/<int:contract_id>/clauses/rulebooks/choose")
@requires("documents.add")
def choose(contract_id: int) -> Response:
    """Judge the contract by a further rulebook from now on."""
    contract_page(contract_id)
    asked = request.form.get("rulebook_id", "")
    if asked not in available() or asked == checking.RULEBOOK:
        abort(404)
    if not pressed(lambda: operations.choose_rulebook(contract_page(contract_id), load(asked), by=current_user)):
        return redirect(queries.clause_url(contract_id))
    checking.check_now(contract_id, current_user, asked)
    return redirect(queries.clause_url(contract_id, rulebook_id=asked))


@bp.post("/<int:contract_id>/clauses/rulebooks/drop")
@requires("documents.add")
def drop(contract_id: int) -> Response:
    contract_page(contract_id)
    if pressed(
        lambda: operations.drop_rulebook(
            contract_page(contract_id), request.form.get("rulebook_id", "")[:40], by=current_user
        )
    ):
        flash(gettext("The contract is no longer judged by this rulebook."), "good")
    return redirect(queries.clause_url(contract_id))
