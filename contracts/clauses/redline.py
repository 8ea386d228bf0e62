"""Two wordings beside each other, cut where they differ: what a lawyer sees as a redline. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from contracts.documents.folding import fold

MOST_WORDS = 800
"""Of a wording; a longer one is shown as a whole, for comparing its words would keep somebody waiting."""

_WORD = re.compile(
    r"[0-9０-９]+(?:[.,:/][0-9０-９]+)*[%％‰]?|[A-Za-zÀ-ɏ]+(?:['’-][A-Za-zÀ-ɏ]+)*|"
    r"[〇零一二兩三四五六七八九十百千萬億壹貳參肆伍陸柒捌玖拾佰仟]+|\s+|."
)
"""A number in one piece, whatever its figures, a Latin word, or one character: 四小時 → 二十四小時 changes 四 alone."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stand in both wordings, or (`is_changed`) in this one only."""

    words: str
    is_changed: bool = False


Wording = tuple[Stretch, ...]


def redline(before: str, after: str) -> tuple[Wording, Wording]:
    """Both wordings in stretches; each is, put together again, what was given. Spaces, width and letter case are no
    difference, nor is traditional against simplified."""
    old, new = _words(before), _words(after)
    if max(len(old), len(new)) > MOST_WORDS:
        same = "".join(fold(w) for w in old if not w.isspace()) == "".join(fold(w) for w in new if not w.isspace())
        return (Stretch(before, not same),), (Stretch(after, not same),)
    ours, theirs = [i for i, w in enumerate(old) if not w.isspace()], [i for i, w in enumerate(new) if not w.isspace()]
    matcher = SequenceMatcher(None, [fold(old[i]) for i in ours], [fold(new[i]) for i in theirs])
    kept = [block for block in _telling(matcher, [old[i] for i in ours]) if block[2]]
    stands = {ours[a + n] for a, _, size in kept for n in range(size)}
    holds = {theirs[b + n] for _, b, size in kept for n in range(size)}
    return _stretches(old, stands), _stretches(new, holds)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("\x00", ""))


def _telling(matcher: "SequenceMatcher[str]", old: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """The stretches that both have, without the single characters and commas that happen to be alike amid changes."""
    blocks = matcher.get_matching_blocks()
    ends = (0, 0)
    for block in blocks:
        is_amid = block.a > ends[0] and block.b > ends[1] and block.size
        weight = sum(min(len(word), 3) for word in old[block.a : block.a + block.size] if word.isalnum())
        at_end = block.a + block.size == len(old)
        if not (is_amid and weight < 2 and not at_end):
            yield block.a, block.b, block.size
        ends = (block.a + block.size, block.b + block.size)


def _stretches(words: Sequence[str], same: set[int]) -> Wording:
    found: list[Stretch] = []
    for index, word in enumerate(words):
        is_changed = index not in same
        if word.isspace():
            # A space belongs to what is on both its sides.
            is_changed = index - 1 not in same and index + 1 not in same and 0 < index < len(words) - 1
        if found and found[-1].is_changed == is_changed:
            found[-1] = Stretch(found[-1].words + word, is_changed)
        else:
            found.append(Stretch(word, is_changed))
    return tuple(found)
