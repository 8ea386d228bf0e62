"""What the clause check does by itself: reads papers that were left waiting, checks what was never checked, checks anew on
the day on which an amendment takes effect, and ends exceptions on the day after their last. Safe to run twice and in
two processes. A newer version of a rulebook is offered to people, not run by itself."""

from datetime import timedelta

from sqlalchemy import exists, select

from contracts.clauses.checking import RULEBOOK, check_now
from contracts.clauses.exceptions import end_exception
from contracts.clauses.models import ClauseException, ClauseFinding
from contracts.documents.models import Document
from contracts.documents.operations import keep_words, read_bytes
from contracts.documents.queries import counting_on
from contracts.documents.rules import Extraction
from core import clock
from core.db import db, unit_of_work
from core.files import path_of

PATIENCE = timedelta(minutes=15)
"""How long a paper may wait for the background worker before the job reads it itself."""
A_TIME = 40


def run() -> dict[str, int]:
    return {
        "read": _read_waiting(),
        "checked": _check_unchecked(),
        "in_effect": _check_what_takes_effect(),
        "expired": _end_expired(),
    }


def _read_waiting() -> int:
    query = select(Document.id, Document.sha256, Document.name).where(
        Document.extraction == Extraction.WAITING, Document.uploaded_at < clock.now() - PATIENCE
    )
    done = 0
    for row in db.session.execute(query.limit(A_TIME)).all():
        path = path_of(row.sha256)
        if not path.exists():
            continue
        outcome = read_bytes(path.read_bytes(), row.name)
        with unit_of_work():
            document = db.session.get_one(Document, row.id)
            if document.extraction is Extraction.WAITING:
                keep_words(document, outcome)
                done += 1
    return done


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
    query = select(ClauseFinding.contract_id).where(ClauseFinding.recheck_on <= clock.today()).distinct().limit(A_TIME)
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
