"""Changes told word for word: 第五條「四小時」修正為「二小時」, In Section 5, "four hours" is replaced by "two hours".

A change is read only where both its words stand in quotation marks in one sentence and the article is named in it; what a
sentence says otherwise is left to the other readers, and to people.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.clauses.sets import english, mandarin
from contracts.clauses.sets.references import Deed, Mention, Reference, Swap, Whither
from contracts.documents.headings import is_chinese

LONGEST, MOST = 400, 60
"""Characters of quoted words, and quotations in a paragraph; far beyond any amendment."""

_QUOTED = re.compile(rf"「([^「」\n]{{1,{LONGEST}}})」|『([^『』\n]{{1,{LONGEST}}})』|\"([^\"\n]{{1,{LONGEST}}})\"")
_T = "\ue000"
"""Stands for a quotation while the sentence around it is read."""
_END = re.compile(r"[。;\n]|(?<=[a-z)\ue000])\.(?=\s|$)")

_ZH_WORD = r"(?:\s?(?:等)?(?:之)?(?:文字|字样|字眼|等字|字|词|语|一词|一语|一句|用语|等语|之?约定|之?规定|部分|数字|金额|期限|期间|时限|比率)){0,2}"
_ZH_FILL = (
    r"[,、]?\s?(?:应|均|一律|皆|全部|予以|予|兹|现|即|则|分别|依序|各|经?(?:甲乙)?双方(?:合意|同意|协议)|\s){0,4}"
)
_ZH_VERB = r"(?:修正|修订|修改|变更|更改|更正|改订|改定|调整|替换|改写|改|缩短|缩减|延长|展延|提高|调高|调降|降低|增加|减少)(?:后)?(?:为|成|至|到)[:]?\s?"
_ZH_LIST = rf"{_T}(?:\s?(?:、|,|及|与|和|暨)\s?{_T}){{0,7}}"
_ZH = (
    ("swap", re.compile(rf"(?P<old>{_ZH_LIST}){_ZH_WORD}{_ZH_FILL}{_ZH_VERB}(?P<new>{_ZH_LIST})")),
    ("swap", re.compile(rf"(?P<old>{_T}){_ZH_WORD}{_ZH_FILL}(?:以|改以|由|改由)(?P<new>{_T}){_ZH_WORD}(?:取代|代替|替代|替换|代之)(?:之)?")),
    ("swap", re.compile(rf"以(?P<new>{_T}){_ZH_WORD}(?:取代|代替|替代|替换)(?P<old>{_T})")),
    ("after", re.compile(rf"(?P<old>{_T}){_ZH_WORD}(?:之?后)[,]?\s?(?:应|予以|并)?(?:增列|增订|新增|增补|增入|插入|加列|加入|增加|补充){_ZH_WORD}[:]?\s?(?P<new>{_T})")),
    ("before", re.compile(rf"(?P<old>{_T}){_ZH_WORD}(?:之?前)[,]?\s?(?:应|予以|并)?(?:增列|增订|新增|增补|增入|插入|加列|加入|增加|补充){_ZH_WORD}[:]?\s?(?P<new>{_T})")),
    ("delete", re.compile(rf"(?P<old>{_ZH_LIST})(?P<word>{_ZH_WORD}){_ZH_FILL}(?:删除|删去|予以删除)")),
    ("delete", re.compile(rf"(?:删除|删去)[^{_T}。;]{{0,40}}(?P<old>{_ZH_LIST})(?P<word>{_ZH_WORD})")),
)  # fmt: skip

_EN_WORD = r"(?:(?:the|such|each|any|all)\s)?(?:(?:words?|phrases?|terms?|figures?|numbers?|amounts?|references?(?:\sto)?|occurrences?\sof|expressions?|sentences?|text|language|following)\s){0,2}"
_EN_IN = r"(?:\s(?:in|of|from|at|under|appearing|contained|found|set out|where)[^\ue000.;]{0,90}?)?"
_EN_BE = r",?\s(?:is|are|shall be|will be)(?:\s(?:hereby|each))*\s"
_EN_WITH = r"\s(?:with|by|to read|to|as)(?:\s(?:the|read|reading|following|as|follows|words?|phrase|term|figure|number|new)){0,4}:?\s"
_EN_TWO = r"(?:deleted|stricken|struck|removed)(?:\sout)?(?:\sin\s(?:its|their)\sentirety)?(?:,?\sand)?(?:\sis|\sare)?(?:\shereby)?\s"
_EN_MAKE = r"(?:replac|substitut|chang|amend|revis|modif|updat|restat)(?:ed|ied)"
_EN = (
    ("swap", re.compile(rf"(?P<old>{_T}){_EN_IN}{_EN_BE}(?:{_EN_TWO})?{_EN_MAKE}{_EN_WITH}{_EN_WORD}(?P<new>{_T})")),
    ("swap", re.compile(rf"(?P<old>{_T}){_EN_IN}{_EN_BE}{_EN_TWO}(?P<new>{_T})(?:\s(?:is|are))?(?:\s(?:hereby|inserted|substituted)){{1,3}}")),
    ("swap", re.compile(rf"\bsubstitut(?:e|ing)\s{_EN_WORD}(?P<new>{_T}){_EN_IN}\sfor\s{_EN_WORD}(?P<old>{_T})")),
    ("swap", re.compile(
        rf"\b(?:replac|chang|delet|strik|remov|amend)(?:e|ing|ke)\s(?:out\s)?{_EN_WORD}(?P<old>{_T}){_EN_IN},?"
        rf"\s(?:(?:and|by)\s)?(?:(?:replac|substitut|insert)(?:e|ing)\s?(?:it|them|in\s(?:its|their)\splace|in\slieu\sthereof|therefor)?,?\s?)?"
        rf"(?:with|by|to|in\s(?:its|their)\splace|in\slieu\sthereof|therefor)?,?\s?{_EN_WORD}(?P<new>{_T})"
    )),
    ("after", re.compile(rf"\b(?:insert|add)(?:ing|ed)?\s{_EN_WORD}(?P<new>{_T}){_EN_IN}\s(?:immediately\s)?(?:after|following)\s{_EN_WORD}(?P<old>{_T})")),
    ("after", re.compile(rf"\b(?:immediately\s)?(?:after|following)\s{_EN_WORD}(?P<old>{_T})[^\ue000.;]{{0,60}}?\b(?:insert|add)(?:ing|ed)?\s{_EN_WORD}(?P<new>{_T})")),
    ("before", re.compile(rf"\b(?:insert|add)(?:ing|ed)?\s{_EN_WORD}(?P<new>{_T}){_EN_IN}\s(?:immediately\s)?(?:before|preceding)\s{_EN_WORD}(?P<old>{_T})")),
    ("delete", re.compile(rf"(?P<word>\b(?:words?|phrases?|figures?|sentences?|references?\sto|terms?)\s)(?P<old>{_T}){_EN_IN}{_EN_BE}(?:deleted|stricken|struck|removed|omitted)(?!\sand)")),
    ("delete", re.compile(rf"\b(?:delet|strik|remov|omitt?)(?:e|ing|ke)\s(?:out\s)?(?P<word>(?:the\s)?(?:words?|phrases?|figures?|sentences?|references?\sto|terms?)\s)(?P<old>{_T})")),
)  # fmt: skip
_ALL = re.compile(r"均|一律|皆|全部|各处|所有|悉数|\b(?:each|all|every|wherever|throughout)\b")
_WHOLE = re.compile(
    r"(?:原|本)?(?:契约|合约|协议)书?(?:全文|各条|各处|中|内|所有|全部|所载|之)|(?:throughout|wherever)\b|\bin the (?:agreement|contract)\b"
)
_SENTENCE = re.compile(r"[。;!?]|\.\s")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`folded[start:end]` with its quotations taken out: `words` has one mark for each, `quoted` says where they stand."""

    start: int
    end: int
    words: str
    quoted: tuple[tuple[int, int], ...]


