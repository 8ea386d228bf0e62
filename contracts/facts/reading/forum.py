"""Which law governs, and who decides a dispute: the court, or the arbitration body and its seat."""

import re
from collections.abc import Iterator

from contracts.facts.reading.cues import cue
from contracts.facts.reading.statements import Paper, Statement
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Text

_COUNTRY = r"(?:中华民国|台湾|我国|新加坡|香港|日本|美国[^,;。]{0,6}|英国|英格兰|大陆|中国|中华人民共和国|[\u4e00-\u9fff]{2,8}?[国州])"
_LAW = re.compile(
    rf"(?:以|依|适用|遵循|依照|悉依|依据|受)(?P<zh>{_COUNTRY}(?:现行)?(?:之|的)?(?:相关)?(?:法律|法令|法规|法))(?:为(?:[^,;。]{{0,8}})?准据法|规定|解释|管辖|及|之规定|为准|办理|拘束|,|。|;|$)"
    rf"|准据法[^,;。]{{0,10}}?(?P<zh2>{_COUNTRY}(?:之|的)?(?:法律|法令|法))"
    r"|(?:governed[^.;]{0,90}?\b(?:by|under|according to|in accordance with)|construed[^.;]{0,60}?\b(?:under|in accordance with|by|according to)|subject to|interpreted[^.;]{0,60}? (?:under|in accordance with))[^.;]{0,60}?\b(?:the )?(?:internal |substantive |local |applicable )?(?:laws?|statutes)(?: and regulations)? (?:of|in force in) (?P<en>(?:the )?[a-z][^.;,()]{2,60}?)(?=,|\.|;|\(| without| and (?:the|any|both|each|shall|all|is|not)| as | excluding| applicable| except| regardless| irrespective| that |$)"
    r"|(?<![a-z])(?P<en2>[a-z]+(?: [a-z]+)?) law (?:shall )?(?:governs?|appl(?:y|ies))"
    r"|(?:governed by|governing law(?: is| shall be|:)?) (?:the )?(?P<en3>(?:[a-z]+ ){1,4}?)law\b",
    re.ASCII,
)
_NOT_LAW = cue(
    r"个人资料|著作权|民法|公司法|劳动|仲裁|电子签章|银行法|证券交易",
    r"^the parties|applicable|^(?:such|any|that|this|which|all|other|the foregoing)\b",
)
_COURT = re.compile(
    r"(?P<zh>(?:台湾|福建)?[\u4e00-\u9fff]{2,4}?(?:地方法院|高等法院|地院|简易庭)|智慧财产(?:及商业)?法院|(?:甲方|乙方|原告|被告|买方|卖方|本公司|总公司|债权人)(?:总公司|主事务所)?所在地(?:之|的)?(?:管辖)?(?:地方)?法院|[\u4e00-\u9fff]{2,6}(?:市|省|区)[^,;。以为由向之]{0,8}人民法院)"
    r"|(?P<en>(?:taiwan )?(?:[a-z]+ )?district court(?: of [a-z ]{3,30}?)?|(?:(?:state|federal|state and federal|state or federal|competent|provincial|exclusive) )*courts? (?:of|in|located in|sitting in|situated in|for)(?: competent jurisdiction (?:of|in|located in))?(?: the)? [a-z][^.;()]{2,60}?)(?=\.|;|\(|,| shall| for | as | and (?:each|the|any|shall|waive|irrev|agree|all)| to | having| with | in (?:connection|any)| has| have|$)"
)
_SUES = cue(r"管辖|诉讼|起诉|一审|法院|告", r"jurisdiction|venue|suit|litigation|action|proceeding|dispute")
_HEADING = cue(
    r"争议|争端|争执|纠纷|管辖|诉讼|吵架|准据|适用法", r"dispute|jurisdiction|venue|governing|\blaw\b|litigation|forum"
)
_ORDERED = cue(
    r"命令|裁定|传票|扣押|要求提供|执行处|破产",
    r"order of|subpoena|ordered by|process of|compelled|required by|request of|receiver|bankruptcy",
)


def read_law_and_court(paper: Paper) -> Iterator[Fact]:
    """Governing law and court."""
    for statement in paper.statements:
        yield from _laws(paper, statement)
        yield from _courts(paper, statement)


def _laws(paper: Paper, statement: Statement) -> Iterator[Fact]:
    words = statement.words
    for match in _LAW.finditer(words):
        group = next(name for name in ("zh", "zh2", "en", "en2", "en3") if match[name])
        start, end = match.span(group)
        start += words[start:end].startswith("为")
        if _NOT_LAW.search(words[start:end]):
            continue
        is_plain = bool(re.search(r"准据|govern|construed|适用法", words) or _HEADING.search(statement.heading))
        if group == "zh" and not is_plain and not re.search(r"本[合契]|争议|未尽|解释", words):
            continue
        yield paper.fact(
            FactKind.GOVERNING_LAW,
            Text(_named(statement, start, end)),
            statement,
            start,
            end,
            0.9 if is_plain else 0.62,
        )


def _courts(paper: Paper, statement: Statement) -> Iterator[Fact]:
    words, in_heading = statement.words, bool(_HEADING.search(statement.heading))
    for match in _COURT.finditer(words):
        start, end = match.span("zh" if match["zh"] else "en")
        start += _lead_in(words[start:end])
        around = words[max(0, start - 70) : start] + "|" + words[end : end + 44]
        is_alone = len(words) - (end - start) <= 6
        if re.search(r"first instance|competent jurisdiction$", words[start:end]):
            continue
        if not (_SUES.search(around) or in_heading or is_alone) or (_ORDERED.search(around) and not in_heading):
            continue
        score = 0.92 if re.search(r"管辖|jurisdiction|venue", words) else 0.84 if in_heading else 0.7
        yield paper.fact(FactKind.COURT, Text(_named(statement, start, end)), statement, start, end, score)


