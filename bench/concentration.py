"""Concentration and the stress test on a firm of 2,000 vendors, 20,000 contracts and five levels of subcontractors."""

import itertools
from collections.abc import Iterator, Sequence
from random import Random

from flask import Flask

from bench.firms import installation
from bench.measuring import Series, median_of, once
from core import clock
from core.audit import record
from core.audit.chain import acting_as
from core.db import db, unit_of_work
from core.demo import operations as demo
from core.serve import settle
from vendors.assessments.queries import standings
from vendors.concentration.bases import bases
from vendors.concentration.dimensions import Dimension
from vendors.concentration.gaps import gaps
from vendors.concentration.network import matrix, network
from vendors.concentration.pictures import drawing
from vendors.concentration.queries import figures
from vendors.register.models import Subcontracting, Vendor
from vendors.stress.queries import outcome
from vendors.stress.scenarios import candidates, scenarios

LEVELS, FAN = 5, 2
SIZES = (demo.Sizes(200, 2_000, 400), demo.Sizes(2_000, 20_000, 400))
"""The size to design for, and a tenth of it: what grows worse than linearly shows between them."""


def deepen(seed: int) -> None:
    """Give every sample vendor a place on one of six levels, and `FAN` subcontractors on the next one below."""
    rng = Random(seed)
    vendors = list(db.session.scalars(db.select(Vendor.id).order_by(Vendor.id)))
    levels = [vendors[n :: LEVELS + 1] for n in range(LEVELS + 1)]
    known = {
        (v, s) for v, s in db.session.execute(db.select(Subcontracting.vendor_id, Subcontracting.subcontractor_id))
    }
    rows = [
        {"vendor_id": vendor, "subcontractor_id": below, "work": "", "version": 1}
        for upper, lower in itertools.pairwise(levels)
        for vendor in upper
        for below in rng.sample(lower, min(FAN, len(lower)))
        if (vendor, below) not in known
    ]
    with acting_as("command"), unit_of_work():
        db.session.execute(db.insert(Subcontracting), rows)
        record("vendors:subcontracting:add", "bench", by=None)


def measure(sizes: Sequence[demo.Sizes] = SIZES) -> list[Series]:
    """Every basis in every dimension, the slowest of each; pictures, gaps, how vendors stand; failures; the lists to
    choose from."""
    found: dict[str, Series] = {}
    settle()
    for size in sizes:
        with installation() as app:
            with unit_of_work():
                demo.load(sizes=size, seed=1, today=clock.today(), by=None, tell=lambda *_: None)
            deepen(1)
            for what, seconds in _measured(app):
                found.setdefault(what, Series(what, "contracts")).points.append((size.contracts, seconds))
    return list(found.values())


def _measured(app: Flask) -> Iterator[tuple[str, float]]:
    today = clock.today()
    yield "concentration: first figure of the process", once(lambda: figures(today, Dimension.GROUP, bases()[0]))
    app.extensions["kept_while_unchanged"].clear()
    yield "concentration: first figure after a change", once(lambda: figures(today, Dimension.GROUP, bases()[0]))
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
