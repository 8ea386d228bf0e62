"""Who examines whom. A vendor's right to audit its client reads much like the right the rule asks for, turned round."""

import re
from collections.abc import Iterable

Mention = tuple[int, int, str]
"""(start, end, "client" | "vendor" | "both") of a party's name in a folded passage."""

_RECORDS = (
    r"(?:books|records|facilit|premises|offices|accounts|systems|operations|place of business|data cent|"
    r"compliance|performance|procedures|business|documentation|sites?\b|personnel)"
)
_OWNS = re.compile(rf"^(?:'s|s'|')? (?:[\w,&-]{{1,16}} ){{0,5}}?{_RECORDS}", re.ASCII)
_KEEPS = re.compile(
    r"^,? (?:[\w,()-]{1,16} ){0,4}?(?:shall|will|agrees to|must|hereby agrees to) (?:[\w,()-]{1,16} ){0,6}?"
    r"(?:keep|maintain|make|permit|allow|provide|retain|give|afford|grant|preserve|cooperate|open)",
    re.ASCII,
)
_KEPT_BY = re.compile(rf"{_RECORDS}\w{{0,4}} (?:[\w,]{{1,16}} ){{0,6}}?(?:of|by|at|from) (?:the |its )?$", re.ASCII)
_EXAMINES = re.compile(
    r"^,? (?:[\w,()'-]{1,16} ){0,10}?(?:may|shall have|has (?:the )?right|will have|"
    r"shall be (?:entitled|permitted|allowed)|reserves the right|is entitled|have the right|can)\b",
    re.ASCII,
)
_AGENTS = re.compile(
    r"^(?:'s|s'|')? (?:[\w,-]{1,16} ){0,3}?(?:auditor|representative|agent|accountant|designee|nominee|"
    r"inspector|regulator)",
    re.ASCII,
)
_LET_IN = re.compile(
    r"(?:permit|allow|grant|by|provide|available to|give|afford|to|request of|inspection by|audit by|"
    r"enable) (?:the )?(?:(?:authorized |duly )?(?:representatives?|auditors?|agents?) of (?:the )?)?$"
)
_VERB = re.compile(r"audit|inspect|examin|稽核|查核|查证|检查|查阅|抽查|视察|检视|核对|调阅|盘查|访查|查看|审计")
_SUFFERS = re.compile(r"接受|配合|允许|容许|同意|供|让|使|予|由|备妥|受")


def audits_client(folded: str, mentions: Iterable[Mention]) -> bool:
    """Whether the examination in this passage is the vendor's, of its client."""
    found = list(mentions)
    if not any("\u3400" <= c <= "\u9fff" for c in folded):
        return _votes(folded, found) < 0
    turned = [_is_vendors(folded, verb.start(), found) for verb in _VERB.finditer(folded)]
    known = [each for each in turned if each is not None]
    return bool(known) and all(known)


def _is_vendors(folded: str, verb: int, mentions: list[Mention]) -> bool | None:
    """Whether the first party named before a Chinese verb, in its sentence part, is the vendor and does not suffer it."""
    part = max(folded.rfind(mark, 0, verb) for mark in ";。:") + 1
    before = [m for m in mentions if part <= m[0] and m[1] <= verb]
    if not before:
        return None
    first = before[0]
    return first[2] == "vendor" and not _SUFFERS.search(folded[first[1] : verb])


def _votes(folded: str, mentions: list[Mention]) -> int:
    """Above 0 when the client examines the vendor, below when it is the other way round."""
    votes = 0
    for start, end, who in mentions:
        name, after, before = folded[start:end], folded[end : end + 160], folded[max(0, start - 80) : start]
        sign = {"client": -1, "vendor": 1}.get(who, 0)
        is_possessive = name.endswith("'s") or after[:1] == "'"
        if is_possessive and _AGENTS.match(after):
            votes -= 2 * sign
        elif (is_possessive and _OWNS.match(after)) or _KEPT_BY.search(before):
            votes += 2 * sign
        elif _KEEPS.match(after):
            votes += sign
        elif _EXAMINES.match(after) or _LET_IN.search(before):
            votes -= sign
    return votes
