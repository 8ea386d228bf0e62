"""What lateness and misses cost: rates of penalty and their limit, and the limit of the vendor's liability."""

import re
from collections.abc import Iterator

from contracts.facts.reading.amounts import FoundMoney, FoundShare, money, shares
from contracts.facts.reading.cues import after, before, cue
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Money, Penalty, Per, Share, Text

_PENAL = cue(
    r"违约金|罚|扣款|扣减|扣当|每日扣|扣抵|扣|折让|逾期|迟延|延迟|延误|迟交|迟到|每迟|每逾|晚一?[天日]|晚送|赔付|抵减|少付|未达|补偿|退当|退还?当|减收|减付|抵用|赔对方|要赔|赔\d",
    r"liquidated damages|delay damages|late[- ](?:delivery|performance)|service credit|penalt|credit(?:ed|s)?\b|\bdelay",
)
_EACH = (
    (Per.DAY, cue(r"每(?:逾|迟|延|晚|超过?|延误|延迟|逾期|迟延|一)*(?:期|交)?(?:\d|一|壹|乙)?个?(?:日历|工作)?[日天](?!内|前)|(?:逾期?|迟延|迟交|迟)一[日天]|按日|逐日|日扣|一日扣|晚(?:送)?一[日天]", r"per (?:calendar |business |working )?day|(?:each|every|for each|for every) (?:calendar |business |working |full )?day|daily|/ ?day|a day\b")),
    (Per.HOUR, cue(r"每(?:逾|迟|延|停|超标|晚|超过?|一)*\d?个?小时|按时计", r"per hour|each (?:full )?hour|every hour")),
    (Per.WEEK, cue(r"每(?:逾|迟|延|晚|一)*个?(?:周|星期|礼拜)", r"per week|each (?:full )?week|every week|weekly")),
    (Per.MONTH, cue(r"按月(?:息)?|每(?:逾|迟|一)+个?月", r"per month|each month of delay")),
)  # fmt: skip
_CLIENT_LATE = cue(
    r"(?:逾期|迟延|延迟|未(?:依|按)?|晚|欠|迟)(?:期|时)?(?:付|给付|支付|缴|未付|未缴|缴款|付款)|欠(?:额|款|费)|利息|迟付",
    r"late payment|overdue|unpaid|past due|interest",
)
_VENDOR_LATE = cue(
    r"(?:乙方|厂商|承包商|卖方|受托人).{0,8}(?:逾期|迟延|未)|交付|交货|完工|完成|履约",
    r"vendor|provider|deliver|complet",
)
_BASE = re.compile(
    r"(?:合约|契约|合同|承揽|采购|该|当|各|未|逾期|迟延|本案|订单|每|应付|决标|当期|该期)?[^,;。、依按以扣罚退收就计\d]{0,8}?"
    r"(?:总价(?:款|金)?|总金额|总额|价金|金额|月(?:份)?(?:服务|维护|租|值守)?(?:费|报酬|租金|租)|服务费(?:用)?|维护费(?:用)?|报酬|单价|价款|费用|部分之?价金|租金)(?=(?:之|的|计|扣|罚|收)?$)"
)
_BEFORE_BASE = re.compile(
    r"^(?:每[逾遲迟延晚滿满][一1]?個?[日天時时月]|應|应|須|须|給付|给付|支付|扣?[減减]|賠付?|赔付?|退還?|由|自|從|从)+"
)
_CAP_SAID = cue(
    r"(?:上限|为限|最高|至多|不(?:得)?(?:超过|逾)|顶多|最多|罚到|累计|总额|总和)[^,;。\d]{0,18}$",
    r"(?:up to|exceed|maximum of|limited to|cap(?:ped)? (?:of|at)|more than|maximum)[^,.;\d]{0,30}$",
)
_CAP_NEXT = re.compile(r"[)(,整元]{0,3}(?:为|之)?(?:限|上限|止|顶|封顶|为止|最高)")


def read_penalties(paper: Paper) -> Iterator[Fact]:
    """Rates of penalty for each day, hour or time, and their limit. Interest on the client's own late payments is told
    apart and counts little."""
    for statement in paper.statements:
        words = statement.words
        if not _PENAL.search(statement.context if statement.is_cell else words):
            continue
        found: list[FoundShare | FoundMoney] = [*shares(words), *money(words, bare=bool(re.search("赔|罚|扣", words)))]
        for each in found:
            if _is_cap(words, each):
                yield from _cap(paper, statement, each)
            elif fact := _rate(paper, statement, each):
                yield fact


def _is_cap(words: str, each: FoundShare | FoundMoney) -> bool:
    return bool(_CAP_SAID.search(before(words, each.start, 34)) or _CAP_NEXT.match(words[each.end : each.end + 10]))


def _cap(paper: Paper, statement: Statement, each: FoundShare | FoundMoney) -> Iterator[Fact]:
    said = before(statement.words, each.start, 70)
    if re.search(r"赔偿责任|损害赔偿总|赔偿总|liabilit", _of_penalty(said)) or not _PENAL.search(
        said + statement.heading[-30:]
    ):
        return
    if "赔" in said and not re.search(r"罚|违约金|扣|逾|迟|延|晚|未达|补偿|抵", said + statement.heading[-30:]):
        return
    is_share = isinstance(each, FoundShare)
    value = (
        Share(each.percent)
        if isinstance(each, FoundShare)
        else Money(each.minor(each.currency or "TWD"), each.currency or "TWD")
    )
    yield paper.fact(FactKind.PENALTY_CAP, value, statement, each.start, each.end, 0.84 if is_share else 0.7)


