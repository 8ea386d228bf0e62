"""Where in a contract a passage stands, as the parties would say it: 第九條 保密義務, Section 7.2."""

import re
from bisect import bisect_right

from contracts.documents.reading.text import DocumentText

_STRONG = re.compile(
    r"\s{0,4}(?:第\s{0,2}[〇零一二三四五六七八九十百0-9０-９]{1,6}\s{0,2}[條章节節条]|[壹貳參肆伍陸柒捌玖拾]{1,3}、|"
    r"(?:附件|附錄|附表)\s{0,2}[一二三四五六七八九十0-9０-９A-Z]{1,3}|"
    r"(?:Article|Section|Clause|Schedule|Annex|Exhibit|Appendix)\s{1,3}[0-9A-Z]{1,5}(?:\.[0-9]{1,3}){0,3}\b)",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\s{0,4}(?:[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\.?|[0-9]{1,2}[.)、]|[一二三四五六七八九十]{1,3}、)(?=\D)"
)
_FAR = 150
"""Paragraphs to look back over: an article is not longer."""
_LONGEST = 36
_SENTENCE = re.compile(r"[。；;：:]|\.(?:\s|$)|\n")


def place_of(document: DocumentText, offset: int) -> str:
    """The article that holds the character at `offset`, with its title where that is short; "" when none is numbered."""
    index = bisect_right([p.start for p in document.paragraphs], offset) - 1
    weak = ""
    for paragraph in reversed(document.paragraphs[max(0, index - _FAR) : index + 1]):
        if paragraph.is_contents:
            continue
        words = document.words(paragraph)
        if match := _STRONG.match(words):
            return _named(words, match.end())
        if not weak and (match := _WEAK.match(words)):
            weak = _named(words, match.end())
    return weak


def _named(words: str, end: int) -> str:
    """The number, and what follows it as far as it is a title."""
    number = " ".join(words[:end].split())
    rest = words[end:].strip(" \u3000.．、:：)）\t")
    cut = _SENTENCE.search(rest)
    title = " ".join((rest[: cut.start()] if cut else rest).split())
    return f"{number} {title}" if 0 < len(title) <= _LONGEST else number.rstrip("、. ")
