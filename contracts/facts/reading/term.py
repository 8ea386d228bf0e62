"""From when, until when, how long: the contract's own term.

A day or length counts when the nearest words before it, or the heading above it, speak of the term of the contract,
service or licence. Periods of warranty, offers, tests, payments, deliveries and confidentiality are nobody's term.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from contracts.facts.reading.cues import after, before, cue, headings, nearest
from contracts.facts.reading.dates import FoundDay, days, last_of_month, months, short_end
from contracts.facts.reading.durations import durations
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Day, Duration, Unit
from core.days import last_day_of_months

_SUBJECT = (
    r"(?:合约|契约|合同|协议|本约|委任|委托|委外|租赁|租用|租约|承租|服务|授权|许可|使用权?|维护|维运|保养|订阅|支援|支持|值守|履约|"
    r"备忘录|合作|代管|托管|订单|采购|承揽|专案|计画|监控|代操作|驻点|派遣|顾问|本案|本单|连线|储存)"
)
_TERM = cue(
    rf"{_SUBJECT}(?:书|之|的|作业|有效|起讫|存续|履行|约定|提供){{0,2}}(?:期间|期限|效期|年限|年期|有效期|起讫|起迄|期程|租期)",
    r"(?:有效|起讫|存续|起迄)(?:期间|期限|日期)",
    r"效期|租期|约期|期程|年限|初始(?:期间|期限)",
    r"(?:合约|契约|合同|协议|本约|备忘录|授权|许可|服务|委任|租约|订阅)(?:书|之|的)?(?:自|从|于|起|有效|生效|效力|开始|到期|届满|终止日|止日|迄日|起日)",
    r"生效(?:日|期)|到期日|终止日|起租|起日|止日|迄日|届满日",
    r"(?:^|[,。;:])[\u4e00-\u9fff]{1,4}(?<!保固)期(?:间)?:",
    r"(?<!during the )(?<!throughout the )\bterm\b(?! and for)|\b(?:initial|contract|subscription|licen[sc]e|service|current|lease|agreement|cooperation) period\b",
    r"\b(?:agreement|contract|terms|lease|sow|order|appointment|engagement|subscriptions?)\b[^.;]{0,110}\b(?:commenc|begin|start|effective|appl|remain|continu|in (?:full )?force|in effect|run|valid|expir|end|conclud)\w*",
    r"\bcommencement date|\beffective date|\bexpir(?:y|ation) date|\bduration\b|\bgo[- ]live\b(?=.{0,12}term)",
)
_HEADING = cue(
    r"期间|期限|多久|效力|生效|效期|起讫|起迄|租期|年限",
    r"\bterms?\b(?! and conditions| of (?:use|service|payment))|\bduration\b|commencement|\bperiod\b|how long|effective date|expir",
)
_OTHER = cue(
    r"保固|质保|瑕疵|报价|估价|询价|投标|标价|试用|试办|试运转|试行|测试|验收(?!合格|完成|通过|之日|日|后)|保证金|保险|优惠|折扣|请款|付款|"
    r"发票|保存|保管|留存|备份|专利|证书|凭证|施工|工期|安装(?!完成)|训练|阶段|里程碑|交付|交货|完工|查核|评估|宽限|催告|补正|改善|"
    r"竞业|盘点|开标|资料期间|统计|处理时限|答复|回覆|休假|保密|守密|机密|移转期|过渡|缓冲|申请期",
    r"warrant|quotation|quote|offer|trial|accept|evaluat|escrow|insurance|payment|invoice|milestone|retention|retain|delivery|deliver|"
    r"non-?compet|cure|phase|pilot|fiscal|surviv|confidential|transition|sell-off|wind-down|notice|non-?solicit|exclusiv|audit|records|"
    r"payable|licensed patents|last payment|closing|outside date",
)
_SECRETS = cue(r"保密|守密|机密|守秘", r"confidential|non-?disclosure|保固|warrant|transition|过渡")
_JOINT = cue(
    r"^(?:\([^()]{1,12}\))?(?:\d{1,2}时)?(?:(?:起|开始|生效|始)[^。;]{0,26}?)?,?(?:一路|直|迄)? ?(?:到|至|迄|~|-+|–|—) ?$",
    r"^ ?(?:[^.;]{0,70}\b)?(?:until|through|thru|to|till|ending(?: on)?|expiring(?: on)?|and (?:shall |will )?(?:end|expir\w+|terminat\w+|continu\w+|remain\w*|conclud\w+)[^.;]{0,70}?(?:on|until|through|to))(?: and including)?(?: midnight on| 11:59 [ap]\.?m\.? on)?:? ?$",
)
_STARTS = cue(
    r"(?:自|从|由|起始日|开始日|起日|生效日|起算日|始期|起租日|启用日|上线日|开通日)(?:期)?(?:为|是|系|定为|:)?$",
    r"(?:commenc\w*|begin\w*|start\w*|effective(?: date)?|in effect|into (?:force|effect))(?:(?: is| shall be| means| on| as of| from| of| the| and| date| upon| at|,|:|\"|\))*) ?$",
    r"\bfrom(?: and including)? ?$|\bas of(?: the)? ?$",
)
_STARTS_NEXT = cue(
    r"^(?:\([^()]{1,8}\))?,?(?:起(?!诉)|开始|生效|始)",
    r"^ ?\(?(?:the )?\"?(?:effective|commencement|start)(?: date)?\"?\)?",
)
_EFFECTIVE_DATE = re.compile(r"^,? ?\(?(?:the )?[\"“'](?:effective|commencement) date[\"”']", re.ASCII)
_FROM_THAT_DATE = re.compile(
    r"\b(?:commenc|begin|start|(?:take |be |is )effect|in (?:full )?(?:force|effect)|run)\w*[^.;]{0,30}? the (?:effective|commencement) date",
    re.ASCII,
)
"""The day a paper gives that name is its first day, once it says that it begins on it."""
_ENDS = cue(
    r"(?:至|迄|到|止日|终止日|到期日|届满日|截止日|迄日|终期|期满日|失效日|届期日)(?:期)?(?:为|是|系|定为|:)?$",
    r"(?:expir\w*|terminat\w*|conclud\w*|\bend|\bends|ending|until|through|thru|up to)(?:(?: date| is| shall be| on| at| midnight| the| close of business| and including| automatically| and as of|:|\"|\))*) ?$",
)
_ENDS_NEXT = cue(r"^(?:\([^()]{1,8}\))?(?:为?止|届满|期满|到期|失效|终止|截止|停止|结束)")
_MOVED = cue(
    r"(?:延长|展延|延展|变更|修改|修正|更改|改|调整|顺延|延)(?:至|为|到|成)$",
    r"(?:extend\w*|amend\w*|replac\w*|revis\w*|chang\w*)[^.;]{0,40}(?:to|until|through|with|as)(?: read)?:? ?\"?$",
)
_FORMER = cue(r"(?:原(?:定|订|约定|合约|契约)?(?:期间|期限)?|由|原为)[^,。;]{0,14}$")


def read_term(paper: Paper) -> Iterator[Fact]:
    """First day, last day and length of the term."""
    begins = any(_FROM_THAT_DATE.search(statement.words) for statement in paper.statements)
    for statement in paper.statements:
        found = [*days(statement.words)]
        pairs = [*_pairs(paper, statement, found)]
        yield from pairs
        if not pairs:
            yield from _single_days(paper, statement, found)
        yield from _effective_dates(paper, statement, found) if begins else ()
        yield from _lengths(paper, statement)


def _sureness(statement: Statement, at: int) -> float:
    """How surely what stands at `at` is about the contract's term; 0 where something else is nearer."""
    said, near = before(statement.words, at, 110), headings(statement.heading)
    ours, others = nearest(_TERM, said), nearest(_OTHER, said)
    named = [*_TERM.finditer(said)]
    if named and _OTHER.search(said[max(0, named[-1].start() - 6) : named[-1].start()]):  # 憑證效期, 保固期間
        return 0.0
    in_heading = bool(_HEADING.search(near)) and not _OTHER.search(near)
    if _SECRETS.search(near) or others > ours:
        return 0.0
    if ours >= 0:
        return 0.94 if in_heading else 0.7 if _OTHER.search(near) else 0.88
    if in_heading:
        return 0.88
    return 0.62 if _is_bare(statement) else 0.0


