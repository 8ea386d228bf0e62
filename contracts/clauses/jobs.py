"""What the clause check does by itself: checks what was never checked, checks anew on the day on which an amendment takes
effect, and ends exceptions on the day after their last. Safe to run twice and in two processes. A newer version of a
rulebook is offered to people, not run by itself."""

from sqlalchemy import exists, select

from contracts.clauses.checking import RULEBOOK, check_now
from contracts.clauses.exceptions import end_exception
from contracts.clauses.models import ClauseException, ClauseFinding
from contracts.clauses.rulebooks import available
from contracts.documents.models import Document
from contracts.documents.queries import counting_on
from core import clock
from core.db import db, unit_of_work

A_TIME = 40


def run() -> dict[str, int]:
    return {
        "checked": _check_unchecked(),
        "in_effect": _check_what_takes_effect(),
        "expired": _end_expired(),
    }


def _check_unchecked() -> int:
    """Contracts with a paper that counts and no finding."""
    known = exists().where(ClauseFinding.contract_id == Document.contract_id, ClauseFinding.rulebook_id == RULEBOOK)
    query = select(Document.contract_id).where(counting_on(clock.today()), ~known).distinct().limit(A_TIME)
    ids = list(db.session.scalars(query))
    for contract_id in ids:
        check_now(contract_id, by=None)
    return len(ids)


def _check_what_takes_effect() -> int:
    """Contracts of which a paper, such as an amendment, begins to count by today."""
    due = select(ClauseFinding.contract_id).where(ClauseFinding.recheck_on <= clock.today())
    query = due.where(ClauseFinding.rulebook_id.in_(available())).distinct().limit(A_TIME)
    ids = list(db.session.scalars(query))
    for contract_id in ids:
        check_now(contract_id, by=None)
    return len(ids)


def _end_expired() -> int:
    query = select(ClauseException.id).where(
        ClauseException.ended_at.is_(None), ClauseException.expires_on < clock.today()
    )
    done = 0
    for exception_id in list(db.session.scalars(query)):
        with unit_of_work():
            exception = db.session.get_one(ClauseException, exception_id)
            if exception.ended_at is None:
                end_exception(exception, reason="", by=None, has_expired=True)
                done += 1
    return done
