"""How Chinese amendments speak: 第八條修正為…, 第八條第二項應予刪除, 增訂第五條之一, 附件二由本協議附件取代. Folded text in."""

import re
from collections.abc import Iterator
from dataclasses import replace

from contracts.clauses.sets.numbers import FIGURE, Path, path, value
from contracts.clauses.sets.references import Deed, Mention, Reference

_ARTICLE = rf"第\s?{FIGURE}{{1,6}}(?:\.[0-9]{{1,3}}){{0,2}}\s?[条点](?:\s?之\s?{FIGURE}{{1,3}})?"
_ITEM = rf"第\s?{FIGURE}{{1,4}}\s?[项款目]"
_ONE = rf"(?:{_ARTICLE}(?:\s?之?\s?{_ITEM}){{0,3}}|{_ITEM}(?:\s?{_ITEM}){{0,2}})"
_ANNEX = rf"(?:附[件录表约]|别[表纸])\s?(?:{FIGURE}{{1,3}}|[甲乙丙丁戊]|[a-z])?"
_LIST = rf"(?P<refs>(?:{_ANNEX}\s?(?:之|[,、])?\s?)?{_ONE}(?:\s?(?:、|,|及|与|和|暨|至|到)\s?{_ONE}){{0,15}})"
_TITLE = r"(?:\s?[(「『【〔《]\s?[^()「」『』【】〔〕《》]{1,24}\s?[)」』】〕》])?"
_MID = (
    r"(?:\s|,|之|的|全文|全条|全部|条文|条款|内容|规定|约定|文字|原文|原条文|现行|应|予以|予|均|并|即|兹|业|经双方(?:合意|同意|协议)|"
    r"双方(?:合意|同意)|同意|自[^,。;]{2,24}?起){0,8}"
)
_CHANGE = r"(?:修正|修订|修改|变更|更改|更正|改订|改定|调整|替换|改)"
_INTO = (
    rf"(?:{_CHANGE}(?:后)?(?:之)?(?:条文|内容|全文|规定|文字)?\s?(?:为|成|如下|如后|如左|如附|后如下|:)"
    r"|(?:以|由|改以|改依|改由)[^,。;:]{0,16}(?:取代|代替|替代|替换|代之)"
    r"|(?:删除|删去|废止)(?:后|,)?\s?(?:并|,|改|而)\s?(?:以|代|改|另)[^。;:]{0,20}(?:取代|代替|替代|代之|如下|为|条文|文字))"
)
_STRUCK = r"(?:删除|删去|废止|废除|不再适用|停止适用|不予适用|不复适用|失其?效力|失效|作废|予以取消|取消)"
_BARE_TITLE = (
    r"\s?(?:资讯|资料|服务|系统|契约|合约|权利义务|机密|客户|逾期|瑕疵|损害)?(?:保固|保密|守密|稽核|查核|验收|违约金?|罚则|罚款|转包|分包|复委托|转让|让与|"
    r"管辖|争议|纠纷|终止|解除|变更|通报|资安|资通安全|服务水准|服务水平|付款|价金|赔偿|智慧财产|知识产权|准据法|不可抗力|保险|个人资料|个资)"
    r"(?:事件|通报|权|条件|责任|义务|标准|处理|保护|解决|方式|程序|办法|法院|条款|规定|约定|事项){0,3}"
)
"""What an article is about, named without brackets; 保固期間 or 有關保密 are a part of one."""
_ADD = r"(?:增订|新增|增列|增补|增设|加列|增加|补充增列|增入|补订)"
_CONTRACT = r"(?:[^,。;:、第]{0,12}(?:契约|合约|协议|本约|主约|合同)书?[^,。;:、第]{0,8}?)?"

_WORD_CHANGE = rf"(?:{_CHANGE}|延长|缩短|提高|降低|增加|减少|展延)(?:为|成|至|到)"
_WHOLE = r"原(?:契约|合约|协议)书?(?:之)?(?:全部(?:条文|条款|内容)?|全文)"

_SHAPES: tuple[tuple[Deed, re.Pattern[str]], ...] = (
    (Deed.REPLACED, re.compile(rf"{_LIST}{_TITLE}{_MID}{_INTO}")),
    (Deed.REPLACED, re.compile(rf"{_CHANGE}{_CONTRACT}{_LIST}{_TITLE}{_MID}(?:如下|如后|如左|为|:)")),
    (Deed.ADDED, re.compile(rf"{_LIST}{_TITLE}(?:之后|后|之前|前|末|中)?[,、]?\s?{_ADD}(?P<added>{_ITEM})")),
    (Deed.ADDED, re.compile(rf"{_ADD}(?:下列|以下)?{_CONTRACT}{_LIST}")),
    (Deed.ADDED, re.compile(rf"{_LIST}{_TITLE}(?:之后|后|之前|前|末)[,、]?\s?{_ADD}(?:[^,。;:]{{0,12}})")),
    (Deed.DELETED, re.compile(rf"(?:删除|删去|废止|废除|取消){_CONTRACT}{_LIST}{_TITLE}")),
    (Deed.DELETED, re.compile(rf"{_LIST}{_TITLE}{_MID}{_STRUCK}")),
    (Deed.DELETED, re.compile(rf"{_LIST}{_BARE_TITLE}{_MID}{_STRUCK}")),
    (Deed.REPLACED, re.compile(rf"{_LIST}{_BARE_TITLE}{_MID}{_CHANGE}(?:后)?(?:条文|内容)?(?:如下|如后|如左|为(?=:))")),
    (Deed.REWORDED, re.compile(rf"{_LIST}[^。;]{{1,60}}?{_WORD_CHANGE}")),
    (Deed.REWORDED, re.compile(rf"{_LIST}[^。;]{{0,20}}?(?:[」』]|[前中后]段|但书|第.句)[^。;,]{{0,12}}?{_STRUCK}")),
    (Deed.REPLACED, re.compile(rf"(?P<annex>{_ANNEX}){_TITLE}{_MID}{_INTO}")),
    (Deed.DELETED, re.compile(rf"(?P<annex>{_ANNEX}){_TITLE}{_MID}{_STRUCK}")),
    (Deed.REPLACED, re.compile(rf"(?P<whole>{_WHOLE}){_MID}(?:{_INTO}|{_STRUCK})")),
)
_QUOTED_WORDS = re.compile(r"\s?[:,]?\s?[「『\"][^「」『』\"。]{0,40}[」』\"]")
_OF_AMENDMENT = re.compile(r"(?:增补|补充|修正|变更|修约)(?:协议|契约|合约|约定)书?(?:\([^()]{0,12}\))?(?:之)?$")
_OWN = re.compile(r"本(?:增补|补充|修正|变更|次|修订)?(?:协议|约定)书?(?:之)?$")


