"""Questions on clauses that wait for an answer."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from contracts.clauses.queries import clause_words
from contracts.questions.models import ClauseQuestion
from contracts.register.models import Contract
from core.auth.models import User
from core.auth.rules import Role
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase


def questions(as_of: date, owners: Owners) -> Iterator[Task]:
    """Of a person, or of whoever holds a role; compliance answers for somebody whose account is closed."""
    query = (
        select(
            ClauseQuestion.id, ClauseQuestion.rulebook_id, ClauseQuestion.clause_id, ClauseQuestion.asked_of_id,
            ClauseQuestion.asked_role, ClauseQuestion.asked_by_id, Contract.number, User.name.label("asked_by"),
        )
        .join(Contract, ClauseQuestion.contract_id == Contract.id)
        .join(User, ClauseQuestion.asked_by_id == User.id)
        .where(ClauseQuestion.closed_at.is_(None), owners.answer_for(ClauseQuestion.asked_of_id))
    )  # fmt: skip
    for row in db.session.execute(query):
        what = phrase(N_("Answer %(name)s on “%(clause)s”"), name=row.asked_by,
                      clause=clause_words(row.rulebook_id, row.clause_id))  # fmt: skip
        yield Task(
            f"question:{row.id}", what, None, "contracts.questions.show", {"question_id": row.id}, row.number,
            row.asked_of_id, is_shared=row.asked_role is not None, role=row.asked_role or Role.COMPLIANCE,
        )  # fmt: skip