_PERIOD = re.compile(
    r"(?:年|月|日|\d)起(?!诉).{0,30}(?:止|迄|到|至)|开始.{0,24}(?:停|止|结束)|期间|失效|满.{1,8}(?:自动停|终止|届满)|^.{0,12}(?:自|从).{4,26}(?:生效|起算)"
)


def _is_bare(statement: Statement) -> bool:
    """A short line that holds little but a period."""
    is_short = len(statement.words) < 70 and bool(_PERIOD.search(statement.words))
    return is_short and not _OTHER.search(statement.context)


def _pairs(paper: Paper, statement: Statement, found: Sequence[FoundDay]) -> Iterator[Fact]:
    words = statement.words
    for first, last in pairwise(found):
        between = words[first.end : last.start]
        if len(between) <= 110 and _JOINT.search(between) and first.on < last.on:
            yield from _pair(paper, statement, first.on, last.on, first.start, last.end)
    for first in found:
        joint = re.match(r"(?:起(?:算)?)?,?(?:到|至|迄|~|-)", words[first.end :])
        short = short_end(words[first.end + joint.end() :], first.on) if joint else None
        if joint and short and short[0] > first.on:
            yield from _pair(paper, statement, first.on, short[0], first.start, first.end + joint.end() + short[1])
    if not found:
        spans = [*months(words)]
        for (year, month, start, end), (year2, month2, start2, end2) in pairwise(spans):
            if _JOINT.search(words[end:start2]) and (year, month) < (year2, month2):
                yield from _pair(
                    paper, statement, date(year, month, 1), last_of_month(year2, month2), start, end2, is_derived=True
                )


