"""The words for a contract's papers, and their text in the compact form in which it is kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from contracts.documents.reading.text import DocumentText, Kind, Page, Paragraph, Source
from core.phrases import N_, Phrase, Wording


class DocumentKind(StrEnum):
    """What a paper is to its contract."""

    CONTRACT = "contract"
    AMENDMENT = "amendment"
    ANNEX = "annex"
    OTHER = "other"
    DRAFT = "draft"
    """Kept to be compared with what was signed; it is never judged."""


DOCUMENT_KIND_NAMES = {
    DocumentKind.CONTRACT: N_("Contract"),
    DocumentKind.AMENDMENT: N_("Amendment"),
    DocumentKind.ANNEX: N_("Annex"),
    DocumentKind.OTHER: N_("Other paper"),
    DocumentKind.DRAFT: N_("Draft"),
}


class Extraction(StrEnum):
    """How far the reading of its text is."""

    WAITING = "waiting"
    READ = "read"
    PARTLY = "partly"
    """Some of its pages are pictures and were not read."""
    SCANNED = "scanned"
    """All of its pages are pictures and were not read."""
    UNREADABLE = "unreadable"


EXTRACTION_NAMES = {
    Extraction.WAITING: N_("Being read"),
    Extraction.READ: N_("Read"),
    Extraction.PARTLY: N_("Read in part"),
    Extraction.SCANNED: N_("No text layer"),
    Extraction.UNREADABLE: N_("Not readable"),
}

WITH_TEXT = (Extraction.READ, Extraction.PARTLY)
"""Papers that hold words to check; of the others nothing is known."""
NOT_WHOLLY_READ = tuple(each for each in Extraction if each is not Extraction.READ)
"""Papers in which more may stand than is known."""

READ_WORK = "contracts.documents.read"
"""The background work that reads a paper; its parameter is the `document_id`."""

AT_ONCE_BYTES = 1_000_000
"""A larger file is read in the background."""

_KINDS, _SOURCES = list(Kind), list(Source)


def packed(document: DocumentText) -> dict[str, Any]:
    """Pages as [number, start, end] (and source and sureness where not from the file), paragraphs as [start, end, page,
    kind, is_contents, table], remarks as sentences."""
    return {
        "format": document.format,
        "text": document.text,
        "pages": [_packed_page(page) for page in document.pages],
        "paragraphs": [
            [p.start, p.end, p.page, _KINDS.index(p.kind), int(p.is_contents), p.table] for p in document.paragraphs
        ],
        "remarks": [sentence(remark) for remark in document.remarks],
    }


def _packed_page(page: Page) -> list[int]:
    place = [page.number, page.start, page.end]
    return place if page.source is Source.FILE else [*place, _SOURCES.index(page.source), page.sureness]


def _unpacked_page(number: int, start: int, end: int, source: int = 0, sureness: int = 100) -> Page:
    return Page(number, start, end, _SOURCES[source], sureness)


def unread_pages(kept: Any) -> list[int]:
    """Numbers of the pages of a kept text that were not read."""
    return [page[0] for page in kept.pages if len(page) > 3 and _SOURCES[page[3]] is Source.UNREAD]


def unpacked(name: str, kept: Any) -> DocumentText:
    """The document that `packed` was made of; `kept` has its keys as attributes."""
    return DocumentText(
        name=name,
        format=kept.format,
        text=kept.text,
        pages=tuple(_unpacked_page(*page) for page in kept.pages),
        paragraphs=tuple(
            Paragraph(start, end, page, _KINDS[kind], bool(is_contents), table)
            for start, end, page, kind, is_contents, table in kept.paragraphs
        ),
        remarks=tuple(phrase_of(remark) for remark in kept.remarks),
    )


def sentence(phrase: Phrase) -> dict[str, Any]:
    """A sentence as it is kept, to be said later in the reader's language."""
    return {"msgid": phrase.msgid, "params": {k: _kept(v) for k, v in phrase.params.items()}}


def _kept(value: Any) -> Any:
    if isinstance(value, Phrase):
        return sentence(value)
    return {"zh": value.zh, "en": value.en} if isinstance(value, Wording) else value


def phrase_of(kept: Mapping[str, Any]) -> Phrase:
    """The sentence that was kept."""
    return Phrase(str(kept.get("msgid", "")), {k: _said(v) for k, v in kept.get("params", {}).items()})


def _said(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return Wording(str(value["zh"]), str(value["en"])) if "zh" in value else phrase_of(value)


def in_reading_order(papers: Sequence[tuple[DocumentKind, date]]) -> list[int]:
    """Positions of papers, given by kind and day, in the order in which they are read.

    The contract, its amendments, annexes, the rest; of one kind the earlier first.
    """
    order = list(DocumentKind)
    return sorted(range(len(papers)), key=lambda i: (order.index(papers[i][0]), papers[i][1], i))
