"""What it costs: the contract's price, whole or for each month or year, with its currency and what is said of tax."""

import re
from collections.abc import Iterator

from contracts.facts.reading.amounts import FoundMoney, money
from contracts.facts.reading.cues import after, before, cue, headings
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Money, Per, Tax

LEAST = 1_000
"""Of the main unit: smaller amounts are unit prices and charges for single acts."""
_TOTAL = cue(
    r"总价(?:款|金)?|总金额|总额|总费用|总计|总报酬|总租金|总经费|合计|共计|价金|(?:决标|合约|契约|合同|承揽|采购|订单|专案|授权|得标|契约总)金额|全部(?:费用)?(?:为|计|共)?|全案|一口价|统包|包价|总共|含税总",
    r"total (?:[\w-]+ ){0,3}(?:price|fees?|amount|value|consideration|cost|sum|charges?|compensation)|(?:contract|purchase) (?:price|sum|value|amount)|grand total|aggregate (?:fee|price)|fixed (?:fee|price)|lump sum|total:?",
)
_PRICE = cue(
    r"费用?(?:为|计|:|是|每|共|按|依|$|\(|,|新台币|nt)|报酬|租金|价款|金额|价格|钱|收费|计费|收取|定价|月租|年租|月费|年费|酬金|对价|给付(?:乙方|厂商)|支付(?:乙方|厂商)|付(?:给)?乙方",
    r"\b(?:fees?|price|charges?|rent|subscription|remuneration|compensation|consideration|retainer|payable|pay|amount)\b",
)
_OTHER = cue(
    r"资本|(?:^|[;,。:])税$|违约金|罚|扣款|扣罚|扣减|赔|损害|保证金|押金|押机金|保险|责任(?:额|上限)|上限|为限|以下者|标的在|标的金额|诉讼|折抵|补偿|利息|加价|超过部分|薪资|工资|奖金|"
    r"稽核费|差旅|手续费|邮资|补助|预算|加给|加班|出席费|车马费|退还|退款|营业额|资产|净值|交易(?:金额|额)|资安险|保额|不(?:逾|超过)|最高|以内者|小额",
    r"liabilit|damages|penalt|insurance|coverage|deposit|capital|indemnif|interest|late (?:fee|charge)|credit|minimum wage|per occurrence|claim|reimburs|refund|exceed|up to|limited to|"
    r"not more than|bond|escrow|net worth|revenue|shares?\b|stock|bonus|salary|threshold|limit of|in excess|expenses|costs incurred|par value|sales of|at least",
)
_HEADING = cue(
    r"价金|价款|费用|报酬|金额|总价|付款|收费|租金|钱|计费|对价|价格|费率|酬金|给付",
    r"price|\bfees?\b|charges|payment|consideration|compensation|money|pricing|remuneration",
)
_UNIT = cue(
    r"(?:每|一|单|保证)(?:人|位|台|次|小时|席|件|笔|套|页|张|支|户|路|线|条|端|门号|帐号|个?帐户|授权|节点|点|通|封|gb|tb|u\b|架|日|天|名|堂|公里|颗|组|只|个工|则|份|用户|使用者|万)|单价|人日|人月|人天|按次|加看|另计|"
    r"每逾|每迟|每延|每超|夜间|国定假日|加收|增购|追加|额外|超量|超额|费率表|通数|封数|笔数|流量|另加(?!营业税)",
    r"(?:for )?(?:per|each|every|a) (?:named |registered |active |full )?(?:learner|user|seat|hour|day|person|head|unit|incident|call|transaction|device|server|licen[sc]e|copy|employee|page|item|ticket|gb|account|visit|additional|month thereafter|hr)|"
    r"hourly|daily rate|additional|overtime|unit price|rate card|per-(?:user|seat|hour|incident)",
)
_PART = cue(
    r"第[一二三四五六\d]+(?:期|次|笔)|首期|尾款|订金|头期|定金|签约金|预付|头款|期款|完成后付|上线付|余款",
    r"first (?:payment|instal)|second (?:payment|instal)|instal(?:l)?ment|down payment|milestone|upon (?:signing|execution|completion|acceptance|delivery)|initial payment|set-?up fee|one-time",
)
_PER = (
    (Per.MONTH, cue(r"每个?月|按月|月费|月租|月付|每月份|月服务费|月维护费", r"per (?:calendar )?month|monthly|each month|(?<!\w)a month|every month|/ ?month|/ ?月")),
    (Per.QUARTER, cue(r"每一?季|按季|季费", r"per quarter|quarterly|each quarter|/ ?季")),
    (Per.HALF_YEAR, cue(r"每半年|按半年", r"semi-?annual")),
    (Per.YEAR, cue(r"每(?:一)?(?:合约|契约)?年|按年|年费|年租|年维护费|年服务费|年度(?:维护|服务|授权|订阅)?费|年缴|首年|第一年", r"per (?:contract |calendar )?(?:year|annum)|annual|yearly|each year|(?<!\w)a year|/ ?year|/ ?年")),
)  # fmt: skip
_INCLUDED = cue(
    r"(?<!不)(?<!未)含(?:百分之五|5%)?(?:之)?(?:加值型?)?(?:营业|加值)?税|税内含",
    r"inclu(?:ding|sive of|des)[^.;]{0,24}?(?:tax|vat|gst)|tax[- ]inclu",
)
_EXCLUDED = cue(
    r"未税|不含(?:营业|加值)?税|未含税|税外加|另加(?:计)?(?:百分之五|5%)?(?:之)?(?:营业|加值)?税|税另计|外加(?:5%|百分之五)?(?:营业)?税",
    r"exclu(?:ding|sive of|des)[^.;]{0,34}?(?:tax|vat|gst)|plus (?:applicable )?(?:5% )?(?:vat|tax|business tax)|before tax|net of tax",
)
_SLASH = {
    "年": Per.YEAR,
    "year": Per.YEAR,
    "yr": Per.YEAR,
    "季": Per.QUARTER,
    "月": Per.MONTH,
    "month": Per.MONTH,
    "mo": Per.MONTH,
}


