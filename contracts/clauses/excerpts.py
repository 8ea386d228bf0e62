"""The few words of a long passage that bear the verdict."""

import re
from collections.abc import Sequence
from itertools import pairwise

from contracts.clauses.rulebook import Cue
from contracts.documents.folding import compact, fold
from contracts.documents.reading.layout import joined

LIMIT = 300
_BREAKS = re.compile(r"[，,；;：。、](?:\s|(?=\D))|\s(?=\([a-z0-9]{1,3}\)\s)|(?<=[a-z])\.\s")


def tight(text: str, start: int, end: int, patterns: Sequence[Cue]) -> tuple[int, int]:
    """The part of `text[start:end]` of at most about 300 characters, cut at punctuation, in which most cues are found

    (the first, which names the subject, counting double); of equals the longer, for its context."""
    if end - start <= LIMIT:
        return start, end
    cuts = [start, *(start + m.end() for m in _BREAKS.finditer(text[start:end])), end]
    pieces = [(a, b) for a, b in pairwise(cuts) if b > a]
    found = [{i for i, p in enumerate(patterns) if p.search(compact(joined(text[a:b])))} for a, b in pieces]
    best: tuple[float, int, int] | None = None
    for first in range(len(pieces)):
        seen: set[int] = set()
        for last in range(first, len(pieces)):
            length = pieces[last][1] - pieces[first][0]
            if last > first and length > LIMIT:
                break
            seen |= found[last]
            rank = sum(2 if i == 0 else 1 for i in seen) + min(length, LIMIT) / 2_000
            if best is None or rank > best[0]:
                best = (rank, pieces[first][0], pieces[last][1])
    begin, finish = (best[1], best[2]) if best else (start, end)
    return _trimmed(text, begin, min(finish, begin + 2 * LIMIT))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def as_written(text: str, word: str) -> str:
    """A word found in folded text, as the paper spells it: 資料外洩, not its simplified form."""
    at = [index for index, character in enumerate(text) if not character.isspace()]
    bare, wanted = fold("".join(text[index] for index in at)), "".join(word.split())
    start = bare.find(wanted)
    return " ".join(text[at[start] : at[start + len(wanted) - 1] + 1].split()) if wanted and start >= 0 else word
