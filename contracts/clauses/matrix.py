"""Contracts × clauses: the list, its totals, its workbook's rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import contains_eager

from contracts.clauses.checking import RULEBOOK
from contracts.clauses.effective import Effective, effective
from contracts.clauses.models import ClauseFinding
from contracts.clauses.queries import badge, clause_standings, clause_url, is_gap, outdated
from contracts.clauses.rulebooks import available, load
from contracts.clauses.rules import Verdict
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME, vendors_with_contracts
from contracts.register.standings import standings
from core import clock
from core.db import db
from core.i18n import language
from core.web.listing import Column, Filter, Kind, Listing, ListPage
from vendors.register.models import Vendor

Tally = dict[str, dict[Effective, int]]
"""How many rows stand where, by clause."""


@dataclass(frozen=True)
class Matrix(Listing):
    """Rows × clauses. The states of a page's rows are read together, by `read`, before its cells are asked.

    `count(keys)` tallies the states of the rows with these keys, None standing for all rows there are.
    """

    read: Callable[[Sequence[int]], Mapping[int, Mapping[str, Effective]]] = lambda keys: {}
    count: Callable[[set[int] | None], Tally] = lambda keys: {}
    states: dict[int, Mapping[str, Effective]] = field(default_factory=dict)

    def page(self, args: Mapping[str, str]) -> ListPage:
        found = super().page(args)
        self._prime(found.rows)
        return found

    def rows(self, args: Mapping[str, str]) -> Iterator[Any]:
        part: list[Any] = []
        for row in super().rows(args):
            part.append(row)
            if len(part) == 500:
                self._prime(part)
                yield from part
                part = []
        self._prime(part)
        yield from part

    def _prime(self, rows: Sequence[Any]) -> None:
        self.states.clear()
        self.states.update(self.read([row.id for row in rows]))

    def totals(self, args: Mapping[str, str]) -> Tally:
        """For each clause how many of all rows that match (on every page) stand where."""
        keys = self.keys(args)
        return self.count(None if keys is None else set(keys))


def _states_of(rulebook_id: str, contract_ids: Sequence[int]) -> dict[int, dict[str, Effective]]:
    of_rulebook = ClauseFinding.rulebook_id == rulebook_id
    query = select(*COLUMNS).where(ClauseFinding.contract_id.in_(contract_ids), of_rulebook)
    today = clock.today()
    states: dict[int, dict[str, Effective]] = {}
    for row in db.session.execute(query):
        state = effective(row.verdict, row.decided, row.excepted_until, today)
        states.setdefault(row.contract_id, {})[row.clause_id] = state
    return states


COLUMNS = (
    ClauseFinding.contract_id, ClauseFinding.clause_id, ClauseFinding.verdict, ClauseFinding.decided,
    ClauseFinding.excepted_until,
)  # fmt: skip


def _count(rulebook_id: str, contract_ids: set[int] | None) -> Tally:
    """Reads the findings that are not plainly present, and counts the others as the rest of those checked."""
    today, of_rulebook = clock.today(), ClauseFinding.rulebook_id == rulebook_id
    ids = select(Contract.id) if contract_ids is None else None
    listed = set(db.session.scalars(ids)) if ids is not None else contract_ids or set()
    checked = listed & set(db.session.scalars(select(ClauseFinding.contract_id).where(of_rulebook).distinct()))
    tally = {clause_id: dict.fromkeys(Effective, 0) for clause_id in load(rulebook_id).clauses}
    for counts in tally.values():
        counts[Effective.PRESENT], counts[Effective.UNCHECKED] = len(checked), len(listed) - len(checked)
    in_doubt = or_(ClauseFinding.verdict != Verdict.PRESENT, ClauseFinding.decided != Verdict.PRESENT)
    for row in db.session.execute(select(*COLUMNS).where(of_rulebook, in_doubt)):
        if row.contract_id in checked and row.clause_id in tally:
            tally[row.clause_id][Effective.PRESENT] -= 1
            tally[row.clause_id][effective(row.verdict, row.decided, row.excepted_until, today)] += 1
    return tally


def matrix(rulebook_id: str = RULEBOOK) -> Matrix:
    """Contracts and how each stands on every clause of a rulebook; of a further one, those that are judged by it."""
    today = clock.today()
    rulebook = load(rulebook_id)
    states: dict[int, Mapping[str, Effective]] = {}
    running = {contract_id for contract_id, one in standings(today).items() if one.status.is_running}
    of_contract = and_(ClauseFinding.contract_id == Contract.id, ClauseFinding.rulebook_id == rulebook_id)
    further = [(each, load(each).name.in_language(language())) for each in available() if each != RULEBOOK]
    names = [(clause.id, clause.name.in_language(language())) for clause in rulebook.clauses.values()]

    def at(clause_id: str) -> Any:
        return lambda contract: badge(states.get(contract.id, {}).get(clause_id, Effective.UNCHECKED))

    def gaps(contract: Contract) -> int | None:
        found = states.get(contract.id)
        return None if found is None else sum(state.is_gap for state in found.values())

    def beside(clause_id: str) -> Any:
        return lambda contract: clause_url(contract.id, clause_id, rulebook_id) if contract.id in states else ""

    @cache
    def gap_counts() -> dict[int, int]:
        return {key: len(one.gaps) for key, one in clause_standings(today, rulebook_id).items()}

    def lacking(clause_id: str) -> ColumnElement[bool]:
        return exists().where(of_contract, ClauseFinding.clause_id == clause_id, is_gap(today))

    conditions = {
        "gaps": exists().where(of_contract, is_gap(today)),
        "unreviewed": exists().where(
            of_contract, or_(ClauseFinding.is_stale, and_(is_gap(today), ClauseFinding.decided.is_(None)))
        ),
        "stale": exists().where(of_contract, ClauseFinding.is_stale),
        "outdated": exists().where(of_contract, outdated(rulebook)),
        "complete": and_(exists().where(of_contract), ~exists().where(of_contract, is_gap(today))),
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
        read=partial(_states_of, rulebook_id),
        count=partial(_count, rulebook_id),
        states=states,
        filters=[
            Filter("state", gettext("State"), lambda: [
                ("gaps", gettext("with missing clauses")), ("unreviewed", gettext("to review")),
                ("stale", gettext("with decisions whose text changed")), ("complete", gettext("complete")),
                ("unchecked", gettext("not checked")), ("outdated", gettext("checked by an older rulebook")),
            ], conditions.__getitem__),
            Filter("rulebook", gettext("Rulebook"), lambda: further, lambda _: exists().where(of_contract),
                   none=load(RULEBOOK).name.in_language(language())),
            Filter("lacking", gettext("Lacking"), lambda: names, lacking),
            Filter("term", gettext("Term"), lambda: [("running", gettext("running")), ("other", gettext("not running"))],
                   keep=lambda value: lambda key: (key in running) == (value == "running")),
            Filter("vendor", gettext("Vendor"), vendors_with_contracts, lambda v: Contract.vendor_id == int(v)),
        ],
        columns=[
            Column("number", _l("Contract"), lambda c: c.number, sort=Contract.number,
                   url=lambda c: clause_url(c.id, rulebook_id=rulebook_id)),
            Column("vendor", _l("Vendor"), lambda c: c.vendor.name, sort=VENDOR_NAME),
            Column("gaps", _l("Gaps"), gaps, Kind.NUMBER, rank=lambda key: gap_counts().get(key)),
            *(Column(clause_id, name, at(clause_id), Kind.STATUS, url=beside(clause_id)) for clause_id, name in names),
        ],
    )  # fmt: skip
