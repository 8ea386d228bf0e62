"""Text recognition (OCR) of Traditional Chinese and English by tesseract, where the machine has it.

Measured on scans of contracts: the Chinese model alone reads Chinese pages with a half to a fifth of the errors of both
models together, which take short Chinese lines for Latin; it reads Latin and figures worse than the English one. So each
page is read in Chinese, and where it holds either, once more in English.
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from functools import partial

from contracts.documents.reading.pictures import picture_to_read
from contracts.documents.reading.recognised import Line, Recognised, lines_of, merged, needs_english, page
from core.apart import run_limited
from core.phrases import N_, Phrase, phrase

CHINESE, ENGLISH = "chi_tra", "eng"
INSTALL = "sudo apt install tesseract-ocr tesseract-ocr-chi-tra"
AT_ONCE = 2
"""Pages of one file read at the same time; tesseract itself is kept to one thread, or it is eight times slower."""
MEMORY, SECONDS = 1 << 30, 60
"""For one page; a page takes about two seconds and 112 MB."""
PULSE = 20.0
"""Seconds without a page done after which whoever waits is told that the work goes on."""
_SURE = 60
"""Below this mean sureness a page may be lying on its side."""


Tell = Callable[[int, int], None]
Recognise = Callable[[bytes, Sequence[int]], Mapping[int, Recognised]]
"""Reads pages (from 1) of a PDF or an image; those that could not be read are not in the answer."""


def recogniser(tell: Tell = lambda done, total: None, *, at_once: int = AT_ONCE) -> Recognise | None:
    """What reads pictures of pages on this machine, telling after each page how far it is; None when nothing does."""
    return partial(recognise, tell=tell, at_once=at_once) if missing() is None else None


def missing() -> Phrase | None:
    """What this machine lacks to read scans, and how to add it; None when it lacks nothing."""
    if shutil.which("tesseract") is None:
        return phrase(N_("Text recognition is not installed on the server. To add it: %(command)s"), command=INSTALL)
    lacking = sorted({CHINESE, ENGLISH} - _languages())
    if lacking:
        text = N_("Text recognition lacks the language data %(names)s. To add them: %(command)s")
        return phrase(text, names=", ".join(lacking), command=INSTALL)
    return None


def _languages() -> set[str]:
    try:
        listed = subprocess.run(
            ["tesseract", "--list-langs"],  # noqa: S607 - found on the path of whoever runs the server
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return set()
    return set(listed.stdout.split())


def recognise(data: bytes, numbers: Sequence[int], tell: Tell, at_once: int = AT_ONCE) -> Mapping[int, Recognised]:
    """Read these pages (from 1) of a PDF or an image file; those that could not be read are not in the answer.

    `tell(done, all)` is called in this thread after each page, and every 20 seconds while none is done.
    """
    found: dict[int, Recognised] = {}
    tell(0, len(numbers))
    with ThreadPoolExecutor(at_once) as pool:
        waiting = {pool.submit(_page, data, number): number for number in numbers}
        todo = set(waiting)
        try:
            while todo:
                done, todo = wait(todo, timeout=PULSE, return_when=FIRST_COMPLETED)
                found |= {waiting[each]: read for each in done if (read := each.result()) is not None}
                tell(len(waiting) - len(todo), len(waiting))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return found


def _page(data: bytes, number: int) -> Recognised | None:
    drawn = picture_to_read(data, number)
    read = read_picture(drawn) if drawn is not None else None
    if drawn is None or read is None or read.sureness >= _SURE:
        return read
    turn = _turn(drawn)
    upright = picture_to_read(data, number, turn) if turn else None
    again = read_picture(upright) if upright is not None else None
    return again if again is not None and again.sureness > read.sureness else read


def _turn(png: bytes) -> int:
    """By how many degrees clockwise the page must be turned to stand upright; 0 when that cannot be told."""
    written, code = _tesseract(png, "--psm", "0")
    found = re.search(r"Rotate: (90|180|270)\b", written) if not code else None
    return int(found.group(1)) if found else 0


def read_picture(png: bytes) -> Recognised | None:
    """The text of one picture; None when tesseract cannot make anything of it in the time it is given."""
    lines = _lines(png, CHINESE)
    if lines is None:
        return None
    if needs_english(lines):
        lines = merged(lines, _lines(png, ENGLISH) or lines)
    return page(lines)


def _lines(png: bytes, language: str) -> list[Line] | None:
    table, code = _tesseract(png, "-l", language, "--psm", "3", "tsv")
    return None if code else lines_of(table)


def _tesseract(png: bytes, *arguments: str) -> tuple[str, int]:
    written, code = run_limited(
        ["tesseract", "stdin", "stdout", "--dpi", "200", *arguments],
        png,
        memory=MEMORY,
        seconds=SECONDS,
        environment={"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
    )
    return written.decode("utf-8", errors="replace"), code
