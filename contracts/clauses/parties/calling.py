"""What else a Chinese paper calls its parties: a short name it never explains, a person, we and you."""

import re
from collections import Counter

from contracts.clauses.parties.usage import COMMON_WORDS, is_bound
from contracts.documents.folding import compact, fold

_HEAD = re.compile(r"(?:^|[,;。:、()\s])([\u4e00-\u9fff]{2})([\u4e00-\u9fff]?)")


def short_name(opening: str, whole: str, client: set[str], vendor: set[str]) -> None:
    """A vendor known by no firm or role: the name in the opening at which most statements of the text begin."""
    if any(whole.count(word) >= 3 for word in vendor - COMMON_WORDS) or not any(whole.count(w) >= 2 for w in client):
        return
    heads: Counter[str] = Counter()
    for two, third in _HEAD.findall(whole):
        heads.update([two, two + third] if third else [two])
    first, last = compact(opening[:700]), whole[-160:]
    named = [
        name
        for name, often in heads.most_common(80)
        if often >= 4
        and whole.count(name) >= 5
        and name in first
        and not _NO_ACTOR.search(name)
        and not any(name in known or known in name for known in client)
    ]
    best = max(named, key=lambda name: (name in last, heads[name] + len(name)), default="")
    if best:
        vendor.add(best)


_NO_ACTOR = re.compile(
    r"[我你您方人者本其该此双各于因之的得应须每第前后甲乙一二三四五六七八九十]|期间|服务|契约|合约|系统|资料|费用|条款|通知|任何|主管|机关|设备|委托|工作|验收|内容|附件|平台|用户|客户|如果|或者|但是|因此"
)
_PERSON = re.compile(
    r"([\u4e00-\u9fff])(?:老板|先生|小姐|女士|总经理|副总|经理|襄理|股长|主任|科长|组长|总监|副理|协理|专员|处长|厂长|工程师)"
)


def people(text: str, whole: str, client: set[str], vendor: set[str]) -> None:
    """余老闆 stands for the side on whose line of the opening or the signatures a name of that family stands."""
    called = {match.group(): match.group(1) for match in _PERSON.finditer(whole) if whole.count(match.group()) >= 2}
    lines = [fold(line) for line in text.split("\n") if line.strip()]
    for person, family in list(called.items())[:20]:
        for line in lines[:30] + lines[-8:]:
            if family not in line or person in line or len(line) > 80:
                continue
            sides = [side for side in (client, vendor) if any(len(name) > 1 and name in line for name in side)]
            if len(sides) == 1:
                sides[0].add(person)
                break


def pronouns(opening: str, whole: str, client: set[str], vendor: set[str]) -> None:
    """我們 writes the letter: the vendor to its client, unless the paper speaks of "the vendor" as somebody else."""
    we, you = "我们", "你们"
    if (
        we in whole
        and not any(each in whole for each in (you, "贵公司", "您"))
        and re.search(r"厂商|承包商|供应商|乙方", whole)
    ):
        vendor.discard(we)
        client.add(we)
    if you in whole and re.match(
        r".{0,10}(?:给|致|敬启)(?!.{0,12}(?:证券|期货|投信|投顾|银行)).{0,12}(?:资讯|科技|软体|数位|工作室)", opening
    ):
        client.discard(you)
        vendor.add(you)
        vendor.discard(we)
        client.add(we)
    (client if we in client else vendor).add("我")
    if "本公司" in whole and "本公司" not in client | vendor:
        is_ours = "贵公司" in whole or any(
            word in client and is_bound(word, whole)
            for word in ("客户", "用户", "订户", "订阅户", "申请人", "会员", "您")
        )
        (vendor if is_ours else client).add("本公司")
