"""What contracts call their sides, and companies named in English openings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.facts.reading.cues import cue
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.values import Party, Role

_CLIENT = cue(
    r"甲方|委托|委任人|委任机关|定作|买方|买受|买家|承租|被许可[人方]?|被授权[人方]?|客户|业主|机关|需求|订阅|订户|采购|使用[人单方]|租户|发包|订购[人单方]|招标|人甲|方甲|主办|用户|申请人|(?<![\u4e00-\u9fff])[甲主](?![\u4e00-\u9fff])",
    r"customer|client|subscriber|licensee|buyer|purchaser|lessee|end user|\bparty a\b",
)
_VENDOR = cue(
    r"乙方|受托|受任|承揽|承包|承作|卖方|卖家|出卖|出租|(?<!被)许可人|(?<!被)授权人|厂商|供应|供货|服务商|服务提供|服务[方人]|维护[商方]|维运[商方]|承办商|得标|立约商|开发商|营运商|值守方|照护方|人乙|方乙|(?<![\u4e00-\u9fff])[乙客](?![\u4e00-\u9fff])",
    r"operator|vendor|supplier|provider|contractor|consultant|licensor|seller|lessor|developer|manufacturer|\bparty b\b",
)


@dataclass(frozen=True)
class Named:
    """A company where a paper names it as a party: `statement.words[start:end]`."""

    party: Party
    statement: Statement
    start: int
    end: int
    score: float


def role_in(words: str) -> Role:
    """The side that folded words name; the last one where they name both."""
    client = max((match.end() for match in _CLIENT.finditer(words)), default=-1)
    vendor = max((match.end() for match in _VENDOR.finditer(words)), default=-1)
    if client < 0 and vendor < 0:
        return Role.UNKNOWN
    return Role.CLIENT if client >= vendor else Role.VENDOR


_CALLED = re.compile(
    r"^[\s,]{0,2}\(?\s?(?:以下|下文|下称|后|兹)?(?:简?称|称为|合称)?(?:为|之)?:?\s?[「\"『'“](?P<quoted>[^」\"』'”]{1,16})[」\"』'”]"
    r"|^\((?:以下|下文|下)?(?:简?称)(?:为)?(?P<bracketed>[^()「」,。;]{1,8})\)|^\((?P<side>[^()]{1,6}[人方商])\)|^[,(]?(?:以下|下)简?称(?:为)?(?P<bare>[^()「」,。;:]{1,6}?)[),。;]"
)
_BETWEEN = re.compile(
    r"^(?:[(,](?:统一编号|统编|营利事业|公司登记|登记|设|地址|代表人|负责人|住址)[^()。;]{0,90}?,?|\([^()]{0,60}\))(?=[(,]?(?:以下|下文|下)简?称)"
)
"""A party's number and address, where they stand before what it is called."""


def called_after(following: str) -> str:
    """What a party is called by the (folded) words after its name: （統一編號：…，以下簡稱甲方）; "" where it is not said."""
    between = _BETWEEN.match(following)
    found = _CALLED.match(following) or (_CALLED.match(following[between.end() :]) if between else None)
    return next((name for name in found.groups() if name), "") if found else ""


