"""The text of a PDF's pages, read in a process of its own: bytes on stdin, JSON on stdout, a list of pages or why not.

A PDF of a hundred kilobytes can unpack to millions of drawn letters; pdfium then ends its process for want of memory.
It knows nothing of the application, so that it starts in the blink of an eye.
"""

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path
from typing import Any

_PASSWORD_ERROR = 4
_FEW, _HARDLY_ANY = 150, 20
"""A page with fewer characters than the first, and a picture over half of it, is a picture with a stamp on it; with fewer
than the second, and anything drawn on it, it is a picture."""
_MOST_PARTS, _MANY_STROKES = 5_000, 60
_MOST_CELLS = 2_000
_MARGIN = 1.5
"""Points: what a cell's line is thick, and a letter reaches over it."""


def pages(data: bytes, most_pages: int, most_characters: int) -> list[dict[str, Any]] | dict[str, Any]:
    """{"parts", "is_picture"} of each, a part being a text or the rows of a table; {"why", "page"} where there are none."""
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
    if document.get_formtype():
        document.init_forms()
    found: list[dict[str, Any]] = []
    total = 0
    for index in range(len(document)):
        try:
            page = _filled_in(document, index)
            layer, is_across = _upright(page)
            words = (
                str(layer.get_text_bounded() if is_across else layer.get_text_range()) if layer.count_chars() else ""
            )
            parts = (_parts(page, layer, words) if is_across else [words]) if words.strip() else []
            is_picture = _is_gibberish(words) or _is_picture(page, len("".join(words.split())))
            layer.close()
            page.close()
        except pypdfium2.PdfiumError:
            return {"why": "page", "page": index + 1}
        total += len(words)
        if total > most_characters:
            return {"why": "long", "page": index + 1}
        found.append({"parts": parts, "is_picture": is_picture})
    return found


def _filled_in(document: Any, index: int) -> Any:
    """A page, what was typed into its form or written over it being part of its text."""
    from pypdfium2 import raw

    page = document[index]
    typed = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT)
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_PARTS)):
        note = raw.FPDFPage_GetAnnot(page, number)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind in typed:
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
            page.close()
            return document[index]
    return page


def _is_gibberish(words: str) -> bool:
    """Whether the letters have no meaning of their own (a font that does not say which characters it draws): the page must
    be read as a picture."""
    told = "".join(words.split()).replace("\x02", "")
    controls = sum(c < " " or "\x7f" <= c <= "\x9f" for c in told)
    odd = sum("\ue000" <= c <= "\uf8ff" or c == "\ufffd" for c in told) + controls
    # Bullets are odd characters in many a sound text; characters that steer a printer are in none.
    return (odd > 20 and odd * 4 > len(told)) or (controls > 20 and controls * 20 > len(told))


def _upright(page: Any) -> tuple[Any, bool]:
    """The text layer of a page, turned so that its lines are read from the first (as a page is shown, pdfium may take the
    last line for the first), and whether they run across it."""
    layer = page.get_textpage()
    boxes = [layer.get_rect(index) for index in range(min(layer.count_rects(), _MOST_PARTS))]
    is_across = _runs_across(boxes)
    turned = 0 if is_across else 90
    if page.get_rotation() != turned:
        layer.close()
        page.set_rotation(turned)
        layer = page.get_textpage()
    return layer, is_across


def _runs_across(boxes: list[tuple[float, float, float, float]]) -> bool:
    """Whether the lines run across the page: its pieces are wide, or, where every letter is one by itself, the next stands
    beside the last."""
    across = upwards = 0.0
    for left, bottom, right, top in boxes:
        across += max(0.0, (right - left) - 1.5 * (top - bottom))
        upwards += max(0.0, (top - bottom) - 1.5 * (right - left))
    for (left, bottom, right, top), after in pairwise(boxes):
        size = max(right - left, top - bottom)
        aside, above = abs(after[0] - left), abs(after[1] - bottom)
        across += min(aside, size) if above < size / 2 else 0.0
        upwards += min(above, size) if aside < size / 2 else 0.0
    return across >= upwards


