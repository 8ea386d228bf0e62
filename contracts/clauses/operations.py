import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select

from contracts.clauses import rules
from contracts.clauses.models import ClauseDecision, ClauseException, ClauseFinding
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rules import Finding, Verdict
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

LONGEST_EXCEPTION = timedelta(days=3 * 366)
Papers = Sequence[tuple[Document, DocumentText]]


def text_hash(papers: Papers) -> str:
    """Of the papers in their order; equal exactly when the same bytes are read."""
    return hashlib.sha256("\n".join(document.sha256 for document, _ in papers).encode()).hexdigest()


def find(papers: Papers, rulebook: Rulebook) -> Mapping[str, Finding]:
    """The check itself; slow for long papers, and needs no unit of work."""
    return rules.check([words for _, words in papers], rulebook)


def check_contract(
    contract: Contract,
    papers: Papers,
    rulebook: Rulebook,
    *,
    by: User | None,
    found: Mapping[str, Finding] | None = None,
) -> list[ClauseFinding]:
    """Put the findings of a check in place of the last ones. Decisions and exceptions stay; without papers nothing does."""
    known = {f.clause_id: f for f in _findings(contract.id, rulebook.id)}
    if not papers:
        if known:
            db.session.execute(delete(ClauseFinding).where(ClauseFinding.id.in_([f.id for f in known.values()])))
            record("contracts:clauses:clear", contract, by=by, rulebook=rulebook.id)
        return []
    found = found if found is not None else find(papers, rulebook)
    before = {clause: f.verdict for clause, f in known.items()}
    digest, now = text_hash(papers), clock.now()
    kept = []
    for clause_id, finding in found.items():
        row = known.pop(clause_id, None) or _new_finding(contract.id, rulebook.id, clause_id)
        _fill(row, finding, papers, rulebook.version, digest, now)
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


def _findings(contract_id: int, rulebook_id: str) -> Sequence[ClauseFinding]:
    query = select(ClauseFinding).where(
        ClauseFinding.contract_id == contract_id, ClauseFinding.rulebook_id == rulebook_id
    )
    return db.session.scalars(query).all()


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


def _fill(row: ClauseFinding, found: Finding, papers: Papers, version: str, digest: str, now: Any) -> None:
    row.rulebook_version, row.text_hash, row.checked_at = version, digest, now
    row.verdict, row.score = found.verdict, found.score
    row.evidence = [
        {"document_id": papers[e.document][0].id, "page": e.page, "start": e.start, "end": e.end, "text": e.text}
        for e in found.evidence
    ]
    row.reasons = [sentence(reason) for reason in found.reasons]
    row.lacks = [sentence(lack) for lack in found.lacks]
    words = "\n".join([str(found.verdict), *(" ".join(e.text.split()) for e in found.evidence)])
    row.evidence_hash = hashlib.sha256(words.encode()).hexdigest()


def latest_decision(contract_id: int, rulebook_id: str, clause_id: str) -> ClauseDecision | None:
    query = (
        select(ClauseDecision)
        .where(
            ClauseDecision.contract_id == contract_id,
            ClauseDecision.rulebook_id == rulebook_id,
            ClauseDecision.clause_id == clause_id,
        )
        .order_by(ClauseDecision.id.desc())
        .limit(1)
    )
    with db.session.no_autoflush:
        return db.session.scalar(query)


def running_exception(contract_id: int, rulebook_id: str, clause_id: str) -> ClauseException | None:
    query = (
        select(ClauseException)
        .where(
            ClauseException.contract_id == contract_id,
            ClauseException.rulebook_id == rulebook_id,
            ClauseException.clause_id == clause_id,
            ClauseException.ended_at.is_(None),
        )
        .order_by(ClauseException.expires_on.desc())
        .limit(1)
    )
    with db.session.no_autoflush:
        return db.session.scalar(query)


