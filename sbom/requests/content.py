"""A request as its reader sees it: the letter, and the rows that letter and workbook share."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.letters import wording as letters
from contracts.letters.content import Letter, Paper, Speaker, Table, heads, salutation, who_answers
from core.phrases import Wording
from sbom.requests import wording as w
from sbom.requests.rules import Line
from sbom.statements.rules import BITS, Subject

MOST_IN_LETTER = 200
"""Rows that the letter repeats from the workbook: nobody reads more of them on paper."""


@dataclass(frozen=True)
class Asked:
    """A line with what is said about it, in the letter's language."""

    line: Line
    position: int
    why: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One release and what its SBOM leaves open."""

    delivery_id: int
    product_id: int
    product: str
    release: str
    file_name: str
    delivered_on: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class RequestDraft(Paper):
    """All that a request is made of; `left_out` counts what one workbook has no room for."""

    parts: tuple[Part, ...]
    left_out: int = 0
    with_elements: bool = False

    @property
    def asked(self) -> list[Asked]:
        return [asked for part in self.parts for asked in part.asked]

    @property
    def about(self) -> str:
        return "、".join(f"{part.product} {part.release}" for part in self.parts)


def needs(line: Line, say: Speaker) -> str:
    """What is missing: source, licence or both."""
    return say(w.COMMA).join(say(word) for word in _picked(line, w.MISSING_SOURCE, w.MISSING_LICENCE))


def supply(line: Line, say: Speaker) -> list[str]:
    """What the vendor is to give."""
    return [say(word) for word in _picked(line, w.SUPPLY_SOURCE, w.SUPPLY_LICENCE)]


def _picked(line: Line, source: Wording, licence: Wording) -> list[Wording]:
    return [
        *([source] if line.needs & BITS[Subject.ORIGIN] else []),
        *([licence] if line.needs & BITS[Subject.LICENCE] else []),
    ]


def compose(draft: RequestDraft) -> Letter:
    """The letter's words."""
    say = Speaker(draft)
    return Letter(
        language=draft.language,
        firm=draft.sender.firm or say(letters.NO_FIRM),
        address=draft.sender.address,
        title=say(letters.TITLE),
        heads=heads(draft, say, say(w.ENCLOSURE)),
        subject=(say(letters.SUBJECT), _subject(draft, say)),
        salutation=salutation(draft, say),
        explanation=say(letters.EXPLANATION),
        paragraphs=tuple(_paragraphs(draft, say)),
        closing=say(letters.CLOSING),
        signature=(say(letters.FOR_US), say(letters.JOB), say(letters.DAY)),
        tables=tuple(_tables(draft, say)),
        reply=(say(w.REPLY), say(w.REPLY_LEAD), (say(letters.SEAL), say(letters.JOB), say(letters.DAY))),
        annex="",
        sections=(),
        reference=draft.reference,
    )


def _subject(draft: RequestDraft, say: Speaker) -> str:
    first, *others = draft.parts
    about = f"{first.product} {first.release}"
    if not others:
        return say(w.SUBJECT_OF_ONE, about=about, reply_by=draft.reply_by)
    return say(w.SUBJECT_OF_SEVERAL, about=about, count=len(draft.parts), reply_by=draft.reply_by)


def _paragraphs(draft: RequestDraft, say: Speaker) -> list[str]:
    asked = draft.asked
    fits = len(asked) <= MOST_IN_LETTER
    return [
        say(w.BASIS),
        say(
            w.FOUND,
            lines=f"{len(asked):,}",
            origins=f"{sum(bool(a.line.needs & BITS[Subject.ORIGIN]) for a in asked):,}",
            licences=f"{sum(bool(a.line.needs & BITS[Subject.LICENCE]) for a in asked):,}",
        ),
        say(w.LISTED, where=say(w.IN_TABLES) if fits else say(w.FIRST_IN_TABLES, n=MOST_IN_LETTER)),
        say(w.HOW),
        *([say(w.ELEMENTS)] if draft.with_elements else []),
        say(w.REQUEST, reply_by=draft.reply_by),
        *who_answers(draft, say),
    ]


def _tables(draft: RequestDraft, say: Speaker) -> list[Table]:
    room, tables = MOST_IN_LETTER, []
    for part in draft.parts:
        shown = part.asked[:room]
        room -= len(shown)
        if shown:
            tables.append(_table(part, shown, say))
    return tables


def _table(part: Part, shown: Sequence[Asked], say: Speaker) -> Table:
    caption = say(w.CAPTION, product=part.product, release=part.release, file=part.file_name, day=part.delivered_on)
    rows = tuple(
        (
            str(asked.line.number),
            "\n".join(filter(None, (f"{asked.line.full_name} {asked.line.version}".strip(), asked.line.purl))),
            needs(asked.line, say),
            "\n".join(asked.why),
            "\n".join(supply(asked.line, say)),
        )
        for asked in shown
    )
    return Table(caption, tuple(say(head) for head in w.HEADS), rows, (1.3, 4.2, 1.7, 4.9, 3.9), rows_on_page=12)
