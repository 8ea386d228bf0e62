"""What the words of a paragraph's beginning are: a number, a heading, a title on the line of its own text, or an item."""

import re

from contracts.documents.folding import compact, fold
from contracts.documents.reading.markers import BARE_NUMBER, MARKER
from contracts.documents.sentences import BOX

_HEADING_END = re.compile(r"[。.!?;,:,]$")
_LABEL = re.compile(r"^([^。,;:!?|]{1,16}):(?=.)")
_TITLE_IN_BRACKETS = re.compile(r"^[(\[【〔]([^()\[\]【】〔〕]{2,16})[)\]】〕][ :]{0,2}(?=.)")
_ENGLISH_TITLE = re.compile(
    r"^([A-Z][A-Za-z'’/&,-]{0,30}(?: (?:[A-Za-z'’/&,-]{1,30}|\([A-Za-z]+\))){0,7})(?:[.:]| [-–—])\s{1,4}(?=[A-Z(\"“])"
)
_TITLE_BEFORE_DASH = re.compile(r"^([^-。;,:\d]{1,30}?) -{1,2} (?=[^\s\d])")
WHOLLY_IN_BRACKETS = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]{2,60})[)）\]】〕]")
HEADING_TRIM = " \u3000\t.．、:：)）】〕-–—"
_VOID = re.compile(
    r"^[\s(\[<]{0,3}(?:略|从略|省略|不适用|保留|本条保留|无|空白|以下空白|待补|待定|另议|本条(?:不适用|"
    r"删除|略)|删除|未约定|无约定|-|/|n/?a|none|"
    r"not applicable|reserved|intentionally (?:left blank|omitted|deleted)|omitted|deleted|tbd|"
    r"to be determined|left blank|nil)"
    r"[\s)\]>.。]{0,3}$"
)
_OPERATIVE = re.compile(
    r"应(?!用|变|急|收|付|办)|须(?!知)|不得|不可|负责|保证|同意|提供|禁止|免费|无偿|\d|百分之|"
    r"[一二两三四五六七八九十百半]{1,4}(?:年|个?月|日|天|周|小时|分钟|次|倍|成)|"
    r"\b(?:shall|must|will|agrees?|within|not)\b|\b(?:hour|day|week|month|year)s?\b"
)
_NAMES_A_SUBJECT = re.compile(
    r"(?:事项|义务|责任|规定|条款|标准|程序|办法|方式|期间|处理|限制|条件|原则|范围|须知|约定)$"
)


def is_chinese(text: str) -> bool:
    return any("\u3400" <= c <= "\u9fff" for c in text)


def number_of(words: str) -> tuple[str, int]:
    """The number that opens a paragraph, and where it ends; ("", 0) for a box to tick, or none."""
    marker = MARKER.match(words)
    if marker is None and len(words) < 40 and words.rstrip()[-1:] not in "。；;":
        marker = BARE_NUMBER.match(words)
    if marker is None or BOX.match(marker.group().strip()):
        return "", 0
    return marker.group(), marker.end()


def is_void(folded: str) -> bool:
    """Whether an item was left blank, left out or struck ("not applicable", 略)."""
    return bool(_VOID.match(folded))


def ends_like_text(folded: str) -> bool:
    """Whether a line ends as a heading does not: in a full stop (of Chinese), comma or semicolon."""
    return bool(_HEADING_END.search(folded)) and not folded.endswith((":", "."))


def is_phrase(words: str) -> bool:
    """More than three English words, most of them without a capital."""
    letters = [word for word in words.split() if word[:1].isalpha()]
    return len(letters) > 3 and sum(word[0].isupper() for word in letters) < len(letters) * 0.6


def is_operative(folded: str) -> bool:
    """Whether a short line says what must be, rather than only name a subject (保固一年, not 保固責任)."""
    return bool(_OPERATIVE.search(folded)) and not _NAMES_A_SUBJECT.search(folded)


def inline_title(words: str, number: int) -> tuple[int, str]:
    """A title on the line of its own text: 第三條（保密）…, 支援期：…, "5. Term. This Agreement…"."""
    body = words[number:]
    offset = len(body) - len(body.lstrip(" \u3000.．、"))
    folded = fold(body[offset:].replace("\n", " "))
    if match := _TITLE_IN_BRACKETS.match(folded):
        return number + offset + match.end(), compact(match.group(1))
    if number and (match := re.match(r"^([\u3400-\u9fff]{2,10})\s{1,4}(?=[\u3400-\u9fff])", folded)):
        return number + offset + match.end(), compact(match.group(1))
    if number and (match := _TITLE_BEFORE_DASH.match(folded)):
        return number + offset + match.end(), compact(match.group(1))
    if (match := _LABEL.match(folded)) and is_chinese(match.group(1)):
        return number + offset, compact(match.group(1))
    if match := _ENGLISH_TITLE.match(body[offset:].replace("\n", " ")):
        return number + offset + match.end(), compact(match.group(1))
    return number, ""


_DEFINES = re.compile(
    r"[」』\"]\s?(?:一词)?[,:]?(?:系|是|乃|均)?(?:指|谓)|(?:系指|是指|所称.{1,20}(?:系|是|为|指))|^什么(?:算|是|叫)|"
    r"[\"'] (?:shall )?(?:mean|refer|include|has the meaning|have the meaning)|"
    r"[\"'],? (?:as used herein )?means|(?:the term|the phrase) \""
)


def is_definition(folded: str) -> bool:
    """Whether a passage says what a word means."""
    match = _DEFINES.search(folded)
    return bool(match) and match.start() < 60 if match else False
