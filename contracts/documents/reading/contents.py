"""Tables of contents: lines that name the articles and bind nobody, told from the articles they name."""

import re
from collections.abc import Sequence

from contracts.documents.reading.markers import BARE_NUMBER, MARKER

_PAGE = r"(?:第\s?|p\.?\s?)?[0-9０-９ivxIVX]{1,4}(?:-\d{1,3})?\s?頁?"
_LEADERS = r"(?:\.{4,}|…{2,}|[·・‧．。]{4,}|(?:[.·・‧．]\s){4,}[.·・‧．]?|(?:…\s?){3,}|-{6,}|─{4,})"
_CONTENTS_LINE = re.compile(rf".{{2,80}}?{_LEADERS}\s*{_PAGE}\s*$", re.DOTALL)
_LED = re.compile(rf"{_LEADERS}\s*{_PAGE}")
_WEAK_LINE = re.compile(r"(.{2,70}?)[\s\u3000]+(?:第\s?)?([0-9０-９]{1,3})(?:\s?頁)?\s*$", re.DOTALL)
_TITLE = re.compile(
    r"\s*[§#【\[〔<《]{0,2}\s{0,2}(?:(?:合約|契約)?目\s{0,6}[錄录次]|內容一覽|内容一览|章節目次|條文目次|"
    r"(?:table of )?contents)(?=\s|$|[\]】〕>》:：])",
    re.IGNORECASE,
)
_NAMED = re.compile(r"第\s?[一二三四五六七八九十0-9]{1,3}\s?[條条章]|\d{1,2}\.|(?:Article|Section) \d", re.IGNORECASE)
_ENDS = '。！？!?；;：:」』”"'
_ENTRY = re.compile(r"\b\d{1,2}\.\d{0,2}\s+[A-Z][^.;:]{3,70}?\s\d{1,3}(?=\s|$)")
_LONGEST_ENTRY, _MOST_ENTRIES, _SAMPLE = 80, 200, 4_000


def is_contents_line(words: str) -> bool:
    """Whether a line ends in leaders and a page number, as only tables of contents do."""
    return bool(_CONTENTS_LINE.match(words))


def contents_flags(paragraphs_words: Sequence[str]) -> list[bool]:
    """For each paragraph, whether it belongs to a table of contents.

    It does when it ends in leaders and a page number; when it is one of at least three short lines whose page numbers
    rise and whose words come again as headings; or when it follows the title "contents" / 目錄, as long as what it says
    comes again further down.
    """
    words = list(paragraphs_words)
    flags = [is_contents_line(each) or _is_run_together(each) for each in words]
    titles = [index for index, each in enumerate(words[:300]) if _is_title(each)]
    runs = _rising_runs(words)
    if not titles and not runs:
        return flags
    later = _Later(words)
    for run in runs:
        if sum(later.has(index, _without_page(words[index])) for index in run) * 5 >= len(run) * 3:
            for index in run:
                flags[index] = True
    for index in titles:
        flags[index] = True
        if len(words[index].strip()) <= 24:
            _flag_entries(words, flags, index + 1, later)
    return flags


def _is_title(words: str) -> bool:
    """The word for contents alone on its line, or with the entries after it on the same one."""
    words = words.strip()
    if not _TITLE.match(words):
        return False
    return len(words) <= 24 or (len(words) <= 1_500 and len(_NAMED.findall(words)) >= 3)


def _is_run_together(words: str) -> bool:
    """Many entries on one line, as text taken from old files has them."""
    sample = words[:_SAMPLE]
    if len(_LED.findall(sample)) >= 3:
        return True
    found = _ENTRY.findall(sample) if sample[:400].count(" ") > 20 else []
    return len(found) >= 4 and sum(map(len, found)) > len(sample) * 0.5


def _rising_runs(words: Sequence[str]) -> list[list[int]]:
    """Stretches of at least three short lines that end in page numbers which never fall."""
    runs: list[list[int]] = []
    run: list[int] = []
    last = 0
    for index, each in enumerate(words):
        match = _WEAK_LINE.match(each) if len(each) <= _LONGEST_ENTRY else None
        page = int(match.group(2)) if match else 0
        if match and run and page >= last:
            run.append(index)
        else:
            runs.append(run)
            run = [index] if match else []
        last = page
    return [each for each in [*runs, run] if len(each) >= 3]


def _without_page(words: str) -> str:
    match = _WEAK_LINE.match(words)
    return match.group(1) if match else words


def _bare(words: str) -> str:
    """An entry or a heading without its number, punctuation and spaces."""
    number = MARKER.match(words) or BARE_NUMBER.match(words)
    rest = words[number.end() :] if number else words
    return re.sub(r"[\W\d_]+", "", rest or words).lower()


class _Later:
    """Whether the words of an entry come again, further down, at the head of a paragraph."""

    _LONGEST = 40

    def __init__(self, words: Sequence[str]) -> None:
        self._last: dict[str, int] = {}
        for index, each in enumerate(words):
            bare = _bare(each[: 3 * _LONGEST_ENTRY])[: self._LONGEST]
            for end in range(2, len(bare) + 1):
                self._last[bare[:end]] = index

    def has(self, index: int, words: str) -> bool:
        bare = _bare(words)[: self._LONGEST]
        return self._last.get(bare, -1) > index if len(bare) >= 2 else False


def _flag_entries(words: Sequence[str], flags: list[bool], start: int, later: _Later) -> None:
    """The lines under the title, up to the first that is no entry: too long, a sentence, or one that was named before."""
    seen: set[str] = set()
    for index in range(start, min(start + _MOST_ENTRIES, len(words))):
        if flags[index]:
            continue
        entry, bare = _without_page(words[index]), _bare(_without_page(words[index]))
        if len(entry) > _LONGEST_ENTRY or entry.rstrip()[-1:] in _ENDS or (bare and bare in seen):
            break
        if not later.has(index, entry) and not any(sign in entry for sign in "/／") and not _is_page_word(entry):
            break
        seen.add(bare)
        flags[index] = True


def _is_page_word(words: str) -> bool:
    return words.strip().lower() in ("page", "頁次", "頁碼", "頁數", "頁")
