"""Concentration and the stress test on a firm of 2,000 vendors, 20,000 contracts and five levels of subcontractors."""

import itertools
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
from vendors.concentration.bases import bases
from vendors.concentration.dimensions import Dimension
from vendors.concentration.queries import figures
from vendors.register.models import Subcontracting, Vendor
from vendors.stress.queries import outcome
from vendors.stress.scenarios import candidates, scenarios

LEVELS, FAN = 5, 2
LARGE = demo.Sizes(2_000, 20_000, 400)


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


def measure(sizes: demo.Sizes = LARGE) -> list[Series]:
    """Every basis in every dimension, the slowest of each; the outcome of failures; the lists to choose from."""
    with installation() as app:
        settle()
        with unit_of_work():
            demo.load(sizes=sizes, seed=1, today=clock.today(), by=None, tell=lambda *_: None)
        deepen(1)
        return _measured(app, sizes.contracts)


def _measured(app: Flask, contracts: int) -> list[Series]:
    today = clock.today()
    first = once(lambda: figures(today, Dimension.GROUP, bases()[0]))
    found = [Series("concentration: first figure of the process", "contracts", [(contracts, first)])]
    for by in Dimension:
        took = max(once(lambda by=by, basis=basis: figures(today, by, basis)) for basis in bases())
        found.append(Series(f"concentration by {by.value}, slowest basis", "contracts", [(contracts, took)]))
    for kind in ("vendor", "group", "country", "fourth_party"):
        took = once(lambda kind=kind: candidates(kind, today))
        found.append(Series(f"stress test: choose, {kind}", "contracts", [(contracts, took)]))
        scenario = scenarios(kind, today)[candidates(kind, today)[0].key]
        took = median_of(lambda scenario=scenario: outcome(scenario, today), runs=3)
        found.append(Series(f"stress test: outcome, {kind}", "contracts", [(contracts, took)]))
    return found
