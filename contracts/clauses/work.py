"""What clauses ask of people: exceptions that end, verdicts that nobody has looked at."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import and_, or_, select

from contracts.clauses.checking import RULEBOOK
from contracts.clauses.models import ClauseException, ClauseFinding
from contracts.clauses.queries import GAP, clause_words
from contracts.register.models import Contract
from contracts.register.standings import standings
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase

EXPIRY_NEAR = timedelta(days=60)
"""How long before an exception ends the clause has to be asked for, or the exception asked for anew."""


def exceptions(as_of: date, owners: Owners) -> Iterator[Task]:
    """Exceptions about to end: whoever asked for one sees to it that the clause is agreed or the exception granted anew."""
    query = (
        select(ClauseException.id, ClauseException.contract_id, ClauseException.rulebook_id, ClauseException.clause_id,
               ClauseException.expires_on, ClauseException.requested_by_id, Contract.number, Contract.title)
        .join(Contract, ClauseException.contract_id == Contract.id)
        .where(
            ClauseException.ended_at.is_(None), ClauseException.expires_on <= as_of + EXPIRY_NEAR,
            owners.answer_for(ClauseException.requested_by_id, ClauseException.expires_on),
        )
    )  # fmt: skip
    for row in db.session.execute(query):
        what = phrase(N_("The exception for “%(clause)s” ends: have the clause agreed, or ask anew"),
                      clause=clause_words(row.rulebook_id, row.clause_id))  # fmt: skip
        yield Task(
            f"exception:{row.id}", what, row.expires_on, "contracts.clauses.show",
            {"contract_id": row.contract_id, "clause": row.clause_id,
             "rulebook": row.rulebook_id if row.rulebook_id != RULEBOOK else None},
            f"{row.number} {row.title}", row.requested_by_id,
        )  # fmt: skip


def reviews(as_of: date, owners: Owners) -> Iterator[Task]:
    """One line for all running contracts with verdicts to review: they are worked through on their own page."""
    waiting = select(ClauseFinding.contract_id).where(
        ClauseFinding.rulebook_id == RULEBOOK,
        or_(
            ClauseFinding.is_stale,
            and_(
                ClauseFinding.verdict.in_(GAP), ClauseFinding.decided.is_(None),
                or_(ClauseFinding.excepted_until.is_(None), ClauseFinding.excepted_until < as_of),
            ),
        ),
    )  # fmt: skip
    running = standings(as_of)
    count = sum(running[key].status.is_running for key in db.session.scalars(waiting.distinct()) if key in running)
    if count:
        yield Task(
            "clauses:review", phrase(N_("Review clauses; contracts waiting: %(n)s"), n=count), None,
            "contracts.clauses.index", {"state": "unreviewed", "term": "running"}, is_shared=True,
        )  # fmt: skip
