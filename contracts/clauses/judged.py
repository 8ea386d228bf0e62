"""What papers were found to say: as the contract's check keeps it, as they were judged a moment ago, or judged now.

The same papers judged by the same rulebook always give the same findings, so nothing is judged twice to be compared.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from flask import current_app
from sqlalchemy import select

from contracts.clauses import operations
from contracts.clauses.basis import Ground
from contracts.clauses.crew_member import as_kept
from contracts.clauses.models import ClauseFinding
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rules import check
from contracts.clauses.sets import Paper
from contracts.documents.models import Document
from contracts.documents.queries import Papers
from contracts.documents.rules import DocumentKind
from core.db import db

KEPT = 24
"""Sets of papers whose findings a process remembers, some ten kilobytes each."""
_lock = Lock()
Findings = Mapping[str, Any]
"""By clause, as crew_member.as_kept writes them."""


def judged(mark: str, papers: Sequence[Paper], rulebook: Rulebook) -> Findings:
    """What these papers say; `mark` is the same for the same papers. Slow for long papers, the first time."""
    found = remembered(mark, rulebook)
    if found is None:
        found = {clause: as_kept(each) for clause, each in check(papers, rulebook).items()}
        _remember(mark, rulebook, found)
    return found


def remembered(mark: str, rulebook: Rulebook) -> Findings | None:
    """What this process judged of late."""
    found: Findings | None = _memory().get((mark, rulebook.digest))
    return found


def kept_by_check(papers: Papers, ground: Ground, rulebook: Rulebook) -> Findings | None:
    """What the contract's last check found, where it read exactly these papers, in these words, by this rulebook."""
    if not _are_judged_as_a_set(papers):
        return None
    numbers = {document.id: at for at, (document, _) in enumerate(papers)}
    query = select(ClauseFinding).where(
        ClauseFinding.contract_id == papers[0][0].contract_id,
        ClauseFinding.rulebook_id == rulebook.id,
        ClauseFinding.rulebook_digest == rulebook.digest,
        ClauseFinding.text_hash == operations.text_hash(papers),
        ClauseFinding.ground_mark == ground.mark,
    )
    rows = {row.clause_id: row for row in db.session.scalars(query)}
    if not all(clause in rows for clause in rulebook.clauses):
        return None
    if any(place["document_id"] not in numbers for row in rows.values() for place in row.evidence):
        return None
    return {clause: _as_kept(rows[clause], numbers) for clause in rulebook.clauses}


def _are_judged_as_a_set(papers: Papers) -> bool:
    """One paper alone is read for what it says by itself; the check reads it so only if it is the contract."""
    return len(papers) > 1 or _is_contract(papers[0][0])


def _is_contract(document: Document) -> bool:
    return document.kind is DocumentKind.CONTRACT


def _as_kept(row: ClauseFinding, numbers: Mapping[int, int]) -> dict[str, Any]:
    evidence = [
        {"document": numbers[place["document_id"]], **{name: place[name] for name in ("page", "start", "end", "text")}}
        for place in row.evidence
    ]
    return {
        "verdict": str(row.verdict), "score": row.score, "evidence": evidence,
        "reasons": row.reasons, "lacks": row.lacks,
    }  # fmt: skip


def _memory() -> OrderedDict[tuple[str, str], Findings]:
    memory: OrderedDict[tuple[str, str], Findings]
    memory = current_app.extensions.setdefault("findings_of_papers", OrderedDict())
    return memory


def _remember(mark: str, rulebook: Rulebook, found: Findings) -> None:
    with _lock:
        memory = _memory()
        memory[mark, rulebook.digest] = found
        while len(memory) > KEPT:
            memory.popitem(last=False)