def mentions(folded: str) -> Iterator[Mention]:
    """The changes of words that a paragraph makes, in its order."""
    if not any(mark in folded for mark in '「『"'):
        return
    chinese = is_chinese(folded)
    for sentence in _sentences(folded):
        yield from _of(sentence, folded, is_chinese=chinese)


def _sentences(folded: str) -> Iterator[_Sentence]:
    """Cut at the marks that stand outside quotation marks."""
    found = list(_QUOTED.finditer(folded))[:MOST]
    at, start, words, quoted = 0, 0, "", list[tuple[int, int]]()
    for match in [*found, None]:
        end = match.start() if match else len(folded)
        between = folded[at:end]
        while stop := _END.search(between):
            yield _Sentence(start, at + stop.end(), words + between[: stop.start()], tuple(quoted))
            at += stop.end()
            start, words, quoted, between = at, "", [], folded[at:end]
        words += between
        if match:
            words += _T
            quoted.append(next(match.span(n) for n in (1, 2, 3) if match.group(n) is not None))
            at = match.end()
    yield _Sentence(start, len(folded), words, tuple(quoted))


def _of(sentence: _Sentence, folded: str, *, is_chinese: bool) -> Iterator[Mention]:
    named = list((mandarin if is_chinese else english).named(sentence.words))
    found: list[tuple[int, tuple[Swap, ...]]] = []
    words = sentence.words
    for deed, pattern in _ZH if is_chinese else _EN:
        for match in list(pattern.finditer(words)):
            swaps = tuple(_swaps(deed, match, sentence, folded))
            if swaps:
                found.append((match.start(), swaps))
                # What one pattern has read, no later one reads again; the marks are kept for counting.
                gone = "".join(c if c == _T else "|" for c in match.group()).replace(_T, "\ue001")
                words = words[: match.start()] + gone + words[match.end() :]
    for at, swaps in sorted(found):
        if references := _nearest(named, at, sentence.words):
            yield Mention(Deed.REWORDED, references, sentence.start, sentence.end, swaps)


