"""A letter as its reader sees it: composed once, shown on the preview page and written as a Word file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.clauses.rulebook import Clause, Rulebook, Wording
from contracts.clauses.rules import Verdict
from contracts.letters import wording as w
from core.days import roc_date

_LONGEST_QUOTE = 400
_WIDTHS = (1.1, 3.2, 2.2, 6.1, 3.4)
"""Centimetres: what is lacking needs the most room."""


@dataclass(frozen=True)
class Quote:
    """Words of the contract, and where they stand: the paper's name, the article as the parties number it, the page."""

    words: str
    paper: str
    article: str
    page: int


@dataclass(frozen=True)
class Point:
    """One clause that the letter asks for. `lacks` are sentences in the letter's language."""

    clause: Clause
    number: int
    """Its place in the rule's list."""
    verdict: Verdict
    quotes: tuple[Quote, ...] = ()
    lacks: tuple[str, ...] = ()
    """What the clause is short of, each in terms that its reader can act on; without any the letter says what the rule
    asks for."""


@dataclass(frozen=True)
class Part:
    """One contract and what it lacks."""

    number: str
    title: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Sender:
    """Our firm and the person who answers questions."""

    firm: str
    address: str = ""
    person: str = ""
    department: str = ""
    email: str = ""


@dataclass(frozen=True)
class Paper:
    """What every letter has. `language` is zh_Hant_TW or en; `is_roc` writes dates in 民國 years (Chinese only)."""

    language: str
    is_roc: bool
    sender: Sender
    vendor: str
    attention: str
    reference: str
    dated_on: date
    reply_by: date


@dataclass(frozen=True)
class Draft(Paper):
    """All that a letter about clauses is made of."""

    rulebook: Rulebook
    parts: tuple[Part, ...]

    @property
    def points(self) -> list[Point]:
        return [point for part in self.parts for point in part.points]


@dataclass(frozen=True)
class Table:
    """What is lacking, a line each. `widths` of the columns in centimetres; a page shows the first `on_page` of them, and the
    first `rows_on_page` lines."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = (1.1, 3.5, 2.3, 4.9, 4.2)
    on_page: int = 4
    rows_on_page: int = 60


@dataclass(frozen=True)
class Block:
    """A labelled piece of an entry; `kind` is rule, now, quote, lack or model."""

    label: str
    kind: str
    lines: tuple[str, ...]
    where: tuple[str, ...] = ()
    """Beside each line of a quote: where it stands."""


@dataclass(frozen=True)
class Entry:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Section:
    """What the annex holds on one contract."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Letter:
    """The whole letter in words, in its own language."""

    language: str
    firm: str
    address: str
    title: str
    heads: tuple[tuple[str, str], ...]
    subject: tuple[str, str]
    salutation: str
    explanation: str
    paragraphs: tuple[str, ...]
    closing: str
    signature: tuple[str, ...]
    tables: tuple[Table, ...]
    reply: tuple[str, str, tuple[str, ...]]
    """Its heading, its sentence, and the lines to be filled in and signed."""
    annex: str
    sections: tuple[Section, ...]
    """What the annex holds; none: there is no annex."""
    reference: str

    @property
    def is_chinese(self) -> bool:
        return self.language.startswith("zh")


def compose(draft: Draft) -> Letter:
    """The letter's words."""
    say = Speaker(draft)
    return Letter(
        language=draft.language,
        firm=draft.sender.firm or say(w.NO_FIRM),
        address=draft.sender.address,
        title=say(w.TITLE),
        heads=heads(draft, say, say(w.ENCLOSURE)),
        subject=(say(w.SUBJECT), _subject(draft, say)),
        salutation=salutation(draft, say),
        explanation=say(w.EXPLANATION),
        paragraphs=tuple(_paragraphs(draft, say)),
        closing=say(w.CLOSING),
        signature=(say(w.FOR_US), say(w.JOB), say(w.DAY)),
        tables=tuple(_table(part, say) for part in draft.parts),
        reply=(say(w.REPLY), say(w.REPLY_LEAD), (say(w.SEAL), say(w.JOB), say(w.DAY))),
        annex=say(w.ANNEX),
        sections=tuple(_section(part, draft, say) for part in draft.parts),
        reference=draft.reference,
    )


@dataclass(frozen=True)
class Speaker:
    """Says a wording in the letter's language, with dates as the letter writes them."""

    draft: Paper

    def __call__(self, words: Wording, **params: Any) -> str:
        said = words.in_language(self.draft.language)
        return said % {k: self._plain(v) for k, v in params.items()} if params else said

    def _plain(self, value: Any) -> str:
        return self.day(value) if isinstance(value, date) else str(value)

    def day(self, value: date) -> str:
        is_roc = self.draft.is_roc and self.draft.language.startswith("zh")
        return roc_date(value) if is_roc else value.isoformat()


