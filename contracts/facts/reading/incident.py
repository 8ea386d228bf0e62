"""How soon the vendor must tell of a security incident: the first word, not the report that follows it."""

import re
from collections.abc import Iterator

from contracts.facts.reading.cues import WITHIN, after, before, cue
from contracts.facts.reading.durations import FoundDuration, durations
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Unit

_INCIDENT = cue(
    r"资安|资通安全|资讯安全|信息安全|安全事件|安全事故|外泄|泄漏|泄露|泄密|外流|入侵|骇|恶意|勒索|病毒|个资|个人资料|遭(?:窃|盗|破坏|植入)|窃取|"
    r"未经授权|未授权|异常存取|网路攻击|闯入|被偷|被骇|被盗|中毒",
    r"security (?:incident|breach|event|problem|violation)|data breach|breach of (?:security|personal|data|confiden)|unauthori[sz]ed|cyber|compromis|intrusion|hack|broken into|without permission|ransom|malware|data (?:leak|loss)|personal data",
)
_TELL = cue(
    r"通报|通知|告知|知会|致电|打电话|来电|电告|告诉|报告|回报|陈报|联系|传讯|通告|讲一声|说一声|打给|叫醒|报知|告警",
    r"\bcall|\bphone|e-?mail\b|notif\w*|inform\w*|report\w*|alert\w*|advis\w*|\btell|disclos\w*",
)
_WRITTEN = cue(
    r"书面|改善|结案|完整|调查|原因|详细|报告书|事后|检讨|补送|矫正|说明|鉴识|处理(?:情形|结果|报告)|报告(?!甲方|客户|公司|资安)",
    r"written report|full report|final|root cause|detailed|follow-up|post-incident|remediation|corrective|summary",
)
_NOT_INCIDENT = cue(
    r"人员异动|离职|变更|修补|弱点|漏洞修|更新|稽核|查核|计画|演练|地址|到期|续约|终止",
    r"personnel change|patch|audit|subpoena|court order|legally (?:required|compelled)|address|terminat|renew|invoice|change request|subcontract",
)


def read_incident_notice(paper: Paper) -> Iterator[Fact]:
    """Times within which the vendor must tell, the surest first word first."""
    for statement in paper.statements:
        in_words = bool(_INCIDENT.search(statement.words))
        tells = _TELL.search(statement.words) or (statement.is_cell and _TELL.search(statement.heading))
        if not tells or not (in_words or _INCIDENT.search(statement.heading)):
            continue
        for each in durations(statement.words):
            is_short = each.value.hours <= 24 * 15 and each.value.unit is not Unit.MONTHS
            if is_short and (fact := _notice(paper, statement, each, in_words)):
                yield fact


def _notice(paper: Paper, statement: Statement, each: FoundDuration, in_words: bool) -> Fact | None:
    said, following = before(statement.words, each.start, 100), after(statement.words, each.end, 60)
    is_within = bool(WITHIN.match(following)) or bool(
        re.search(r"(?:within|later than|more than|under)(?: the| a maximum of)? ?$", said)
    )
    clause = re.split(r",", following)[0]
    told = _TELL.search(clause[:34]) or (not statement.is_chinese and _TELL.search(said))
    is_cell = statement.is_cell and bool(_TELL.search(statement.heading))
    if not ((is_within and told) or is_cell):
        return None
    if _NOT_INCIDENT.search(said[-50:] + following[:30]) and not re.search(
        r"资安|资通安全|外泄|入侵|breach|incident", said + following
    ):
        return None
    score = (
        (0.88 if in_words else 0.76)
        - (0.35 if _WRITTEN.search(clause[:30]) else 0)
        - (0.15 if each.value.hours > 96 else 0)
    )
    return paper.fact(FactKind.INCIDENT_NOTICE, each.value, statement, each.start, each.end, score)
