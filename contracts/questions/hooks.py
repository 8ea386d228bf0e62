"""Where questions on clauses show on other pages."""

from typing import Any

from flask import Flask, url_for
from flask_babel import gettext

from contracts.clauses.effective import VERDICT_NAMES
from contracts.clauses.page import ClausePage
from contracts.clauses.queries import clause_name
from contracts.questions import queries, work
from contracts.questions.forms import AskForm
from contracts.questions.models import ClauseQuestion
from core.auth.guard import may
from core.auth.models import User
from core.home import Card, Item, register_card
from core.i18n import say
from core.my_work import Source, register_work
from core.phrases import N_
from core.web.panels import Panel, register_panel

SHOWN = 6


def on_clause(view: ClausePage) -> dict[str, Any]:
    """What was asked about the clause that is open, and the form to ask more."""
    return {
        "questions": queries.questions_on(view.contract.id, view.rulebook.id, view.row.clause.id),
        "ask_form": AskForm(formdata=None) if may("clauses.ask") else None,
        "person_for": queries.person_for,
        "verdicts": VERDICT_NAMES,
    }


def questions_card(user: User) -> Card | None:
    """What others want to know of this person."""
    waiting = queries.questions_for(user)
    if not waiting:
        return None
    items = [_item(each, gettext("from %(name)s", name=each.asked_by.name), "warn") for each in waiting[:SHOWN]]
    return Card(
        gettext("Questions to you"),
        "chat-left-quote",
        len(waiting),
        items,
        "",
        url_for("contracts.questions.index", show="mine"),
        "warn",
    )


def answers_card(user: User) -> Card | None:
    """What this person asked and was told lately."""
    answered = queries.answers_to(user)
    if not answered:
        return None
    items = [_item(each, say(VERDICT_NAMES[each.verdict]) if each.verdict else "", "good") for each in answered[:SHOWN]]
    return Card(
        gettext("Answers to your questions"),
        "chat-left-text",
        len(answered),
        items,
        "",
        url_for("contracts.questions.index", show="asked"),
        "info",
    )


def _item(question: ClauseQuestion, note: str, tone: str) -> Item:
    label = f"{question.contract.number} · {clause_name(question.rulebook_id, question.clause_id)}"
    return Item(label, url_for("contracts.questions.show", question_id=question.id), tone=tone, note=note)


def init_app(app: Flask) -> None:
    register_panel(app, "clause", Panel("contracts/questions/_on_clause.html", "clauses.view", on_clause, order=10))
    register_card(app, "clauses.answer", questions_card, order=15)
    register_card(app, "clauses.ask", answers_card, order=16)
    register_work(app, Source("questions", N_("Questions on clauses"), "clauses.answer", work.questions))
