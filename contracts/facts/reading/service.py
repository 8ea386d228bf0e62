"""What service is promised: availability, and the times to respond and to repair with the class of fault each is for."""

import re
from collections.abc import Iterator
from decimal import Decimal

from contracts.documents.folding import fold
from contracts.facts.reading.amounts import shares
from contracts.facts.reading.cues import WITHIN, cue
from contracts.facts.reading.durations import FoundDuration, durations
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Duration, Share, Unit

_AVAILABLE = cue(
    r"可用(?:率|性|度)|妥善率|妥适率|不中断率|稳定度|可供使用|(?:正常)?(?:运作|运转|营运|服务|上线|在线|稼动|连线|系统|网路|线路|供电|通)(?:可用)?率",
    r"uptime|availab|reachable|up and running",
)
_MONEY = cue(r"罚|扣|赔|折让|退|抵|税|利|折|保固|权重|减收|减免", r"credit|refund|discount|deduct|penalt|\bfee\b|reduc")
_SHORTFALL = re.compile(r"(?:如|若|倘|未达|未能达|低于|不足|少于|falls? below|below|less than)[^,;。]{0,14}$")
_FLOOR = re.compile(r"不(?:得)?(?:低于|少于)|(?:not|no) (?:be )?(?:less|lower|fall)")


def read_availability(paper: Paper) -> Iterator[Fact]:
    """Availability in per cent; a threshold below which something is deducted counts less than a promise."""
    for statement in paper.statements:
        words = statement.words
        if not (_AVAILABLE.search(words) or _AVAILABLE.search(statement.heading[-40:])):
            continue
        for each in shares(words):
            said, following = (
                words[max(0, each.start - (40 if statement.is_chinese else 110)) : each.start],
                words[each.end : each.end + 14],
            )
            if not 80 <= each.percent <= 100 or _MONEY.search(said[-8:] + following[:5]):
                continue
            if not (_AVAILABLE.search(said + "|" + following) or _AVAILABLE.search(statement.heading[-40:])):
                continue
            beside = re.split(r"[;,。]", said)[-1][-10:] + re.split(r"[;,。]", following)[0]
            if re.search(r"秒|延迟|处理时间|latency|response time", beside):
                continue
            if re.search(r"致力|期待|摘自|行销|strive|endeavou?r|aims? to|target of future", words):
                continue
            is_shortfall = bool(_SHORTFALL.search(said)) and not _FLOOR.search(said[-18:])
            yield paper.fact(
                FactKind.AVAILABILITY,
                Share(each.percent),
                statement,
                each.start,
                each.end,
                0.68 if is_shortfall else 0.9,
            )


