"""What the paper is called, its number, and the day it was signed."""

import re
from collections.abc import Iterator

from contracts.facts.reading.cues import cue
from contracts.facts.reading.dates import FoundDay, days
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Day, Text

_TITLE = re.compile(
    r"(?:合约书?|契约书?|合同书?|协议书?|同意书|备忘录|约定书|切结书|承诺书|委任书|委托书|订购单|采购单|请购单|服务单|申请书|申请单|工作说明书|工作单|订单|确认书|意向书|报价单|估价单|(?<!备注及)(?<!附加)(?<!注意事项及)(?<!一般)条款|约款|说明书|附约|补充(?:合约|契约|协议)|换文|约定)"
    r"(?:[((][^()]{1,24}[))]|与条款|附件[一二三四五\d]*|兼.{1,12})?$"
    r"|\b(?:agreement|contract|memorandum(?: of understanding)?|order form|purchase order|statement of work|terms(?: and conditions| of service| of use)?|addendum|amendment(?: (?:no\.? ?)?\d+)?|letter of intent|mou|sow|msa|licen[sc]e|lease|subscriber terms|subcontract|conditions)\b(?: (?:no\.?|number) [\w-]+)?[^.]{0,30}$",
    re.ASCII,
)
_DECORATION = re.compile(r"^[\s#*=_\-─━—~§【《<\[「『|│]+|[\s#*=_\-─━—~§】》>\]」』|│]+$")
_NO_TITLE = re.compile(r"[。;:,]|本合约|本契约|双方")
_SENTENCE = re.compile(r"\b(?:is|are|was|shall|will|between|made|these|this) ", re.ASCII)


def read_titles(paper: Paper) -> Iterator[Fact]:
    """The first lines that are called a contract, an agreement, an order; else the first line at all, in doubt."""
    found = 0
    for statement in paper.statements[:14]:
        clean = _DECORATION.sub("", statement.words)
        if re.match(r"\(?[一二三四五六七八九十\d]+[)、.]", clean):
            continue
        if (
            len(clean) > 90
            or statement.is_cell
            or not _TITLE.search(clean)
            or _SENTENCE.search(clean)
            or (_NO_TITLE.search(re.sub(r"\(.*?\)", "", clean)) and statement.is_chinese)
        ):
            continue
        found += 1
        yield paper.fact(
            FactKind.TITLE, Text(_written(statement)), statement, 0, len(statement.words), 0.9 if found == 1 else 0.5
        )
        if found == 3:
            return
    first = next((s for s in paper.statements[:1] if 2 <= len(s.words) <= 80 and not s.is_cell), None)
    if not found and first and not re.search(r":|有限公司|。$", first.words):
        yield paper.fact(FactKind.TITLE, Text(_written(first)), first, 0, len(first.words), 0.45)


def _written(statement: Statement) -> str:
    """Without lines and brackets around it; brackets that stand around a part of it stay."""
    raw = statement.raw.strip()
    bare = _DECORATION.sub("", raw).strip()
    return (
        raw.strip("#*=_-─━—~§ ")
        if any((a in bare) != (b in bare) for a, b in ("「」", "『』", "《》", "【】"))
        else bare
    )


_NUMBER = re.compile(
    r"(?:(?:合约|契约|合同|协议|订单|采购|案件|专案|本案|合约书|文件|备忘录|服务单|承揽|工作单|委外|请购)?(?:编号|字号|案号|单号)|合约号码?|契约号码?|"
    r"(?:contract|agreement|order|p\.?o\.?|purchase order|reference|ref\.?|document|memo|msa|sow)\.? ?(?:no\.?|number|#|id|ref\.?))\s?(?:\([^()]{1,12}\))?[:# |│]{0,3}"
    r"(?P<n>[a-z0-9\u4e00-\u9fff()]{0,8}?[a-z0-9][a-z0-9/_.()字第号-]{2,40})"
)
_CONTRACTS = cue(r"合约|契约|合同|协议|订单|采购|备忘录|服务单|案号", r"contract|agreement|memo|order|msa|sow")
_NOT_NUMBER = cue(
    r"统一|身分证|税籍|电话|员工|设备|门牌|帐|存证|专利|机台|发票|统编|登记|证号|字第",
    r"tax|business|employer|vat|account|serial|part|telephone|patent|invoice|registration",
)


