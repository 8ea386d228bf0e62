"""Text made comparable: one spelling for what means the same. Only ever used to compare, never shown.

Traditional characters are read as their simplified forms (that direction is nearly unambiguous, the other is not),
full-width letters and punctuation as ASCII, capitals as small letters. Each character becomes exactly one, so offsets
hold.
"""

import re
from functools import cache
from importlib import resources


@cache
def _table() -> dict[int, str]:
    listed = resources.files("contracts.documents").joinpath("han_variants.txt").read_text(encoding="utf-8")
    pairs = [pair for line in listed.splitlines() if not line.startswith("#") for pair in line.split()]
    table = {ord(pair[0]): pair[1] for pair in pairs}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {code: chr(code + 32) for code in range(0x41, 0x5B)}
    table |= {code: chr(code - 0xFEE0 + 32) for code in range(0xFF21, 0xFF3B)}
    return table | {
        0x3000: " ",
        0xA0: " ",
        0x2019: "'",
        0x2018: "'",
        0x201C: '"',
        0x201D: '"',
        0x2013: "-",
        0x2014: "-",
    }


def fold(text: str) -> str:
    """One character for each character of `text`."""
    return text.translate(_table())


_SPACE_IN_CHINESE = re.compile(r"(?<=[\u2e80-\u9fff])\s{1,200}(?=\S)|(?<=\S)\s{1,200}(?=[\u2e80-\u9fff])")


def compact(text: str) -> str:
    """Folded, on one line, without the spaces that Chinese typesetting puts beside figures (2025 年 → 2025年)."""
    return _SPACE_IN_CHINESE.sub("", " ".join(fold(text).split()))