def mentions(folded: str) -> Iterator[Mention]:
    """What a paragraph does to articles, in the order of its words."""
    found, rest = [], folded
    for deed, pattern in _SHAPES:
        for match in list(pattern.finditer(rest)):
            # What one shape has read, no later one reads again.
            rest = rest[: match.start()] + "。" * len(match.group()) + rest[match.end() :]
            before = folded[max(0, _named_at(match) - 16) : _named_at(match)]
            if not _OWN.search(before):
                found.append(_mention(deed, match, folded, of_amendment=bool(_OF_AMENDMENT.search(before))))
    yield from sorted(found, key=lambda mention: mention.start)


_ANY_LIST, _ANY_ANNEX = re.compile(_LIST), re.compile(_ANNEX)


def named(words: str) -> Iterator[tuple[int, tuple[Reference, ...]]]:
    """(where, what) of every article or annex that a sentence names."""
    for match in _ANY_LIST.finditer(words):
        before = words[max(0, match.start() - 16) : match.start()]
        if not _OWN.search(before):
            yield match.start(), tuple(_references(match.group(), of_amendment=bool(_OF_AMENDMENT.search(before))))
    if not _ANY_LIST.search(words):
        for match in _ANY_ANNEX.finditer(words):
            yield match.start(), (Reference(annex="".join(match.group().split())),)


def _named_at(match: re.Match[str]) -> int:
    return next(match.start(group) for group in ("refs", "annex", "whole") if match.groupdict().get(group))


def _mention(deed: Deed, match: re.Match[str], folded: str, *, of_amendment: bool) -> Mention:
    groups = match.groupdict()
    if groups.get("refs"):
        refs = tuple(_references(groups["refs"], of_amendment=of_amendment))
    else:
        refs = (Reference(annex="".join((groups.get("annex") or "").split())),)
    if deed is Deed.REPLACED and match.group()[-1:] in "为成" and _is_word_for_word(match, folded):
        deed = Deed.REWORDED
    if added := groups.get("added"):
        refs = tuple(replace(ref, path=(*ref.path, *path(added)), units=ref.units + added.strip()[-1]) for ref in refs)
    return Mention(deed, refs, match.start(), match.end())


def _is_word_for_word(match: re.Match[str], folded: str) -> bool:
    """第八條「三十日」修正為「六十日」: words in quotes before, words in quotes after, no sentence in them."""
    return match.group()[:-1].count("」") + match.group().count("』") > 0 and bool(
        _QUOTED_WORDS.match(folded[match.end() :])
    )


def _references(words: str, *, of_amendment: bool) -> Iterator[Reference]:
    annex = re.match(_ANNEX, words)
    label = "".join(annex.group().split()) if annex else ""
    last = Reference()
    for found in re.finditer(rf"(?P<to>至|到)?\s?(?P<one>{_ONE})", words[annex.end() if annex else 0 :]):
        number, units = _number(found.group("one"), last)
        this = Reference(number, "第一条", label, units, of_amendment)
        if found.group("to") and last.path and len(last.path) == len(number):
            between = _between(last.path[-1], number[-1])
            yield from (replace(this, path=(*number[:-1], str(n))) for n in between)
        yield this
        last = this


def _number(words: str, last: Reference) -> tuple[Path, str]:
    """第八條第二項 → ("8", "2") of 条项; 第三項 behind it → ("8", "3")."""
    article = re.match(_ARTICLE, words)
    items = re.findall(rf"第\s?({FIGURE}{{1,4}})\s?([项款目])", words[article.end() if article else 0 :])
    numbers, units = tuple(str(value(n)) for n, _ in items), "".join(unit for _, unit in items)
    if article:
        own = path(article.group())
        return (*own, *numbers), "条" * len(own) + units
    if last.path and units[:1] in last.units:
        kept = last.units.index(units[0])
        return (*last.path[:kept], *numbers), last.units[:kept] + units
    return numbers, units


def _between(first: str, last: str) -> Iterator[int]:
    if first.isdigit() and last.isdigit() and int(last) - int(first) < 60:
        yield from range(int(first) + 1, int(last))