def read_numbers(paper: Paper) -> Iterator[Fact]:
    """The contract's own number, in the first lines."""
    for statement in paper.statements:
        if paper.position(statement) > 0.25 and statement.order >= 12:
            return
        for match in _NUMBER.finditer(statement.words):
            start, end = match.span("n")
            label, number = statement.words[max(0, match.start() - 6) : start], statement.words[start:end].strip(".-_")
            if _NOT_NUMBER.search(label) or not re.search(r"\d", number):
                continue
            score = 0.88 if _CONTRACTS.search(label) else 0.6
            yield paper.fact(
                FactKind.NUMBER, Text(statement.raw[start:end].strip(".-_ )）(（")), statement, start, end, score
            )


_LABEL = r"签约|签署|签订|立约|订约|签定|缔约|签立|立契约|立合约|立合同|用印|签字|开单|订购|下单|申请|立据"
_SIGNED = cue(
    rf"(?:{_LABEL})(?:日期?|之日|时间)?(?:为|是|于|:)?\s?$|(?:于|在|,)$|^$",
    r"\bdated?(?: as of)?:? ?$|(?:entered into|executed|signed|made|made and entered into)(?:(?: on| as of| this| effective| and effective|,)*) ?$|as of (?:the )?$|\bthis $",
)
_LABELLED = cue(
    rf"{_LABEL}", r"(?<!effective )(?<!commencement )(?<!termination )(?<!expiration )(?<!start )(?<!end )\bdate:? ?$"
)
_SIGNED_NEXT = cue(r"^[,(]?(?:签订|签署|签约|立约|订立|签立|用印|缔结|签字)")
_SIGNATURES = cue(
    r"签章|签名|盖章|用印|代表人|负责人|立(?:合约|契约|合同|约|书)?书?人|签署|统一编号|地址|[甲乙]方:|章\)",
    r"signature|signed|\bby:|\bname:|\btitle:|for and on behalf|witness",
)
_BORN = cue(
    r"出生|生日|成立|设立|创立|核准|登记|许可证|到职|列印|版",
    r"updated|born|incorporat|established|founded|printed|version|release",
)
_OTHER_PAPER = cue(
    r"另案|前约|原(?:合约|契约|协议|订)|主合约|主契约|前(?:于|揭)|双方(?:前|曾|原)?于",
    r"(?:master|original|prior|that certain|certain) [\w ]{0,40}agreement",
)


def read_signing(paper: Paper) -> Iterator[Fact]:
    """The day of signing: said so, or the date that stands alone beside the signatures."""
    for statement in paper.statements:
        for each in days(statement.words):
            score = _signed(paper, statement, each)
            if score:
                yield paper.fact(FactKind.SIGNED_ON, Day(each.on), statement, each.start, each.end, score)


def _signed(paper: Paper, statement: Statement, each: FoundDay) -> float:
    words = statement.words
    if statement.is_cell:
        return 0.0
    said, following = words[max(0, each.start - 34) : each.start], words[each.end : each.end + 10]
    if _BORN.search(said[-10:] + following) or _OTHER_PAPER.search(words[max(0, each.start - 60) : each.start]):
        return 0.0
    rest = re.sub(r"dated?|日期|[\s,.:;。()|│]", "", words[: each.start] + words[each.end :])
    is_last = statement.order >= len(paper.statements) - 16 and paper.position(statement) > 0.5
    if not rest and statement.order < 5 and words.startswith("dated"):
        return 0.84
    is_bare = len(rest) <= 4 or (bool(re.match(r"[a-z ]{3,16}, ?$", words[: each.start])) and not words[each.end :])
    if is_bare and (is_last or statement.order < 5):
        near = paper.statements[max(0, statement.order - 10) : statement.order + 6]
        is_very_last = statement.order >= len(paper.statements) - 3 and "民国" in words
        return (0.88 if is_very_last or any(_SIGNATURES.search(s.words) for s in near) else 0.7) if is_last else 0.55
    if _SIGNED_NEXT.match(following):
        return 0.84
    is_early = statement.order < 8 or paper.position(statement) < 0.08
    is_labelled = bool(_LABELLED.search(said[-14:]))
    if not _SIGNED.search(said) or not (is_labelled or (is_early and not statement.is_chinese)):
        return 0.0
    if statement.is_chinese:
        return 0.86 if is_labelled else 0.72
    return 0.84 if is_early and re.search(r"entered into|made|executed|dated|agreement", words) else 0.7
