"""Reads of the clause check: the page of one contract, the matrix, what duties and cards ask."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from contracts.clauses.checking import RULEBOOK
from contracts.clauses.effective import EFFECTIVE_NAMES, TONES, Effective, Standing, effective
from contracts.clauses.models import ClauseDecision, ClauseException, ClauseFinding
from contracts.clauses.rulebook import Clause
from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Verdict
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME, vendors_with_contracts
from contracts.register.standings import standings
from core import clock
from core.db import db
from core.i18n import language, say
from core.web import listing
from core.web.listing import Column, Filter, Kind, Listing, ListPage
from vendors.register.models import Vendor

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


def _is_gap(today: date) -> ColumnElement[bool]:
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


@dataclass(frozen=True)
class Matrix(Listing):
    """Contracts × clauses. The states of a page's contracts are read together, before its cells are asked."""

    states: dict[int, dict[str, Effective]] = field(default_factory=dict)

    def page(self, args: Mapping[str, str]) -> ListPage:
        found = super().page(args)
        self._prime([contract.id for contract in found.rows])
        return found

    def rows(self, args: Mapping[str, str]) -> Iterator[Any]:
        part: list[Contract] = []
        for contract in super().rows(args):
            part.append(contract)
            if len(part) == 500:
                self._prime([each.id for each in part])
                yield from part
                part = []
        self._prime([each.id for each in part])
        yield from part

    def _prime(self, ids: Sequence[int]) -> None:
        columns = (
            ClauseFinding.contract_id, ClauseFinding.clause_id, ClauseFinding.verdict, ClauseFinding.decided,
            ClauseFinding.excepted_until,
        )  # fmt: skip
        query = select(*columns).where(ClauseFinding.contract_id.in_(ids), ClauseFinding.rulebook_id == RULEBOOK)
        today = clock.today()
        self.states.clear()
        for row in db.session.execute(query):
            state = effective(row.verdict, row.decided, row.excepted_until, today)
            self.states.setdefault(row.contract_id, {})[row.clause_id] = state


def matrix() -> Matrix:
    """Contracts and how each stands on every clause of CC-19000-4-1."""
    today = clock.today()
    rulebook, states = load(RULEBOOK), {}  # type: ignore[var-annotated]
    running = {contract_id for contract_id, one in standings(today).items() if one.status.is_running}
    of_contract = and_(ClauseFinding.contract_id == Contract.id, ClauseFinding.rulebook_id == RULEBOOK)
    names = [(clause.id, clause.name.in_language(language())) for clause in rulebook.clauses.values()]

    def at(clause_id: str) -> Any:
        return lambda contract: badge(states.get(contract.id, {}).get(clause_id, Effective.UNCHECKED))

    def gaps(contract: Contract) -> int | None:
        found = states.get(contract.id)
        return None if found is None else sum(state.is_gap for state in found.values())

    def lacking(clause_id: str) -> ColumnElement[bool]:
        return exists().where(of_contract, ClauseFinding.clause_id == clause_id, _is_gap(today))

    conditions = {
        "gaps": exists().where(of_contract, _is_gap(today)),
        "unreviewed": exists().where(of_contract, _is_gap(today), ClauseFinding.decided.is_(None)),
        "complete": and_(exists().where(of_contract), ~exists().where(of_contract, _is_gap(today))),
        "unchecked": ~exists().where(of_contract),
    }
    return Matrix(
        name="clauses",
        title=gettext("Clause check"),
        statement=select(Contract).join(Vendor, Contract.vendor_id == Vendor.id).options(contains_eager(Contract.vendor)),
        key=Contract.id,
        tiebreak=Contract.id,
        search=(Contract.number, Contract.title, Vendor.name_zh, Vendor.name_en),
        default_sort="number",
        states=states,
        filters=[
            Filter("state", gettext("State"), lambda: [
                ("gaps", gettext("with missing clauses")), ("unreviewed", gettext("with gaps nobody reviewed")),
                ("complete", gettext("complete")), ("unchecked", gettext("not checked")),
            ], conditions.__getitem__),
            Filter("lacking", gettext("Lacking"), lambda: names, lacking),
            Filter("term", gettext("Term"), lambda: [("running", gettext("running")), ("other", gettext("not running"))],
                   keep=lambda value: lambda key: (key in running) == (value == "running")),
            Filter("vendor", gettext("Vendor"), vendors_with_contracts, lambda v: Contract.vendor_id == int(v)),
        ],
        columns=[
            Column("number", _l("Contract"), lambda c: c.number, sort=Contract.number,
                   url=lambda c: url_for("contracts.clauses.show", contract_id=c.id)),
            Column("vendor", _l("Vendor"), lambda c: c.vendor.name, sort=VENDOR_NAME),
            Column("gaps", _l("Gaps"), gaps, Kind.NUMBER),
            *(Column(clause_id, name, at(clause_id), Kind.STATUS, is_minor=True) for clause_id, name in names),
        ],
    )  # fmt: skip


def matrix_counts() -> list[tuple[str, str, dict[Effective, int]]]:
    """For each clause how many running contracts stand where: (id, name, counts)."""
    today = clock.today()
    running = {contract_id for contract_id, one in standings(today).items() if one.status.is_running}
    columns = (
        ClauseFinding.contract_id, ClauseFinding.clause_id, ClauseFinding.verdict, ClauseFinding.decided,
        ClauseFinding.excepted_until,
    )  # fmt: skip
    tally: dict[str, dict[Effective, int]] = defaultdict(lambda: dict.fromkeys(Effective, 0))
    for row in db.session.execute(select(*columns).where(ClauseFinding.rulebook_id == RULEBOOK)):
        if row.contract_id in running:
            tally[row.clause_id][effective(row.verdict, row.decided, row.excepted_until, today)] += 1
    clauses = load(RULEBOOK).clauses.values()
    return [(clause.id, clause.name.in_language(language()), tally[clause.id]) for clause in clauses]
