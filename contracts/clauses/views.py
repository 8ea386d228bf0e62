from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.clauses import checking, decisions, exceptions, queries
from contracts.clauses.effective import VERDICT_NAMES, Effective
from contracts.clauses.forms import DecisionForm, EndForm, ExceptionForm
from contracts.clauses.matrix import Matrix, matrix
from contracts.clauses.models import ClauseException
from contracts.clauses.queries import ClauseRow, badge
from contracts.clauses.rulebooks import available, load
from contracts.clauses.rules import Verdict
from contracts.documents.highlighting import Mark, pieces
from contracts.documents.queries import papers_of, unread_papers
from contracts.register.queries import contract_page
from core.auth.guard import requires
from core.auth.models import User
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_workbook
from core.i18n import language

bp = Blueprint("clauses", __name__)


@bp.get("/clauses/")
@requires("clauses.view")
def index() -> str | Response:
    """Contracts × clauses; `?format=xlsx` is the same list as a workbook."""
    listing = matrix()
    if request.args.get("format") == "xlsx":
        return _send_matrix(listing)
    return render_template(
        "contracts/clauses/index.html",
        page=listing.page(request.args),
        totals=listing.totals(request.args),
        legend=[badge(state) for state in Effective],
    )


def _send_matrix(listing: Matrix) -> Response:
    from contracts.clauses.matrix_book import write_matrix

    names = {clause.id: clause.name.in_language(language()) for clause in load(checking.RULEBOOK).clauses.values()}
    handle = write_matrix(
        str(listing.title), listing.columns, listing.rows(request.args), names, listing.totals(request.args)
    )
    return send_workbook(handle, listing.name)


@bp.get("/clauses/rulebooks/<rulebook_id>")
@requires("clauses.view")
def rulebook(rulebook_id: str) -> str:
    """What a rulebook asks, what counts, and wording that would do."""
    if rulebook_id not in available():
        abort(404)
    books = [load(each) for each in available()]
    return render_template(
        "contracts/clauses/rulebook.html", rulebook=load(rulebook_id), rulebooks=books, language=language()
    )


@bp.get("/<int:contract_id>/clauses")
@requires("clauses.view")
def show(contract_id: int) -> str:
    """One contract's clauses beside its papers; `?clause=audit` looks at one."""
    return _page(contract_id, request.args.get("clause", ""))


def _page(contract_id: int, clause_id: str, **forms: Any) -> str:
    contract = contract_page(contract_id)
    rows = queries.clause_rows(contract_id)
    chosen = next((row for row in rows if row.clause.id == clause_id), None) or _first_to_review(rows)
    papers = papers_of(contract_id)
    at = rows.index(chosen)
    return render_template(
        "contracts/clauses/show.html",
        contract=contract,
        rows=rows,
        row=chosen,
        before=rows[at - 1].clause.id if at else None,
        after=rows[at + 1].clause.id if at + 1 < len(rows) else None,
        papers=[(document, words, pieces(words, _marks(chosen, document.id))) for document, words in papers],
        unread=unread_papers(contract_id),
        page_names={document.id: document.name for document, _ in papers},
        decision_form=forms.get("decision_form") or _decision_form(chosen),
        exception_form=forms.get("exception_form") or ExceptionForm(),
        verdicts=VERDICT_NAMES,
        language=language(),
    )


def _first_to_review(rows: list[ClauseRow]) -> ClauseRow:
    return next((row for row in rows if row.effective.is_gap and row.decision is None), rows[0])


def _marks(row: ClauseRow, document_id: int) -> list[Mark]:
    evidence = row.finding.evidence if row.finding else []
    return [
        Mark(number, each["start"], each["end"])
        for number, each in enumerate(evidence, 1)
        if each["document_id"] == document_id
    ]


def _decision_form(row: ClauseRow) -> DecisionForm:
    if row.finding is None:
        return DecisionForm()
    verdict = row.decision.verdict if row.decision else row.finding.verdict
    return DecisionForm(verdict=verdict.value, seen=row.finding.evidence_hash)


@bp.post("/<int:contract_id>/clauses/<clause_id>/decide")
@requires("clauses.decide")
def decide(contract_id: int, clause_id: str) -> str | Response:
    queries.finding_of(contract_id, clause_id)
    form = DecisionForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                decisions.decide_clause(
                    queries.finding_of(contract_id, clause_id),
                    Verdict(form.verdict.data),
                    reason=form.reason.data or "",
                    seen=form.seen.data or "",
                    by=current_user,
                )
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("Your decision is recorded."), "good")
            return redirect(url_for(".show", contract_id=contract_id, clause=clause_id))
    return _page(contract_id, clause_id, decision_form=form)


@bp.post("/<int:contract_id>/clauses/<clause_id>/except")
@requires("exceptions.grant")
def grant(contract_id: int, clause_id: str) -> str | Response:
    queries.finding_of(contract_id, clause_id)
    form = ExceptionForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                exceptions.grant_exception(
                    queries.finding_of(contract_id, clause_id),
                    reason=form.exception_reason.data or "",
                    requested_by=db.session.get(User, form.requested_by_id.data or 0),
                    expires_on=form.expires_on.data,
                    by=current_user,
                )
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("The exception is granted."), "good")
            return redirect(url_for(".show", contract_id=contract_id, clause=clause_id))
    return _page(contract_id, clause_id, exception_form=form)


@bp.route("/clauses/exceptions/<int:exception_id>/end", methods=["GET", "POST"])
@requires("exceptions.grant")
def end_exception(exception_id: int) -> str | Response:
    exception = db.get_or_404(ClauseException, exception_id)
    back = url_for(".show", contract_id=exception.contract_id, clause=exception.clause_id)
    form = EndForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                exceptions.end_exception(
                    db.get_or_404(ClauseException, exception_id), reason=form.reason.data or "", by=current_user
                )
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("The exception is ended; the clause counts as missing again."), "good")
            return redirect(back)
    clause = load(exception.rulebook_id).clauses[exception.clause_id].name.in_language(language())
    return render_template(
        "contracts/clauses/end_exception.html", form=form, exception=exception, clause=clause, back=back
    )


@bp.post("/<int:contract_id>/clauses/recheck")
@requires("documents.add")
def recheck(contract_id: int) -> Response:
    contract_page(contract_id)
    checking.check_now(contract_id, by=current_user)
    flash(gettext("The papers were checked anew."), "good")
    return redirect(url_for(".show", contract_id=contract_id))
