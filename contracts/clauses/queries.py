"""Reads of the clause check: the page of one contract, what duties and cards ask."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from contracts.clauses.checking import RULEBOOK
from contracts.clauses.effective import EFFECTIVE_NAMES, TONES, Effective, Standing, effective
from contracts.clauses.models import ClauseDecision, ClauseException, ClauseFinding, VerdictChange
from contracts.clauses.rulebook import Clause, Rulebook
from contracts.clauses.rulebooks import available, load
from contracts.clauses.rules import Verdict
from core import clock
from core.db import db
from core.i18n import language, say
from core.phrases import Wording
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
        """Whether the text under the decision changed since it was made."""
        return bool(self.finding and self.finding.is_stale)

    @property
    def needs_review(self) -> bool:
        """Whether somebody has to look: at a gap that nobody has decided on, or at a decision whose text changed."""
        return self.is_stale or (self.effective.is_gap and self.decision is None)

    @property
    def is_settled(self) -> bool:
        """Whether a person decided, on words that still stand."""
        return self.decision is not None and not self.is_stale

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


def clause_name(rulebook_id: str, clause_id: str) -> str:
    """The clause in the reader's language; its id where the rulebook, or the clause in it, is no longer there."""
    clause = load(rulebook_id).clauses.get(clause_id) if rulebook_id in available() else None
    return clause.name.in_language(language()) if clause else clause_id


def clause_words(rulebook_id: str, clause_id: str) -> Wording | str:
    """The clause's name in both languages, for a sentence that is said to somebody later."""
    clause = load(rulebook_id).clauses.get(clause_id) if rulebook_id in available() else None
    return clause.name if clause else clause_id


def clause_url(contract_id: int, clause_id: str = "", rulebook_id: str = RULEBOOK) -> str:
    """Where a clause of a contract is shown."""
    rulebook = rulebook_id if rulebook_id != RULEBOOK else None
    return url_for("contracts.clauses.show", contract_id=contract_id, clause=clause_id or None, rulebook=rulebook)


def finding_of(contract_id: int, clause_id: str, rulebook_id: str = RULEBOOK) -> ClauseFinding:
    """404 where nothing was found yet."""
    query = select(ClauseFinding).filter_by(contract_id=contract_id, rulebook_id=rulebook_id, clause_id=clause_id)
    found: ClauseFinding = db.one_or_404(query)
    return found


def is_outdated(finding: ClauseFinding, rulebook: Rulebook) -> bool:
    """Whether another version of the rulebook judged: kept beside `outdated`, its SQL."""
    return finding.rulebook_version != rulebook.version or finding.rulebook_digest not in ("", rulebook.digest)


def outdated(rulebook: Rulebook) -> ColumnElement[bool]:
    """Findings that another version of the rulebook made."""
    other = or_(
        ClauseFinding.rulebook_version != rulebook.version,
        ClauseFinding.rulebook_digest.not_in(("", rulebook.digest)),
    )
    return and_(ClauseFinding.rulebook_id == rulebook.id, other)


def last_changes(contract_id: int, rulebook_id: str) -> Sequence[VerdictChange]:
    """The verdicts that the last check changed."""
    here = {"contract_id": contract_id, "rulebook_id": rulebook_id}
    checked = select(func.max(ClauseFinding.checked_at)).filter_by(**here).scalar_subquery()
    query = select(VerdictChange).filter_by(**here).where(VerdictChange.at == checked)
    return db.session.scalars(query.order_by(VerdictChange.id)).all()


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
        ClauseFinding.excepted_until, ClauseFinding.is_stale,
    )  # fmt: skip
    wanted = or_(ClauseFinding.verdict.in_(GAP), ClauseFinding.decided.in_(GAP), ClauseFinding.is_stale)
    rows = defaultdict(list)
    for row in db.session.execute(select(*columns).where(of_rulebook, wanted)):
        rows[row.contract_id].append((row, effective(row.verdict, row.decided, row.excepted_until, as_of)))
    return {contract_id: _standing(rows.get(contract_id, [])) for contract_id in checked}


def _standing(rows: Sequence[tuple[Any, Effective]]) -> Standing:
    excepted = [row for row, state in rows if state is Effective.EXCEPTED]
    return Standing(
        gaps=tuple(row.clause_id for row, state in rows if state.is_gap),
        unreviewed=tuple(
            row.clause_id for row, state in rows if row.is_stale or (state.is_gap and row.decided is None)
        ),
        excepted=tuple(row.clause_id for row in excepted),
        first_expiry=min((row.excepted_until for row in excepted), default=None),
        is_checked=True,
    )