def decide_clause(finding: ClauseFinding, verdict: Verdict, *, reason: str, seen: str = "", by: User) -> ClauseDecision:
    """Confirm the machine's verdict or overrule it; overruling needs a reason.

    `seen` is the evidence hash of the page on which the reviewer decided: when the papers were checked anew meanwhile
    and other words count, nothing is decided.
    """
    reason = reason.strip()
    if seen and seen != finding.evidence_hash:
        raise Refused(
            N_("The papers were checked anew while you were reading; look at the passages again, then decide.")
        )
    if verdict is not finding.verdict and not reason:
        raise Refused(N_("Say why the machine's verdict is wrong: an auditor will ask."), field="reason")
    decision = ClauseDecision(
        contract_id=finding.contract_id,
        rulebook_id=finding.rulebook_id,
        clause_id=finding.clause_id,
        verdict=verdict,
        machine_verdict=finding.verdict,
        reason=reason,
        evidence_hash=finding.evidence_hash,
        by_id=by.id,
        at=clock.now(),
    )
    db.session.add(decision)
    before, finding.decided = finding.decided, verdict
    contract = db.session.get_one(Contract, finding.contract_id)
    if verdict is finding.verdict:
        record("contracts:clause:confirm", contract, by=by, clause=finding.clause_id, verdict=verdict, reason=reason)
    else:
        record(
            "contracts:clause:overrule",
            contract,
            by=by,
            clause=finding.clause_id,
            verdict=(before or finding.verdict, verdict),
            reason=reason,
        )
    return decision


def grant_exception(
    finding: ClauseFinding, *, reason: str, requested_by: User | None, expires_on: date | None, by: User
) -> ClauseException:
    """Accept that a clause is missing, until a day. Whoever grants it may not be the one who asked for it."""
    today = clock.today()
    if not reason.strip():
        raise Refused(N_("Say why the firm accepts that the clause is missing."), field="exception_reason")
    if requested_by is None:
        raise Refused(N_("Name who asked for the exception."), field="requested_by_id")
    if requested_by.id == by.id:
        raise Refused(
            N_("Somebody else must have asked for it: nobody grants their own request."), field="requested_by_id"
        )
    if expires_on is None or expires_on <= today:
        raise Refused(N_("An exception ends on a day to come."), field="expires_on")
    if expires_on > today + LONGEST_EXCEPTION:
        raise Refused(N_("An exception runs three years at most; it can be granted again."), field="expires_on")
    if (finding.decided or finding.verdict) is Verdict.PRESENT:
        raise Refused(N_("The clause is present: there is nothing to except."))
    if running_exception(finding.contract_id, finding.rulebook_id, finding.clause_id) is not None:
        raise Refused(N_("An exception for this clause is running; end it first."))
    exception = ClauseException(
        contract_id=finding.contract_id,
        rulebook_id=finding.rulebook_id,
        clause_id=finding.clause_id,
        reason=reason.strip(),
        requested_by_id=requested_by.id,
        granted_by_id=by.id,
        granted_on=today,
        expires_on=expires_on,
    )
    db.session.add(exception)
    finding.excepted_until = expires_on
    contract = db.session.get_one(Contract, finding.contract_id)
    record(
        "contracts:exception:grant",
        contract,
        by=by,
        clause=finding.clause_id,
        reason=reason.strip(),
        requested_by=requested_by.name,
        expires_on=expires_on,
    )
    return exception


def end_exception(exception: ClauseException, *, reason: str, by: User | None, has_expired: bool = False) -> None:
    """End an exception before or at its time; the clause counts as missing again."""
    if exception.ended_at is not None:
        raise Refused(N_("The exception has ended already."))
    exception.ended_at, exception.end_reason = clock.now(), reason.strip()
    for finding in db.session.scalars(
        select(ClauseFinding).where(
            ClauseFinding.contract_id == exception.contract_id,
            ClauseFinding.rulebook_id == exception.rulebook_id,
            ClauseFinding.clause_id == exception.clause_id,
        )
    ):
        finding.excepted_until = None
    contract = db.session.get_one(Contract, exception.contract_id)
    if has_expired:
        record(
            "contracts:exception:expire", contract, by=by, clause=exception.clause_id, expires_on=exception.expires_on
        )
    else:
        record("contracts:exception:end", contract, by=by, clause=exception.clause_id, reason=reason.strip())