def _lead_in(found: str) -> int:
    """Characters that a court's name does not begin with: 以臺灣…, 為臺北…, 向…."""
    taiwan = found.find("台湾")
    match = re.match(r"(?:双方)?(?:选定|合意)?[以为由向至到于在意同经之就定是择]{0,3}", found)
    return taiwan if taiwan > 0 else match.end() if match else 0


_ARBITRATE = cue(r"仲裁", r"arbitrat")
_BODY = re.compile(
    r"(?P<zh>(?:中华民国|中华|台湾|新加坡国际|香港国际|中国国际[^,;。]{0,6}|国际商会)仲裁(?:协会|中心|委员会|院|机构)(?!调解)|国际商会(?=仲裁))"
    r"|(?<![\u4e00-\u9fff])(?P<other>[\u4e00-\u9fff]{2,8}?仲裁(?:协会|中心|委员会|院|机构))"
    r"|(?P<en>(?:american|chinese|singapore international|hong kong international|london court of international|judicial|international|japan commercial|china international[\w ]{0,24}|taipei|republic of china|stockholm|korean commercial)[\w ]{0,20}?arbitration(?: association| cent(?:er|re)| institute| commission| court)|international chamber of commerce|\bjams\b|\bicc\b|\blcia\b|\bsiac\b|\bhkiac\b|\baaa\b)",
    re.ASCII,
)
_CITY = r"台北市?|台中市?|高雄市?|新北市?|台南市?|新竹[市县]?|桃园市?|新加坡|香港|东京|上海|北京|深圳|台湾|伦敦"
_SEAT = re.compile(
    rf"(?:于|在|至|仲裁地(?:点)?(?:为|在|:)?|地点(?:为|在|:|,)?)(?P<zh>{_CITY}|[\u4e00-\u9fff]{{2,3}}市)"
    r"|(?:arbitrat[^.;]{0,160}?|seat[^.;]{0,24}?|place[^.;]{0,24}?|held |conducted |take place )\b(?:in|be|is|at|of) (?P<en>(?:the city of )?(?:taipei(?:,? taiwan)?|singapore|hong kong|london|tokyo|geneva|paris|new york(?: city)?|[a-z]+(?: [a-z]+)?, (?:[a-z]+(?: [a-z]+)?)))",
    re.ASCII,
)
_NONE = cue(
    r"不(?:得)?(?:提付|以|适用|交付)?仲裁|(?:未|不)能?(?:合意)?仲裁(?:者|时)?",
    r"not be (?:subject to|submitted to) arbitrat|no arbitrat",
)
_SUBMITS = cue(
    r"(?:提付|交付|提请|以|送|付|经|依).{0,12}仲裁|仲裁(?:解决|判断|之)",
    r"(?:submitted to|settled|resolved|referred to|decided|determined|by)[^.;]{0,60}arbitrat|arbitrat\w+ (?:shall|will|in)",
)


def read_arbitration(paper: Paper) -> Iterator[Fact]:
    """The body that arbitrates, and where; the seat may stand in a sentence of its own."""
    found = [
        (statement, body, seat)
        for statement in paper.statements
        if _ARBITRATE.search(statement.words) and not _NONE.search(statement.words) and not _mediates(statement.words)
        for body, seat in [(_spot(_BODY, statement), _spot(_SEAT, statement))]
        if body or seat or _is_submission(statement.words)
    ]
    elsewhere = next((_named(statement, *seat) for statement, body, seat in found if seat and not body), "")
    has_body = any(body for _, body, _ in found)
    for statement, body, seat in found:
        if has_body and not body:
            continue
        spans = [span for span in (body, seat) if span] or [next(_ARBITRATE.finditer(statement.words)).span()]
        named = [_named(statement, *span) for span in spans] + ([elsewhere] if body and not seat else [])
        words = ", ".join(dict.fromkeys(part for part in named if part))
        score = 0.9 if body else 0.78 if seat else 0.6
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        yield paper.fact(FactKind.ARBITRATION, Text(words), statement, first, last, score)


def _mediates(words: str) -> bool:
    """Whether an arbitration body is named that only mediates."""
    return "调解" in words and "仲裁" not in _BODY.sub("", words)


def _spot(pattern: re.Pattern[str], statement: Statement) -> tuple[int, int] | None:
    """Where the name that a pattern finds stands, without the words that lead in to it."""
    match = pattern.search(statement.words)
    if not match:
        return None
    start, end = match.span(next(name for name in pattern.groupindex if match[name]))
    return start + _lead(statement.words[start:end]), end


def _is_submission(words: str) -> bool:
    return bool(_SUBMITS.search(words)) and not re.search(r"诉讼、仲裁|系属|程序进行中", words)


def _lead(found: str) -> int:
    match = re.match(
        r"(?:应|得|可|须|将)?(?:双方|均)?(?:同意|合意)?(?:应|得)?(?:提付|提请|提交|交付|交由|申请|声请)?[由向至到于在送交付经提请以]{0,3}",
        found,
    )
    return match.end() if match and len(found) - match.end() >= 2 else 0


def _named(statement: Statement, start: int, end: int) -> str:
    return statement.raw[start:end].strip(" ,.;:，。；：")