def _parts(page: Any, layer: Any, words: str) -> list[Any]:
    """The text of a page; where tables are drawn across it, what stands above, in and below them."""
    found = [table for table in _tables.tables(_drawn(page)) if _stands_alone(table, layer)]
    if sum(len(table.cells) for table in found) > _MOST_CELLS:
        return [words]
    parts: list[Any] = _in_tables(found, layer) if found else _in_columns(layer)
    told = sum(len("".join(part.split())) if isinstance(part, str) else sum(map(_size, part)) for part in parts)
    # A page that was misunderstood must not lose words: then it is read as it comes.
    return parts if told >= len("".join(words.split())) * 0.98 else [words]


def _in_tables(found: Any, layer: Any) -> list[Any]:
    parts: list[Any] = []
    ceiling = None
    for table in found:
        _, bottom, _, top = table.box
        parts += [layer.get_text_bounded(bottom=top, top=ceiling), _rows(table, layer)]
        ceiling = bottom
    parts.append(layer.get_text_bounded(top=ceiling))
    return parts


def _in_columns(layer: Any) -> list[Any]:
    """The parts of a page written across two columns, in the order in which they are read; nothing for any other page."""
    count = layer.count_rects()
    if count > _MOST_PARTS:
        return []
    parts = []
    for band in _columns.bands([layer.get_rect(index) for index in range(count)]):
        if band.gutter is None:
            parts.append(layer.get_text_bounded(bottom=band.bottom, top=band.top))
        else:
            parts.append(layer.get_text_bounded(bottom=band.bottom, top=band.top, right=band.gutter))
            parts.append(layer.get_text_bounded(bottom=band.bottom, top=band.top, left=band.gutter))
    return parts


def _size(row: list[str]) -> int:
    return sum(len("".join(cell.split())) for cell in row)


def _drawn(page: Any) -> list[tuple[float, float, float, float]]:
    from pypdfium2.raw import FPDF_PAGEOBJ_PATH

    found = []
    for number, path in enumerate(page.get_objects(filter=(FPDF_PAGEOBJ_PATH,), max_depth=4)):
        if number > _MOST_PARTS:
            return []
        found.append(path.get_bounds())
    return found


def _stands_alone(table: Any, layer: Any) -> bool:
    """Whether no words stand beside it, as they would in another column."""
    left, bottom, right, top = table.box
    beside = layer.get_text_bounded(bottom=bottom, top=top, right=left - 5).strip()
    return not beside and not layer.get_text_bounded(bottom=bottom, top=top, left=right + 5).strip()


def _rows(table: Any, layer: Any) -> list[list[str]]:
    texts = []
    for cell in table.cells:
        left, bottom, right, top = cell.box
        inside = (left + _MARGIN, bottom + _MARGIN, right - _MARGIN, top - _MARGIN)
        texts.append(layer.get_text_bounded(*inside) if inside[0] < inside[2] and inside[1] < inside[3] else "")
    rows: list[list[str]] = _tables.rows_of(table, texts)
    return rows


def _is_picture(page: Any, characters: int) -> bool:
    """Whether its words are drawn rather than written. A page without words or drawings is merely blank."""
    if characters >= _FEW:
        return False
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_SHADING

    width, height = page.get_size()
    covered, drawn = 0.0, 0
    kinds = (FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_SHADING)
    for number, part in enumerate(page.get_objects(filter=kinds)):
        drawn += 1
        if part.type == FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = part.get_bounds()
            covered += max(0.0, right - left) * max(0.0, top - bottom)
        if number > _MOST_PARTS:
            break
    share = covered / max(width * height, 1)
    return share > 0.5 or (characters < _HARDLY_ANY and (share > 0.02 or drawn > _MANY_STROKES))


def _beside(name: str) -> Any:
    """A module that stands beside this one, which runs without the application on its path."""
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


_tables: Any = _beside("pdf_tables") if __name__ == "__main__" else None
_columns: Any = _beside("pdf_columns") if __name__ == "__main__" else None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(pages(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))))
