"""A paragraph cut into statements: Chinese and English sentences, ticked boxes, long ones at their semicolons."""

import re
from collections.abc import Iterator

LONG = 420
"""A passage longer than this is cut at semicolons."""

BOX = re.compile(
    r"\[\s{0,2}[vVxXＶ✓✔■]?\s{0,2}\]|[□☐☑☒]|[(（][\s\u3000]{0,2}[vVＶ✓✔■][\s\u3000]{0,2}[)）]|"
    r"(?:(?<=\s)|^)[(（][\s\u3000]{1,3}[)）](?![年月日])"
)
_EMPTY_BOX = re.compile(r"\[\s{0,2}\]|[□☐]|[(（][\s\u3000]{1,3}[)）]")
_SENTENCE_EN = re.compile(
    r"(?:(?<=[a-z0-9)\]\"”%;:])|(?<=[A-Z]{3}))[.?!][\"”)]?\s{1,40}(?=[A-Z(\"“\[§]|\d{1,2}\.)|"
    r"\s{2,40}(?=\d{1,2}\.\d{1,2}[.\s])|\s(?=\([a-z]\)\s[A-Z])|"
    r"(?<=[.;:])\s{1,40}(?=(?:\((?:[ivx]{1,5}|[a-z]|\d{1,2})\)|[ivx]{1,5}\.)\s?[A-Z])"
)
_NUMBER = re.compile(r"[ivx]{1,5}|\d{1,2}")
_TITLE = 80
"""Characters that a heading in capitals may have, which stays with the sentence it heads."""
_ABBREVIATION = re.compile(r"(?:\b(?:no|inc|ltd|co|corp|art|sec|e\.g|i\.e|mr|ms|dr|st|vs|u\.s|approx)|^.{0,4}\d)$")


def units(words: str, lead: int) -> Iterator[tuple[int, int]]:
    """Sentences and boxes of a paragraph, as ranges of it; unticked boxes and what belongs to them are left out."""
    boxes = list(BOX.finditer(words))
    if not boxes:
        yield from _sentences(words, lead, len(words))
        return
    if boxes[0].start() > lead:
        yield from _sentences(words, lead, boxes[0].start())
    for box, following in zip(boxes, [*boxes[1:], None], strict=True):
        end = following.start() if following else len(words)
        if not _EMPTY_BOX.fullmatch(box.group()):
            yield from _sentences(words, box.end(), end)


def _sentences(words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    body = words[start:end]
    han = sum("\u3400" <= c <= "\u9fff" for c in body)
    cuts = _chinese_cuts(body) if han * 4 > len(body) else []
    cuts = sorted({*cuts, *(_english_cuts(body) if len(body) - han > 60 else [])})
    position = 0
    for cut in [*cuts, len(body)]:
        yield from _shortened(words, start + position, start + cut)
        position = cut


def _chinese_cuts(body: str) -> list[int]:
    return [
        match.end()
        for match in re.finditer(r"[。！？!?][」』”\")）]?", body)
        if body[match.end() : match.end() + 1] not in "」』"
    ]


def _english_cuts(body: str) -> list[int]:
    cuts = [0]
    for match in _SENTENCE_EN.finditer(body):
        before = body[max(0, match.start() - 12) : match.start()].lower()
        piece = body[cuts[-1] : match.start()].strip()
        is_lead = _NUMBER.fullmatch(piece) or (len(piece) < _TITLE and piece.isupper())
        if not is_lead and not _ABBREVIATION.search(before):
            cuts.append(match.end())
    return cuts[1:]


def _shortened(words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A range without the white space around it, cut at semicolons where it is too long to be one statement."""
    while start < end and words[start].isspace():
        start += 1
    while end > start and words[end - 1].isspace():
        end -= 1
    while end - start > LONG:
        cut = _semicolon(words, start, end)
        if not cut:
            break
        yield start, cut
        start = cut
    if end > start:
        yield start, end


def _semicolon(words: str, start: int, end: int) -> int:
    """Where to cut a long statement: after a semicolon at a distance, else nowhere (0) up to a hard bound."""
    for match in re.finditer(r"[；;](?:\s|(?=[\u3400-\u9fff(]))", words[start + 120 : end]):
        return start + 120 + match.end()
    if end - start > 3 * LONG:
        comma = words.find(",", start + 2 * LONG, end - 40)
        return comma + 1 if comma > 0 else start + 3 * LONG
    return 0
