"""What the papers do by themselves: those left waiting are read, and scans are once there is something to read them with.
Safe to run twice and in two processes."""

from datetime import timedelta

from sqlalchemy import select

from contracts.documents.models import Document
from contracts.documents.operations import keep_words, read_stored
from contracts.documents.queries import reading_of
from contracts.documents.reading import Recognise
from contracts.documents.reading.recognition import missing, recogniser
from contracts.documents.rules import READ_WORK, Extraction
from core import clock
from core.background import submit
from core.background.models import State
from core.background.operations import LEASE
from core.db import db, unit_of_work

PATIENCE = timedelta(minutes=15)
"""How long a paper may wait for the background worker before the job reads it itself."""
A_TIME = 10


def run() -> dict[str, int]:
    return {"read": _read_waiting(), "recognise": _recognise_scans()}


def read_now(document: Document, recognise: Recognise | None) -> None:
    """Read a paper and keep what came of it. Not inside a unit of work: it may take minutes."""
    document_id, sha256, name = document.id, document.sha256, document.name
    db.session.rollback()  # nothing is held while the file is read
    outcome = read_stored(sha256, name, recognise)
    with unit_of_work():
        keep_words(db.session.get_one(Document, document_id), outcome)


def _read_waiting() -> int:
    """Papers whose background work was lost, or that nothing does."""
    query = select(Document).where(
        Document.extraction == Extraction.WAITING,
        Document.withdrawn_at.is_(None),
        Document.uploaded_at < clock.now() - PATIENCE,
    )
    waiting = [document for document in db.session.scalars(query.limit(A_TIME * 4)) if not _is_cared_for(document)]
    for document in waiting[:A_TIME]:
        read_now(document, recogniser())
    return len(waiting[:A_TIME])


def _is_cared_for(document: Document) -> bool:
    work = reading_of(document)
    if work is None:
        return False
    now = clock.now()
    if work.state is State.RUNNING:
        return work.heartbeat_at is not None and work.heartbeat_at > now - LEASE
    return work.submitted_at > now - PATIENCE


def _recognise_scans() -> int:
    """Queue what could not be read for want of text recognition, once that is there."""
    query = select(Document).where(
        Document.extraction.in_((Extraction.SCANNED, Extraction.PARTLY)), Document.withdrawn_at.is_(None)
    )
    scans = [document.id for document in db.session.scalars(query) if _may_become_text(document)]
    if not scans or missing() is not None:
        return 0
    done = 0
    with unit_of_work():
        for document_id in scans[:A_TIME]:
            document = db.session.get_one(Document, document_id)
            if _may_become_text(document) and reading_of(document) is None:
                submit(READ_WORK, {"document_id": document.id}, by=None)
                done += 1
    return done


def _may_become_text(document: Document) -> bool:
    """Not a paper that text recognition has had its turn with: that one says so."""
    return document.extraction is Extraction.SCANNED or (
        document.extraction is Extraction.PARTLY and not document.message
    )
