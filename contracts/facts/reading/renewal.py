"""What happens when the term ends: it renews by itself, by agreement or not; and for how long."""

import re
from collections.abc import Iterator

from contracts.facts.reading.cues import BEFOREHAND, cue, headings
from contracts.facts.reading.durations import FoundDuration, durations
from contracts.facts.reading.notice import notices_beside
from contracts.facts.reading.statements import Paper
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Renewing
from contracts.register.agreed import Renewal

_RENEW = r"(?:续约|续订|续展|续期|续签|续行|展延|展期|延展|延长|延续|顺延)"
_MENTIONS = cue(
    _RENEW,
    r"续|再做|再签|再走",
    r"自动更新",
    r"renew|exten[ds]|extension|evergreen|year[- ]to[- ]year|month[- ]to[- ]month|successive",
)
_SUBJECT = cue(
    r"合约|契约|合同|协议|本约|期间|期限|期满|届满|到期|届期|租期|效期|授权|许可|订阅|服务|维护|本单|条款|租约|租用|承租|备忘录",
    r"renew|\bterm\b|expir|agreement|contract|subscription|licen[sc]e|service",
)
_HEADING = cue(r"期间|期限|效期|续约|多久|有效|生效|终止|租期", r"\bterms?\b|duration|renewal|terminat|period")
_OTHER = cue(
    r"不可抗力|履约期限|依期履约|保固期|验收(?:期限|期间)|付款期限|交付?期|交货|工期|完工|竞业|展延(?:工期|期限之申请)|还款|处理时间|凭证|证照|证书|帐号|密码|延长(?:处理|回覆|答复|工作|服务时)|展延交",
    r"force majeure|deliver|milestone|warranty period|escrow|trial|insurance|letter of credit|time for performance|certificate|domain name|password|"
    r"extends? to|extend credit|to the (?:fullest|maximum) extent|to the extent|extended warranty|extend(?:ed)? (?:the )?(?:time|deadline)",
)
_IDLE = cue(
    r"续约(?:之)?(?:参考|评估|依据|与否|意愿调查|优惠)|供续约|未续约|续约期间(?:内|中)|续约后|续约时(?!应|须|得)"
)
_NEVER = cue(
    r"不(?:得|会|予|再)?(?:自动|当然|视为)(?:续|展|延|更)|无自动续|(?:双方)?不(?:另行|再|予)续约|(?<!得于前条期限)(?:期满|届满|到期)(?:后|时|日起)?,?(?:即|当然|自动|本[合契]约|均)+(?:失效|终止|消灭|停止)",
    r"自动(?:停|终止|失效)",
    r"(?:agreement|contract|term|lease|subscription|order|\bit) (?:shall|will|does) not (?:be )?(?:automatically )?renew|not (?:automatically renew|renew automatically|be renewed automatically|automatically extend)",
    r"no (?:automatic (?:renewal|extension)|right of renewal|right to renew)|without automatic renewal",
)
_NO_WORD = r"(?:未|无|没有?|如不|均不|倘不|皆未|均未|不曾)"
_TOLD = r"(?:通知|表示|表明|异议|反对|终止|提出|来信|来函|发函|函告|告知|书面|说|讲|拒绝)"
_AUTOMATIC = cue(
    rf"(?:自动|当然|默示|迳行|径行|即)(?:再)?(?:{_RENEW}|更新|往后|续)",
    rf"视为[^,。;]{{0,16}}?(?:{_RENEW}|继续|续)",
    rf"{_NO_WORD}[^。;]{{0,40}}?{_TOLD}[^。;]{{0,44}}?{_RENEW}(?!意愿|前|时|与否)",
    rf"除[^。;]{{2,50}}?{_TOLD}[^。;]{{0,24}}?外[^。;]{{0,20}}?{_RENEW}",
    r"(?:逐|按)年(?:自动)?(?:续|延|展)|(?:没|未|无)[^。;]{0,14}(?:讲话|说|吭声|反对|意见|通知|表示)[^。;]{0,8}(?:就|即|则)(?:再|继续|接着|视同)",
    r"automatic(?:ally)?(?:,? [\w-]+){0,4}? (?:renew|extend|extension|continu)|(?:renew|extend|continu)\w*(?: [\w-]+){0,4}? automatic",
    r"(?:shall|will) (?:thereafter |then |be |also )*(?:deemed )?(?:to be )?(?:renew|extend)(?!\w* (?:until|through|to))\w*[^.;]{0,160}?\bunless\b[^.;]{0,120}?(?:notice|notif|terminat|advis|inform|elect|intent|contrary)",
    r"\brenews? (?:for|each|every|annually|on|automatically)|evergreen|\brenewed automatically|self-renew",
    r"\bunless\b[^.;]{0,160}?(?:notice|notif)[^.;]{0,160}?(?:shall|will) (?:be )?(?:renew|extend)(?!\w* (?:until|through|to))",
    r"(?:successive|consecutive|additional|subsequent)[^.;]{0,60}?(?:terms?|periods?|years?)[^.;]{0,80}?\bunless\b",
    r"(?:from )?year[- ]to[- ]year|(?:from )?month[- ]to[- ]month|renewable (?:automatically|annually)|automatically (?:be )?continue",
)
_AGREED = cue(
    rf"(?:双方|两造|经|得|另|可|应|须|欲|如需|若需|如欲|拟|有意|愿|协商|协议|议定|同意)[^。;]{{0,26}}?{_RENEW}",
    rf"{_RENEW}[^。;]{{0,16}}?(?:另|应|须|需|由|经|以|得|条件|事宜)[^。;]{{0,12}}?(?:协议|协商|签|议|同意|书面|洽)",
    r"优先续约|再(?:谈|议|签|续)",
    r"(?:agreement|term|contract|licen[sc]e|lease|subscription|engagement)\)?(?: \(?[\w\"]+\)?){0,6}? (?:may|can|shall|could) (?:\w+ ){0,2}?be (?:renewed|extended|renewable)",
    r"(?:may|can|shall have the right to|(?:option|right|election|opportunity) to|agree\w*(?: in writing)? to|wish\w* to)[^.;]{0,40}?(?:renew|extend)(?:ing)? (?:this|the|its|such) (?:agreement|term|initial term|contract|licen[sc]e|lease|subscription|engagement)",
    r"(?:unless|or) (?:renewed|extended) (?:by|upon|in writing|for|pursuant)|renewable (?:upon|by|at|for)|renewal (?:of this agreement )?(?:shall|is|will be|must be) (?:subject to|by mutual|agreed)",
    r"(?:extension|renewal) of (?:this agreement|the (?:initial )?term)[^.;]{0,30}(?:by mutual|upon mutual|subject to|with the (?:prior )?written)|options? to (?:renew|extend)",
)


