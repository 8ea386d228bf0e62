"""What the reading of facts does by itself: papers that nobody has read for facts, or that an older reading read."""

from collections.abc import Sequence

from sqlalchemy import and_, exists, func, select

from contracts.documents.models import Document, DocumentWords
from contracts.documents.rules import WITH_TEXT
from contracts.facts.models import DocumentFacts
from contracts.facts.operations import read_words
from contracts.facts.reading import VERSION
from core.db import db, unit_of_work

A_TIME = 40
AT_ONCE_CHARACTERS = 120_000
"""About 60 dense pages: half a second."""


def unread_words(contract_id: int | None = None) -> Sequence[DocumentWords]:
    """Texts of papers that count and that this reading has not read; of one contract, or some of all."""
    papers = select(Document.sha256).where(Document.extraction.in_(WITH_TEXT), Document.withdrawn_at.is_(None))
    if contract_id is not None:
        papers = papers.where(Document.contract_id == contract_id)
    is_read = and_(
        DocumentFacts.sha256 == DocumentWords.sha256,
        DocumentFacts.reading == VERSION,
        DocumentFacts.characters == func.length(DocumentWords.text),
    )
    query = select(DocumentWords).where(DocumentWords.sha256.in_(papers), ~exists().where(is_read))
    return db.session.scalars(query.order_by(DocumentWords.sha256).limit(A_TIME)).all()


def run() -> dict[str, int]:
    hashes = [words.sha256 for words in unread_words()]
    for sha256 in hashes:
        with unit_of_work():
            read_words(db.session.get_one(DocumentWords, sha256))
    return {"read": len(hashes)}
