"""The text of a PDF's pages, read in a process of its own: bytes on stdin, JSON on stdout, a list of pages or why not.

A PDF of a hundred kilobytes can unpack to millions of drawn letters; pdfium then ends its process for want of memory.
It knows nothing of the application, so that it starts in the blink of an eye.
"""

import json
import sys
from typing import Any

_PASSWORD_ERROR = 4
_FEW, _HARDLY_ANY = 150, 20
"""A page with fewer characters than the first, and a picture over half of it, is a picture with a stamp on it; with fewer
than the second, and anything drawn on it, it is a picture."""


_MOST_PARTS, _MANY_STROKES = 5_000, 60


def pages(data: bytes, most_pages: int, most_characters: int) -> list[dict[str, Any]] | dict[str, Any]:
    """{"text", "is_picture"} of each; {"why", "page"} where there are none."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == _PASSWORD_ERROR or "assword" in str(error)
        return {"why": "locked" if is_locked else "damaged", "page": 0}
    if not len(document):
        return {"why": "empty", "page": 0}
    if len(document) > most_pages:
        return {"why": "pages", "page": 0}
    found: list[dict[str, Any]] = []
    total = 0
    for index in range(len(document)):
        try:
            page = document[index]
            layer = page.get_textpage()
            words = str(layer.get_text_bounded() if layer.count_chars() else "")
            is_picture = _is_picture(page, len("".join(words.split())))
            layer.close()
            page.close()
        except pypdfium2.PdfiumError:
            return {"why": "page", "page": index + 1}
        total += len(words)
        if total > most_characters:
            return {"why": "long", "page": index + 1}
        found.append({"text": words, "is_picture": is_picture})
    return found


def _is_picture(page: Any, characters: int) -> bool:
    """Whether its words are drawn rather than written. A page without words or drawings is merely blank."""
    if characters >= _FEW:
        return False
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_SHADING

    width, height = page.get_size()
    covered, drawn = 0.0, 0
    for number, part in enumerate(
        page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_SHADING))
    ):
        drawn += 1
        if part.type == FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = part.get_bounds()
            covered += max(0.0, right - left) * max(0.0, top - bottom)
        if number > _MOST_PARTS:
            break
    share = covered / max(width * height, 1)
    return share > 0.5 or (characters < _HARDLY_ANY and (share > 0.02 or drawn > _MANY_STROKES))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(pages(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))))
