"""PDF: the text layer, page by page; pages that are pictures by text recognition, where it is asked for."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.documents.reading import paged, pdf_apart
from contracts.documents.reading.characters import plain_characters
from contracts.documents.reading.limits import MAX_CHARACTERS, MAX_PAGES, MAX_SCANS
from contracts.documents.reading.paged import PageLines, Row
from contracts.documents.reading.recognition import Recognise
from contracts.documents.reading.scans import NOTHING_FOUND, NoTextLayer, recognised_page
from contracts.documents.reading.text import DocumentText, Source
from core.apart import run_apart
from core.errors import Unreadable
from core.phrases import N_


@dataclass(frozen=True, slots=True)
class _Layer:
    """What pdf_apart found on a page: texts, and the rows of tables that are drawn on it."""

    parts: Sequence[str | list[list[str]]]
    is_picture: bool

    @property
    def has_text(self) -> bool:
        return any(part.strip() if isinstance(part, str) else part for part in self.parts)

    def lines(self) -> Iterator[str | Row]:
        for table, part in enumerate(self.parts, 1):
            if isinstance(part, str):
                yield from plain_characters(part).split("\n")
            else:
                for cells in part:
                    yield Row(tuple(plain_characters(cell) for cell in cells), table)


def read(data: bytes, name: str, recognise: Recognise | None = None) -> DocumentText:
    """The text of a PDF; its pictures of pages are read by `recognise`.

    Raises NoTextLayer when all pages are pictures and nothing reads them, Unreadable when it is damaged, locked or too
    long.
    """
    layers = _layers(data)
    scans = [number for number, layer in enumerate(layers, 1) if layer.is_picture]
    has_text = any(layer.has_text for layer in layers)
    if recognise is None and (len(scans) == len(layers) or not has_text):
        raise NoTextLayer(
            N_(
                "The PDF has no text layer: its pages are pictures. Send the original .docx, or a PDF with recognised "
                "text. %(missing)s"
            )
        )
    found = recognise(data, scans[:MAX_SCANS]) if recognise and scans else {}
    pages = []
    for number, layer in enumerate(layers, 1):
        if number in found:
            pages.append(recognised_page(number, found[number]))
        else:
            pages.append(PageLines(number, list(layer.lines()), Source.UNREAD if layer.is_picture else Source.FILE))
    if not has_text and not any(each.lines for each in found.values()):
        raise Unreadable(NOTHING_FOUND)
    return paged.document(name, "pdf", pages)


def _layers(data: bytes) -> Sequence[_Layer]:
    written, code = run_apart(pdf_apart.__file__, data, str(MAX_PAGES), str(MAX_CHARACTERS))
    if code:
        raise Unreadable(
            N_(
                "Reading the PDF takes more memory or time than any contract needs; print it to a new PDF and send that."
            )
        )
    found = json.loads(written)
    if isinstance(found, list):
        return [_Layer(**layer) for layer in found]
    why, page = found["why"], found["page"]
    raise Unreadable(_WHY[why], limit=MAX_PAGES if why == "pages" else MAX_CHARACTERS, page=page)


_WHY = {
    "locked": N_("The PDF is locked with a password; send a copy without one."),
    "damaged": N_("The PDF is damaged and cannot be opened; save it again from the program that made it."),
    "empty": N_("The PDF has no pages."),
    "pages": N_("The PDF has more than %(limit)s pages; send the contract alone."),
    "page": N_("Page %(page)s of the PDF is damaged; save it again from the program that made it."),
    "long": N_("The text is longer than %(limit)s characters; send the contract alone."),
}
