"""Reads of a contract's papers and their text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from contracts.documents.models import Document, DocumentWords
from contracts.documents.reading import DocumentText
from contracts.documents.reading.paged import ranges
from contracts.documents.rules import (
    EXTRACTION_NAMES,
    NOT_WHOLLY_READ,
    READ_WORK,
    WITH_TEXT,
    DocumentKind,
    Extraction,
    in_reading_order,
    unpacked,
    unread_pages,
)
from core import clock
from core.background.models import State, Work
from core.db import db
from core.i18n import formats, say
from core.web.listing import Status

TONES = {
    Extraction.WAITING: "info",
    Extraction.READ: "good",
    Extraction.PARTLY: "warn",
    Extraction.SCANNED: "bad",
    Extraction.UNREADABLE: "bad",
}


def state_badge(document: Document) -> Status:
    if document.is_withdrawn:
        return Status(gettext("Withdrawn"), "muted")
    if document.extraction is Extraction.READ and document.kind is DocumentKind.DRAFT:
        return Status(gettext("Kept to compare"), "muted")
    if document.extraction is Extraction.READ and document.waits_on(clock.today()):
        return Status(gettext("Counts from %(on)s", on=formats.day(document.effective_on)), "info")
    return Status(say(EXTRACTION_NAMES[document.extraction]), TONES[document.extraction])


def documents_of(contract_id: int) -> Sequence[Document]:
    """All papers of a contract, the withdrawn ones last."""
    query = (
        select(Document)
        .where(Document.contract_id == contract_id)
        .options(joinedload(Document.uploaded_by))
        .order_by(Document.withdrawn_at.is_not(None), Document.id)
    )
    return db.session.scalars(query).all()


def document_page(document_id: int) -> Document:
    """One paper with its contract. 404 for a number nobody has."""
    query = (
        select(Document)
        .where(Document.id == document_id)
        .options(joinedload(Document.contract), joinedload(Document.uploaded_by))
    )
    found: Document = db.one_or_404(query)
    return found


def words_of(document: Document) -> DocumentText | None:
    """The text of a paper; None when it was not read."""
    kept = db.session.get(DocumentWords, document.sha256)
    return unpacked(document.name, kept) if kept and document.extraction in WITH_TEXT else None


def counting_on(day: date) -> ColumnElement[bool]:
    """Papers that count on a day: readable, not withdrawn, no draft, and in effect."""
    return and_(Document.extraction.in_(WITH_TEXT), _in_effect_on(day))


def _in_effect_on(day: date) -> ColumnElement[bool]:
    has_begun = or_(
        Document.effective_on.is_(None), Document.effective_on <= day, Document.kind == DocumentKind.CONTRACT
    )
    return and_(Document.withdrawn_at.is_(None), Document.kind != DocumentKind.DRAFT, has_begun)


Papers = list[tuple[Document, DocumentText]]


def papers_of(contract_id: int) -> Papers:
    """What counts for a contract today and could be read, in the order in which it is read."""
    return _read(Document.contract_id == contract_id, counting_on(clock.today()))


def readable_papers_of(contract_id: int) -> Papers:
    """Every paper of a contract that could be read, also drafts, the withdrawn and those not in effect yet."""
    return _read(Document.contract_id == contract_id, Document.extraction.in_(WITH_TEXT))


def _read(*conditions: ColumnElement[bool]) -> Papers:
    query = (
        select(Document, DocumentWords)
        .join(DocumentWords, DocumentWords.sha256 == Document.sha256)
        .where(*conditions)
        .order_by(Document.id)
    )
    found = [(row[0], unpacked(row[0].name, row[1])) for row in db.session.execute(query)]
    return [found[i] for i in in_reading_order([(document.kind, document.dated_on) for document, _ in found])]


def next_start(contract_id: int) -> date | None:
    """The day on which another paper of the contract begins to count."""
    today = clock.today()
    waiting = [d for d in documents_of(contract_id) if not d.is_withdrawn and d.waits_on(today)]
    return min((d.effective_on for d in waiting if d.effective_on), default=None)


@dataclass(frozen=True)
class Unread:
    """A paper that counts for a contract and in which more may stand than is known; `pages` where only some were not read."""

    document: Document
    pages: str


def unread_papers(*contract_ids: int) -> list[Unread]:
    """Of these contracts' papers those that were not read, or not wholly: what they say is not known."""
    query = (
        select(Document, DocumentWords)
        .outerjoin(DocumentWords, DocumentWords.sha256 == Document.sha256)
        .where(
            Document.contract_id.in_(contract_ids),
            Document.extraction.in_(NOT_WHOLLY_READ),
            _in_effect_on(clock.today()),
        )
        .order_by(Document.id)
    )
    return [
        Unread(document, ranges(unread_pages(kept)) if kept and document.extraction is Extraction.PARTLY else "")
        for document, kept in db.session.execute(query)
    ]


def contracts_not_wholly_read(day: date) -> set[int]:
    """Contracts of whose agreement, as it is on a day (not its accompanying papers), something was not read."""
    query = select(Document.contract_id).where(
        Document.extraction.in_(NOT_WHOLLY_READ), Document.kind != DocumentKind.OTHER, _in_effect_on(day)
    )
    return set(db.session.scalars(query))


def reading_of(document: Document) -> Work | None:
    """The background work that reads a paper at this moment, or is about to; None when none does."""
    query = select(Work).where(Work.kind == READ_WORK, Work.state.in_((State.WAITING, State.RUNNING)))
    works = [work for work in db.session.scalars(query) if work.params.get("document_id") == document.id]
    return max(works, key=lambda work: (work.state is State.RUNNING, work.id), default=None)
