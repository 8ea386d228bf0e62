from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.clauses.effective import VERDICT_NAMES
from contracts.clauses.models import ClauseFinding
from contracts.clauses.queries import clause_name, clause_url, finding_of
from contracts.clauses.rules import Verdict
from contracts.questions import operations, queries
from contracts.questions.forms import AnswerForm, AskForm
from contracts.questions.models import ClauseQuestion
from contracts.register.queries import contract_page
from core.audit.queries import history_of
from core.auth.guard import may, requires
from core.auth.models import User
from core.auth.rules import Role
from core.db import db
from core.excel.lists import send_list
from core.web.changes import pressed, submitted

bp = Blueprint("questions", __name__)


@bp.get("/questions/")
@requires("clauses.view")
def index() -> str | Response:
    listing = queries.all_questions(current_user)
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("contracts/questions/index.html", page=listing.page(request.args))


@bp.route("/<int:contract_id>/questions/ask", methods=["GET", "POST"])
@requires("clauses.ask")
def ask(contract_id: int) -> str | Response:
    """Ask about a clause: `?clause=audit&rulebook=cc19000`."""
    contract = contract_page(contract_id)
    rulebook_id, clause_id = request.args.get("rulebook", ""), request.args.get("clause", "")
    finding_of(contract_id, clause_id, rulebook_id)
    form = AskForm()
    kind, _, value = (form.asked_of.data or "").partition(":")
    if submitted(
        form,
        lambda: operations.ask_question(
            finding_of(contract_id, clause_id, rulebook_id),
            question=form.question.data or "",
            asked_of=db.session.get(User, int(value)) if kind == "person" else None,
            asked_role=Role(value) if kind == "role" else None,
            by=current_user,
        ),
    ):
        flash(gettext("The question is asked; it stands on their first page."), "good")
        return redirect(clause_url(contract_id, clause_id, rulebook_id))
    return render_template(
        "contracts/questions/ask.html",
        form=form,
        contract=contract,
        clause=clause_name(rulebook_id, clause_id),
        back=clause_url(contract_id, clause_id, rulebook_id),
    )


@bp.route("/questions/<int:question_id>", methods=["GET", "POST"])
@requires("clauses.view")
def show(question_id: int) -> str | Response:
    """A question, the passages it is about, and the form for the answer."""
    question = queries.question_page(question_id)
    form = AnswerForm()
    if request.method == "POST" and not may("clauses.answer"):
        return _page(question, form, 403)
    if submitted(form, lambda: _answer(queries.question_page(question_id), form)):
        flash(gettext("Your answer is recorded; who asked finds it on their first page."), "good")
        return redirect(url_for(".show", question_id=question_id))
    return _page(queries.question_page(question_id), form)


def _answer(asked: ClauseQuestion, form: AnswerForm) -> None:
    operations.answer_question(
        asked,
        _finding(asked),
        Verdict(form.verdict.data),
        answer=form.answer.data or "",
        seen=form.seen.data or "",
        decides=may("clauses.decide"),
        version=form.version.data,
        by=current_user,
    )


def _finding(question: ClauseQuestion) -> ClauseFinding | None:
    where = {"contract_id": question.contract_id, "rulebook_id": question.rulebook_id, "clause_id": question.clause_id}
    found: ClauseFinding | None = db.session.query(ClauseFinding).filter_by(**where).one_or_none()
    return found


def _page(question: ClauseQuestion, form: AnswerForm, status: int = 200) -> Any:
    finding = _finding(question)
    if request.method == "GET" and finding is not None:
        form = AnswerForm(
            verdict=(finding.decided or finding.verdict).value, seen=finding.evidence_hash, version=question.version
        )
    page = render_template(
        "contracts/questions/show.html",
        question=question,
        finding=finding,
        form=form,
        clause=clause_name(question.rulebook_id, question.clause_id),
        back=clause_url(question.contract_id, question.clause_id, question.rulebook_id),
        asked_of=queries.person_for(question),
        state=queries.state(question),
        may_answer=question.is_open and may("clauses.answer") and question.is_for(current_user),
        verdicts=VERDICT_NAMES,
        history=history_of("contract", question.contract_id, tags="contracts:question:"),
    )
    return page if status == 200 else (page, status)


@bp.post("/questions/<int:question_id>/withdraw")
@requires("clauses.ask")
def withdraw(question_id: int) -> Response:
    question = queries.question_page(question_id)
    back = clause_url(question.contract_id, question.clause_id, question.rulebook_id)
    if pressed(lambda: operations.withdraw_question(queries.question_page(question_id), by=current_user)):
        flash(gettext("The question is taken back."), "good")
    return redirect(back)