_RESPOND = r"回应|响应|应答|接手|回电|回报|回覆|回复(?!运作|服务|系统|正常|原状|功能|营运|供)|受理|接听|接起|答复|初步处理|着手处理|开始处理|介入|接电话|回你|回我|回信|接案"
_ARRIVE = r"到场|抵达|到达|到府|派员到|派员前往|派员处理|派工程师|到修|到点|现场(?:处理|支援|服务)|赶到"
_REPAIR = (
    r"修复|修护|修妥|修好|排除|恢复|回复(?:运作|服务|系统|正常|原状|功能|营运|供)|复原|解决|处理完[成毕]|完成(?:修复|处理|排除|更换|修理|维修|修正)|更正|叫醒|绕行|"
    r"更换(?:完成|完毕)|修理完成|改善完成|修正完成|结案|救回|复归|修毕|出修正|退回旧版|续跑|重跑|跑完"
)
_RESPOND_EN = r"answer\w*|respon[ds]\w*|acknowledg\w*|human answer|call back|callback|\breply"
_REPAIR_EN = r"restor\w*|resol\w*|repair\w*|\bfix(?:ed|es)?\b|workaround|work-around|correct(?:ed|ion|s)?\b|recover\w*"
_VERB = cue(
    rf"(?P<respond>{_RESPOND}|\b(?:{_RESPOND_EN}))",
    rf"(?P<arrive>{_ARRIVE}|\bon-?site\b)",
    rf"(?P<repair>{_REPAIR}|\b(?:{_REPAIR_EN}))",
)
_RESPONSE_HEAD = cue(_RESPOND, _ARRIVE, r"接获|打电话|首次", r"respon|acknowledg|on-?site")
_REPAIR_HEAD = cue(_REPAIR, r"完成(?:时间|时限)|修复|排除", r"restor|resol|repair|\bfix|recover|workaround")
_ISSUE = cue(
    r"故障|报修|障碍|异常|当机|叫修|报案|中断|案件|工单|急单|中单|缓单|问题|无法|报障|事故|等级|[一二三四a-z\d]级|严重|紧急|一般|重大|睡着|停电|断线|错误",
    r"severity|priority|critical|incident|problem|error|fault|ticket|defect|outage|urgent|request|emergency|failure|issue|\bp[1-4]\b|sev ?[1-4]",
)
_HEADING = cue(
    r"服务水准|服务等级|服务水平|回应|响应|修复|处理时限|支援|支持|维护|水准|故障|报修|时效|程度|打电话|叫修|标准",
    r"\bsla\b|service level|support|maintenance|response|severity|priority|problem",
)
_NOT_SERVICE = cue(
    r"改善报告|异议|补正|付款|发票|催告|变更|需求|报价|评估|申请单|改单|异动|换人|候选|问卷|客诉|面试|估价|演练|验收|查核|稽核|主管机关|终止|移转|返还|契约|合约期",
    r"change (?:request|order)|invoice|quotation|breach|dispute|objection|\bcure|data subject|terminat|accept|deliver|audit|proposal|written notice|indemnif|warrant",
)
_INCIDENT = cue(
    r"(?<!障碍)(?<!故障)(?<!问题)通报|知会|资安|资通安全|外泄|入侵|个资",
    r"security (?:incident|breach)|data breach|personal data",
)
_OVERRUN = re.compile(r"(?:每逾|每迟|逾时|逾|超过|每|每隔|最近|累计|达|满|连续)$")


def read_times(paper: Paper) -> Iterator[Fact]:
    """Times to respond and to repair."""
    for statement in paper.statements:
        in_heading = bool(_HEADING.search(statement.heading))
        if _NOT_SERVICE.search(statement.words) and not (in_heading and _ISSUE.search(statement.words)):
            continue
        if in_heading or _ISSUE.search(statement.words):
            yield from (
                _cell_time(paper, statement) if statement.is_cell else _spoken_times(paper, statement, in_heading)
            )


_NEXT_DAY = re.compile(r"(?:次|隔)一?个?(?:工作|营业|上班|交易)[日天]")


def _times(words: str) -> list[FoundDuration]:
    """Lengths of time, and the next business day as one."""
    next_day = Duration(Decimal(1), Unit.BUSINESS_DAYS)
    found = [FoundDuration(next_day, m.start(), m.end()) for m in _NEXT_DAY.finditer(words)]
    return sorted((*durations(words), *found), key=lambda each: each.start)


def _cell_time(paper: Paper, statement: Statement) -> Iterator[Fact]:
    """In a table of fault classes the column says which time it is."""
    head = statement.heading.split(" / ")[-2]
    kind = FactKind.RESPONSE if _RESPONSE_HEAD.search(head) else FactKind.REPAIR if _REPAIR_HEAD.search(head) else None
    found = next((each for each in _times(statement.words) if _is_short(each)), None)
    if kind and found:
        yield paper.fact(kind, found.value, statement, found.start, found.end, 0.86)


def _spoken_times(paper: Paper, statement: Statement, in_heading: bool) -> Iterator[Fact]:
    words, seen = statement.words, set[int]()
    for each in _times(words):
        if not _is_short(each) or _OVERRUN.search(words[max(0, each.start - 4) : each.start]):
            continue
        verb = _verb_of(words, each)
        if verb is None or verb.start() in seen:
            continue
        if _INCIDENT.search(words[max(0, each.start - 60) : verb.end() + 10]) and not verb["repair"]:
            continue
        seen.add(verb.start())
        is_restored = verb.group() == "回复" and statement.raw[verb.end() - 1] == "復"
        kind = FactKind.REPAIR if verb["repair"] or is_restored else FactKind.RESPONSE
        arrival = statement.raw[verb.start() : verb.end()] if verb["arrive"] else ""
        about = " ".join(part for part in (_fault_class(statement, each.start), arrival) if part)
        score = (0.86 if in_heading else 0.76) - (0.1 if arrival else 0)
        yield paper.fact(kind, each.value, statement, each.start, each.end, score, about=about)


