"""Firms that a Chinese paper names: in its opening, with the role before them and the short name after them."""

import re

from contracts.clauses.parties.usage import OF_THE_TRADE, ROLES, is_bound, is_used
from contracts.documents.folding import fold

_FIRM = re.compile(
    r"([A-Z][\w.&' -]{2,40}?(?:Ltd|LTD|Inc|LLC|Corp|Limited|GmbH|PLC)\b\.?|"
    r"[\u4e00-\u9fffA-Za-z0-9 .()&-]{2,30}?(?:股份有限公司|有限公司|无限公司|公司|工作室|工作坊|科技行|"
    r"商行|企业社|事务所|法人|研究院|工程行|顾问社|录音室|仓储行|工坊|实业社|资讯社))"
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


def chinese_names(opening: str, whole: str, client: set[str], vendor: set[str]) -> None:
    """The firms of the opening, each on the side of its trade or of the role beside its name."""
    found: list[tuple[set[str], bool | None]] = []
    for line in opening.split("\n")[:80]:
        folded = fold(line).strip()
        for match in _FIRM.finditer(folded):
            names = _names(folded, match, whole)
            if not names:
                continue
            is_client = True if OF_THE_TRADE.search(match.group(1)) else None
            if is_client is None and names & client:
                is_client = True
            if is_client is None and names & vendor:
                is_client = False
            found.append((names, is_client))
    if not any(is_client for _, is_client in found):
        found += [({name}, True) for name in _short_firms(opening, whole)]
    known_client = any(is_client for _, is_client in found) or any(is_bound(word, whole) for word in client)
    for names, is_client in found[:6]:
        if is_client:
            client |= names
            vendor -= names
    for names, is_client in found[:6]:
        if (is_client is False or (is_client is None and known_client)) and not names & client:
            vendor |= names
            client -= names


_SHORT_FIRM = re.compile(
    r"(?:^|[\s:,、|(「与及和⇄~])([\u4e00-\u9fff]{2,4})(?:综合)?(?:证券|投信|投顾|期货|银行)(?!商|业|市场|交易|柜|金融|集|公会|周)"
)
_ROLE_LINE = re.compile(
    r"(?:^|\s)(甲方?|乙方?|业主|客户|委托人|受托人|厂商|承揽人|服务商)\s*[:|]\s*([\u4e00-\u9fff]{2,6}?)"
    r"(?=软体|软件|资讯|科技|数位|证券|投信|投顾|期货|银行|工作室|系统|顾问|\(|\s|$)"
)


def role_lines(opening: str, whole: str, client: set[str], vendor: set[str]) -> None:
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
    if (2 <= len(role) <= 6 or role in _LETTERS) and (is_used(role, whole) or role in ROLES):
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
    return word in ROLES or word in firm or word[-1:] in "方商人者厂司甲乙" or word.endswith("单位")


_LETTERS = frozenset("甲乙丙丁主客")
_NO_NAMES = frozenset(
    ("本", "与", "及", "和", "and", "or", "公司", "出席", "紀錄", "公司名称", "名称", "单位", "签约", "立")
)
