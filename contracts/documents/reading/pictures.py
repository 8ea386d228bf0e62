"""Pages as pictures: for text recognition, and for a person to hold beside the text."""

import json

from contracts.documents.reading import pictures_apart
from core.apart import run_apart
from core.errors import Unreadable
from core.phrases import N_

SHOWN_SIDE = 1_500
"""Pixels of the longer side of a page on the screen; about 130 dpi on A4."""
IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"II+\x00", b"BM")
"""How image files begin."""

_WHY = {
    "locked": N_("The PDF is locked with a password; send a copy without one."),
    "damaged": N_(
        "The picture is damaged and cannot be opened; scan the page again, or save it as .png, .jpg or .tiff."
    ),
    "large": N_("The picture has more than %(limit)s million pixels; scan it at 300 dpi."),
}


def is_image(data: bytes) -> bool:
    """Whether a file is an image, by its content."""
    return data.startswith(IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def page_count(data: bytes) -> int:
    """How many pages an image file (or PDF) has. Raises Unreadable when it cannot be opened."""
    written, code = run_apart(pictures_apart.__file__, data, "count")
    found = json.loads(written) if not code else {"why": "large"}
    if why := found.get("why"):
        raise Unreadable(_WHY[why], limit=pictures_apart.MOST_PIXELS // 1_000_000)
    return int(found["pages"])


def picture_to_show(data: bytes, number: int) -> bytes | None:
    """Page `number` (from 1) as PNG in colour, of bounded size; None when it cannot be drawn."""
    return _drawn(data, "show", str(number), str(SHOWN_SIDE))


def picture_to_read(data: bytes, number: int, turned: int = 0) -> bytes | None:
    """Page `number` (from 1) as PNG in grey, at the size at which characters are recognised best, turned clockwise."""
    return _drawn(data, "read", str(number), str(turned))


def _drawn(data: bytes, *arguments: str) -> bytes | None:
    written, code = run_apart(pictures_apart.__file__, data, *arguments)
    return written if not code and written.startswith(b"\x89PNG") else None
