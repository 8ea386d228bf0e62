"""Clause gaps and exceptions on the board's workbook."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from contracts.clauses.checking import RULEBOOK
from contracts.clauses.effective import Standing
from contracts.clauses.models import ClauseException
from contracts.clauses.queries import clause_standings
from contracts.clauses.rulebooks import load
from contracts.register.models import Contract
from contracts.register.standings import standings
from core import clock
from core.db import db
from core.i18n import language
from core.phrases import N_, counted, phrase
from core.report import Chart, Definition, Figure, Sheet, Table
from core.web.addresses import address
from core.web.listing import Column, Kind

SOON = timedelta(days=30)


@dataclass(frozen=True)
class ClauseTally:
    """One clause over the running contracts that were checked."""

    name: str
    gaps: int
    excepted: int


@dataclass(frozen=True)
class Lacking:
    """A running contract and the clauses it lacks."""

    contract: Contract
    names: list[str]


def sheet(as_of: date) -> Sheet:
    """Which required clauses running contracts lack, which gaps were accepted and until when."""
    running = {key for key, at in standings(as_of).items() if at.status.is_running}
    found = {key: at for key, at in clause_standings(as_of).items() if key in running}
    names = {clause.id: clause.name.in_language(language()) for clause in load(RULEBOOK).clauses.values()}
    gaps = Counter(clause for at in found.values() for clause in at.gaps)
    excepted = Counter(clause for at in found.values() for clause in at.excepted)
    lacking = _lacking(found, names)
    exceptions = _exceptions(as_of, running)
    ending = [e for e in exceptions if e.expires_on <= as_of + SOON]
    return Sheet(
        title=gettext("Clauses"),
        lead=gettext(
            "The 17 clauses that CC-19000-4-1 requires, over the running contracts; a reviewer's verdict counts before the product's."
        ),
        figures=[
            Figure(
                "clauses.lacking",
                gettext("Running contracts that lack a clause"),
                len(lacking),
                tone="bad" if lacking else "good" if found else "muted",
                why=phrase(
                    counted(len(found), N_("of %(n)s checked contract"), N_("of %(n)s checked contracts")), n=len(found)
                ),
            ),
            Figure(
                "clauses.unchecked",
                gettext("Running contracts not checked"),
                len(running) - len(found),
                tone="warn" if len(running) > len(found) else "good",
                why=phrase(N_("No readable paper is attached, or its check is still to come.")),
            ),
            Figure(
                "clauses.exceptions",
                gettext("Exceptions in force"),
                len(exceptions),
                tone="warn" if ending else "info",
                why=phrase(N_("%(n)s of them end within 30 days"), n=len(ending)),
            ),
        ],
        tables=[
            Table(
                gettext("Clause by clause"),
                _tally_columns(),
                [ClauseTally(names[c], gaps[c], excepted[c]) for c in names],
            ),
            Table(gettext("Contracts that lack a clause"), _lacking_columns(), lacking, gettext("None.")),
            Table(gettext("Exceptions"), _exception_columns(names), exceptions, gettext("None.")),
        ],
        charts=[Chart(gettext("Running contracts that lack the clause"), table=0, labels=0, values=(1,), limit=17)],
        definitions=[
            Definition(
                gettext("Clause gap"),
                gettext(
                    "A required clause that is missing or incomplete and that nobody entitled to has accepted until a day."
                ),
                "CC-19000-4-1",
            )
        ],
    )


def _lacking(found: Mapping[int, Standing], names: Mapping[str, str]) -> list[Lacking]:
    """The contracts with gaps, those with the most first."""
    wanted = {key for key, at in found.items() if at.gaps}
    contracts = db.session.scalars(select(Contract).options(joinedload(Contract.vendor))) if wanted else ()
    rows = [Lacking(c, [names[g] for g in found[c.id].gaps]) for c in contracts if c.id in wanted]
    return sorted(rows, key=lambda row: (-len(row.names), row.contract.number))


def _exceptions(as_of: date, running: set[int]) -> list[ClauseException]:
    """Those in force on the day, the first to expire first."""
    query = (
        select(ClauseException)
        .where(ClauseException.granted_on <= as_of, ClauseException.expires_on >= as_of)
        .where(ClauseException.rulebook_id == RULEBOOK)
        .options(joinedload(ClauseException.contract), joinedload(ClauseException.granted_by))
        .order_by(ClauseException.expires_on, ClauseException.id)
    )
    return [e for e in db.session.scalars(query) if e.contract_id in running and not _had_ended(e, as_of)]


def _had_ended(exception: ClauseException, as_of: date) -> bool:
    """Whether somebody took it back by that day."""
    return exception.ended_at is not None and exception.ended_at.astimezone(clock.zone()).date() <= as_of


def _tally_columns() -> list[Column]:
    return [
        Column("clause", gettext("Clause"), lambda r: r.name),
        Column("gaps", gettext("Contracts that lack it"), lambda r: r.gaps, Kind.NUMBER),
        Column("excepted", gettext("Excepted"), lambda r: r.excepted, Kind.NUMBER),
    ]


def _lacking_columns() -> list[Column]:
    return [
        Column("number", gettext("Contract"), lambda r: r.contract.number, url=lambda r: _url(r.contract)),
        Column("title", gettext("Title"), lambda r: r.contract.title),
        Column("vendor", gettext("Vendor"), lambda r: r.contract.vendor.name),
        Column("count", gettext("Gaps"), lambda r: len(r.names), Kind.NUMBER),
        Column(
            "clauses",
            gettext("Clauses"),
            lambda r: "、".join(r.names) if language() == "zh_Hant_TW" else "; ".join(r.names),
        ),
    ]


def _exception_columns(names: Mapping[str, str]) -> list[Column]:
    return [
        Column("contract", gettext("Contract"), lambda e: e.contract.number, url=lambda e: _url(e.contract)),
        Column("clause", gettext("Clause"), lambda e: names.get(e.clause_id, e.clause_id)),
        Column("reason", gettext("Reason"), lambda e: e.reason),
        Column("by", gettext("Granted by"), lambda e: e.granted_by.name if e.granted_by else None),
        Column("until", gettext("Expires on"), lambda e: e.expires_on, Kind.DAY),
    ]


def _url(contract: Contract) -> str:
    return address("contracts.clauses.show", contract_id=contract.id)
