"""Who is the client and who the vendor: what this contract calls them, so that a duty is laid at the right door.

From the opening: company names, the roles before them and the short names after them. A firm of the securities trade is
the client of an outsourcing contract. Where names tell nothing, who "shall provide" and who "shall pay" does.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.clauses.party_words import BOTH, CLIENT_ROLES, CLIENT_ROLES_EN, COMMON, VENDOR_ROLES, VENDOR_ROLES_EN
from contracts.clauses.rulebook import Cue
from contracts.documents.folding import compact, fold

_FIRM = re.compile(
    r"([A-Z][\w.&' -]{2,40}?(?:Ltd|LTD|Inc|LLC|Corp|Limited|GmbH|PLC)\b\.?|"
    r"[\u4e00-\u9fffA-Za-z0-9 .()&-]{2,30}?(?:股份有限公司|有限公司|无限公司|公司|工作室|工作坊|科技行|"
    r"商行|企业社|事务所|法人|研究院|工程行|顾问社|录音室|仓储行|工坊|实业社|资讯社))"
)
_SECURITIES = re.compile(
    r"证券|投信|投顾|期货|金控|银行|人寿|产险|保险|securities|brokerage|\bbank\b|asset management|insurance"
)
_TRADE = re.compile(
    r"(?:综合)?(?:证券|期货|投信|投顾|银行|资讯|信息|科技|软体|软件|数位|数据|数据中心|网路|网络|电脑|"
    r"人力|工程|系统|仓储|资安|事务机器|决策|线上|顾问|电力|云端|通讯)"
)
_ALIAS = re.compile(
    r"[(]?\s?(?:以下|下文|后|兹)?(?:简称|称为|称|下称|合称)?[为]?[:]?\s?[「\"『\"']([^」\"』\"']{1,16})[」\"』\"']"
)
_ALIAS_PLAIN = re.compile(r"^[(]?\s?(?:以下|下文|下)(?:简称|称)?(?:为)?([^()「」,。;]{1,8}?)[),。]")
_ALIAS_BARE = re.compile(r"^\(([^()「」,。;:\s\d]{1,6})\)")
_ENGLISH_ALIAS = re.compile(
    r"\(?\s?(?:hereinafter|herein|hereafter)?[^()]{0,60}?[\"“']\s?([A-Z][A-Za-z0-9 .&/-]{1,30}?)[\"”']\s?\)"
)


_GOES_ON = (
    r"(?!(?:之)?(?:资料|名单|名册|个资|帐|数据|交易|资金|端|群|满意|投诉|申诉|户|身分|权益|关系|体验|清单|等级|国))"
)
"""客戶 is a party, 客戶資料 is not."""


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
    _role_lines(opening, whole, client, vendor)
    _short_name(opening, whole, client, vendor)
    _people(texts[0] if texts else "", whole, client, vendor)
    _pronouns(compact(opening), whole, client, vendor)
    _english_pronouns(whole, english_client, english_vendor)
    _elect(client, vendor, whole)
    clash = (client & vendor) | {word for word in client | vendor if not word}
    return Parties(
        client=_pattern(client - clash, english_client - english_vendor),
        vendor=_pattern(vendor - clash, english_vendor - english_client),
        both=_pattern(
            {fold(word) for word in BOTH} - client - vendor,
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
    words = [
        ("(?<!提)" if word == "供方" else "") + re.escape(word) + (_GOES_ON if word in _COMMON_WORDS else "")
        for word in sorted(chinese, key=lambda word: (-len(word), word))
    ]
    latin = [
        rf"(?<![a-z]){re.escape(word)}(?:'s|s)?(?![a-z])"
        for word in sorted(english, key=lambda word: (-len(word), word))
    ]
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
    if not any(is_client for _, is_client in found):
        found += [({name}, True) for name in _short_firms(opening, whole)]
    known_client = any(is_client for _, is_client in found) or any(_is_bound(word, whole) for word in client)
    for names, is_client in found[:6]:
        if is_client:
            client |= names
            vendor -= names
    for names, is_client in found[:6]:
        if (is_client is False or (is_client is None and known_client)) and not names & client:
            vendor |= names
            client -= names


_HEAD = re.compile(r"(?:^|[,;。:、()\s])([\u4e00-\u9fff]{2})([\u4e00-\u9fff]?)")


def _short_name(opening: str, whole: str, client: set[str], vendor: set[str]) -> None:
    """A vendor known by no firm or role: the name in the opening at which most statements of the text begin."""
    if any(whole.count(word) >= 3 for word in vendor - _COMMON_WORDS) or not any(whole.count(w) >= 2 for w in client):
        return
    heads: Counter[str] = Counter()
    for two, third in _HEAD.findall(whole):
        heads.update([two, two + third] if third else [two])
    first, last = compact(opening[:700]), whole[-160:]
    named = [
        name
        for name, often in heads.most_common(80)
        if often >= 4
        and whole.count(name) >= 5
        and name in first
        and not _NO_ACTOR.search(name)
        and not any(name in known or known in name for known in client)
    ]
    best = max(named, key=lambda name: (name in last, heads[name] + len(name)), default="")
    if best:
        vendor.add(best)


_NO_ACTOR = re.compile(
    r"[我你您方人者本其该此双各于因之的得应须每第前后甲乙一二三四五六七八九十]|期间|服务|契约|合约|系统|资料|费用|条款|通知|任何|主管|机关|设备|委托|工作|验收|内容|附件|平台|用户|客户|如果|或者|但是|因此"
)
_PERSON = re.compile(
    r"([\u4e00-\u9fff])(?:老板|先生|小姐|女士|总经理|副总|经理|襄理|股长|主任|科长|组长|总监|副理|协理|专员|处长|厂长|工程师)"
)


def _people(text: str, whole: str, client: set[str], vendor: set[str]) -> None:
    """余老闆 stands for the side on whose line of the opening or the signatures a name of that family stands."""
    called = {match.group(): match.group(1) for match in _PERSON.finditer(whole) if whole.count(match.group()) >= 2}
    lines = [fold(line) for line in text.split("\n") if line.strip()]
    for person, family in list(called.items())[:20]:
        for line in lines[:30] + lines[-8:]:
            if family not in line or person in line or len(line) > 80:
                continue
            sides = [side for side in (client, vendor) if any(len(name) > 1 and name in line for name in side)]
            if len(sides) == 1:
                sides[0].add(person)
                break


_SHORT_FIRM = re.compile(
    r"(?:^|[\s:,、|(「与及和⇄~])([\u4e00-\u9fff]{2,4})(?:综合)?(?:证券|投信|投顾|期货|银行)(?!商|业|市场|交易|柜|金融|集|公会|周)"
)


_ROLE_LINE = re.compile(
    r"(?:^|\s)(甲方?|乙方?|业主|客户|委托人|受托人|厂商|承揽人|服务商)\s*[:|]\s*([\u4e00-\u9fff]{2,6}?)"
    r"(?=软体|软件|资讯|科技|数位|证券|投信|投顾|期货|银行|工作室|系统|顾问|\(|\s|$)"
)


def _role_lines(opening: str, whole: str, client: set[str], vendor: set[str]) -> None:
    """甲：開元證券, 乙：標籤通軟體: the short name of a side that its line gives without a firm's full name."""
    for line in opening.split("\n")[:40]:
        for match in _ROLE_LINE.finditer(fold(line)):
            role, name = match.groups()
            side = client if role[0] in "甲业客委" else vendor
            if whole.count(name) >= 3 and not any(name in known for known in client | vendor):
                side.add(name)


