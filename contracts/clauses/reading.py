"""One reading of a contract: its passages, its parties and language, and what was already looked for in them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.clauses.direction import EXAMINATION, audits_client, votes
from contracts.clauses.likeness import Likeness
from contracts.clauses.parties import Parties, parties
from contracts.clauses.rulebook import Cue, Rulebook
from contracts.documents.reading.text import DocumentText, Kind
from contracts.documents.structure import Passage, passages

_DEONTIC = re.compile(
    r"不得|不可|不能|应(?!用|变|答)|须|必须|需(?!求)|得(?!到|知|标|以前)|可以|可(?!行|能|用)|要(?!是|不是|求|件|点)|会(?!员|计|议)|负责|保证|承诺|(?<!书面)(?<!之)(?<!先)(?<!的)同意|有权|归|不负|不提供|"
    r"\b(?:shall|must|will|may|agrees?|is (?:responsible|entitled|required|obliged|obligated)|"
    r"has the right|have the right|warrants?|represents?|indemnif\w{1,5}|grants?)\b",
    re.ASCII,
)
_ELSEWHERE = re.compile(
    r"(?:依|照|按|依照|按照|依据|准用|适用|参照|悉依|均依|详|详见|参见|见|如|遵照|follow|"
    r"as set forth in|as specified in|as described in|see|according to|pursuant to|in accordance with)"
    r"[^,。]{0,24}(?:手册|须知|办法|规定|规范|合约|契约|附件|附表|程序|政策|要点|作业|守则|规则|写法|"
    r"惯例|招标文件|attachment|exhibit|schedule|appendix|annex|policy|manual|handbook|procedures?)"
)
_DEFERRED = re.compile(
    r"(?:将来|日后|届时|到时候?|未来|以后|另日|改日|事后|俟|待|之后).{0,30}(?:再|另|才)(?:行)?(?:写|订|"
    r"定|议|约定|协商|签|讨论|商|补|说|谈)|另(?:行)?(?:议定|约定|订定|签订|商定|协议|商议)(?:之|$|"
    r"[。;,])|现在不约定|尚未(?:议定|约定)|"
    r"to be (?:agreed|negotiated|determined|discussed)|shall be based on mutual agreement|"
    r"separate agreement|future agreement|will be negotiated"
)
_DATE = re.compile(
    r"\d{2,4}[年/.-]\d{1,2}[月/.-]\d{1,2}|"
    r"[一二三四五六七八九〇零十百]{2,4}年[一二三四五六七八九十]{1,3}月|\d{1,2}月\d{1,2}日|\b(?:january|"
    r"february|march|april|may|june|july|august|september|october|november|december)\b.{0,12}\d{4}",
    re.ASCII,
)


@dataclass
class Reading:
    """Passages and a memory of which cue was found where. `languages` tells of each document whether it is Chinese."""

    passages: list[Passage]
    parties: Parties
    languages: Sequence[bool]
    lexicon: Mapping[str, Cue]
    likeness: Mapping[str, Likeness] = field(default_factory=dict)
    _found: dict[tuple[int, int, bool], bool] = field(default_factory=dict)
    _actors: dict[int, frozenset[str]] = field(default_factory=dict)
    _likenesses: dict[int, Mapping[str, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Sequence[DocumentText], rulebook: Rulebook) -> "Reading":
        """Segment the documents and find out who is who."""
        texts = [document.text for document in documents]
        languages = [_is_chinese(text) for text in texts]
        return cls(passages(documents), parties(texts), languages, rulebook.lexicon, rulebook.likeness)

    def is_chinese(self, index: int) -> bool:
        """Whether the passage stands in a Chinese document: a contract and its annexes may differ."""
        return self.languages[self.passages[index].document]

    def cue(self, name: str) -> Cue | None:
        """A pattern of the shared lexicon or of this contract's parties."""
        if name in ("client", "vendor", "both"):
            cue: Cue = getattr(self.parties, name)
            return cue
        return self.lexicon.get(name)

    def found(self, index: int, cue: Cue, *, in_heading: bool = False) -> bool:
        """Whether the cue is in the passage (or its headings); remembered."""
        key = (index, id(cue), in_heading)
        if key not in self._found:
            passage = self.passages[index]
            words = passage.heading if in_heading else passage.folded
            self._found[key] = bool(cue.search(words, is_latin=not in_heading and passage.is_latin))
        return self._found[key]

    def learnt(self, index: int) -> Likeness | None:
        """What was learnt of passages in this one's language."""
        return self.likeness.get("zh" if self.is_chinese(index) else "en")

    def likeness_to(self, clause: str, index: int) -> float | None:
        """How much the passage reads like those marked for the clause; None where that was not learnt."""
        if index not in self._likenesses:
            learnt, passage = self.learnt(index), self.passages[index]
            self._likenesses[index] = learnt.of(passage.folded, passage.heading) if learnt else {}
        return self._likenesses[index].get(clause)

    def neighbours(self, index: int, reach: int) -> range:
        """Indices of the passage and those near it in its article."""
        first, last, article = index, index, self.passages[index].article
        while first > 0 and index - first < reach and self.passages[first - 1].article == article:
            first -= 1
        while last + 1 < len(self.passages) and last - index < reach and self.passages[last + 1].article == article:
            last += 1
        return range(first, last + 1)

    def has_property(self, index: int, name: str) -> bool:
        """One of `vocabulary.PROPERTIES`."""
        passage = self.passages[index]
        if name in _BY_READING:
            return _BY_READING[name](self, passage, index)
        return name in self.actors(index)

    def audits_client(self, index: int) -> bool:
        """Whether the vendor examines the client here; a passage that does not tell is read with those near it."""
        if not self.is_chinese(index):
            own = self._leaning(index)
            return (own or sum(map(self._leaning, self.neighbours(index, 4)))) < 0
        for back in range(3):
            if index < back or self.passages[index - back].article != self.passages[index].article:
                return False
            folded = self.passages[index - back].folded
            if mentions := _mentions(folded, self.parties):
                return audits_client(folded, sorted(mentions))
        return False

    def _leaning(self, index: int) -> int:
        """Who examines whom in an English passage: `direction.votes`, 0 where it is about something else."""
        folded = self.passages[index].folded
        return votes(folded, sorted(_mentions(folded, self.parties))) if EXAMINATION.search(folded) else 0

    def actors(self, index: int) -> frozenset[str]:
        """Who acts in the passage, as properties: by_client, by_vendor, by_both, one_sided_…, names_both."""
        if index not in self._actors:
            self._actors[index] = _actors(self.passages[index].folded, self.parties)
        return self._actors[index]


