"""PDFs that would take the whole server with them if it read them itself."""

import zlib

import pytest

from contracts.documents import reading
from core.errors import Unreadable


def pdf_drawing(content: bytes) -> bytes:
    """A PDF of one page with this content, deflated; pdfium finds its objects without a table of them."""
    packed = zlib.compress(content, 9)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents 4 0 R>>",
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF"


def test_a_small_pdf_of_millions_of_drawings_is_refused_and_takes_nothing_with_it() -> None:
    with pytest.raises(Unreadable, match="memory or time"):
        reading.read(pdf_drawing(b"BT /F1 1 Tf " + b"(AAAAAAAAAA) Tj " * 3_000_000 + b"ET"), "bomb.pdf")


def test_an_honest_pdf_is_read() -> None:
    drawn = b"BT /F1 12 Tf 72 700 Td (The vendor keeps it confidential.) Tj ET"
    assert "keeps it confidential" in reading.read(pdf_drawing(drawn), "a.pdf").text