def _short_firms(opening: str, whole: str) -> set[str]:
    """海晏 of 海晏證券 where no firm of the trade is named in full: as often alone as a name must be."""
    named = {match.group(1) for line in opening.split("\n")[:40] for match in _SHORT_FIRM.finditer(fold(line))}
    return {name for name in named if whole.count(name) >= 3}


def _elect(client: set[str], vendor: set[str], whole: str) -> None:
    """Drop the common words of each side (客戶, 用戶, 廠商) that this contract uses as words, not as a party's name.

    Where a side goes by a name of its own, a common word is that party only if it is bound itself (客戶應…)."""
    for side in (client, vendor):
        proper = [word for word in side - _COMMON_WORDS if whole.count(word) >= 3]
        if proper:
            idle = {word for word in side & _ROLES if not _is_bound(word, whole) and not _is_defined(word, whole)}
            side -= {word for word in idle - {"甲方", "乙方"} if word in _COMMON_WORDS or whole.count(word) < 5}


def _is_defined(word: str, whole: str) -> bool:
    """Whether the contract says that it calls a party so: （以下稱照護方）, 「使用方」."""
    return bool(re.search(rf"(?:称|称为|简称|[「\"'(]){re.escape(word)}[」\"')]", whole[:6_000]))


_COMMON_WORDS = frozenset(fold(word) for word in COMMON)


def _is_bound(word: str, whole: str) -> bool:
    pattern = rf"(?<![之的及、与和或向对给为])(?<!其他){re.escape(word)}(?:应|须|得|不得|不可|可以|必须|保证|同意|负责|要(?!求|点)|会(?!员|计|议))"
    return len(re.findall(pattern, whole)) >= 2 or bool(re.search(rf"(?:^|[。;:\n ]){pattern}", whole))


