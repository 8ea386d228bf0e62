"""How long before its end notice must be given: what stops a renewal, and what ends the contract at will."""

import re
from collections.abc import Iterator

from contracts.facts.reading.cues import BEFOREHAND, after, before, cue
from contracts.facts.reading.durations import durations
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Duration, Unit

_END_SAID = cue(
    r"(?:期满|届满|到期|届期|届至|终止日?|期间届满|期限届满|租期满|满期|最后一日|止日|结束|期间终了)(?:日|时)?(?:的|之)?(?:前|至少|以前|前至少)?,?(?:至少|最迟|最晚|应于|于)?$"
)
_END_NEXT = cue(
    r"expir|\bend\b|the then|renewal|anniversary|non-?renew|not (?:to )?renew|conclusion of|current term|termination of the (?:initial|then|current)|initial (?:term|period)|such (?:term|period)|term(?:'s)? end",
)
_TELLS = cue(r"通知|表示|来信|来函|发函|函告|书面|告知|异议|提出", r"notice|notif|inform|advis")


def notices_beside(paper: Paper, statement: Statement, sure: float) -> Iterator[Fact]:
    """How long before the end notice is due, in the statement on renewal or the one beside it."""
    for near in paper.near(statement, 1):
        is_same = near.order == statement.order
        for each in durations(near.words):
            said, following = before(near.words, each.start, 40), after(near.words, each.end, 130)
            if not is_notice_period(each.value) or not (BEFOREHAND.match(following) or _END_SAID.search(said)):
                continue
            if re.search(r"违约|违反|breach|default|cure|assign", said + following[:60]):
                continue
            if _END_SAID.search(said) or (not near.is_chinese and _END_NEXT.search(following)):
                yield paper.fact(
                    FactKind.NOTICE, each.value, near, each.start, each.end, sure - (0.02 if is_same else 0.15)
                )
            elif is_same and _TELLS.search(near.words):
                yield paper.fact(FactKind.NOTICE, each.value, near, each.start, each.end, sure - 0.18)


def is_notice_period(value: Duration) -> bool:
    """Days to a year: what a notice before the end can be."""
    return value.unit not in (Unit.MINUTES, Unit.HOURS) and value.hours <= 24 * 400


_TERM_END = re.compile(
    r"'? ?(?:\w+ ){0,5}?(?:prior to|before|in advance of) (?:the )?(?:(?:expiration|end|expiry|termination) (?:date )?of (?:the |its |any |such )?(?:\w+ ){0,3}?(?:term|agreement|contract|period)|(?:end|expiration) date|renewal date)",
    re.ASCII,
)


def read_end_notice(paper: Paper) -> Iterator[Fact]:
    """Notice counted back from the end of the term, in statements that do not speak of renewal themselves."""
    for statement in paper.statements:
        if statement.is_chinese or not _TELLS.search(statement.words):
            continue
        for each in durations(statement.words):
            if is_notice_period(each.value) and _TERM_END.match(statement.words, each.end):
                yield paper.fact(FactKind.NOTICE, each.value, statement, each.start, each.end, 0.7)


_ENDING = cue(r"终止|解除|解约|停止|退租|收掉|消灭|停用|喊停|退订", r"terminat|cancel")
_AT_WILL = cue(
    r"得|可|随时|任何一方|任一方|提早|提前",
    r"\bmay\b|right to|without cause|for convenience|at any time|for any reason",
)
_FOR_CAUSE = cue(
    r"违反|违约|改善|补正|未依|破产|重大|催告|限期|不履行",
    r"breach|default|cure|insolven|material|fail|cause,|non-payment|remed",
)
_BY_VENDOR = re.compile(
    r"^[^,;。]{0,12}(?:乙方|承包商|受托人|厂商|卖方|供应商|服务商|许可人|出租)[^,;。]{0,4}(?:得|可)|\b(?:provider|vendor|supplier|licensor|contractor) may",
    re.ASCII,
)


def read_termination_notice(paper: Paper) -> Iterator[Fact]:
    """The notice with which the contract can be ended at will: in an open-ended contract that is the notice before its
    end, elsewhere a second choice."""
    for statement in paper.statements:
        words = statement.words
        if not _ENDING.search(words) or not _AT_WILL.search(words):
            continue
        for each in durations(words):
            said, following = before(words, each.start, 70), after(words, each.end, 60)
            if not is_notice_period(each.value) or _FOR_CAUSE.search(said + following):
                continue
            is_ahead = re.search(r"(?:提前|提早|事前|预先)(?:至少)?$", said)
            if not (is_ahead or BEFOREHAND.match(following) or re.match(r"的?(?:通知|书面|预告)", following)):
                continue
            if _END_SAID.search(said) or re.search(r"renew", words):
                continue
            yield paper.fact(
                FactKind.NOTICE, each.value, statement, each.start, each.end, 0.4 if _BY_VENDOR.search(words) else 0.5
            )
            break
