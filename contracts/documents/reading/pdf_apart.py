"""The text of a PDF's pages, read in a process of its own: bytes on stdin, JSON on stdout, a list of texts or why not.

A PDF of a hundred kilobytes can unpack to millions of drawn letters; pdfium then ends its process for want of memory.
It knows nothing of the application, so that it starts in the blink of an eye.
"""

import json
import sys
from typing import Any

_PASSWORD_ERROR = 4


def texts(data: bytes, most_pages: int, most_characters: int) -> list[str] | dict[str, Any]:
    """Page by page; {"why", "page"} where there are none."""
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
    found: list[str] = []
    total = 0
    for index in range(len(document)):
        try:
            page = document[index]
            layer = page.get_textpage()
            words = str(layer.get_text_bounded() if layer.count_chars() else "")
            layer.close()
            page.close()
        except pypdfium2.PdfiumError:
            return {"why": "page", "page": index + 1}
        total += len(words)
        if total > most_characters:
            return {"why": "long", "page": index + 1}
        found.append(words)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(texts(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))))
