"""Reads of the clause check: the page of one contract, what duties and cards ask."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from contracts.clauses.checking import RULEBOOK
from contracts.clauses.effective import EFFECTIVE_NAMES, TONES, Effective, Standing, effective
from contracts.clauses.models import ClauseDecision, ClauseException, ClauseFinding
from contracts.clauses.rulebook import Clause
from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Verdict
from core import clock
from core.db import db
from core.i18n import language, say
from core.web import listing

GAP = (Verdict.ABSENT, Verdict.PARTIAL)


def badge(state: Effective) -> listing.Status:
    return listing.Status(say(EFFECTIVE_NAMES[state]), TONES[state])


@dataclass(frozen=True)
class ClauseRow:
    """One clause of one contract: what the machine found, what people decided, what counts today."""

    clause: Clause
    finding: ClauseFinding | None
    decisions: Sequence[ClauseDecision]
    exception: ClauseException | None
    effective: Effective

    @property
    def decision(self) -> ClauseDecision | None:
        return self.decisions[0] if self.decisions else None

    @property
    def is_stale(self) -> bool:
        """Whether the decision was made on other words than the check now rests on."""
        return bool(self.decision and self.finding and self.decision.evidence_hash != self.finding.evidence_hash)

    @property
    def badge(self) -> listing.Status:
        return badge(self.effective)

    @property
    def name(self) -> str:
        return self.clause.name.in_language(language())


def clause_rows(contract_id: int, rulebook_id: str = RULEBOOK) -> list[ClauseRow]:
    """All clauses of a rulebook for one contract, in the rulebook's order."""
    here = {"contract_id": contract_id, "rulebook_id": rulebook_id}
    findings = {f.clause_id: f for f in db.session.scalars(select(ClauseFinding).filter_by(**here))}
    decisions: dict[str, list[ClauseDecision]] = defaultdict(list)
    query = select(ClauseDecision).filter_by(**here).options(joinedload(ClauseDecision.by))
    for decision in db.session.scalars(query.order_by(ClauseDecision.id.desc())):
        decisions[decision.clause_id].append(decision)
    running = select(ClauseException).filter_by(**here).where(ClauseException.ended_at.is_(None))
    options = (joinedload(ClauseException.requested_by), joinedload(ClauseException.granted_by))
    exceptions = {e.clause_id: e for e in db.session.scalars(running.options(*options))}
    today, rows = clock.today(), []
    for clause in load(rulebook_id).clauses.values():
        finding = findings.get(clause.id)
        state = finding.effective(today) if finding else Effective.UNCHECKED
        rows.append(ClauseRow(clause, finding, decisions[clause.id], exceptions.get(clause.id), state))
    return rows


def finding_of(contract_id: int, clause_id: str, rulebook_id: str = RULEBOOK) -> ClauseFinding:
    """404 where nothing was found yet."""
    query = select(ClauseFinding).filter_by(contract_id=contract_id, rulebook_id=rulebook_id, clause_id=clause_id)
    found: ClauseFinding = db.one_or_404(query)
    return found


def is_gap(today: date) -> ColumnElement[bool]:
    """SQL for `effective(...).is_gap`: kept beside it, and held to it by a test."""
    judged = or_(ClauseFinding.decided.in_(GAP), and_(ClauseFinding.decided.is_(None), ClauseFinding.verdict.in_(GAP)))
    return and_(judged, or_(ClauseFinding.excepted_until.is_(None), ClauseFinding.excepted_until < today))


def clause_standings(as_of: date, rulebook_id: str = RULEBOOK) -> Mapping[int, Standing]:
    """Every checked contract's standing on a day, by contract id; two narrow reads for all of them."""
    of_rulebook = ClauseFinding.rulebook_id == rulebook_id
    checked = set(db.session.scalars(select(ClauseFinding.contract_id).where(of_rulebook).distinct()))
    columns = (
        ClauseFinding.contract_id, ClauseFinding.clause_id, ClauseFinding.verdict, ClauseFinding.decided,
        ClauseFinding.excepted_until,
    )  # fmt: skip
    wanted = or_(ClauseFinding.verdict.in_(GAP), ClauseFinding.decided.in_(GAP))
    rows = defaultdict(list)
    for row in db.session.execute(select(*columns).where(of_rulebook, wanted)):
        rows[row.contract_id].append((row, effective(row.verdict, row.decided, row.excepted_until, as_of)))
    return {contract_id: _standing(rows.get(contract_id, [])) for contract_id in checked}


def _standing(rows: Sequence[tuple[Any, Effective]]) -> Standing:
    excepted = [row for row, state in rows if state is Effective.EXCEPTED]
    return Standing(
        gaps=tuple(row.clause_id for row, state in rows if state.is_gap),
        unreviewed=tuple(row.clause_id for row, state in rows if state.is_gap and row.decided is None),
        excepted=tuple(row.clause_id for row in excepted),
        first_expiry=min((row.excepted_until for row in excepted), default=None),
        is_checked=True,
    )
