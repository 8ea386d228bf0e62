"""Small parts that every reader of facts shares: patterns from lists of words, and the clause around a place."""

import re
from re import Pattern

BRACKET = r"(?:\([^()]{1,16}\))?"
WITHIN = re.compile(rf"{BRACKET}(?:之?内|以内|里)")
"""After a length of time: 三十日(30日)内."""
BEFOREHAND = re.compile(
    rf"{BRACKET}(?:之?前|以前|以上之?前)|'? ?(?:\w+ ){{0,4}}?(?:prior|before|beforehand|notice|advance)\b", re.ASCII
)
"""After a length of time: 三十日前, sixty days prior, ninety days' written notice."""


def cue(*patterns: str) -> Pattern[str]:
    """One pattern from several, one a line where it is written."""
    return re.compile("|".join(patterns), re.ASCII)


def before(words: str, at: int, most: int = 60) -> str:
    """What stands before a place in the same sentence, at most `most` characters of it."""
    start = max(words.rfind("。", 0, at), words.rfind(";", 0, at)) + 1
    return words[max(start, at - most) : at]


def after(words: str, at: int, most: int = 60) -> str:
    """What follows a place in the same sentence."""
    ends = [end for end in (words.find("。", at), words.find(";", at)) if end >= 0]
    return words[at : min([*ends, at + most, len(words)])]


def nearest(pattern: Pattern[str], words: str) -> int:
    """Where the last match ends, -1 where there is none."""
    return max((match.end() for match in pattern.finditer(words)), default=-1)


def headings(heading: str, count: int = 2) -> str:
    """The nearest headings above a statement."""
    return " / ".join(heading.split(" / ")[-count:])
