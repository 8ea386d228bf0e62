"""Concentration and the stress test on a firm of 2,000 vendors, 20,000 contracts and five levels of subcontractors."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import UniqueConstraint, text

from bench.firms import installation, signed_in
from bench.measuring import Series, median_of, once
from contracts.register.models import Contract
from core import clock
from core.audit import record
from core.audit.chain import acting_as
from core.db import db, unit_of_work
from core.demo import operations as demo
from core.readying import make_ready
from core.report.operations import gather
from core.report.workbook import write_board
from core.serve import settle
from vendors.assessments.queries import standings
from vendors.concentration.bases import bases
from vendors.concentration.dimensions import Dimension
from vendors.concentration.gaps import gaps
from vendors.concentration.network import matrix, network
from vendors.concentration.pictures import drawing
from vendors.concentration.queries import figures
from vendors.concentration.spend import converted
from vendors.register.models import Subcontracting, Vendor
from vendors.stress.queries import outcome
from vendors.stress.scenarios import candidates, scenarios

LEVELS, FAN = 5, 2
FIRM = demo.Sizes(200, 2_000, 400)
TIMES = (1, 10, 100)
"""A tenth of the size to design for, that size, and ten times it: what grows worse than linearly shows between them."""
COPIED = (
    "vendor_group", "vendor", "service", "service_function", "service_alternative", "contract",
    "contract_service", "contract_event", "vendor_assessment", "vendor_assessment_answer",
    "vendor_assessment_condition",
)  # fmt: skip
"""What a firm's size is made of here."""
STEP = 1_000_000
"""Between the numbers of one copy and the next."""
PAGES = {
    "breaches": "/vendors/concentration/breaches",
    "trend": "/vendors/concentration/trend",
    "pictures": "/vendors/concentration/pictures",
    "what is missing": "/vendors/concentration/gaps",
    "limits": "/vendors/concentration/limits",
    "stress tests": "/vendors/stress/",
    "control measures": "/vendors/actions/",
    "checks before signing": "/vendors/proposals/",
    "assessments": "/vendors/assessments/",
}


