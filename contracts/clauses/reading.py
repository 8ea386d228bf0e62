"""One reading of a contract: its passages, its parties and language, and what was already looked for in them."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.clauses.actors import Mention, actor_at, actors, mentions, subjects_of
from contracts.clauses.direction import EXAMINATION, audits_client, votes
from contracts.clauses.learnt import Learnt, Reads, features
from contracts.clauses.parties import Parties, parties
from contracts.clauses.rulebook import Cue, Rulebook
from contracts.documents.headings import is_void
from contracts.documents.reading.text import DocumentText, Kind
from contracts.documents.structure import Passage, passages

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
    r"(?:正式|日后|将来|未来|后续)(?:的|之)?(?:合约|契约)(?:书)?(?:中|内|里)?[^,。;]{0,4}(?:将|再|另|会|订|约定)|"
    r"(?:会后|日后|另|下次)[^,。;]{0,8}(?:草拟|拟订|再谈|再议|研议|讨论)|留待|"
    r"to be (?:agreed|negotiated|determined|discussed)|shall be based on mutual agreement|"
    r"separate agreement|future agreement|will be negotiated"
)
_WORDS = re.compile(r"[a-z]{2}|[\u3400-\u9fff]")
_LABEL = re.compile(r"^[^,。;:]{1,16}:")
_SUPERSEDED = re.compile(
    r"(?:^|/ )(?:修正|修订|变更|修改|调整|增补)(?:之?前|以前)(?:条文|内容|约定|文字)?(?:$| /|[:。|])|(?:^|/ )原(?:条文|约定|内容|文字|订)(?:$| /|[:。|])|"
    r"(?:^|/ )(?:现行|旧)(?:条文|约定)(?:$| /|[:。|])"
)
"""The column of what held before, beside what is to hold."""
_UNDECIDED = re.compile(r"(?:讨论|待办|待议|未决|提案|备忘|参考|建议)(?:事项)?")
"""What minutes mark as talked of, not agreed."""
_BINDS = re.compile(
    r"(?:并|亦|均|皆|仍|即|则)?(?:应|须|必须|不得|不可|有义务)|于[^。;]{1,20}?[,]?(?:应|须|不得)|(?: \w+){0,2} (?:shall|must) "
)
_INERT = re.compile(
    r"(?:条款|约定|规定|部分|条文)[^。]{0,24}(?:无效|不生效力|无法执行|不能执行)[^。]{0,40}(?:不受影响|有效|不影响|效力)|"
    r"一式[二两三四五叁贰2-5]份|各执(?:[一乙壹]份|正本)|正本[二两2-4]?份|"
    r"(?:完整|全部|唯一)(?:之|的)?(?:合意|约定|协议)|取代(?:先前|以前|之前|一切|所有)|"
    r"(?:不(?:成立|构成|生)|并非|非属)[^。]{0,12}(?:合伙|代理|雇佣|僱佣|独家)|"
    r"正式(?:的|之)?(?:合约|契约)[^。]{0,20}(?:将|再|另|会|参考|取代|订定|订立|约定)|"
    r"(?:依|据|按)[^,。]{0,8}(?:型录|目录|简介|广告|文宣|dm\b)|"
    r"^[^,。;]{0,40}(?:公司|工作室|事务所)(?:\([^)]{0,20}\))?[^,。;]{0,12}$|"
    r"^[(「\"【〔\[ ]{0,2}(?:讨论|待办|待议|未决|提案|备忘|删除)[)」\"】〕\],。:]|"
    r"未决[,。;]?$|未议定|(?:下次|日后|另行|再行)再?议|暂不(?:写|订|约定|定)|另外拟稿|拟稿|回去问|还在考虑|尚在考虑|本次跳过|不另约定|未约定$|"
    r"口号|标语|slogan|文宣|(?:[^·/\d]{1,14}[·/]){4}|"
    r"^(?:[^,。;]{0,20}\b\d{1,2}[.、] ?[^,。;\d]{1,20}){3,12}$|"
    r"severab|entire agreement|counterparts"
)
"""What binds nobody to anything the rule asks: severability, counterparts, the whole agreement, contracts to come,
catalogues."""
_DATE = re.compile(
    r"\d{2,4}[年/.-]\d{1,2}[月/.-]\d{1,2}|\d{2,4}年\d{1,2}月|"
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
    lessons: Mapping[str, Learnt] = field(default_factory=dict)
    """What was learnt, by language."""
    _found: dict[tuple[int | str, int], bool] = field(default_factory=dict)
    _latin: dict[int, bool] = field(default_factory=dict)
    _actors: dict[int, frozenset[str]] = field(default_factory=dict)
    _named: dict[int, tuple[list[Mention], list[Mention]]] = field(default_factory=dict)
    _inert: dict[int, bool] = field(default_factory=dict)
    _bears_nothing: dict[int, bool] = field(default_factory=dict)
    _reads: dict[int, Mapping[str, Reads]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Sequence[DocumentText], rulebook: Rulebook) -> "Reading":
        """Segment the documents and find out who is who."""
        texts = [document.text for document in documents]
        languages = [_is_chinese(text) for text in texts]
        return cls(passages(documents), parties(texts), languages, rulebook.lexicon, rulebook.learnt)

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
        passage = self.passages[index]
        # Many passages stand under one heading: it is looked through once for them all.
        key = (passage.heading if in_heading else index, id(cue))
        known = self._found.get(key)
        if known is None:
            words = passage.heading if in_heading else passage.folded
            match = cue.search(words, is_latin=not in_heading and self._is_latin(index))
            known = self._found[key] = match is not None
        return known

    def _is_latin(self, index: int) -> bool:
        """Whether the passage holds no Chinese at all; remembered, for every cue asks it."""
        known = self._latin.get(index)
        if known is None:
            known = self._latin[index] = self.passages[index].is_latin
        return known

    def features(self, index: int) -> set[str]:
        """What is looked at of a passage by what was learnt."""
        passage = self.passages[index]
        named, _ = self.named(index)
        return features(passage.folded, passage.heading, named, self.actors(index), is_chinese=self.is_chinese(index))

    def reads(self, clause: str, index: int) -> Reads | None:
        """How the passage reads for the clause; None where that was not learnt. Remembered."""
        if index not in self._reads:
            learnt = self.lessons.get("zh" if self.is_chinese(index) else "en")
            self._reads[index] = learnt.of(self.features(index)) if learnt else {}
        return self._reads[index].get(clause)

    def telling(self, clause: str, index: int) -> tuple[str, ...]:
        """The words by which a passage reads like those that hold the clause."""
        learnt = self.lessons.get("zh" if self.is_chinese(index) else "en")
        return learnt.telling(clause, self.features(index), self.passages[index].folded) if learnt else ()

    def named(self, index: int) -> tuple[list[Mention], list[Mention]]:
        """The parties named in the passage, and those of them who act; remembered."""
        if index not in self._named:
            folded = self.passages[index].folded
            found = mentions(folded, self.parties)
            self._named[index] = found, subjects_of(folded, found)
        return self._named[index]

    def acts(self, index: int, cue: Cue, who: Collection[str]) -> bool:
        """Whether one of these ("vendor", "both" …) is who does what the cue says, somewhere in the passage."""
        if not self.found(index, cue):
            return False
        _, subjects = self.named(index)
        places = cue.pattern.finditer(self.passages[index].folded)
        return any(actor_at(subjects, match.start()) in who for match in places)

    def lays_duty(self, index: int) -> bool:
        """Whether a definition goes on to bind a party: 「移轉期」指…，託管商應…"""
        folded = self.passages[index].folded
        return any(_BINDS.match(folded[end : end + 24]) for _, end, _ in self.named(index)[0])

    def is_inert(self, index: int) -> bool:
        """Whether the passage answers no clause whatever words it holds: boilerplate, what is not agreed, what held before."""
        if index not in self._inert:
            self._inert[index] = self._binds_nobody(index)
        return self._inert[index]

    def bears_nothing(self, index: int) -> bool:
        """Whether the passage can bear no clause however it reads: it is hardly more than a number, binds nobody, or only
        defines a word. Remembered, for every clause asks it."""
        if index not in self._bears_nothing:
            passage = self.passages[index]
            self._bears_nothing[index] = (
                not _WORDS.search(passage.folded)
                or self.is_inert(index)
                or (passage.is_definition and not self.lays_duty(index))
            )
        return self._bears_nothing[index]

    def _binds_nobody(self, index: int) -> bool:
        title = self.passages[index].heading.rsplit(" / ", 1)[-1]
        if _SUPERSEDED.search(self.passages[index].heading) or _UNDECIDED.fullmatch(title):
            return True
        if self.passages[index].is_recital and not self.lays_duty(index):
            return True
        if is_void(_LABEL.sub("", self.passages[index].folded)):
            return True
        return all(_INERT.search(each) for each in re.split("[;。]", self.passages[index].folded) if each)

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
        if name == "both_near":
            near = [self.actors(each) for each in self.neighbours(index, 2)]
            return any("by_client" in who for who in near) and any("by_vendor" in who for who in near)
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
            named, _ = self.named(index - back)
            if named:
                return audits_client(self.passages[index - back].folded, named)
        return False

    def _leaning(self, index: int) -> int:
        """Who examines whom in an English passage: `direction.votes`, 0 where it is about something else."""
        folded = self.passages[index].folded
        return votes(folded, self.named(index)[0]) if EXAMINATION.search(folded) else 0

    def actors(self, index: int) -> frozenset[str]:
        """Who acts in the passage, as properties: by_client, by_vendor, by_both, one_sided_…, names_both."""
        if index not in self._actors:
            self._actors[index] = actors(self.passages[index].folded, *self.named(index))
        return self._actors[index]


def _is_chinese(text: str) -> bool:
    sample = text[:200_000]
    han = sum("\u3400" <= c <= "\u9fff" for c in sample)
    return han * 12 > sum(c.isascii() and c.isalpha() for c in sample)


def _has_content(folded: str, least: int) -> bool:
    return len(folded) >= least and not (len(folded) < 3 * least and _ELSEWHERE.search(folded))


_BY_READING: Mapping[str, Callable[[Reading, Passage, int], bool]] = {
    "chinese": lambda reading, passage, index: reading.is_chinese(index),
    "english": lambda reading, passage, index: not reading.is_chinese(index),
    "table": lambda reading, passage, index: passage.kind is Kind.TABLE_ROW,
    "early": lambda reading, passage, index: index * 3 <= len(reading.passages),
    "definition": lambda reading, passage, index: passage.is_definition and not reading.lays_duty(index),
    "recital": lambda reading, passage, index: passage.is_recital,
    "elsewhere": lambda reading, passage, index: len(passage.folded) < 160 and bool(_ELSEWHERE.search(passage.folded)),
    "deferred": lambda reading, passage, index: bool(_DEFERRED.search(passage.folded)),
    "audits_client": lambda reading, passage, index: reading.audits_client(index),
    "two_dates": lambda reading, passage, index: len(_DATE.findall(passage.folded)) >= 2,
    "short": lambda reading, passage, index: len(passage.folded) < (25 if reading.is_chinese(index) else 50),
    "has_content": lambda reading, passage, index: _has_content(passage.folded, 8 if reading.is_chinese(index) else 30),
}
