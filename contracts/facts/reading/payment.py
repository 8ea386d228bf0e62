"""How the price is paid: in which rhythm, in how many parts, how soon after the invoice."""

import re
from collections.abc import Iterator
from decimal import Decimal

from contracts.facts.reading.cues import WITHIN, after, before, cue, headings
from contracts.facts.reading.durations import durations
from contracts.facts.reading.numerals import NUMBER, any_number
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Duration, Payments, Per, Unit

_PAY = cue(
    r"付款|支付|给付|请款|缴付|缴纳|结算|开立?(?:统一)?发票|计付|计收|收费|付清|汇入|前汇|付一次|对帐|付(?=[,;。]|$)|缴|请领|请求",
    r"\bpay|invoice|billed|billing|payable|\bdue\b",
)
_HEADING = cue(
    r"总价|价金|价款|费用|报酬|金额|付款|收费|租金|钱|计费|给付|酬金",
    r"price|\bfees?\b|charges|payment|compensation|money|invoic|billing",
)
_SUBJECT = cue(r"费|价|款|租金|报酬|金额|钱|发票", r"invoice|\bfees?\b|price|charges?|\brent\b|subscription|payment")
_RHYTHMS = (
    (Per.HALF_YEAR, cue(r"每半年|半年付|按半年|每六个月", r"semi-?annual|every six months|half-yearly|twice a year|bi-?annual")),
    (Per.MONTH, cue(r"按月|每(?:一)?个?月(?!报)|月结(?!\s?\d|后)|逐月|月底结算|次月", r"monthly|each month|every month|per month|calendar month")),
    (Per.QUARTER, cue(r"按季|每(?:一)?季|季付|季结", r"quarterly|each (?:calendar )?quarter|every quarter|per quarter|every three months")),
    (Per.YEAR, cue(r"按年|每(?:一)?年|年付|年缴|逐年", r"annually|yearly|annual(?:[\w ]{0,24})?(?:fee|payment|invoice)|each year|per annum|per year|every year")),
)  # fmt: skip
_ONCE = cue(
    r"一次(?:全部)?(?:付清|给付|支付|付款|缴清|全额|付讫|付完)|单次付|一次付",
    r"lump[- ]sum|one[- ]time payment|paid in full|full payment|single payment|invoiced up ?front",
)
_PARTS = cue(
    rf"(?:分|共)(?:为|成)?(?P<n>{NUMBER})(?:期|次|笔)(?:付款|给付|支付|付清|请款|平均|缴|付|于|[,:。(]| ?[|│]|$)",
    r"\bin (?P<en>[\w-]+)(?: \(\d+\))? (?:equal )?(?:[\w-]+ )?(?:instal(?:l)?ments|payments)",
)
_NOT_PAY = cue(
    r"息|报告|会议|检讨|演练|更新|清单|巡检|保养|备份|罚|违约|盘点|调整|健检|工时",
    r"report|meeting|review|audit|maintenance visit|backup|statement of usage",
)

_RECEIVED = cue(r"(?:发票|收受|收到|收讫|验收|凭证)[^,]{0,6}$")


def read_payment(paper: Paper) -> Iterator[Fact]:
    """The rhythm of payment, and how soon an invoice is paid."""
    for statement in paper.statements:
        words, is_about = statement.words, bool(_HEADING.search(headings(statement.heading)))
        if not (_PAY.search(words) or _PARTS.search(words)) or not (is_about or _SUBJECT.search(words)):
            continue
        base = 0.78 if is_about else 0.64
        yield from _rhythm(paper, statement, base)
        yield from _time_to_pay(paper, statement, base)


def _rhythm(paper: Paper, statement: Statement, base: float) -> Iterator[Fact]:
    words = statement.words
    if match := _PARTS.search(words):
        count = any_number(match["n"] or match["en"] or "") or 0
        if 2 <= count <= 60:
            yield paper.fact(FactKind.PAYMENT, Payments(Per.TIME, int(count)), statement, *match.span(), base)
            return
    if match := _ONCE.search(words):
        yield paper.fact(FactKind.PAYMENT, Payments(Per.TOTAL), statement, *match.span(), base)
        return
    for per, pattern in _RHYTHMS:
        if match := re.search(
            rf"(?:{pattern.pattern})[^,;。]{{0,4}}(?:付款|支付|给付|付清|付|结算|请款|开立发票)", words
        ):
            yield paper.fact(FactKind.PAYMENT, Payments(per), statement, *match.span(), base)
            return
    for per, pattern in _RHYTHMS:
        for match in pattern.finditer(words):
            following = after(words, match.end(), 44)
            around = before(words, match.start(), 24) + words[match.start() : match.end()] + following
            is_term = match.group() == "次月" and _RECEIVED.search(before(words, match.start(), 14))
            if _PAY.search(around) and not _NOT_PAY.search(following[:14]) and not is_term:
                yield paper.fact(FactKind.PAYMENT, Payments(per), statement, *match.span(), base)
                return


_NET = cue(r"\bnet (\d{1,3})\b(?! ?%)|(?<!\d)(\d{1,3}) days net", r"(?:月结|票期:?)(\d{1,3})[天日]")
_RECEIPT = cue(r"发票|请款|收据|对帐|凭证|帐单|验收|单据", r"invoice|receipt|statement|bill")
_DISPUTED = cue(
    r"催告|逾期|改善|异议|疑义|补正|退回|更正", r"dispute|object|quer(?:y|ies)|late|overdue|notif|reject|audit"
)


def _time_to_pay(paper: Paper, statement: Statement, base: float) -> Iterator[Fact]:
    words = statement.words
    if match := _NET.search(words):
        days = Decimal(next(filter(None, match.groups())))
        yield paper.fact(FactKind.PAYMENT_TERM, Duration(days, Unit.DAYS), statement, *match.span(), base + 0.1)
        return
    for each in durations(words):
        if each.value.unit in (Unit.MINUTES, Unit.HOURS, Unit.YEARS) or each.value.hours > 24 * 200:
            continue
        said, following = before(words, each.start, 60), after(words, each.end, 70)
        is_within = bool(
            WITHIN.match(following)
            or re.search(r"(?:within|(?:due|payable|paid) in|later than|less than) (?:the )?$", said)
            or re.match(r"'? (?:after|of|from|following)\b", following)
        )
        is_paid = _PAY.search(following[:44]) or _PAY.search(said[-50:])
        if (
            is_within
            and is_paid
            and _RECEIPT.search(said + following)
            and not _DISPUTED.search(
                said[-60 if not statement.is_chinese else -44 :] + following[:24].partition(". ")[0]
            )
            and not re.match(r"内?(?:完成)?(?:核对|对帐|审查|审核|确认|覆核|查核)", following)
        ):
            yield paper.fact(FactKind.PAYMENT_TERM, each.value, statement, each.start, each.end, base)
            return
