"""Does the paper say what the rule requires? Pure: documents and a rulebook in, a finding for each clause out.

Every passage is tried against the signals of every clause. A signal combines what the passage speaks of, whether it
binds, whom, and what would make it a look-alike; the best signals give the verdict, their passages are its evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from contracts.clauses.excerpts import as_written, tight
from contracts.clauses.likeness import NO_CONTRACT, is_like_a_contract
from contracts.clauses.matching import Hit, hits, settled
from contracts.clauses.reading import Reading
from contracts.clauses.rulebook import Clause, Rulebook
from contracts.clauses.sets import Consolidated, Paper, consolidated, read_under
from contracts.clauses.vocabulary import LACKS
from contracts.clauses.weighing import Weighed, least_heard, weigh
from contracts.documents.reading.text import DocumentText
from core.phrases import N_, Phrase, Wording, phrase

MAX_EVIDENCE = 5


class Verdict(StrEnum):
    """Of one clause in one set of documents."""

    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that bear a verdict: `text` is exactly `documents[document].text[start:end]`, beginning on `page`; or, where
    a later paper changed words in it, the text in force in place of those."""

    document: int
    text: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What the documents say on one clause.

    `score` 0..1 is how sure the check is that the clause is there; `evidence` holds at most five passages, best first;
    `reasons` say why in sentences that can be checked against the passages; `lacks` what a partial clause is short of.
    """

    clause_id: str
    verdict: Verdict
    score: float
    evidence: tuple[Evidence, ...]
    reasons: tuple[Phrase, ...]
    lacks: tuple[Phrase, ...] = ()


def check(documents: DocumentText | Sequence[DocumentText | Paper], rulebook: Rulebook) -> Mapping[str, Finding]:
    """A finding for every clause of the rulebook, from one document or several that belong together.

    Papers are judged as one (contracts.clauses.sets): what an amendment replaces or strikes bears no verdict.
    """
    given = (documents,) if isinstance(documents, DocumentText) else documents
    together = consolidated([each if isinstance(each, Paper) else Paper(each) for each in given])
    papers = together.counted
    reading = Reading.of(papers, rulebook)
    reading.passages = list(read_under(reading.passages, together.headings))
    clauses = rulebook.clauses.values()
    least = least_heard(reading)
    found = settled(clauses, {clause.id: hits(clause, reading, least) for clause in clauses})
    findings = {clause.id: _finding(clause, found[clause.id], reading, together, rulebook.lacks) for clause in clauses}
    if all(each.verdict is Verdict.ABSENT for each in findings.values()):
        return _all_absent(findings, papers)
    return findings


def _all_absent(findings: Mapping[str, Finding], papers: Sequence[DocumentText]) -> Mapping[str, Finding]:
    """Where nothing was found: whether that is a contract's fault, or the paper is none."""
    if is_like_a_contract(paper.text for paper in papers):
        return findings
    return {clause_id: replace(each, reasons=(phrase(NO_CONTRACT),)) for clause_id, each in findings.items()}


def _finding(
    clause: Clause,
    found: Sequence[Hit],
    reading: Reading,
    together: Consolidated,
    own_lacks: Mapping[str, Wording],
) -> Finding:
    papers = together.counted
    weighed = weigh(clause, found, reading) or _by_signals(found)
    if not weighed.hits:
        nothing = phrase(N_("No passage was found that says anything binding on this."))
        return Finding(clause.id, Verdict.ABSENT, 0.0, (), (nothing,))
    is_present = weighed.verdict == "present"
    lacking = dict.fromkeys(hit.signal.lacks or "settling" for hit in weighed.hits)
    return Finding(
        clause_id=clause.id,
        verdict=Verdict(weighed.verdict),
        score=weighed.score,
        evidence=tuple(_evidence(hit, together) for hit in weighed.hits),
        reasons=tuple(_reason(clause, hit, reading, papers) for hit in weighed.hits),
        lacks=() if is_present else tuple(_lack(key, own_lacks) for key in lacking),
    )


def _by_signals(found: Sequence[Hit]) -> Weighed:
    """The verdict of the signals alone, where nothing was learnt of a rulebook's clauses: the surest ones decide, and
    passages not much weaker are shown."""
    chosen = [hit for hit in found if hit.signal.verdict == "present"] or list(found)
    if not chosen:
        return Weighed("absent", (), 0.0)
    verdict, best = chosen[0].signal.verdict, max(hit.rank for hit in chosen)
    surest = [hit for hit in sorted(chosen, key=lambda h: (-h.rank, h.order)) if hit.rank >= best - 0.12]
    score = max(hit.signal.score for hit in chosen)
    return Weighed(verdict, surest[:MAX_EVIDENCE], score if verdict == "present" else round(score / 2, 3))


def _evidence(hit: Hit, together: Consolidated) -> Evidence:
    passage, paper = hit.passage, together.counted[hit.passage.document]
    start, end = tight(paper.text, passage.start, passage.end, hit.patterns)
    place = together.placed(passage.document, start, end)
    return Evidence(passage.document, paper.text[start:end], paper.page_at(start), *place)


def _lack(key: str, own: Mapping[str, Wording]) -> Phrase:
    return phrase("%(what)s", what=own[key]) if key in own else phrase(LACKS[key])


def _reason(clause: Clause, hit: Hit, reading: Reading, papers: Sequence[DocumentText]) -> Phrase:
    """Why the passage counts, in a sentence for somebody who has read neither the rulebook nor the code."""
    passage, about = hit.passage, clause.name
    text = papers[passage.document].text[passage.start : passage.end]
    found = [as_written(text, word) for word in hit.words]
    words = Wording(zh="".join(f"「{word}」" for word in found), en=", ".join(f"“{word}”" for word in found))
    if hit.is_alike:
        return phrase(N_("It reads like passages marked for this in other contracts: %(words)s."), words=words)
    if not found:
        return phrase(
            N_("It stands under “%(heading)s” and speaks of %(clause)s."), heading=passage.heading, clause=about
        )
    if hit.signal.says:
        return phrase("%(says)s (%(words)s)", says=hit.signal.says, words=words)
    if hit.signal.verdict != "present":
        return phrase(N_("It speaks of %(clause)s, but not enough of it: %(words)s."), clause=about, words=words)
    bound = _bound(reading, hit.order)
    if bound is None:
        return phrase(N_("It lays down something on %(clause)s: %(words)s."), clause=about, words=words)
    return phrase(N_("It binds %(who)s on %(clause)s: %(words)s."), who=phrase(bound), clause=about, words=words)


def _bound(reading: Reading, order: int) -> str | None:
    """Whom the passage has do or let something."""
    vendor, client = (reading.has_property(order, name) for name in ("by_vendor", "by_client"))
    if reading.has_property(order, "by_both") or (vendor and client):
        return N_("both parties")
    if vendor:
        return N_("the vendor")
    return N_("the client") if client else None