_FORMS = (
    "Ltd", "Limited", "Inc", "Incorporated", "Corp", "Corporation", "LLC", "L\\.L\\.C", "L\\.P", "LP", "LLP", "PLC",
    "GmbH", "AG", "B\\.V", "N\\.V", "S\\.A", "S\\.A\\.S", "Pte", "Pty", "Company", "Co", "K\\.K", "Bank", "Trust",
)  # fmt: skip
_SPELT = sorted({form for each in _FORMS for form in (each, each.upper())} - {"CO"}, key=len, reverse=True)
_FORM = f"(?:{'|'.join(_SPELT)})"
_WORD = r"[A-Z0-9][\w&'’.\-]*|of|and|the|&|de"
_FIRM = re.compile(
    rf"(?:{_WORD})(?:,? (?:{_WORD}|\([A-Za-z ]+\))){{0,8}}?,? \(?{_FORM}\b\)?(?:\.?,? ?(?:{_FORM})\b)*\.?", re.ASCII
)
_ALIAS = re.compile(
    r"^[^;]{0,320}?\(\s?(?:the |hereinafter[^\"“”']{0,40}|hereafter[^\"“”']{0,40}|referred to[^\"“”']{0,30}|together[^\"“”']{0,40}|collectively[^\"“”']{0,40}|each[^\"“”']{0,20})?[\"“'](?P<name>[A-Za-z][\w .&'’/-]{1,40})[\"”']",
    re.ASCII,
)
_PREAMBLE = re.compile(r"\bbetween\b|by and among|entered into|agreement is made|parties", re.ASCII)
_LABELLED = re.compile(
    r"(?:the )?(?:customer|client|vendor|supplier|provider|contractor|licensor|licensee|company|buyer|seller|consultant|subscriber|operator|service provider|party [ab12]|issued by|bill to|sold to|to|from)(?: name)?\s?[:(|]"
)
_OWN_LINE = re.compile(
    rf"(?:\(?\d\)? ?)?(?:and )?[A-Z][\w&'’.\- ()]{{2,60}}?,? {_FORM}\b\.?(?:,? ?{_FORM}\b\.?)?(?: ?\(|,|$)", re.ASCII
)
_NO_FIRM = re.compile(
    r"(?:.*\b(?:Street|Floor|Building|Road|Avenue|Suite)\b|\d+ |This|The Company|Agreement|Delaware|State|Whereas|WHEREAS)\b",
    re.ASCII,
)


def english_names(paper: Paper) -> Iterator[Named]:
    """`by and between X Inc. ("Customer") and Y Ltd. ("Provider")` in the opening, each on a line of its own, or
    `Customer: X Inc.`, or in Chinese: 與 X Pte. Ltd.（以下稱「供應商」）."""
    for statement in paper.statements[:16]:
        is_preamble, is_labelled = bool(_PREAMBLE.search(statement.words)), bool(_LABELLED.match(statement.words))
        if (is_preamble or is_labelled or _OWN_LINE.match(statement.raw)) and len(statement.words) <= 2_600:
            found = [*_named(statement, is_labelled)]
            yield from found
            if len(found) > 1:
                return
        elif statement.is_chinese:
            yield from _called_in_chinese(statement)


def _called_in_chinese(statement: Statement) -> Iterator[Named]:
    for match in _FIRM.finditer(statement.raw):
        called = called_after(statement.words[match.end() : match.end() + 130])
        if called:
            yield Named(Party(match.group().strip(" ,("), role_in(called)), statement, *match.span(), 0.86)


def _named(statement: Statement, is_labelled: bool) -> Iterator[Named]:
    raw, words = statement.raw, statement.words
    opening = re.search(r"between|among|:", words)
    found = [m for m in _FIRM.finditer(raw, opening.end() if opening else 0) if not _NO_FIRM.match(m.group())]
    for index, match in enumerate(found[:4]):
        until = found[index + 1].start() if index + 1 < len(found) else min(len(raw), match.end() + 400)
        alias = _ALIAS.match(raw[match.end() : until])
        name = re.sub(r"^(?:and|the|of|between|by) ", "", match.group().strip(" ,("))
        if re.match(r"\W*(?:[Ss]olicitors|[Aa]ttorneys|[Cc]ounsel)", raw[match.end() : match.end() + 14]):
            continue
        if len(name) < 4 or re.fullmatch(rf"(?:a |an )?{_FORM}\.?", name):
            continue
        label = alias["name"].lower() if alias else words[max(0, match.start() - 30) : match.start()]
        score = 0.88 if alias else 0.7 if is_labelled else 0.6
        yield Named(Party(name, role_in(label)), statement, match.start(), match.end(), score)
