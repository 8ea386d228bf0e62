"""Who is the client and who the vendor: what this contract calls them, so that a duty is laid at the right door.

From the opening: company names, the roles before them and the short names after them. A firm of the securities trade is
the client of an outsourcing contract. Where names tell nothing, who "shall provide" and who "shall pay" does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.clauses.party_words import BOTH, CLIENT_ROLES, CLIENT_ROLES_EN, VENDOR_ROLES, VENDOR_ROLES_EN
from contracts.clauses.rulebook import Cue
from contracts.documents.folding import compact, fold

_FIRM = re.compile(
    r"([\u4e00-\u9fffA-Za-z0-9 .()&-]{2,30}?(?:股份有限公司|有限公司|无限公司|公司|工作室|工作坊|科技行|"
    r"商行|企业社|事务所|法人|研究院|工程行))"
)
_SECURITIES = re.compile(
    r"证券|投信|投顾|期货|金控|银行|人寿|产险|保险|securities|brokerage|\bbank\b|asset management|insurance"
)
_TRADE = re.compile(
    r"(?:综合)?(?:证券|期货|投信|投顾|银行|资讯|信息|科技|软体|软件|数位|数据|数据中心|网路|网络|电脑|"
    r"人力|工程|系统|资安|事务机器|决策|线上|顾问|电力|云端|通讯)"
)
_ALIAS = re.compile(
    r"[(]?\s?(?:以下|下文|后|兹)?(?:简称|称为|称|下称|合称)?[为]?[:]?\s?[「\"『\"']([^」\"』\"']{1,16})[」\"』\"']"
)
_ALIAS_PLAIN = re.compile(r"^[(]?\s?(?:以下|下文|下)(?:简称|称)?(?:为)?([^()「」,。;]{1,8}?)[),。]")
_ENGLISH_ALIAS = re.compile(
    r"\(?\s?(?:hereinafter|herein|hereafter)?[^()]{0,60}?[\"“']\s?([A-Z][A-Za-z0-9 .&/-]{1,30}?)[\"”']\s?\)"
)


@dataclass(frozen=True, slots=True)
class Parties:
    """Patterns over folded text: the client's names, the vendor's, and words for both or either."""

    client: Cue
    vendor: Cue
    both: Cue


def parties(texts: Sequence[str]) -> Parties:
    """From the documents' texts, the main contract first."""
    opening = "\n".join(text[:6_000] for text in texts[:2])
    whole = compact("\n".join(texts)[:400_000])
    client, vendor = {fold(word) for word in CLIENT_ROLES}, {fold(word) for word in VENDOR_ROLES}
    _chinese_names(opening, whole, client, vendor)
    english_client, english_vendor = set(CLIENT_ROLES_EN), {name.replace("_", " ") for name in VENDOR_ROLES_EN}
    _english_names("\n".join(text[:9_000] for text in texts[:2]), whole, english_client, english_vendor)
    _pronouns(compact(opening), whole, client, vendor)
    clash = (client & vendor) | {word for word in client | vendor if not word}
    return Parties(
        client=_pattern(client - clash, english_client - english_vendor),
        vendor=_pattern(vendor - clash, english_vendor - english_client),
        both=_pattern(
            {fold(word) for word in BOTH},
            {
                "either party",
                "neither party",
                "each party",
                "both parties",
                "the parties",
                "one side",
                "other side",
                "other party",
                "a party",
                "non-breaching party",
                "nonbreaching party",
                "receiving party",
                "recipient",
                "each of the parties",
            },
        ),
    )


def _pattern(chinese: Iterable[str], english: Iterable[str]) -> Cue:
    words = [re.escape(word) for word in sorted(chinese, key=len, reverse=True)]
    latin = [rf"(?<![a-z]){re.escape(word)}(?:'s|s)?(?![a-z])" for word in sorted(english, key=len, reverse=True)]
    return Cue(
        re.compile("|".join(words + latin) or r"(?!)", re.ASCII), re.compile("|".join(latin) or r"(?!)", re.ASCII)
    )


def _chinese_names(opening: str, whole: str, client: set[str], vendor: set[str]) -> None:
    found: list[tuple[set[str], bool | None]] = []
    for line in opening.split("\n")[:80]:
        folded = fold(line).strip()
        for match in _FIRM.finditer(folded):
            names = _names(folded, match, whole)
            if not names:
                continue
            is_client = True if _SECURITIES.search(match.group(1)) else None
            if is_client is None and names & client:
                is_client = True
            if is_client is None and names & vendor:
                is_client = False
            found.append((names, is_client))
    known_client = any(is_client for _, is_client in found)
    for names, is_client in found[:6]:
        if is_client:
            client |= names
            vendor -= names
    for names, is_client in found[:6]:
        if not is_client and known_client and not names & client:
            vendor |= names
            client -= names


