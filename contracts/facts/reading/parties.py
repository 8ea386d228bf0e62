"""Who signs: the parties' names, which side each is on, and the 統一編號 by each that passes its check."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from contracts.documents.folding import fold
from contracts.facts.reading.cues import cue
from contracts.facts.reading.party_names import Named, called_after, english_names, role_in
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Party, Role
from core.errors import Refused
from vendors.register.rules import business_number, name_key

_CORPORATE = r"股份有限公司|有限责任公司|有限公司|无限公司|两合公司|股份公司|银行|财团法人|社团法人|基金会|协会|公会|研究院|研究所|大学|集保结算所|交易所|株式会社|合作社"
_SMALL = r"企业社|商行|工程行|科技行|电脑行|资讯行|工作室|工作坊|事务所|企业行|实业社"
_FIRM = re.compile(
    rf"(?:财团法人|社团法人)?[\u4e00-\u9fffa-z0-9](?:[\u4e00-\u9fffa-z0-9&.·\-' ]|\([\u4e00-\u9fffa-z0-9 ]{{1,10}}\)){{1,38}}?(?:{_CORPORATE}|{_SMALL})(?:[\u4e00-\u9fff]{{2,6}}分公司)?"
    r"|[\u4e00-\u9fffa-z0-9]{2,16}\((?:股|有|有限)\)公司|(?<=[:])[\u4e00-\u9fff]{2,14}公司(?=$|[(,])"
)
_NUMBER = re.compile(
    r"(?:(?:公司)?统一编号|统编|营利事业统一编号|税籍编号|扣缴单位统一编号|uni(?:form|fied)(?: invoice)? (?:no\.?|number)|(?:unified )?business (?:id|identification|registration|administration)?(?: ?no\.?| ?number)?|"
    r"(?:vat|tax|gui|ubn|company)(?: ?(?:id|no\.?|number|registration))+|\bubn|\bgui)\s?(?:\([^()]{1,16}\))?\s?[:.)|│]{0,2}\s?(?P<n>\d(?:[ -]?\d){7})(?![ -]?\d)",
    re.ASCII,
)
_ANYBODY = cue(r"^(?:指|以|依|往来|本|贵|该|各|我|两|母|子|分|总|他|另|其|同业|委外|公司|关系|保险|任何|其他|指定)")
_NO_NAME = cue(r"派|驻|不得|应|须|把|给别|派员|按月|就公司|机房|总公司|们|如|若|请|向|如因|或|之|的|与|及其")
_SECURITIES = cue(r"证券(?!交易所)|投信|投顾|期货(?!交易所)|金控", r"securities|brokerage")
MOST = 6


def read_parties(paper: Paper) -> Iterator[Fact]:
    """The parties, each once at its surest mention, with the number that stands by any mention of it."""
    named = [*_chinese_names(paper)]
    if len({name_key(each.party.name) for each in named}) < 2:
        named += english_names(paper)
    merged: dict[str, Named] = {}
    for each in sorted(_numbered(paper, named), key=lambda n: (n.statement.order, n.start)):
        key = name_key(each.party.name) or each.party.name
        merged[key] = _merged(merged[key], each) if key in merged else each
    surest = sorted(merged.values(), key=lambda each: -each.score)[:MOST]
    for each in _sided(surest):
        yield paper.fact(FactKind.PARTY, each.party, each.statement, each.start, each.end, each.score)


def _merged(known: Named, again: Named) -> Named:
    role = known.party.role if known.party.role is not Role.UNKNOWN else again.party.role
    number = known.party.business_number or again.party.business_number
    best = known if known.score >= again.score else again
    return replace(best, party=Party(known.party.name, role, number), score=max(known.score, again.score))


def _chinese_names(paper: Paper) -> Iterator[Named]:
    """Companies named in the opening and beside the signatures, each with the role by it."""
    total = len(paper.statements)
    for statement in paper.statements:
        is_opening = statement.order < 8 or (statement.order < 30 and paper.position(statement) < 0.35)
        is_closing = statement.order >= total - 24
        if (is_opening or is_closing) and len(statement.words) <= 420:
            yield from _firms(statement, is_opening=is_opening)


def _firms(statement: Statement, *, is_opening: bool) -> Iterator[Named]:
    words = statement.words
    for match in _FIRM.finditer(words):
        start, end = match.span()
        start += _lead(words[start:end])
        own = words[start:end]
        if len(own) < 4 or (_ANYBODY.search(own) and len(own) < 9) or _NO_NAME.search(re.sub(_CORPORATE, "", own)):
            continue
        label = re.split(r"[,。;」』]", words[max(0, start - 18) : start].rstrip('「『"'))[-1]
        called = called_after(words[end : end + 130])
        role = role_in(called) if called and role_in(called) is not Role.UNKNOWN else role_in(_own_label(label))
        is_introduced = bool(called) or bool(
            re.search(
                r"[:：|│]\s?$|(?:人|方|甲|乙|户|商|主|客|between|and|收|致|所列|(?:公司|[)」』])(?:与|和|及|、))\s?$",
                label,
            )
        )
        is_alone = is_opening and match.start() <= 2 and len(words) < 60
        if not (is_introduced or is_alone) or (re.search(_SMALL, own) and not is_introduced):
            continue
        score = (0.9 if role is not Role.UNKNOWN else 0.66) - (0 if is_opening else 0.1)
        yield Named(Party(statement.raw[start:end].strip(" .()（）"), role), statement, start, end, score)


def _own_label(label: str) -> str:
    """The label without what only closes the words on the party before: 以下簡稱甲方）、"""
    return re.split(r"\)(?:[、与和及暨]|$)", label)[-1]


_ROLE_BEFORE = re.compile(
    r"(?:本?(?:合约|契约|合同|协议)书?(?:系|是)?由|感谢|欢迎)(?:您|贵公司)?(?:使用|选用|订购|选购|申请)?|(?:.{0,14}?(?:书人|当事人|立约人|同意人)[甲乙]?|.{0,8}?(?:[甲乙丙]方|(?:委托|受托|委任|受任|承揽|定作|承租|出租|许可|被许可|授权|被授权|买受|出卖)[人方]|[买卖][方家]|出租照护方|承包商|厂商|客户|供应商|机关|业主|"
    r"值守方|承办商|(?:采购|使用|需求)单位|服务商|operator|subscriber|between|and|party [ab])(?:名称)?|(?:定作|承作|[甲乙主客])(?=[\u4e00-\u9fff]{4}))?[:()与和及由为 |│]*"
)


def _lead(found: str) -> int:
    """Characters before the company's own name: 甲方, 由, 與, 立合約書人."""
    match = _ROLE_BEFORE.match(found)
    at = match.end() if match else 0
    return at if len(found) - at >= 4 else 0


