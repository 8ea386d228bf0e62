"""Papers that are pictures: what reads them, and what is said when nothing does."""

from contracts.documents.reading import paged
from contracts.documents.reading.limits import MAX_SCANS
from contracts.documents.reading.paged import PageLines, Row
from contracts.documents.reading.pictures import page_count
from contracts.documents.reading.recognised import Recognised
from contracts.documents.reading.recognition import Recognise, missing
from contracts.documents.reading.text import DocumentText, Source
from core.errors import Unreadable
from core.phrases import N_, phrase

NOTHING_FOUND = N_("Not a word was recognised on the pages: scan them upright, in black on white, at 300 dpi.")


class NoTextLayer(Unreadable):
    """All pages are pictures, and there was nothing to read them with: nothing is known of what they say.

    The sentence ends in what the machine lacks to read them.
    """

    def __init__(self, msgid: str) -> None:
        super().__init__(msgid, missing=missing() or phrase(N_("Text recognition was not asked for.")))


_GAP = "   "
"""What recognition puts between columns."""


def recognised_page(number: int, found: Recognised) -> PageLines:
    """The page as recognition found it; lines in columns, several of them together, are the rows of a table."""
    cells = [tuple(line.split(_GAP)) for line in found.lines]
    lines: list[str | Row] = []
    table = 0
    for index, line in enumerate(found.lines):
        beside = [len(cells[at]) for at in (index - 1, index + 1) if 0 <= at < len(cells)]
        if (len(cells[index]) > 2 and max(beside, default=0) > 1) or (
            len(cells[index]) == 2 and max(beside, default=0) > 2
        ):
            table += not (lines and isinstance(lines[-1], Row))
            lines.append(Row(cells[index], table))
        else:
            lines.append(line)
    return PageLines(number, lines, Source.RECOGNISED, found.sureness)


def read_image(data: bytes, name: str, recognise: Recognise | None = None) -> DocumentText:
    """The text of a .png, .jpg, .tiff (of one page or many). Raises NoTextLayer when nothing reads it."""
    count = page_count(data)
    if recognise is None:
        raise NoTextLayer(
            N_(
                "The file has no text layer: it is a picture. Send the original .docx, or a PDF with recognised text. "
                "%(missing)s"
            )
        )
    found = recognise(data, range(1, min(count, MAX_SCANS) + 1))
    pages = [
        recognised_page(number, found[number]) if number in found else PageLines(number, (), Source.UNREAD)
        for number in range(1, count + 1)
    ]
    if not any(each.lines for each in found.values()):
        raise Unreadable(NOTHING_FOUND)
    return paged.document(name, "image", pages)
