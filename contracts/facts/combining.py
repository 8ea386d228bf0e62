"""The facts of several papers as one contract's: what a later amendment changed stands first, what contradicts is told.

Pure: readings in, offers out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts.documents.rules import DocumentKind
from contracts.facts.rules import MANY, SURE, Fact, FactKind
from contracts.facts.values import Day, Party
from vendors.register.rules import name_key

OWN = frozenset({FactKind.TITLE, FactKind.NUMBER, FactKind.SIGNED_ON, FactKind.STARTS_ON})
"""What an amendment says of itself, not of the contract."""
WEIGHT = {
    DocumentKind.CONTRACT: 1.0,
    DocumentKind.AMENDMENT: 1.0,
    DocumentKind.ANNEX: 0.95,
    DocumentKind.OTHER: 0.75,
    DocumentKind.DRAFT: 0.75,
}
"""How far a kind of paper is believed: an offer or a letter beside the contract may say anything."""


@dataclass(frozen=True)
class ReadPaper:
    """A paper and what was read in it; `number` tells papers of one contract apart."""

    number: int
    name: str
    kind: DocumentKind
    signed_on: date | None
    facts: tuple[Fact, ...]
    effective_on: date | None = None

    @property
    def dated_on(self) -> date | None:
        """When it was signed: as registered, else as it says itself."""
        if self.signed_on is not None:
            return self.signed_on
        said = [f for f in self.facts if f.kind is FactKind.SIGNED_ON and f.score >= SURE]
        return said[0].value.on if said and isinstance(said[0].value, Day) else None


@dataclass(frozen=True)
class Offer:
    """One candidate for a fact of the contract: a reading, its paper, and how it stands among the others.

    `further` counts other passages that say the same. `is_superseded`: a later amendment says otherwise. `is_disputed`:
    another passage that counts as much says otherwise.
    """

    fact: Fact
    paper: ReadPaper
    score: float
    further: int = 0
    is_superseded: bool = False
    is_disputed: bool = False

    @property
    def key(self) -> str:
        return f"f{self.paper.number}-{self.fact.key}"

    @property
    def kind(self) -> FactKind:
        return self.fact.kind

    @property
    def is_sure(self) -> bool:
        return self.score >= SURE

    @property
    def is_amendment(self) -> bool:
        return self.paper.kind is DocumentKind.AMENDMENT


def offers(papers: Sequence[ReadPaper]) -> Mapping[FactKind, Sequence[Offer]]:
    """For each kind of fact its candidates, the one to be believed first."""
    has_base = any(paper.kind is DocumentKind.CONTRACT for paper in papers)
    found: dict[FactKind, list[Offer]] = {kind: [] for kind in FactKind}
    for paper in papers:
        for fact in paper.facts:
            if has_base and fact.kind in OWN and paper.kind is not DocumentKind.CONTRACT:
                continue
            found[fact.kind].append(Offer(fact, paper, round(fact.score * WEIGHT[paper.kind], 2)))
    return {kind: _ranked(kind, each) for kind, each in found.items() if each}


def _ranked(kind: FactKind, found: Sequence[Offer]) -> list[Offer]:
    merged: dict[tuple[object, ...], Offer] = {}
    for offer in sorted(found, key=_rank):
        same = _subject(offer)
        if same in merged:
            merged[same] = _with_more(merged[same], offer)
        else:
            merged[same] = offer
    ranked = list(merged.values())
    return ranked if kind in MANY else _judged(ranked)


def _subject(offer: Offer) -> tuple[object, ...]:
    """What makes two readings one: the same value of the same thing; a company by its name, in whichever paper."""
    value = offer.fact.value
    if isinstance(value, Party):
        return (name_key(value.name) or value.name,)
    return value, offer.fact.about, offer.is_amendment and offer.paper.number


def _with_more(known: Offer, again: Offer) -> Offer:
    """An offer with one more passage that says the same; of a company's mentions the one that gives its number."""
    one, other = known.fact.value, again.fact.value
    if isinstance(one, Party) and isinstance(other, Party) and other.business_number and not one.business_number:
        return replace(again, further=known.further + 1)
    return replace(known, further=known.further + 1)


def _rank(offer: Offer) -> tuple[bool, float, float]:
    """Sure readings of amendments first, the latest before the others; then by how sure they are."""
    leads = offer.is_amendment and offer.is_sure and offer.kind not in OWN | {FactKind.PARTY}
    signed = offer.paper.dated_on
    latest = -(signed.toordinal() if signed else 0) - offer.paper.number / 1e9
    return not leads, latest if leads else 0.0, -offer.score


def _judged(ranked: Sequence[Offer]) -> list[Offer]:
    """Of a fact of which only one can be true: which readings are overtaken, which contradict each other."""
    first = ranked[0]
    judged = []
    for offer in ranked:
        differs = offer.fact.value != first.fact.value
        overtaken = differs and first.is_amendment and first.is_sure and offer.paper.number != first.paper.number
        judged.append(replace(offer, is_superseded=overtaken, is_disputed=differs and offer.is_sure and not overtaken))
    if first.is_sure and any(each.is_disputed for each in judged):
        judged[0] = replace(first, is_disputed=True)
    return judged
