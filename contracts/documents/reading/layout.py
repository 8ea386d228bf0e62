"""From lines to paragraphs: which line ends are the author's, and which only the edge of the page.

A hard-wrapped file and a PDF have both. A line goes on in the next one when it reaches (nearly) the right edge that the
other lines reach too, does not end a sentence there, and the next line does not open with a number, bullet or box.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MARKER = re.compile(
    r"""\s*(?:
        第\s{0,2}[0-9０-９〇零一二三四五六七八九十百壹貳參肆伍陸柒捌玖拾佰]{1,6}\s{0,2}[條条章節节款項项編编點点]
      | [条條]\s{0,1}[〇零一二三四五六七八九十百]{1,4}(?![^\s、.:：])
      | [〇零一二三四五六七八九十百]{1,4}\s{0,2}[、.．]
      | [壹貳贰參叁肆伍陸陆柒捌玖拾零]{1,4}\s{0,2}[、.．:：]
      | [甲乙丙丁戊己庚辛壬癸]\s{0,1}[、.．]
      | [（(【〔\[]\s{0,1}[0-9０-９a-zA-Z一二三四五六七八九十壹貳參肆伍陸柒捌玖拾甲乙丙丁]{1,4}\s{0,1}[)）】〕\]]
      | \d{1,3}(?:[.．-]\d{1,3}){0,4}\s{0,2}[.．、)）](?!\d)
      | \d{1,3}(?:\.\d{1,3}){1,4}(?=\s)
      | \d{1,2}-[a-zA-Z]{1,2}(?=\s)
      | (?:[IVXLC]{1,6}|[A-Z]{1,2})(?:-\d{1,3})?[.、)）](?=\s|[^\x00-\x7f])
      | [IVXLC]{1,6}-\d{1,3}(?=\s)
      | (?:Article|Section|Clause|Part|Schedule|Annex|Appendix|Exhibit|ARTICLE|SECTION|PART|EXHIBIT|SCHEDULE)\s{1,2}
          (?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLC]{1,6}|[A-Z]{1,2})(?![a-zA-Z])
      | [附別][表件錄录]\s{0,1}[一二三四五六七八九十甲乙丙丁0-9A-Z]
      | §
      | [•●○■□☐☑☒▪◆◇‧·*※►➢–—-]\s
      | \[\s{0,1}[vVxX✓✔ ]?\s{0,1}\]
      | [①-⑳㈠-㈩Ⅰ-Ⅻ]
    )""",
    re.VERBOSE,
)
"""How an item opens: 第一條, 壹、, 一、, （一）, 【1】, 1.1, Article 5, (b), A., bullets and boxes."""

_ENDS = '。！？!?；;：:」』”"'
_TERMINAL = "。！？!?."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its words are `text[start:end]` of whatever text the reader keeps."""

    words: str
    start: int
    end: int
    page: int


def width(words: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def paragraphs(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Lines grouped into paragraphs; blank lines separate and are dropped."""
    edge = _right_edge(lines)
    groups: list[list[Line]] = []
    open_line: Line | None = None
    for line in lines:
        if not line.words.strip():
            open_line = open_line if open_line is not None and open_line.page != line.page else None
            continue
        if open_line is not None and _goes_on(open_line.words, line.words, edge):
            groups[-1].append(line)
        else:
            groups.append([line])
        open_line = line
    return [tuple(group) for group in groups]


def _right_edge(lines: Sequence[Line]) -> int:
    """The width at which lines were broken, 0 when they were not: many lines end close to the longest of them."""
    widths = sorted(width(line.words.rstrip()) for line in lines if line.words.strip())
    if len(widths) < 4:
        return 0
    edge = widths[int(len(widths) * 0.95)]
    near = sum(edge * 0.82 <= w <= edge * 1.15 for w in widths)
    return edge if edge <= 200 and near >= max(3, len(widths) * 0.12) else 0


def _goes_on(before: str, after: str, edge: int) -> bool:
    before = before.rstrip()
    if not edge or MARKER.match(after) or is_drawn(before) or is_drawn(after) or before[-1] in "。！？!?；;":
        return False
    reaches = width(before) >= edge * 0.82
    if after.lstrip()[:1].islower():
        return reaches or width(before) >= edge * 0.5
    if before[-1] in ".:：":
        return reaches and before[-1] == "." and width(before) >= edge * 0.9 and not _is_heading_like(after)
    return reaches


def _is_heading_like(words: str) -> bool:
    return len(words) < 60 and words.strip().isupper()


def is_drawn(words: str) -> bool:
    """A line of a table drawn with characters, or a rule."""
    words = words.strip()
    return words[:1] in "│|┃┌├└╔╠╚+" or (len(words) > 3 and not any(c.isalnum() for c in words))


def joined(words: str) -> str:
    """Words broken over lines, as one line: with no space between two Chinese characters, with one elsewhere."""
    out = ""
    for part in (line.strip() for line in words.split("\n")):
        if not part or not out or (ord(out[-1]) > 0x2E7F and ord(part[0]) > 0x2E7F):
            out += part
        else:
            out = f"{out} {part}"
    return out


_CONTENTS_LINE = re.compile(r".{2,80}?(?:\.{4,}|…{2,}|·{4,}|(?:\. ){4,}|\t)\s*[0-9ivxIVX]{1,4}\s*$")
_CONTENTS_TITLE = re.compile(
    r"\s*[§#【\[〔<《]{0,2}\s{0,2}(?:目\s{0,4}[錄录次]|內容一覽|内容一览|章節目次|(?:table of )?contents)",
    re.IGNORECASE,
)


def contents_flags(paragraphs_words: Sequence[str]) -> list[bool]:
    """For each paragraph, whether it belongs to a table of contents.

    It does when it ends in leaders and a page number, or when it is the title "contents" / 目錄 with the entries on its
    own line, or one of the short unpunctuated lines that follow such a title until the first line that repeats.
    """
    flags = [bool(_CONTENTS_LINE.match(words)) or _is_run_together(words) for words in paragraphs_words]
    for index, words in enumerate(paragraphs_words[:200]):
        if len(words) > 1_500 or not _CONTENTS_TITLE.match(words):
            continue
        flags[index] = True
        if len(words.strip()) > 24:
            continue
        _flag_entries(paragraphs_words, flags, index + 1)
    return flags


_ENTRY = re.compile(r"\b\d{1,2}\.\d{0,2}\s+[A-Z][^.;:]{3,70}?\s\d{1,3}(?=\s|$)")


def _is_run_together(words: str) -> bool:
    """Many entries of a table of contents on one line, as text taken from old files has them."""
    return (
        len(_ENTRY.findall(words[:4_000])) >= 4
        and sum(len(e) for e in _ENTRY.findall(words[:4_000])) > len(words[:4_000]) * 0.5
    )


def _flag_entries(words: Sequence[str], flags: list[bool], start: int) -> None:
    seen: set[str] = set()
    for index in range(start, min(start + 120, len(words))):
        entry = re.sub(r"[\s.…·0-9]+", "", words[index])
        if len(words[index]) > 80 or words[index].rstrip()[-1:] in _ENDS or (entry and entry in seen):
            break
        later = any(re.sub(r"[\s.…·0-9]+", "", other) == entry for other in words[index + 1 : index + 400])
        if not later and "/" not in words[index] and "／" not in words[index]:
            break
        seen.add(entry)
        flags[index] = True
