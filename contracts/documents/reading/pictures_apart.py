"""The picture of a page, of a PDF or of an image file, made in a process of its own: bytes on stdin.

    pictures_apart.py count               → {"pages": n} or {"why": …} on stdout
    pictures_apart.py show N SIDE         → page N (from 1) as PNG in colour, its longer side at most SIDE pixels
    pictures_apart.py read N TURN         → page N as PNG in grey at 200 dpi, turned TURN degrees clockwise, for recognition

An image of ten kilobytes can claim a billion pixels: whoever draws it then takes all memory. It knows nothing of the
application, so that it starts in the blink of an eye.
"""

import io
import json
import sys
import warnings
from typing import Any

DAMAGED, LOCKED, NO_PAGE, TOO_LARGE = 3, 4, 5, 6
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
MOST_PIXELS = 200_000_000
READ_DPI = 200
"""A 12 point character is 33 pixels high then."""
_A4_SIDE = 2_339
_LONGEST_SIDE = 5_000
_PASSWORD_ERROR = 4


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def count(data: bytes) -> dict[str, Any]:
    """How many pages there are; {"why": "locked" | "damaged" | "large"} where that cannot be said."""
    if _is_pdf(data):
        import pypdfium2

        try:
            return {"pages": len(pypdfium2.PdfDocument(data))}
        except pypdfium2.PdfiumError as error:
            return {"why": "locked" if getattr(error, "err_code", None) == _PASSWORD_ERROR else "damaged"}
    try:
        return {"pages": int(getattr(_opened(data), "n_frames", 1))}
    except ImportError:
        raise
    except Exception as error:
        return {"why": "large" if "DecompressionBomb" in type(error).__name__ else "damaged"}


def _opened(data: bytes) -> Any:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # beyond it Pillow warns, and refuses at twice as many
    return Image.open(io.BytesIO(data), formats=FORMATS)


def picture(data: bytes, number: int, side: int) -> Any:
    """Page `number` as a Pillow image; for recognition when `side` is 0."""
    return _of_pdf(data, number, side) if _is_pdf(data) else _of_image(data, number, side)


def _of_pdf(data: bytes, number: int, side: int) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    if document.get_formtype():
        document.init_forms()  # what was typed into a form is drawn too
    page = document[number - 1]
    longest = max(*page.get_size(), 1)
    scale = side / longest if side else min(READ_DPI / 72, _LONGEST_SIDE / longest)
    return page.render(scale=min(scale, 8), grayscale=not side).to_pil().convert("RGB" if side else "L")


def _of_image(data: bytes, number: int, side: int) -> Any:
    from PIL import Image, ImageOps

    image = _opened(data)
    image.seek(number - 1)
    dpi = image.info.get("dpi", (0, 0))
    if image.format == "JPEG" and side:
        image.draft("RGB", (side, side))
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA", "P") or "transparency" in image.info:
        behind = Image.new("RGBA", image.size, "white")
        behind.alpha_composite(image.convert("RGBA"))
        image = behind
    elif image.mode.startswith("I;16") or image.mode == "I":
        image = image.point(lambda value: value / 256).convert("L")
    image = image.convert("RGB" if side else "L")
    if side:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        return image
    return _to_read(image, float(dpi[0] or 0))


def _to_read(image: Any, dpi: float) -> Any:
    """At 200 dpi by what a scanner said of it; else (cameras and screens say nothing true) as if it were an A4 page."""
    from PIL import Image

    longest = max(image.size)
    wanted = longest * READ_DPI / dpi if 100 <= dpi <= 1_200 else _A4_SIDE
    factor = min(max(wanted, 1_000), _LONGEST_SIDE) / longest
    if 0.9 < factor < 1.1 or (factor > 1 and longest > 1_700):
        return image
    factor = min(factor, 2.5)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)


def main(arguments: list[str]) -> int:
    warnings.simplefilter("ignore")
    data = sys.stdin.buffer.read()
    if arguments[0] == "count":
        sys.stdout.write(json.dumps(count(data)))
        return 0
    out = io.BytesIO()
    try:
        what, number, size = arguments[0], int(arguments[1]), int(arguments[2])
        image = picture(data, number, size) if what == "show" else picture(data, number, 0).rotate(-size, expand=True)
        image.save(out, "PNG", compress_level=3)
    except (IndexError, EOFError):
        return NO_PAGE
    except MemoryError:
        return TOO_LARGE
    except ImportError:
        raise
    except Exception as error:
        return TOO_LARGE if "DecompressionBomb" in type(error).__name__ else DAMAGED
    sys.stdout.buffer.write(out.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
