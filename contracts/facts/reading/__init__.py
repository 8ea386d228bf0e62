"""From a paper's text to the facts it states. Pure: a document in, readings with their passages out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from math import sqrt

from contracts.documents.reading.text import DocumentText, Source
from contracts.facts.reading.forum import read_arbitration, read_law_and_court
from contracts.facts.reading.incident import read_incident_notice
from contracts.facts.reading.naming import read_numbers, read_signing, read_titles
from contracts.facts.reading.notice import read_end_notice, read_termination_notice
from contracts.facts.reading.parties import read_parties
from contracts.facts.reading.payment import read_payment
from contracts.facts.reading.penalty import read_liability_cap, read_penalties
from contracts.facts.reading.price import read_price
from contracts.facts.reading.renewal import read_renewal
from contracts.facts.reading.service import read_availability, read_times
from contracts.facts.reading.statements import Paper
from contracts.facts.reading.term import derived_ends, read_term
from contracts.facts.reading.warranty import read_survival, read_warranty
from contracts.facts.rules import Fact, FactKind

VERSION = "4"
"""Raised when the reading changes: what an older version read is read anew."""

MOST_OF_A_KIND = 12
_READERS: tuple[Callable[[Paper], Iterator[Fact]], ...] = (
    read_titles, read_numbers, read_parties, read_signing, read_term, read_renewal, read_end_notice, read_termination_notice, read_price, read_payment,
    read_availability, read_times, read_incident_notice, read_penalties, read_liability_cap, read_warranty, read_survival,
    read_law_and_court, read_arbitration,
)  # fmt: skip


def read_facts(document: DocumentText) -> tuple[Fact, ...]:
    """Every reading of the paper, by kind, best first; the same value and subject once, at its surest place."""
    paper = Paper(document)
    found = [fact for reader in _READERS for fact in reader(paper)]
    found += derived_ends(found)
    sureness = {page.number: page.sureness for page in document.pages if page.source is Source.RECOGNISED}
    return tuple(_best(_as_sure_as_its_page(fact, sureness) for fact in found) if sureness else _best(found))


def _as_sure_as_its_page(fact: Fact, sureness: Mapping[int, int]) -> Fact:
    """A figure that a machine read from a picture may be another one on the paper."""
    return replace(fact, score=round(fact.score * sqrt(sureness.get(fact.page, 100) / 100), 2))


def _best(found: Iterable[Fact]) -> Iterator[Fact]:
    order = list(FactKind)
    ranked = sorted(found, key=lambda f: (order.index(f.kind), -f.score, f.start))
    seen: set[tuple[object, ...]] = set()
    counts = dict.fromkeys(FactKind, 0)
    for fact in ranked:
        subject = (fact.kind, fact.value, fact.about)
        if subject in seen or (fact.kind, fact.value, "") in seen or counts[fact.kind] >= MOST_OF_A_KIND:
            continue
        seen.add(subject)
        counts[fact.kind] += 1
        yield fact
