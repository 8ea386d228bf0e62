"""Who acts in a passage: the party at the head of a statement, before the verb that binds, as against one only named."""

import re
from collections.abc import Iterator, Sequence

from contracts.clauses.parties import Parties

Mention = tuple[int, int, str]
"""(start, end, "client" | "vendor" | "both") of a party's name in a folded passage."""

DEONTIC = re.compile(
    r"不得|不可(?!抗)|不能|应(?!用|变|答|收|付)|须|必须|需(?!求|要时)|务必|"
    r"(?<![所取获值使晓记觉难获])得(?!到|知|标|以前|悉|当|失|出)|可以|(?<![许认不])可(?!行|能|用|归|抗|靠|疑|见|否|分)|"
    r"要(?!是|不是|求|件|点|项|旨)|(?<![社机员公协事大工总商金管委])会(?!员|计|议|同|签|勘|商|后|场|报|谈)|负责|负担|保证|承诺|"
    r"(?<!书面)(?<!之)(?<!先)(?<!的)(?<!经)(?<!方)同意(?![后者外,。;始方不之时书]|$)|有权|归(?!责|还|档|零|属)|不负|不提供|"
    r"\b(?:shall|must|will|may|agrees?|is (?:responsible|entitled|required|obliged|obligated)|"
    r"has the right|have the right|warrants?|represents?|indemnif\w{1,5}|grants?|can|cannot|won't|ha(?:s|ve) to|"
    r"undertakes?|promises?)\b|(?<=[a-z])'ll\b",
    re.ASCII,
)
_DEFAULTS = re.compile(
    r"违反|违约|违背|不履行|未依|未按|未履行|未能|逾期|迟延|未付|未缴|未支付|未给付|不付|欠|迟付|晚付|没付|没缴",
    re.ASCII,
)
_OBJECT_BEFORE = re.compile(
    r"(?:取得|征得|徵得|获得|未得|给|向|对|送|致|予|与|为|之|的|替|知|(?<=[应须得面])请|经|于|到|至|被|受|达|报|除|依|按|照|凭|代|应|将|把|让|使|供|赴|含|括|及其|交|还|属|归|在|"
    r"\b(?:to|of|from|with|for|upon|on|against|between|than|the other|by)(?: the| any| such)?) ?$",
    re.ASCII,
)
_SUBJECT_BEFORE = re.compile(
    r"(?:^|[,;:。(\s\"'「|]|且|并|则|若|如|但|惟|而|或|及|由|凡|和|当|者|时|后|得|内|前|起|倘|因|每|均|亦|外|决议|"
    r"the|that|and|if|or)\s?$"
)
_OWNED = re.compile(
    r"^(?:之|的|所)(?!(?:人员|员工|工程师|受雇人|使用人|代理人|负责人|主管|代表|会计师|团队|稽核|分包商|协力|指定|同仁))"
)
_PART = re.compile(r"[,;:。]")


def actors(folded: str, named: Sequence[Mention], subjects: Sequence[Mention]) -> frozenset[str]:
    """Who acts in the passage, as properties: by_client, by_vendor, by_both, one_sided_…, default_by_client, names_both."""
    acting = {actor_at(subjects, match.start()) for match in _binding(folded, named)}
    if not acting:
        acting = {subjects[0][2]} if subjects else {""}
    out = {f"by_{name}" for name in acting if name}
    first = _DEFAULTS.search(folded)
    if first and actor_at(subjects, first.start()) == "client":
        out.add("default_by_client")
    if acting == {"client"}:
        out.add("one_sided_client")
    if acting == {"vendor"}:
        out.add("one_sided_vendor")
    if {"client", "vendor"} <= {name for _, _, name in named}:
        out.add("names_both")
    if {"client", "vendor"} <= {name for _, _, name in subjects}:
        out.add("each_acts")
    return frozenset(out)


def subjects_of(folded: str, named: Sequence[Mention]) -> list[Mention]:
    """The mentions that stand where one who acts stands."""
    return [mention for mention in named if _is_subject(folded, *mention[:2])]


def mentions(folded: str, who: Parties) -> list[Mention]:
    """Every mention in order, the longer name winning where one holds another (被許可人, 許可人)."""
    found = [
        (match.start(), match.end(), name)
        for name, cue in (("client", who.client), ("vendor", who.vendor), ("both", who.both))
        for match in cue.pattern.finditer(folded)
    ]
    return sorted(
        m
        for m in found
        if not any(o != m and o[0] <= m[0] and m[1] <= o[1] and o[1] - o[0] > m[1] - m[0] for o in found)
    )


def _binding(folded: str, named: Sequence[Mention]) -> Iterator[re.Match[str]]:
    """The verbs that bind; 應甲方之要求 ("at the client's request") is none."""
    starts = {start for start, _, _ in named}
    return (match for match in DEONTIC.finditer(folded) if match.group() != "应" or match.end() not in starts)


def _is_subject(folded: str, start: int, end: int) -> bool:
    """Whether a party stands where one who acts stands: at the head of its clause, or right before the verb that binds."""
    before = folded[max(0, start - 12) : start]
    if _OBJECT_BEFORE.search(before):
        return False
    is_han = ord(folded[start]) > 0x2E7F
    after = folded[end : end + (6 if is_han else 30)]
    if is_han and _OWNED.match(after):
        return False
    if _SUBJECT_BEFORE.search(before) or after[:1] in ("把", "将"):
        return True
    part = _PART.split(after)[0] if is_han else after
    return bool(DEONTIC.search(part))


def actor_at(subjects: Sequence[Mention], position: int) -> str:
    """The nearest party in the place of a subject before the verb: the one who is bound; "" when none is named."""
    before = [name for _, end, name in subjects if end <= position]
    return before[-1] if before else ""