def heads(draft: Paper, say: Speaker, enclosed: str) -> tuple[tuple[str, str], ...]:
    """To whom, when, under which number, with what enclosed."""
    lines = (
        (w.TO, draft.vendor),
        (w.ATTENTION, draft.attention),
        (w.DATED, say.day(draft.dated_on)),
        (w.REFERENCE, draft.reference),
        (w.ENCLOSED, enclosed),
    )
    return tuple((say(label), value) for label, value in lines if value)


def salutation(draft: Paper, say: Speaker) -> str:
    """By name, without the title that may stand behind it."""
    name = draft.attention.partition(", ")[0]
    return say(w.SALUTATION_BY_NAME, name=name) if name else say(w.SALUTATION)


def _subject(draft: Draft, say: Speaker) -> str:
    first, *others = draft.parts
    if not others:
        return say(w.SUBJECT_OF_ONE, title=first.title, number=first.number, reply_by=draft.reply_by)
    return say(
        w.SUBJECT_OF_SEVERAL,
        title=first.title,
        number=first.number,
        count=len(draft.parts),
        numbers=say(w.AND_SO_ON).join(part.number for part in draft.parts),
        reply_by=draft.reply_by,
    )


def _paragraphs(draft: Draft, say: Speaker) -> list[str]:
    absent = sum(point.verdict is Verdict.ABSENT for point in draft.points)
    several = len(draft.parts) > 1
    source = draft.rulebook.source.in_language(draft.language)
    paragraphs = [
        say(w.BASIS, source=source, all=len(draft.rulebook.clauses)),
        say(
            w.FOUND,
            which=say(w.WHICH_SEVERAL, count=len(draft.parts)) if several else say(w.WHICH_ONE),
            count=len(draft.points),
            absent=absent,
            partial=len(draft.points) - absent,
            tables=say(w.TABLES_SEVERAL if several else w.TABLES_ONE),
        ),
        say(w.PROPOSAL),
        say(w.REQUEST, reply_by=draft.reply_by),
        say(w.RESERVATION),
    ]
    return [*paragraphs, *who_answers(draft, say)]


def who_answers(draft: Paper, say: Speaker) -> list[str]:
    """The paragraph that names whom to ask; none where nobody is named."""
    sender = draft.sender
    who = say(w.AND_SO_ON).join(each for each in (sender.department, sender.person, sender.email) if each)
    return [say(w.CONTACT, who=who)] if who else []


def _table(part: Part, say: Speaker) -> Table:
    heads = (w.NUMBER, w.CLAUSE, w.STANDING, w.LACKING, w.REPLY)
    rows = []
    for at, point in enumerate(part.points, 1):
        name, verdict = point.clause.name.in_language(say.draft.language), say(w.VERDICTS[point.verdict])
        rows.append((str(at), name, verdict, "\n".join(_lacking(point, say)), say(w.CHOICES)))
    title = say(w.CAPTION, title=part.title, number=part.number)
    return Table(title, tuple(say(head) for head in heads), tuple(rows), _WIDTHS)


def _lacking(point: Point, say: Speaker) -> Sequence[str]:
    if point.verdict is Verdict.ABSENT:
        return (say(w.ALL_LACKING),)
    rule = point.clause.guidance.in_language(say.draft.language)
    return point.lacks or (say(w.UNSETTLED, rule=rule),)


def _section(part: Part, draft: Draft, say: Speaker) -> Section:
    title = say(w.CAPTION, title=part.title, number=part.number)
    return Section(title, tuple(_entry(point, draft, say) for point in part.points))


def _entry(point: Point, draft: Draft, say: Speaker) -> Entry:
    language = draft.language
    rule = say(w.RULE_LINE, source=draft.rulebook.name.in_language(language), number=point.number)
    blocks = [Block(say(w.RULE), "rule", (point.clause.guidance.in_language(language) + rule,)), _now(point, say)]
    if point.verdict is Verdict.PARTIAL:
        blocks.append(Block(say(w.LACKING), "lack", point.lacks or (say(w.UNSETTLED_AS_ABOVE),)))
    model = tuple(line for line in point.clause.model.in_language(language).splitlines() if line.strip())
    blocks.append(Block(say(w.PROPOSED), "model", model))
    name, verdict = point.clause.name.in_language(language), say(w.VERDICTS[point.verdict])
    return Entry(f"{name}（{verdict}）" if language.startswith("zh") else f"{name} ({verdict.lower()})", tuple(blocks))


def _now(point: Point, say: Speaker) -> Block:
    if point.verdict is Verdict.ABSENT:
        return Block(say(w.NOW), "now", (say(w.NOTHING_SAID),))
    if not point.quotes:
        return Block(say(w.NOW), "now", (say(w.NOTHING_QUOTED),))
    return Block(
        say(w.NOW),
        "quote",
        tuple(_shortened(quote.words) for quote in point.quotes),
        tuple(_where(quote, say) for quote in point.quotes),
    )


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE].rstrip() + " …"


def _where(quote: Quote, say: Speaker) -> str:
    parts = [quote.article, say(w.PAGE, n=quote.page), quote.paper]
    return ("，" if say.draft.language.startswith("zh") else ", ").join(part for part in parts if part)