def _swaps(deed: str, match: re.Match[str], sentence: _Sentence, folded: str) -> Iterator[Swap]:
    groups = match.groupdict()
    old, new = (_places(match, name, sentence) for name in ("old", "new"))
    everywhere = bool(_ALL.search(sentence.words[max(0, match.start() - 30) : match.end()]))
    if deed == "delete":
        for place in old:
            if groups["word"].strip() or _is_text(folded[slice(*place)]):
                yield Swap(place, None, Whither.INSTEAD, everywhere)
        return
    is_list = len(old) > 1 or len(new) > 1
    if len(old) != len(new):
        return
    for before, after in zip(old, new, strict=True):
        # A title before the whole new wording of an article: 第八條「保密」修正為「…。」
        if (
            deed == "swap"
            and not is_list
            and _is_wording(folded[slice(*after)])
            and not _is_text(folded[slice(*before)])
        ):
            return
        yield Swap(before, after, Whither("instead" if deed == "swap" else deed), everywhere)


def _places(match: re.Match[str], name: str, sentence: _Sentence) -> list[tuple[int, int]]:
    if name not in match.re.groupindex or match.group(name) is None:
        return []
    before = sum(c in (_T, "\ue001") for c in match.string[: match.start(name)])
    return list(sentence.quoted[before : before + match.group(name).count(_T)])


def _is_wording(words: str) -> bool:
    """Whether it is sentences rather than a few words of one."""
    return bool(_SENTENCE.search(words.strip()[:-1] + "x")) or len(words) > 60


def _is_text(words: str) -> bool:
    """Whether it can be no heading."""
    return len(words) > 10 or any(mark in words for mark in ",。;.") or bool(re.search(r"\d", words))


def _nearest(named: Sequence[tuple[int, tuple[Reference, ...]]], at: int, words: str) -> tuple[Reference, ...]:
    """The articles named last before a change, else first behind it; the whole contract where the sentence says so."""
    before = [references for place, references in named if place <= at]
    if before:
        return before[-1]
    if named:
        return named[0][1]
    return (Reference(),) if _WHOLE.search(words) else ()