def _pair(
    paper: Paper, statement: Statement, first: date, last: date, start: int, end: int, *, is_derived: bool = False
) -> Iterator[Fact]:  # fmt: skip
    score = _sureness(statement, start) - (0.12 if is_derived else 0)
    score -= 0.4 * bool(_FORMER.search(before(statement.words, start, 20)))
    if score > 0.3:
        yield paper.fact(FactKind.STARTS_ON, Day(first), statement, start, end, score, is_derived=is_derived)
        yield paper.fact(FactKind.ENDS_ON, Day(last), statement, start, end, score, is_derived=is_derived)


def _single_days(paper: Paper, statement: Statement, found: Sequence[FoundDay]) -> Iterator[Fact]:
    words = statement.words
    for each in found:
        said = re.sub(r"[\"“”「」『』()]", "", before(words, each.start, 70))
        following = after(words, each.end, 20)
        is_end, is_moved = bool(_ENDS.search(said) or _ENDS_NEXT.match(following)), bool(_MOVED.search(said))
        is_start = bool(_STARTS.search(said) or _STARTS_NEXT.match(following))
        if re.match(r"(?:之?前|以前)", following) or not (is_end or is_start or is_moved):
            continue
        score = _sureness(statement, each.start)
        if is_moved and re.search(r"期|终止|届满|到期|term|expir|end date", words):
            score = max(score, 0.84)
        score -= 0.4 * bool(_FORMER.search(said) and not is_moved)
        kind = FactKind.ENDS_ON if is_end or is_moved else FactKind.STARTS_ON
        weak = (
            kind is FactKind.STARTS_ON
            and not statement.is_chinese
            and bool(re.search(r"\b(?:as of|from|dated?)(?: the)? ?$", said))
        )
        if score > 0.3:
            yield paper.fact(kind, Day(each.on), statement, each.start, each.end, score - (0.15 if weak else 0.03))


def _effective_dates(paper: Paper, statement: Statement, found: Sequence[FoundDay]) -> Iterator[Fact]:
    """made as of March 1, 2026 (the "Effective Date")."""
    for each in found:
        if _EFFECTIVE_DATE.match(after(statement.words, each.end, 40)):
            yield paper.fact(FactKind.STARTS_ON, Day(each.on), statement, each.start, each.end, 0.82)


