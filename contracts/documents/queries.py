"""Reads of a contract's papers and their text."""

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from contracts.documents.models import Document, DocumentWords
from contracts.documents.reading import DocumentText
from contracts.documents.rules import EXTRACTION_NAMES, Extraction, in_reading_order, unpacked
from core.db import db
from core.i18n import say
from core.web.listing import Status

TONES = {Extraction.WAITING: "info", Extraction.READ: "good", Extraction.UNREADABLE: "bad"}


def state_badge(document: Document) -> Status:
    if document.is_withdrawn:
        return Status(gettext("Withdrawn"), "muted")
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
    return unpacked(document.name, kept) if kept and document.extraction is Extraction.READ else None


def papers_of(contract_id: int) -> list[tuple[Document, DocumentText]]:
    """What counts for a contract and could be read, in the order in which it is read."""
    query = (
        select(Document, DocumentWords)
        .join(DocumentWords, DocumentWords.sha256 == Document.sha256)
        .where(
            Document.contract_id == contract_id,
            Document.withdrawn_at.is_(None),
            Document.extraction == Extraction.READ,
        )
        .order_by(Document.id)
    )
    found = [(row[0], unpacked(row[0].name, row[1])) for row in db.session.execute(query)]
    return [found[i] for i in in_reading_order([document.kind for document, _ in found])]
