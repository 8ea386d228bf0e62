"""The words of a search, and where they stand in a text. Pure."""

import re
import unicodedata
from collections.abc import Sequence

MOST_WORDS = 6
LONGEST = 200
AROUND = 40
"""Characters shown on each side of what was found."""


def words_of(text: str) -> list[str]:
    """What to search for: at most six words, full-width letters and digits as plain ones; case does not count."""
    plain = unicodedata.normalize("NFKC", text.replace("\x00", " ")[:LONGEST])
    return list(dict.fromkeys(word.casefold() for word in plain.split()))[:MOST_WORDS]


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest_first), re.IGNORECASE)


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is one of the words; together the pieces are the text."""
    if not words or not text:
        return [(text, False)] if text else []
    pieces, at = [], 0
    for found in _pattern(words).finditer(text):
        if found.start() > at:
            pieces.append((text[at : found.start()], False))
        pieces.append((found.group(), True))
        at = found.end()
    return [*pieces, (text[at:], False)] if at < len(text) else pieces


def place_of(text: str, words: Sequence[str]) -> int | None:
    """Where the first of the words stands in a text; None where none does."""
    found = _pattern(words).search(text) if words else None
    return found.start() if found else None


def passage(text: str, at: int) -> str:
    """The words around a place, on one line, with … where there is more."""
    start, end = max(0, at - AROUND), min(len(text), at + 3 * AROUND)
    shown = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"


def like(word: str) -> str:
    """A word as a pattern of SQL's LIKE, with \\ before what would stand for anything."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