_LENGTH = cue(
    r"(?:为期|期间(?:为|共|计|:)?|期限(?:为|共|计|:)?|有效期(?:间|限)?(?:为|:)?|效期(?:为|:)?|共计?|计|合计|满|管|为|起(?:算)?,?|算起?,?|连续|生效,?|有效,?|租期(?:为|:)?|年限(?:为|:)?|一签|:|^)(?:共|约)?$",
    r"\bfor (?:a|an)(?: [\w-]+){0,3}? (?:period|term) of ?$|\bfor ?$|\b(?:term|period)(?: of (?:this agreement|the agreement|the contract|\w+))?(?: \([^()]*\))? (?:is|shall be|will be|of|for)(?: for)?(?: a (?:period|term) of)? ?$",
    r"\b(?:period|term):? ?$|\b(?:expires?|terminates?|ends?|end) ?$|\b(?:an?|the) (?:initial )?$|until (?:the )?(?:date that is )?$|\bthe (?:first )?$",
)
_LENGTH_NEXT = cue(
    r"^(?:\([^()]{1,20}\))?(?:,?为期|,?有效|,?期满|,?届满|,?为限|,?自动停|,?止|为一期|一签|[,.。;:(]|$|之?期间)"
)
_BEYOND = cue(
    r"^(?:\([^()]{1,12}\))?(?:之?前|以前|之?内|以内)|^.{0,10}(?:续约|通知)",
    r"^'|^ ?(?:\([^()]{1,12}\) ?)?(?:prior|notice|written|before|thereafter|(?:after|following|from) (?:the |such |any )?(?:date of |end of |effective date of )?(?:its |the |such |any |written )?(?:notice|expir|terminat|disclos|accept|deliver|end\b|complet|receipt|year))",
)
_NOT_LENGTH = cue(
    r"续约|展延|延长|续展|逐|每|续期|一次|续订",
    r"renew|exten[ds]|successive|additional|prior|notice|each\b|every|within|at least|no (?:later|less)|not (?:later|less)",
)


def _lengths(paper: Paper, statement: Statement) -> Iterator[Fact]:
    words = statement.words
    for each in durations(words):
        said, following = before(words, each.start, 60), after(words, each.end, 40)
        if each.value.unit in (Unit.MINUTES, Unit.HOURS, Unit.BUSINESS_DAYS) or each.value.hours < 24 * 28:
            continue
        part = re.split(r"[,]", said)[-1]
        if _NOT_LENGTH.search(part[-45:]) or _BEYOND.search(following) or not _LENGTH.search(said):
            continue
        if statement.is_chinese and not _LENGTH_NEXT.search(following):
            continue
        score = _sureness(statement, each.start)
        if score > 0.3:
            yield paper.fact(FactKind.TERM, each.value, statement, each.start, each.end, score - 0.05)


def derived_ends(facts: Sequence[Fact]) -> Iterator[Fact]:
    """The last day, where the paper gives the first day and the length only (Civil Code, article 121)."""
    if any(fact.kind is FactKind.ENDS_ON and fact.score >= 0.6 for fact in facts):
        return
    starts = sorted((f for f in facts if f.kind is FactKind.STARTS_ON), key=lambda f: -f.score)
    signed = sorted((f for f in facts if f.kind is FactKind.SIGNED_ON), key=lambda f: -f.score)
    lengths = sorted((f for f in facts if f.kind is FactKind.TERM), key=lambda f: -f.score)
    for length in lengths[:1]:
        for start in (starts or signed)[:1]:
            months_long = length.value.months if isinstance(length.value, Duration) else None
            if months_long and isinstance(start.value, Day):
                end = last_day_of_months(start.value.on, months_long)
                score = round(min(start.score, length.score) - (0.05 if starts else 0.2), 2)
                place = (length.start, length.end, length.page, length.text)
                yield Fact(FactKind.ENDS_ON, Day(end), *place, score, is_derived=True)