def _rate(paper: Paper, statement: Statement, each: FoundShare | FoundMoney) -> Fact | None:
    words = statement.words
    said, following = before(words, each.start, 70), after(words, each.end, 40)
    is_said = _PENAL.search(said[-46:] + "|" + following[:8])
    if not is_said and not (statement.is_cell and _PENAL.search(statement.heading)):
        return None
    if re.search(
        r"可用|妥善|达成|接通|解决率|准确|正确|uptime|availab|低于|不足|未达|below|less than",
        said[-14:] + following[:4],
    ) and isinstance(each, FoundShare):
        return None
    if re.search(r"年息|年利率|周年|per annum|annual interest", said[-12:] + following[:16]):
        return None
    if re.match(r"以[上下内]|\s?(?:or (?:less|more)|and (?:above|below))", following):
        return None
    if re.search(r"(?:each|every|per|每低|每少|每差)(?: full)? ?$", said):  # "each 0.01% below": what it is reckoned by
        return None
    per = _per(said, following)
    if isinstance(each, FoundShare):
        base = _BASE.search(said)
        start = each.start - len(said) + (base.start() if base else 0)
        in_words = statement.raw[start : each.start].rstrip("之的計计扣罰罚收 ") if base else _english_base(following)
        value = Penalty(per, percent=each.percent, base=_BEFORE_BASE.sub("", in_words).strip())
    elif per is Per.TIME and not re.search(r"罚|违约金|扣|赔|补偿|penalt|liquidated", said[-16:]):
        return None
    else:
        currency = each.currency or "TWD"
        value = Penalty(per, minor=each.minor(currency), currency=currency)
    is_clients = bool(_CLIENT_LATE.search(words)) and not _VENDOR_LATE.search(words)
    score = (
        (0.86 if per is not Per.TIME else 0.7)
        - (0.35 if is_clients else 0)
        - (0.05 if isinstance(each, FoundMoney) else 0)
    )
    return paper.fact(FactKind.PENALTY, value, statement, each.start, each.end, score)


def _per(said: str, following: str) -> Per:
    """For each what: the nearest words win, in the same part of the sentence before the rest of it."""
    for near in (re.split(r",", said)[-1][-30:] + "|" + re.split(r",", following)[0], said[-40:]):
        for per, pattern in _EACH:
            if pattern.search(near):
                return per
    return Per.TIME


def _english_base(following: str) -> str:
    match = re.match(
        r"\)? ?of (?:the )?((?:[\w'’-]+ ){0,5}?(?:price|fees?|value|charges?|amount|invoice|rent))", following
    )
    return match.group(1) if match else ""


_LIABLE = cue(r"赔偿(?:责任|总额|金额|额)?|损害赔偿|责任(?:总额|上限)|赔付", r"\bliabilit\w+|\bliable\b|damages")
_PENALTIES = re.compile(
    r"(?:liabilit\w+ (?:for|in respect of) (?:the |any )?)?(?:\b(?:liquidated|delay|late[- ]\w+|performance) damages|\bpenalt(?:y|ies)\b|\b(?:service )?credits?\b|"
    r"\bdamages (?:for|due to|arising from) (?:any |the )?(?:late|delay\w*)\b)"
)
_INCLUDED = re.compile(r",? ?(?:including|inclusive of|together with)[^,;.]{0,80}(?:,|$)")


def _of_penalty(said: str) -> str:
    """The words before a limit, in its own sentence, with what is said of penalties taken out."""
    return _PENALTIES.sub("penal", _INCLUDED.sub(" ", re.split(r"[;.]", said)[-1]))


def _limits_penalties(said: str) -> bool:
    """Whether an English limit is one of penalties: they are what is named last before it."""
    own = _of_penalty(said)
    liable = [match.end() for match in _LIABLE.finditer(own)]
    return "penal" in own and own.rfind("penal") > max(liable, default=-1)


_LIMIT = re.compile(
    r"(?:以|不(?:得)?超过|不逾|上限为|最高(?:以|为)?|最多付?到?)(?P<zh>[^,;。]{2,40}?)(?:为(?:上?限|顶|最高)|者?为限|(?=[,;。]|$))"
    r"|(?:shall not exceed|not exceed|exceed|limited to|capped at|in excess of)(?: in (?:the )?aggregate)?,? (?P<en>(?:[^.;,]|(?<=\d)[.,](?=\d)){4,120})"
)
_LIMIT_BASE = cue(
    r"总价|价金|费用|报酬|金额|元|倍|百分之|费",
    r"%|price|fees?|paid|payable|amount|charges|\$|\b(?:usd|twd|ntd|eur|gbp|jpy)\b|value|sum",
)


def read_liability_cap(paper: Paper) -> Iterator[Fact]:
    """To what the vendor's liability is limited, in the paper's words."""
    for statement in paper.statements:
        words = statement.words
        for match in _LIMIT.finditer(words):
            said, group = before(words, match.start(), 240), "zh" if match["zh"] else "en"
            if not _LIABLE.search(said) or not _LIMIT_BASE.search(match[group]):
                continue
            if re.search(r"违约金(?!及|与|或)[^赔]{0,16}$|逾期", said[-24:]) or re.search(
                r"不以$|不受$|unlimited|no limit", said[-8:]
            ):
                continue
            if group == "en" and _limits_penalties(said):
                continue
            start, end = match.span(group)
            yield paper.fact(
                FactKind.LIABILITY_CAP, Text(statement.raw[start:end].strip()), statement, start, end, 0.78
            )