def _names(line: str, firm: re.Match[str], whole: str) -> set[str]:
    """What a line calls the firm it names: the role before it, the short name after it, the head of its own name."""
    names: set[str] = set()
    if _NO_FIRM.search(firm.group(1)):
        return names
    before = re.sub(r"[\s:|()]+$", "", line[: firm.start()])
    role = re.split(r"[\s:|,;。()「」]", before)[-1] if before else ""
    own = firm.group(1).strip()
    if ")" in own and "(" not in own:
        role, own = "", re.sub(r"^.*\)\s*(?:与|及|和|、)?\s*", "", own)
    if " " in own and not role:
        role, own = own.split(" ", 1)[0], own.rsplit(" ", 1)[-1]
    if (2 <= len(role) <= 6 or role in _LETTERS) and (_is_used(role, whole) or role in _ROLES):
        names |= {role, *([f"{role}方"] if f"{role}方" in whole else [])}
    after = line[firm.end() : firm.end() + 40]
    if (match := _alias(after.lstrip())) and (match.re is not _ALIAS_BARE or _is_alias(match.group(1), own)):
        names.add(match.group(1).strip().lower())
    if 4 <= len(own) <= 20 and not _NOT_IN_A_NAME.search(own):
        names.add(own.lower())
    trade = _TRADE.search(own)
    short = own[: trade.start()].strip() if trade else ""
    if 2 <= len(short) <= 8 and whole.count(short) >= 2:
        names.add(short)
    return {name for name in names if name and name not in _NO_NAMES and any(c.isalnum() for c in name)}


_NOT_IN_A_NAME = re.compile(r"[之为的由跟于须得应(若委把让换免影依]|不可|工作坊$|事务所$")
_NO_FIRM = re.compile(r"(?:本|贵|该|他|母|子|各|分|总|两家|对方|保险|电信|物流|快递|外部|其他)公司$")
"""Companies spoken of, not named."""


def _alias(after: str) -> re.Match[str] | None:
    return _ALIAS.match(after) or _ALIAS_PLAIN.match(after) or _ALIAS_BARE.match(after)


def _is_alias(word: str, firm: str) -> bool:
    """Whether a word in plain brackets after a firm is what it is called, not its city or 用印."""
    return word in _ROLES or word in firm or word[-1:] in "方商人者厂司甲乙" or word.endswith("单位")


_LETTERS = frozenset("甲乙丙丁主客")
_ROLES = frozenset(fold(word) for word in (*CLIENT_ROLES, *VENDOR_ROLES))
_NO_NAMES = frozenset(
    ("本", "与", "及", "和", "and", "or", "公司", "出席", "紀錄", "公司名称", "名称", "单位", "签约", "立")
)


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


_WE_SUPPLY = re.compile(
    r"\bour (?:services?|platform|software|engineers?|analysts?|technicians?|fees?|charges|prices?|rates?|invoices?|price list)\b|"
    r"\bpay us\b|\binvoice you\b|\byour (?:data|account|order|subscription|users?|systems?|premises)\b|"
    r"\bwe(?:'ll| will| shall|) (?:\w{1,14} )?(?:provide|host|build|rebuild|supply|install|maintain|develop|monitor|look after|back up|repair)\b"
)
_YOU_SUPPLY = re.compile(
    r"\byour (?:services?|platform|software|engineers?|analysts?|technicians?|fees?|charges|prices?|rates?|invoices?|quotation|quote)\b|"
    r"\bpay you\b|\binvoice us\b|\bour (?:data|systems?|premises|office|records|network|customers?|clients?)\b|"
    r"\byou(?:'ll| will| shall|) (?:\w{1,14} )?(?:provide|host|build|rebuild|supply|install|maintain|develop|monitor|look after|back up|repair)\b"
)


def _english_pronouns(whole: str, client: set[str], vendor: set[str]) -> None:
    """Who says "we" in a paper that speaks of we and you: the supplier, unless "you" is the one who supplies."""
    if len(re.findall(r"\b(?:we|you)\b", whole[:60_000])) < 6:
        return
    we_supply = len(_WE_SUPPLY.findall(whole)) >= len(_YOU_SUPPLY.findall(whole))
    (vendor if we_supply else client).update(("we", "us", "our", "i", "me", "my"))
    (client if we_supply else vendor).update(("you", "your"))


def _pronouns(opening: str, whole: str, client: set[str], vendor: set[str]) -> None:
    """我們 writes the letter: the vendor to its client, unless the paper speaks of "the vendor" as somebody else."""
    we, you = "我们", "你们"
    if (
        we in whole
        and not any(each in whole for each in (you, "贵公司", "您"))
        and re.search(r"厂商|承包商|供应商|乙方", whole)
    ):
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
    if "本公司" in whole and "本公司" not in client | vendor:
        is_ours = "贵公司" in whole or any(
            word in client and _is_bound(word, whole)
            for word in ("客户", "用户", "订户", "订阅户", "申请人", "会员", "您")
        )
        (vendor if is_ours else client).add("本公司")
