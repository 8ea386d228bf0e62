"""The check of a contract's papers by a rulebook, and what is kept of it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from contracts.clauses import rules
from contracts.clauses.basis import Ground, evidence_mark, is_stale
from contracts.clauses.decisions import latest_decision
from contracts.clauses.exceptions import running_exception
from contracts.clauses.models import ClauseDecision, ClauseFinding, ContractRulebook, VerdictChange
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rules import Finding, Verdict
from contracts.clauses.sets import Consolidated, Paper, consolidated
from contracts.documents import queries as documents
from contracts.documents.models import Document
from contracts.documents.reading import DocumentText
from contracts.documents.rules import sentence
from contracts.register.models import Contract
from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db
from core.errors import Refused
from core.phrases import N_

Papers = Sequence[tuple[Document, DocumentText]]


def text_hash(papers: Papers) -> str:
    """Of the papers in their order; equal exactly when the same bytes are read as the same kinds of paper."""
    lines = (f"{document.sha256} {document.kind} {document.signed_on}" for document, _ in papers)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def as_set(papers: Papers) -> list[Paper]:
    """The papers as rules read them."""
    return [Paper(words, document.kind, document.signed_on) for document, words in papers]


def together(papers: Papers) -> Consolidated:
    """What still counts of each paper, and what was superseded by which."""
    return consolidated(as_set(papers))


def find(papers: Papers, rulebook: Rulebook) -> Mapping[str, Finding]:
    """The check itself; slow for long papers, and needs no unit of work."""
    return rules.check(as_set(papers), rulebook)


@dataclass(frozen=True)
class _Check:
    """One run of the check: what all its findings share."""

    papers: Papers
    rulebook: Rulebook
    ground: Ground
    text_hash: str
    recheck_on: date | None
    at: datetime


def check_contract(
    contract: Contract,
    papers: Papers,
    rulebook: Rulebook,
    *,
    by: User | None,
    found: Mapping[str, Finding] | None = None,
) -> list[ClauseFinding]:
    """Put the findings of a check in place of the last ones. Decisions and exceptions stay; without papers nothing does.

    A decision whose words changed is marked stale, a verdict that changed is noted (VerdictChange).
    """
    known = {f.clause_id: f for f in _findings(contract.id, rulebook.id)}
    if not papers:
        _clear(contract, rulebook.id, list(known.values()), by)
        return []
    found = found if found is not None else find(papers, rulebook)
    before = {clause: f.verdict for clause, f in known.items()}
    ground = Ground.of(together(papers).counted)
    run = _Check(papers, rulebook, ground, text_hash(papers), documents.next_start(contract.id), clock.now())
    decisions = _decisions(contract.id, rulebook.id)
    kept = []
    for clause_id, finding in found.items():
        row = known.pop(clause_id, None)
        if row is not None:
            _note_change(row, finding, run)
        row = row or _new_finding(contract.id, rulebook.id, clause_id)
        _fill(row, finding, run)
        decision = decisions.get(clause_id)
        row.is_stale = decision is not None and _is_stale(decision, row, ground)
        kept.append(row)
    for gone in known.values():
        db.session.delete(gone)
    counts = {str(v): sum(f.verdict is v for f in found.values()) for v in Verdict}
    changed = {clause: (before[clause], f.verdict) for clause, f in found.items() if clause in before}
    record(
        "contracts:clauses:check", contract, by=by, rulebook=f"{rulebook.id} {rulebook.version}", **counts, **changed
    )
    db.session.flush()
    return kept


def _clear(contract: Contract, rulebook_id: str, known: Sequence[ClauseFinding], by: User | None) -> None:
    if known:
        db.session.execute(delete(ClauseFinding).where(ClauseFinding.id.in_([f.id for f in known])))
        record("contracts:clauses:clear", contract, by=by, rulebook=rulebook_id)


def _findings(contract_id: int, rulebook_id: str) -> Sequence[ClauseFinding]:
    query = select(ClauseFinding).where(
        ClauseFinding.contract_id == contract_id, ClauseFinding.rulebook_id == rulebook_id
    )
    return db.session.scalars(query).all()


def _decisions(contract_id: int, rulebook_id: str) -> dict[str, ClauseDecision]:
    """The last decision on each clause."""
    query = select(ClauseDecision).filter_by(contract_id=contract_id, rulebook_id=rulebook_id)
    with db.session.no_autoflush:
        return {d.clause_id: d for d in db.session.scalars(query.order_by(ClauseDecision.id))}


def _is_stale(decision: ClauseDecision, row: ClauseFinding, ground: Ground) -> bool:
    return is_stale(decision.decided, row.verdict, [each["text"] for each in row.evidence], ground)


def _note_change(row: ClauseFinding, found: Finding, run: _Check) -> None:
    if row.verdict is found.verdict:
        return
    db.session.add(
        VerdictChange(
            contract_id=row.contract_id,
            rulebook_id=row.rulebook_id,
            clause_id=row.clause_id,
            before=row.verdict,
            after=found.verdict,
            version_before=row.rulebook_version,
            version_after=run.rulebook.version,
            by_papers=row.text_hash != run.text_hash,
            by_rulebook=row.rulebook_version != run.rulebook.version or row.rulebook_digest != run.rulebook.digest,
            decided=row.decided,
            at=run.at,
        )
    )


def _new_finding(contract_id: int, rulebook_id: str, clause_id: str) -> ClauseFinding:
    decision = latest_decision(contract_id, rulebook_id, clause_id)
    exception = running_exception(contract_id, rulebook_id, clause_id)
    row = ClauseFinding(
        contract_id=contract_id,
        rulebook_id=rulebook_id,
        clause_id=clause_id,
        decided=decision.verdict if decision else None,
        excepted_until=exception.expires_on if exception else None,
    )
    db.session.add(row)
    return row


def _fill(row: ClauseFinding, found: Finding, run: _Check) -> None:
    row.rulebook_version, row.rulebook_digest = run.rulebook.version, run.rulebook.digest
    row.text_hash, row.ground_mark, row.checked_at, row.recheck_on = (
        run.text_hash, run.ground.mark, run.at, run.recheck_on,
    )  # fmt: skip
    row.verdict, row.score = found.verdict, found.score
    row.evidence = [
        {"document_id": run.papers[e.document][0].id, "page": e.page, "start": e.start, "end": e.end, "text": e.text}
        for e in found.evidence
    ]
    row.reasons = [sentence(reason) for reason in found.reasons]
    row.lacks = [sentence(lack) for lack in found.lacks]
    row.evidence_hash = evidence_mark(found.verdict, (e.text for e in found.evidence))


def choose_rulebook(contract: Contract, rulebook: Rulebook, *, by: User | None) -> ContractRulebook:
    """Judge the contract by a further rulebook from now on."""
    if any(each.rulebook_id == rulebook.id for each in chosen_rulebooks(contract.id)):
        raise Refused(N_("The contract is judged by this rulebook already."), field="rulebook_id")
    chosen = ContractRulebook(
        contract_id=contract.id, rulebook_id=rulebook.id, chosen_by_id=by.id if by else None, chosen_at=clock.now()
    )
    db.session.add(chosen)
    record("contracts:rulebook:choose", contract, by=by, rulebook=f"{rulebook.id} {rulebook.version}")
    db.session.flush()
    return chosen


def drop_rulebook(contract: Contract, rulebook_id: str, *, by: User | None) -> None:
    """Judge it by a further rulebook no more: its findings go, what people decided stays in the history."""
    chosen = [each for each in chosen_rulebooks(contract.id) if each.rulebook_id == rulebook_id]
    if not chosen:
        raise Refused(N_("The contract is not judged by this rulebook."), field="rulebook_id")
    for each in chosen:
        each.dropped_at = clock.now()
    for finding in _findings(contract.id, rulebook_id):
        db.session.delete(finding)
    record("contracts:rulebook:drop", contract, by=by, rulebook=rulebook_id)
    db.session.flush()


def chosen_rulebooks(contract_id: int) -> Sequence[ContractRulebook]:
    """The further rulebooks by which it is judged, in the order in which they were chosen."""
    query = select(ContractRulebook).filter_by(contract_id=contract_id, dropped_at=None).order_by(ContractRulebook.id)
    return db.session.scalars(query).all()