def _names(line: str, firm: re.Match[str], whole: str) -> set[str]:
    """What a line calls the firm it names: the role before it, the short name after it, the head of its own name."""
    names: set[str] = set()
    before = re.sub(r"[\s:|()]+$", "", line[: firm.start()])
    role = re.split(r"[\s:|,;。()「」]", before)[-1] if before else ""
    own = firm.group(1).strip()
    if " " in own and not role:
        role, own = own.split(" ", 1)[0], own.rsplit(" ", 1)[-1]
    if 1 <= len(role) <= 6 and _is_used(role, whole):
        names |= {role, *([f"{role}方"] if f"{role}方" in whole else [])}
    after = line[firm.end() : firm.end() + 40]
    if match := _ALIAS.match(after.lstrip()) or _ALIAS_PLAIN.match(after.lstrip()):
        names.add(match.group(1).strip().lower())
    trade = _TRADE.search(own)
    short = own[: trade.start()].strip() if trade else ""
    if 2 <= len(short) <= 8 and whole.count(short) >= 2:
        names.add(short)
    return {name for name in names if name and name not in ("本", "与", "及", "和")}


def _is_used(role: str, whole: str) -> bool:
    return whole.count(role) >= 2 and not role.isdigit()


_PROVIDES = (
    r"(?:'s)? (?:shall|will|agrees to|must|is required to) (?:\w{1,14} ){0,2}?(?:provide|perform|"
    r"deliver|maintain|develop|host|supply|furnish|install|support|design|correct|repair|ship|"
    r"manufacture)"
)
_PAYS = r" (?:shall|will|agrees to|must) (?:\w{1,14} ){0,2}?(?:pay|reimburse|purchase|compensate|remit)"
_OWED_TO = r"(?:payable|due|owed|owing|paid|payments?|pay) to (?:the )?"
_OWED_BY = r"(?:payable|due|owed|owing|paid) by (?:the )?"
_OFFERS = r" (?:warrants|represents and warrants|grants (?:to )?\w{1,30} (?:a|the))"


def _english_names(opening: str, whole: str, client: set[str], vendor: set[str]) -> None:
    flat = opening.replace("\n", " ")
    named = {
        match.group(1).strip().lower(): flat[max(0, match.start() - 90) : match.start()]
        for match in _ENGLISH_ALIAS.finditer(flat)
    }
    not_parties = ("agreement", "party", "parties", "effective date")
    scores = {
        name: _lean(name, whole)
        for name in list(named)[:30]
        if len(name) > 1 and name not in not_parties and _is_used(name, whole)
    }
    firms = [name for name in scores if _ENGLISH_FIRM.search(named[name])][:2]
    if len(firms) == 2 and sum(bool(_SECURITIES.search(named[name].lower())) for name in firms) == 1:
        for name in firms:
            (client if _SECURITIES.search(named[name].lower()) else vendor).add(name)
    for name, score in scores.items():
        if name in client or name in vendor:
            if name in (*CLIENT_ROLES_EN, *VENDOR_ROLES_EN) and abs(score) >= 8:
                (client if score < 0 else vendor).add(name)
                (vendor if score < 0 else client).discard(name)
        elif score:
            (vendor if score > 0 else client).add(name)


_ENGLISH_FIRM = re.compile(r"\b(?:Ltd|Inc|Corp|LLC|L\.P|Limited|Company|Co\.|GmbH|S\.A|B\.V|PLC|Bank)\b|股份|公司")


def _lean(name: str, whole: str) -> int:
    """Above 0 when the text has this party provide more often than pay, below when the other way round."""
    head = rf"(?<![a-z]){re.escape(name)}"
    return (
        len(re.findall(head + _PROVIDES, whole))
        + 2 * len(re.findall(head + _OFFERS, whole))
        + 2 * len(re.findall(_OWED_TO + head, whole))
        - 2 * len(re.findall(_OWED_BY + head, whole))
        - 2 * len(re.findall(head + _PAYS, whole))
    )


def _pronouns(opening: str, whole: str, client: set[str], vendor: set[str]) -> None:
    """我們 writes the letter: the vendor to its client, unless the paper speaks of "the vendor" as somebody else."""
    we, you = "我们", "你们"
    if we in whole and you not in whole and re.search(r"厂商|承包商|供应商|乙方", whole):
        vendor.discard(we)
        client.add(we)
    if you in whole and re.match(
        r".{0,10}(?:给|致|敬启)(?!.{0,12}(?:证券|期货|投信|投顾|银行)).{0,12}(?:资讯|科技|软体|数位|工作室)", opening
    ):
        client.discard(you)
        vendor.add(you)
        vendor.discard(we)
        client.add(we)
    (client if we in client else vendor).add("我")
    if "本公司" in whole:
        (vendor if re.search(r"贵公司", whole) else client).add("本公司")