def _is_chinese(text: str) -> bool:
    sample = text[:200_000]
    han = sum("\u3400" <= c <= "\u9fff" for c in sample)
    return han * 12 > sum(c.isascii() and c.isalpha() for c in sample)


def _actors(folded: str, who: Parties) -> frozenset[str]:
    mentions = sorted(_mentions(folded, who))
    subjects = [mention for mention in mentions if _is_subject(folded, *mention[:2])]
    acting = {_actor_before(subjects, match.start()) for match in _DEONTIC.finditer(folded)}
    if not acting:
        acting = {subjects[0][2]} if subjects else {""}
    out = {f"by_{name}" for name in acting if name}
    first = _DEFAULTS.search(folded)
    if first and _actor_before(subjects, first.start()) == "client":
        out.add("default_by_client")
    if acting == {"client"}:
        out.add("one_sided_client")
    if acting == {"vendor"}:
        out.add("one_sided_vendor")
    if {"client", "vendor"} <= {name for _, _, name in mentions}:
        out.add("names_both")
    return frozenset(out)


def _mentions(folded: str, who: Parties) -> list[tuple[int, int, str]]:
    """(start, end, who) of every mention, the longer name winning where one holds another (被許可人, 許可人)."""
    found = [
        (match.start(), match.end(), name)
        for name, pattern in (("client", who.client), ("vendor", who.vendor), ("both", who.both))
        for match in pattern.pattern.finditer(folded)
    ]
    return [
        m
        for m in found
        if not any(o != m and o[0] <= m[0] and m[1] <= o[1] and o[1] - o[0] > m[1] - m[0] for o in found)
    ]


_DEFAULTS = re.compile(r"违反|违约|违背|不履行|未依|未按|未履行|逾期|迟延|未付|未缴|不付|欠", re.ASCII)
_OBJECT_BEFORE = re.compile(
    r"(?:给|向|对|送|致|予|与|为|之|替|知|请|经|于|到|至|被|受|达|报|\b(?:to|of|from|with|for|upon|on|"
    r"against|between|than|the other|by)(?: the| any| such)?) ?$",
    re.ASCII,
)
_SUBJECT_BEFORE = re.compile(
    r"(?:^|[,;:。(\s\"'「|]|且|并|则|若|如|但|惟|而|或|及|由|凡|和|当|者|时|后|得|the|that|and|if|or)\s?$"
)


def _is_subject(folded: str, start: int, end: int) -> bool:
    """Whether a party stands where one who acts stands: at the head of its clause, or right before the verb that binds."""
    before = folded[max(0, start - 12) : start]
    if _OBJECT_BEFORE.search(before):
        return False
    reach = 6 if ord(folded[start]) > 0x2E7F else 30
    after = folded[end : end + reach]
    return bool(_SUBJECT_BEFORE.search(before)) or after[:1] in ("把", "将") or bool(_DEONTIC.search(after))


def _actor_before(subjects: Sequence[tuple[int, int, str]], position: int) -> str:
    """The nearest party in the place of a subject before the verb: the one who is bound; "" when none is named."""
    before = [name for _, end, name in subjects if end <= position]
    return before[-1] if before else ""


def _has_content(folded: str, least: int) -> bool:
    return len(folded) >= least and not (len(folded) < 3 * least and _ELSEWHERE.search(folded))


_BY_READING: Mapping[str, Callable[[Reading, Passage, int], bool]] = {
    "chinese": lambda reading, passage, index: reading.is_chinese(index),
    "english": lambda reading, passage, index: not reading.is_chinese(index),
    "table": lambda reading, passage, index: passage.kind is Kind.TABLE_ROW,
    "early": lambda reading, passage, index: index * 3 <= len(reading.passages),
    "definition": lambda reading, passage, index: passage.is_definition,
    "recital": lambda reading, passage, index: passage.is_recital,
    "elsewhere": lambda reading, passage, index: len(passage.folded) < 160 and bool(_ELSEWHERE.search(passage.folded)),
    "deferred": lambda reading, passage, index: bool(_DEFERRED.search(passage.folded)),
    "audits_client": lambda reading, passage, index: reading.audits_client(index),
    "two_dates": lambda reading, passage, index: len(_DATE.findall(passage.folded)) >= 2,
    "short": lambda reading, passage, index: len(passage.folded) < (25 if reading.is_chinese(index) else 50),
    "has_content": lambda reading, passage, index: _has_content(passage.folded, 8 if reading.is_chinese(index) else 30),
}
