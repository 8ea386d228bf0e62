"""Who examines whom. A vendor's right to audit its client reads much like the right the rule asks for, turned round."""

import re
from collections.abc import Iterable

from contracts.clauses.actors import Mention

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
_RIGHT = re.compile(r"^(?:'s|s'|')? (?:[\w-]{1,16} ){0,3}?rights?\b")
_AT_ITS_EXPENSE = re.compile(r"^(?:'s|s'|') (?:[\w-]{1,16} ){0,3}?(?:cost|expense)|^ (?:shall|will) bear (?:all |the )")
_EXPENSE_OF = re.compile(
    r"(?:at|borne by|expense of|cost of) (?:the )?(?:sole )?(?:cost |expense )?(?:and expense )?(?:of )?(?:the )?$"
)
_PAID_TO = re.compile(r"(?:payable|due|owed|owing|paid|payments?|remitted|royalties|fees) to (?:the )?$")
_PAID_BY = re.compile(
    r"(?:payable|due|owed|owing|paid|payments?|made|sold|underpayments?|remitted) (?:made )?by (?:the )?$"
)
_SUITS = re.compile(r"(?:acceptable|approved|agreeable|satisfactory) (?:to|by) (?:the )?$")
_SHORT = re.compile(r"underpa|shortfall|understate|deficien|discrepan|underreport|additional payment")
_OWES = re.compile(
    r"^,? (?:shall|will|agrees to|must) (?:[\w,()'-]{1,16} ){0,4}?(?:pay|reimburse|remit|bear|refund|make up)"
)
_VERB = re.compile(
    r"audit|inspect|examin|稽核|查核|查证|检查|查阅|抽查|视察|检视|核对|调阅|盘查|访查|查看|审计|访谈|访视|稽查|查验|清查|盘点|检阅|检核|调取"
)
_SUFFERS = re.compile(r"接受|配合|允许|容许|同意|供|让|使|予|由|备妥|受")


_TOWARDS = re.compile(r"(?:对|至|到|赴|前往)$")
"""Before the client's name: it is where the examination goes, not whose it is."""


def audits_client(folded: str, mentions: Iterable[Mention]) -> bool:
    """Whether the examination in this passage is the vendor's, of its client."""
    found = list(mentions)
    if not any("\u3400" <= c <= "\u9fff" for c in folded):
        return votes(folded, found) < 0
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
    if first[2] == "client" and _TOWARDS.search(folded[max(0, first[0] - 3) : first[0]]):
        return True
    return first[2] == "vendor" and not _SUFFERS.search(folded[first[1] : verb])


def votes(folded: str, mentions: Iterable[Mention]) -> int:
    """Of an English passage: above 0 when the client examines the vendor, below when it is the other way round.

    Who keeps, is asked, pays what was short or must find the auditor acceptable is examined; whose agents come, whose
    expense it is and to whom the sums are payable examines."""
    total, is_short = 0, bool(_SHORT.search(folded))
    for start, end, who in mentions:
        name, after, before = folded[start:end], folded[end : end + 160], folded[max(0, start - 80) : start]
        sign = {"client": -1, "vendor": 1}.get(who, 0)
        total += sign * _examined(name, after, before, is_short=is_short)
    return total


def _examined(name: str, after: str, before: str, *, is_short: bool) -> int:
    """Above 0 when the party is examined where it is named, below when it examines, 0 when nothing tells."""
    is_possessive = name.endswith("'s") or after[:1] == "'"
    after = after if not name.endswith("'s") else f"'s{after}"
    if is_possessive and (_AGENTS.match(after) or _RIGHT.match(after)):
        return -2
    if (is_possessive and _OWNS.match(after)) or _KEPT_BY.search(before):
        return 2
    if _PAID_BY.search(before) or _SUITS.search(before) or (is_short and _OWES.match(after)):
        return 1
    if _PAID_TO.search(before) or (is_possessive and _AT_ITS_EXPENSE.match(after)) or _EXPENSE_OF.search(before):
        return -1
    if _KEEPS.match(after):
        return 1
    return -1 if _EXAMINES.match(after) or _LET_IN.search(before) else 0


EXAMINATION = re.compile(r"audit|inspect|examin|books|records|verif|underpa|access to|review")
"""What an English passage near one of an examination speaks of when it belongs to it."""