def read_renewal(paper: Paper) -> Iterator[Fact]:
    """The kind of renewal, and the notice that goes with it."""
    for statement in paper.statements:
        words = statement.words
        if not _MENTIONS.search(words) and not _NEVER.search(words):
            continue
        in_heading = bool(_HEADING.search(headings(statement.heading)))
        if not (_SUBJECT.search(words) or in_heading) or _IDLE.search(words):
            continue
        kind, span, score = _kind(words)
        if kind is None or (_OTHER.search(words[max(0, span[0] - 40) : span[1] + 10]) and not _names_contract(words)):
            continue
        months = _months(words, span) if kind is not Renewal.NONE else 0
        sure = score + 0.05 * in_heading + 0.03 * bool(months)
        yield paper.fact(FactKind.RENEWAL, Renewing(kind, months), statement, *span, sure)
        yield from notices_beside(paper, statement, sure)


def _names_contract(words: str) -> bool:
    return bool(
        re.search(
            r"(?:合约|契约|合同|协议)(?:书)?(?:期间|期满|届满|到期|得|自动|应)|\b(?:this )?agreement\b|\bthis contract\b",
            words,
        )
    )


def _kind(words: str) -> tuple[Renewal | None, tuple[int, int], float]:
    if match := _NEVER.search(words):
        agreed = _AGREED.search(words, match.end()) or _AGREED.search(words[: match.start()])
        if agreed or _AUTOMATIC.search(words[: match.start()]):
            return (Renewal.AGREEMENT, match.span(), 0.8) if agreed else (None, (0, 0), 0.0)
        return Renewal.NONE, match.span(), 0.72
    if match := _AUTOMATIC.search(words):
        if re.search(r"(?<!不)(?<!视为)(?<!默示)(?:同意|合意|协议)", match.group()):
            return Renewal.AGREEMENT, match.span(), 0.8
        return Renewal.AUTOMATIC, match.span(), 0.88
    if match := _AGREED.search(words):
        return Renewal.AGREEMENT, match.span(), 0.72
    return None, (0, 0), 0.0


_YEARLY = cue(r"逐年|每年|按年", r"annual(?:ly)?\b|year[- ]to[- ]year|yearly|each year|every year|anniversary")
_MONTHLY = cue(r"逐月|按月", r"month[- ]to[- ]month|monthly basis")


def _months(words: str, span: tuple[int, int]) -> int:
    """For how many months: the length after the words of renewal, else right before them."""
    around = words[max(0, span[0] - 30) : span[1] + 40]
    if re.search(r"(?:逐|按)年", words[span[0] : span[1]]):
        return 12
    found = [each for each in durations(words) if each.value.months and not _is_notice(words, each)]
    following = [each for each in found if each.end > span[0] and each.start - span[1] <= 70]
    preceding = [each for each in found if 0 <= span[0] - each.end <= 14]
    for each in (*following, *preceding):
        return each.value.months or 0
    return 12 if _YEARLY.search(around) else 1 if _MONTHLY.search(around) else 0


def _is_notice(words: str, each: FoundDuration) -> bool:
    said, following = words[max(0, each.start - 16) : each.start], words[each.end : each.end + 40]
    return bool(
        BEFOREHAND.match(following)
        or re.match(r"内|以内", following)
        or re.search(
            r"(?:at least|less than|later than|upon|initial (?:term|period) of|term of|term is) ?(?:an? )?$", said
        )
    )