def copied(copies: Iterable[int]) -> None:
    """The same firm once more for each of these, beside what is there: a firm of ten times the size in seconds."""
    tables = [db.metadata.tables[name] for name in COPIED]
    with acting_as("command"), unit_of_work():
        for copy, table in itertools.product(copies, tables):
            names = [column.name for column in table.columns]
            values = ", ".join(_copied(column, copy) for column in table.columns)
            own = f" WHERE {'id' if 'id' in names else names[0]} < {STEP}"
            db.session.execute(
                text(f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {values} FROM {table.name}{own}")
            )
        record("vendors:vendor:add", "bench", by=None)


def _copied(column: Any, copy: int) -> str:
    """Numbers move on; what is unique gets the copy's number."""
    if column.table.name == "contract" and column.name == "value_minor":
        return f"value_minor + {copy}"  # no two contracts cost the same: nothing that is kept by price helps out
    unique = any(
        isinstance(each, UniqueConstraint) and list(each.columns) == [column] for each in column.table.constraints
    )
    points_at = {key.column.table.name for key in column.foreign_keys}
    if points_at & set(COPIED) or (column.primary_key and not points_at):
        return f"{column.name} + {copy * STEP}"
    return f"{column.name} || '-{copy}'" if unique else column.name


def deepen(seed: int) -> None:
    """Give every sample vendor a place on one of six levels, and `FAN` subcontractors on the next one below, and none
    besides: no chain is longer. Anew where it was done before."""
    rng = Random(seed)
    vendors = list(db.session.scalars(db.select(Vendor.id).order_by(Vendor.id)))
    levels = [vendors[n :: LEVELS + 1] for n in range(LEVELS + 1)]
    with acting_as("command"), unit_of_work():
        db.session.execute(db.delete(Subcontracting))
        rows = [
            {"vendor_id": vendor, "subcontractor_id": below, "work": "bench", "version": 1}
            for upper, lower in itertools.pairwise(levels)
            for vendor in upper
            for below in rng.sample(lower, min(FAN, len(lower)))
        ]
        db.session.execute(db.insert(Subcontracting), rows)
        record("vendors:subcontracting:add", "bench", by=None)


def measure(times: Sequence[int] = TIMES) -> list[Series]:
    """Every basis in every dimension, the slowest of each; pictures, gaps, how vendors stand; failures; the lists to
    choose from; the pages and the workbook as they are asked for."""
    found: dict[str, Series] = {}
    settle()
    with installation() as app:
        with unit_of_work():
            demo.load(sizes=FIRM, seed=1, today=clock.today(), by=None, tell=lambda *_: None)
        get, there = signed_in(app), 1
        for many in times:
            copied(range(there, many))
            deepen(1)
            there = max(there, many)
            for what, seconds in itertools.chain(_measured(app), _pages(app, get), _workbook(many)):
                found.setdefault(what, Series(what, "contracts")).points.append((FIRM.contracts * many, seconds))
    return list(found.values())


def _pages(app: Flask, get: Callable[[str], None]) -> Iterator[tuple[str, float]]:
    """As a browser asks for them: the first of a process, the first after changes, then each once."""
    for kept in ("kept_while_unchanged", "contract_standings", "obligations_kept"):
        app.extensions.pop(kept, None)
    converted.cache_clear()
    yield "a process makes itself ready (while it answers already)", once(lambda: make_ready(app))
    first = "/vendors/concentration/"
    yield "page: concentration, first of a process made ready", once(lambda: get(first))
    with acting_as("command"), unit_of_work():
        vendor = db.session.scalars(db.select(Vendor).order_by(Vendor.id)).first()
        vendor.note = "bench"
        record("vendors:vendor:edit", vendor, by=None)
    yield "page: concentration, first after a vendor changed", once(lambda: get(first))
    with acting_as("command"), unit_of_work():
        contract = db.session.scalars(db.select(Contract).order_by(Contract.id)).first()
        contract.value_minor = (contract.value_minor or 0) + 100
        record("contracts:contract:edit", contract, by=None)
    yield "page: concentration, first after a contract changed", once(lambda: get(first))
    with acting_as("command"), unit_of_work():
        record("auth:sign-in", "bench", by=None)
    yield "page: concentration, first after something else changed", once(lambda: get(first))
    dimensions = [f"{first}?by={by.value}&basis={basis.name}" for by in Dimension for basis in bases()]
    yield "page: concentration, slowest dimension and basis", max(once(lambda a=a: get(a)) for a in dimensions)
    for what, address in PAGES.items():
        yield f"page: {what}", once(lambda address=address: get(address))


def _workbook(many: int) -> Iterator[tuple[str, float]]:
    """The whole board workbook, up to the size to design for."""
    if many <= 10:
        yield "board workbook", once(lambda: write_board(gather(clock.today(), by=None)).close())


def _measured(app: Flask) -> Iterator[tuple[str, float]]:
    today = clock.today()
    yield "concentration: first figure of the process", once(lambda: figures(today, Dimension.GROUP, bases()[0]))
    for by in Dimension:
        took = max(once(lambda by=by, basis=basis: figures(today, by, basis)) for basis in bases())
        yield f"concentration by {by.value}, slowest basis", took
    yield "concentration: what is missing", once(lambda: gaps(today))
    yield "concentration: who carries what", once(lambda: matrix(today))
    yield "concentration: dependency graph, drawn", once(lambda: drawing(network(today)))
    yield "assessments: how every vendor stands", median_of(lambda: standings(today), runs=3)
    for kind in ("vendor", "group", "country", "fourth_party"):
        yield f"stress test: choose, {kind}", once(lambda kind=kind: candidates(kind, today))
        scenario = scenarios(kind, today)[candidates(kind, today)[0].key]
        yield f"stress test: outcome, {kind}", median_of(lambda scenario=scenario: outcome(scenario, today), runs=3)
