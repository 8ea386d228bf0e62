"""Reads of questions on clauses: one, those of a clause, those that wait for a person, the list of all."""

from collections.abc import Sequence
from datetime import timedelta

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from contracts.clauses.queries import clause_name
from contracts.questions.models import ClauseQuestion
from contracts.register.models import Contract
from core import clock
from core.auth.models import User
from core.auth.rules import ROLE_NAMES, Role
from core.db import db
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Rows, Status

RECENT = timedelta(days=14)
"""How long an answer stays on the first page of who asked."""
_PEOPLE = (
    joinedload(ClauseQuestion.asked_by), joinedload(ClauseQuestion.asked_of), joinedload(ClauseQuestion.answered_by),
)  # fmt: skip


def question_page(question_id: int) -> ClauseQuestion:
    """One question. 404 for a number nobody has."""
    query = select(ClauseQuestion).where(ClauseQuestion.id == question_id)
    found: ClauseQuestion = db.one_or_404(query.options(joinedload(ClauseQuestion.contract), *_PEOPLE))
    return found


def questions_on(contract_id: int, rulebook_id: str, clause_id: str) -> Sequence[ClauseQuestion]:
    """All on one clause, the last first; those taken back are left out."""
    query = (
        select(ClauseQuestion)
        .filter_by(contract_id=contract_id, rulebook_id=rulebook_id, clause_id=clause_id)
        .where(or_(ClauseQuestion.closed_at.is_(None), ClauseQuestion.verdict.is_not(None)))
        .options(*_PEOPLE)
    )
    return db.session.scalars(query.order_by(ClauseQuestion.id.desc())).all()


def open_questions(contract_id: int, rulebook_id: str, clause_id: str) -> Sequence[ClauseQuestion]:
    return [each for each in questions_on(contract_id, rulebook_id, clause_id) if each.is_open]


def waits_for(user: User) -> ColumnElement[bool]:
    """SQL for an open question that `is_for` the person: kept beside it, and held to it by a test."""
    closed_accounts = select(User.id).where(User.disabled_at.is_not(None))
    mine = [ClauseQuestion.asked_of_id == user.id, ClauseQuestion.asked_role.in_(list(user.roles))]
    if Role.COMPLIANCE in user.roles:
        mine.append(ClauseQuestion.asked_of_id.in_(closed_accounts))
    return and_(ClauseQuestion.closed_at.is_(None), or_(*mine))


def questions_for(user: User) -> Sequence[ClauseQuestion]:
    """Open questions that wait for this person, the oldest first."""
    return _read(_with_contract().where(waits_for(user)).order_by(ClauseQuestion.id))


def answers_to(user: User) -> Sequence[ClauseQuestion]:
    """Questions of this person that were answered lately, the last first."""
    since = clock.now() - RECENT
    answered = and_(ClauseQuestion.asked_by_id == user.id, ClauseQuestion.verdict.is_not(None))
    query = _with_contract().where(answered, ClauseQuestion.closed_at >= since)
    return _read(query.order_by(ClauseQuestion.closed_at.desc()))


def _read(query: Rows) -> Sequence[ClauseQuestion]:
    return db.session.scalars(query).all()


def _with_contract() -> Rows:
    return select(ClauseQuestion).options(joinedload(ClauseQuestion.contract), *_PEOPLE)


def person_for(question: ClauseQuestion) -> str:
    """Whom it was put to."""
    if question.asked_role is not None:
        return say(ROLE_NAMES[question.asked_role])
    asked = question.asked_of or (db.session.get(User, question.asked_of_id) if question.asked_of_id else None)
    return asked.name if asked else "—"


def state(question: ClauseQuestion) -> Status:
    if question.is_open:
        return Status(gettext("Open"), "warn")
    return Status(gettext("Answered"), "good") if question.is_answered else Status(gettext("Taken back"), "muted")


def all_questions(user: User) -> Listing:
    """Every question; filters narrow it to what waits for a person, and to what they asked."""
    conditions = {
        "mine": waits_for(user),
        "asked": ClauseQuestion.asked_by_id == user.id,
        "open": ClauseQuestion.closed_at.is_(None),
        "answered": ClauseQuestion.verdict.is_not(None),
    }
    return Listing(
        name="questions",
        title=gettext("Questions on clauses"),
        statement=select(ClauseQuestion)
        .join(Contract, ClauseQuestion.contract_id == Contract.id)
        .options(contains_eager(ClauseQuestion.contract), *_PEOPLE),
        tiebreak=ClauseQuestion.id,
        search=(ClauseQuestion.question, ClauseQuestion.answer, Contract.number, Contract.title),
        default_sort="-asked_at",
        filters=[
            Filter("show", gettext("Show"), lambda: [
                ("mine", gettext("waiting for me")), ("asked", gettext("asked by me")),
                ("open", gettext("open")), ("answered", gettext("answered")),
            ], conditions.__getitem__),
        ],
        columns=[
            Column("contract", _l("Contract"), lambda q: q.contract.number, sort=Contract.number,
                   url=lambda q: url_for("contracts.questions.show", question_id=q.id)),
            Column("clause", _l("Clause"), lambda q: clause_name(q.rulebook_id, q.clause_id)),
            Column("question", _l("Question"), lambda q: q.question),
            Column("asked_by", _l("Asked by"), lambda q: q.asked_by.name, is_minor=True),
            Column("asked_at", _l("Asked"), lambda q: q.asked_at, Kind.INSTANT, sort=ClauseQuestion.asked_at),
            Column("asked_of", _l("Asked of"), person_for),
            Column("state", _l("State"), state, Kind.STATUS),
            Column("answer", _l("Answer"), lambda q: q.answer, is_minor=True),
        ],
    )  # fmt: skip
