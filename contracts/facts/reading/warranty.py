"""How long defects are put right free of charge, and from when; how long secrets are kept after the end."""

import re
from collections.abc import Iterator

from contracts.facts.reading.cues import WITHIN, after, before, cue
from contracts.facts.reading.durations import FoundDuration, durations
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Forever, Unit

_WARRANTY = cue(
    r"保固|保修|瑕疵担保|质保|(?:免费|无偿|不收费|免收|免钱)[^,;。]{0,8}(?:维修|修复|修正|修|重算|更换|换|改|处理|弄)|修到好|不拿钱|费用全免",
    r"warrant|free of charge|at no (?:additional )?(?:charge|cost)|guarantee",
)
_NONE = cue(
    r"不(?:提供|负|含|予|包含)(?:任何)?保固|无保固|保固不|不适用保固|延长保固|加购保固|保固保证金",
    r"\bas[- ]is\b|disclaim|without (?:any )?warrant|no (?:other )?warrant|out of warranty|extended warranty",
)
_HEADING = cue(r"保固|质保|保修|瑕疵|缺陷", r"warrant|guarantee")
_LEAD = cue(
    r"(?:起|日起|翌日起|次日起|起算|后的?|以后的|首|为|共|计|期间|期限|保固|提供|:)$",
    r"(?:for (?:a|an)(?: \w+)? period of|the first|\bof|within|period of|least|for|is|be|\ba) ?$",
)
_NOT = cue(r"保密|保存|合约期间|续|交付|付款", r"renew|notice|advance|confiden|retain|payment")
_FROM = cue(
    r"(?:自|从|于|由)?(?P<zh>[^,;。自从年月]{0,14}?(?:验收|交付|交货|上线|完成|启用|点收|安装|签约|完工|到货|交机)[^,;。]{0,6}?)(?:之?(?:翌日|次日|日|隔日))?(?:起|以后|后)",
    r"(?:from|after|following) (?P<en>(?:the )?(?:date of )?(?:final |initial |its )?(?:acceptance|delivery|installation|shipment|completion|go-live|receipt)[^.;,]{0,30})",
)


def read_warranty(paper: Paper) -> Iterator[Fact]:
    """Warranty periods, each with what it runs from."""
    for statement in paper.statements:
        in_heading = bool(_HEADING.search(statement.heading))
        if not (_WARRANTY.search(statement.words) or (in_heading and len(statement.words) < 90)) or _NONE.search(
            statement.words
        ):
            continue
        for each in durations(statement.words):
            score = _is_warranty(statement, each, in_heading)
            if score:
                start = _FROM.search(statement.words)
                about = statement.raw[slice(*start.span("zh" if start["zh"] else "en"))].strip() if start else ""
                yield paper.fact(
                    FactKind.WARRANTY,
                    each.value,
                    statement,
                    each.start,
                    each.end,
                    score,
                    about=statement.about or about,
                )


def _is_warranty(statement: Statement, each: FoundDuration, in_heading: bool) -> float:
    said, following = before(statement.words, each.start, 56), after(statement.words, each.end, 34)
    if each.value.unit in (Unit.MINUTES, Unit.HOURS, Unit.BUSINESS_DAYS) or each.value.hours < 24 * 25:
        return 0.0
    if _NOT.search(said[-14:] + following[:10]) or re.match(
        r"(?:\([^()]{1,14}\))?(?:之?前|以前)|'? ?(?:prior|notice|advance)", following
    ):
        return 0.0
    if re.search(r"(?:保固|warranty)[^,;。]{0,10}(?:期满|届满|expir)", said) or re.match(
        r"[^,;。]{0,4}(?:次|以上之?实绩)", following
    ):
        return 0.0
    is_named = bool(re.search(r"保固|保修|质保|warrant|guarantee|瑕疵担保", said + "|" + following[:14]))
    if WITHIN.match(following) and re.search(
        r"免费|无偿|不收费|免钱|free of charge", following + statement.words[each.end : each.end + 50]
    ):
        return 0.84 if is_named or in_heading else 0.72
    is_led = bool(_LEAD.search(said)) and bool(_WARRANTY.search(following) or _WARRANTY.search(said) or in_heading)
    if is_named and _LEAD.search(said):
        return 0.9 if in_heading else 0.84
    return (0.84 if in_heading else 0.74) if is_led else 0.6 if is_named else 0.0


_SECRET = cue(
    r"保密|守密|守秘|机密|秘密|不得泄漏|不得泄露|不得对外|密件",
    r"confidential|non-?disclos|proprietary information|\bsecre",
)
_AFTER_END = cue(
    r"终止|届满|期满|解除|消灭|失效|离职|结束|到期|完成后|卸任|退场",
    r"terminat|expir|end of|survive|thereafter|\bafter\b|from the date of|disclosure|following",
)
_FOREVER = cue(
    r"永久|无限期|永远|不因[^。;]{0,24}?(?:终止|届满|解除|消灭|失效)",
    r"(?:终止|届满|解除|消灭|期满|失效|离职|到期|结束)[^。;]{0,24}?(?:亦同|仍(?:继续)?(?:有效|存续|应|须|负|受|具|不)|继续有效|亦应|亦须|亦负|亦不|不受影响|也一样)",
    r"indefinite|perpetual|in perpetuity|without limit|forever|for so long as|remains? (?:a trade secret|confidential)|shall survive (?:any |the )?(?:terminat|expir)|survive indefinitely",
)
_NOT_SECRET = cue(
    r"保存|留存|备份|竞业|挖|招揽|保固|查核|稽核|异议|起算.{0,4}前",
    r"non-?solicit|solicit|audit|records|retain|compet|hire|employ",
)


def read_survival(paper: Paper) -> Iterator[Fact]:
    """How long confidentiality lasts: a time after the end or from disclosure, or without limit."""
    for statement in paper.statements:
        words, in_heading = statement.words, bool(_SECRET.search(statement.heading))
        if not (_SECRET.search(words) or in_heading):
            continue
        found = [each for each in durations(words) if _outlasts(statement, each, in_heading)]
        for each in found:
            is_plain = in_heading and re.search(
                r"后|after|follow|surviv", words[max(0, each.start - 14) : each.end + 50]
            )
            yield paper.fact(FactKind.SURVIVAL, each.value, statement, each.start, each.end, 0.88 if is_plain else 0.76)
        match = None if found else _FOREVER.search(words)
        if match and (in_heading or _SECRET.search(words[max(0, match.start() - 90) : match.end() + 40])):
            yield paper.fact(FactKind.SURVIVAL, Forever(), statement, *match.span(), 0.8)


def _outlasts(statement: Statement, each: FoundDuration, in_heading: bool) -> bool:
    said, following = before(statement.words, each.start, 80), after(statement.words, each.end, 60)
    if each.value.unit not in (Unit.MONTHS, Unit.YEARS) or _NOT_SECRET.search(said[-26:] + following[:20]):
        return False
    if re.match(r".{0,4}前", following):
        return False
    is_plain = in_heading and (WITHIN.match(following) or re.match(r"(?:有效|,|。|;|$)", following))
    return bool(_AFTER_END.search(said[-50:] + following) or is_plain)