def _numbered(paper: Paper, named: Sequence[Named]) -> list[Named]:
    """Each mention with the number that stands by it: in its line, or in the lines after it before another is named."""
    result = list(named)
    for statement in paper.statements:
        numbers = [match for match in _NUMBER.finditer(statement.words) if _passes(match["n"])]
        for index, match in enumerate(numbers):
            owner = _owner(result, statement, match, index, len(numbers))
            if owner is not None and not result[owner].party.business_number:
                party = replace(result[owner].party, business_number=business_number(match["n"]))
                result[owner] = replace(result[owner], party=party)
    return result


def _owner(named: Sequence[Named], statement: Statement, number: re.Match[str], index: int, count: int) -> int | None:
    """Which mention a number belongs to."""
    here = [i for i, each in enumerate(named) if each.statement.order == statement.order and each.end <= number.start()]
    if here:
        return here[-1]
    role = role_in(statement.words[max(0, number.start() - 14) : number.start()])
    if role is not Role.UNKNOWN:
        return next((i for i, each in enumerate(named) if each.party.role is role), None)
    above = [i for i, each in enumerate(named) if each.statement.order < statement.order <= each.statement.order + 12]
    if not above:
        return None
    same_line = [i for i in above if named[i].statement.order == named[above[-1]].statement.order]
    return same_line[index] if count == len(same_line) else above[-1]


def _passes(text: str) -> bool:
    try:
        business_number(text)
    except Refused:
        return False
    return True


def _sided(named: Sequence[Named]) -> list[Named]:
    """Where sides are missing: of two parties a firm of the securities trade buys, and the other side is the other."""
    roles = [each.party.role for each in named]
    if len(named) < 2 or Role.UNKNOWN not in roles:
        return list(named)
    trade = [bool(_SECURITIES.search(fold(each.party.name))) for each in named]
    if set(roles) == {Role.UNKNOWN} and sum(trade) == 1:
        return [
            _on_side(each, Role.CLIENT if is_firm else Role.VENDOR) for each, is_firm in zip(named, trade, strict=True)
        ]
    if len(named) == 2 and set(roles) != {Role.UNKNOWN}:
        other = Role.VENDOR if Role.CLIENT in roles else Role.CLIENT
        return [_on_side(each, other) if each.party.role is Role.UNKNOWN else each for each in named]
    return list(named)


def _on_side(each: Named, role: Role) -> Named:
    return replace(each, party=replace(each.party, role=role), score=each.score + 0.08)