_WITHIN_SAID = re.compile(
    r"within|\bin\b|not exceed|no (?:more|later) than|under|less than|:|\bof\b|\bis\b|time|target", re.ASCII
)
_TIME_SAID = cue(rf"(?:{_RESPOND}|{_REPAIR}|{_ARRIVE})(?:时间|时限|时效|标准)?(?:为|不得?超过|:|上限|应于|,|目标)?$")


def _verb_of(words: str, each: FoundDuration) -> re.Match[str] | None:
    """The verb that a time is for: after 三十分鐘內, or before "within 30 minutes"."""
    following = words[each.end : each.end + 36]
    stop = re.search(r"[;。]|,(?!派|由|并|完|予|到)", following)
    window = following[: stop.start()] if stop else following
    other = next(iter(_times(window)), None)
    if other and WITHIN.match(following):
        window = window[: other.start]
    is_chinese = any("\u3400" <= c <= "\u9fff" for c in words)
    said = (
        []
        if is_chinese
        else [
            m
            for m in _VERB.finditer(words, max(0, each.start - 80), each.start)
            if ";" not in words[m.end() : each.start]
        ]
    )
    if said and re.search(r"(?:within|\bin)(?: under| an?)? ?$", words[max(0, each.start - 16) : each.start]):
        return said[-1]
    start = max(0, each.start - 16)
    verbs = [*_VERB.finditer(words, start, each.start)]
    led = verbs[-1] if verbs and _TIME_SAID.search(words[start : each.start]) else None
    if is_chinese and led and not WITHIN.match(following):  # 回應 30 分鐘／修復 4 小時
        return led
    if match := _VERB.search(words, each.end, each.end + len(window)):
        return match
    if is_chinese:
        return led
    return said[-1] if said and _WITHIN_SAID.search(words[said[-1].end() : each.start]) else None


_CLASS = re.compile(
    r"[級级]|重大|緊急|紧急|一般|嚴重|严重|輕微|轻微|急單|中單|緩單|急单|中单|缓单|critical|severity|priority|urgent|major|minor|\bp\d\b|等級|等级|全面|部分|單一|单一|核心|非核心|其他|其餘|其余",
    re.IGNORECASE | re.ASCII,
)


_AFTER_CLASS = re.compile(
    r"(?:者)?(?:乙方|承包商|廠商|厂商|受託人|受托人|我方|本公司)?(?:應|应|须|須|需|將|会|會)?(?:於|于|在)?(?:(?:接獲|接获|收到|接到).*)?$"
)


_CLASS_EN = re.compile(
    r"(?:severity|priority|sev|level|class|category)[ -]?(?:level )?(?:\d|one|two|three|four|[a-d])\b(?: (?:incident|error|fault|defect|issue|problem|request|ticket)s?)?|\bp[1-5]\b|"
    r"(?:critical|major|minor|urgent|emergency|high|medium|low|other)(?:[ -](?:priority|severity))? (?:incident|error|fault|defect|issue|problem|request|ticket)s?",
    re.IGNORECASE | re.ASCII,
)


def _fault_class(statement: Statement, at: int) -> str:
    """重大障礙, severity 1: the words before the time in which the paper says for which faults it is."""
    if not statement.is_chinese:
        said = [*_CLASS_EN.finditer(statement.raw, max(0, at - 110), at)]
        return said[-1].group() if said else ""
    parts = [part.strip() for part in re.split(r"[，,；;。：:、]", statement.raw[max(0, at - 64) : at])]
    named = next(
        (
            cut
            for part in reversed(parts)
            if _CLASS.search(cut := _before_time(part)) and not re.search("[%％]|百分", cut)
        ),
        "",
    )
    label = _TIME_SAID.search(fold(named))  # "P1 回應" is the class P1
    return _AFTER_CLASS.sub("", named[: label.start()] if label else named)[:40]


def _before_time(part: str) -> str:
    """The words of a part that stand before its first time."""
    found = next(iter(_times(fold(part))), None)
    return part[: found.start] if found else part


def _is_short(each: FoundDuration) -> bool:
    return each.value.hours <= 24 * 31 and each.value.unit not in (Unit.MONTHS, Unit.YEARS)