def read_price(paper: Paper) -> Iterator[Fact]:
    """The contract's price: totals before yearly and monthly fees, unit prices not at all."""
    for statement in paper.statements:
        is_priced = bool(_HEADING.search(headings(statement.heading)))
        is_bare = is_priced or bool(_TOTAL.search(statement.words) or _PRICE.search(statement.words))
        for found in money(statement.words, bare=is_bare):
            if found.amount >= LEAST and (fact := _price(paper, statement, found, is_priced)):
                yield fact


def _price(paper: Paper, statement: Statement, found: FoundMoney, is_priced: bool) -> Fact | None:
    words = statement.words
    said, following = before(words, found.start, 46), after(words, found.end, 30)
    nearest_heading = headings(statement.heading, 1)
    if (
        re.search(r"投保|保险金|履约保证|押标|\bfor each\b|每(?:笔|件|次)[^,;。]{0,12}$", said)
        or _OTHER.search(said[-32:] + following[:8])
        or re.match(r"以[下上内]|起|\s?(?:or (?:less|more)|and (?:above|below))", following)
        or (_OTHER.search(nearest_heading) and not _HEADING.search(nearest_heading))
    ):
        return None
    label = said + (f" {statement.heading}" if statement.is_cell else "")
    if (
        _UNIT.search(re.split(r"[,]", label)[-1][-30:])
        or _UNIT.match(following.lstrip(" ,(/整正"))
        or re.match(r"\s?/\s?(?:人|台|次|小时|席|件|笔|user|seat|hour)", following)
    ):
        return None
    is_total, is_price = bool(_TOTAL.search(label[-30:])), bool(_PRICE.search(label))
    if not (is_total or is_price or is_priced):
        return None
    per = _per(found, said, following)
    score = (0.86 if is_total and per is Per.TOTAL else 0.76 if is_price or is_total else 0.55) + 0.06 * is_priced
    score -= 0.15 * _is_unmarked(words[found.start : found.end], found.currency) + 0.2 * bool(_PART.search(said))
    currency = found.currency or _usual(paper, words[found.start : found.end])
    value = Money(found.minor(currency), currency, per, _tax(words, found))
    return paper.fact(FactKind.VALUE, value, statement, found.start, found.end, score)


def _per(found: FoundMoney, said: str, following: str) -> Per:
    if found.slash:
        return _SLASH[found.slash]
    for place, finds in ((re.split(r",(?!\d)", said)[-1][-22:], "search"), (following.lstrip(" ,(整正"), "match")):
        for per, pattern in _PER:
            if getattr(pattern, finds)(place) and not (finds == "search" and _TOTAL.search(said[-12:])):
                return per
    return Per.TOTAL


def _is_unmarked(words: str, currency: str) -> bool:
    """Whether nothing says that it is money but the words around it."""
    return not currency and "$" not in words and not re.search(r"[元圆块]", words)


def _tax(words: str, found: FoundMoney) -> Tax:
    around = words[max(0, found.start - 24) : found.end + 36]
    if _EXCLUDED.search(around):
        return Tax.EXCLUDED
    return Tax.INCLUDED if _INCLUDED.search(around) else Tax.UNSAID


def _usual(paper: Paper, words: str) -> str:
    """The currency of an amount that names none: the firm's own, but for a bare $ in an English paper that never
    counts in NT$."""
    text = paper.document.text.lower()
    return "USD" if "$" in words and not paper.is_chinese and "nt$" not in text and "ntd" not in text else "TWD"
