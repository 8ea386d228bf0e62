"""Concentration and the stress test on a firm of 2,000 vendors, 20,000 contracts and five levels of subcontractors."""

import itertools
from datetime import date
from random import Random

from flask import Flask

from bench.measuring import Series, median_of, once
from core import clock
from core.audit import record
from core.audit.chain import acting_as
from core.db import db, unit_of_work
from vendors.concentration.bases import bases
from vendors.concentration.dimensions import Dimension
from vendors.concentration.queries import figures
from vendors.register.models import Subcontracting, Vendor
from vendors.stress.queries import outcome
from vendors.stress.scenarios import candidates, scenarios

LEVELS, FAN = 5, 2


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


def measure(app: Flask, contracts: int) -> list[Series]:
    """Every basis in every dimension, the slowest of each; the outcome of failures; the lists to choose from."""
    today = clock.today()
    found = [Series("concentration: first figure of the day", "contracts", [(contracts, once(lambda: _all(today, 1)))])]
    worst: dict[Dimension, float] = {}
    for by in Dimension:
        for basis in bases():
            app.extensions["kept_while_unchanged"] = type(app.extensions["kept_while_unchanged"])(
                (k, v) for k, v in app.extensions["kept_while_unchanged"].items() if k[0] != "figures"
            )
            worst[by] = max(worst.get(by, 0.0), once(lambda by=by, basis=basis: figures(today, by, basis)))
    found += [Series(f"concentration by {by.value}", "contracts", [(contracts, took)]) for by, took in worst.items()]
    for kind in ("vendor", "group", "country"):
        took = once(lambda kind=kind: candidates(kind, today))
        found.append(Series(f"stress test: choose a {kind}", "contracts", [(contracts, took)]))
        key = candidates(kind, today)[0].key
        scenario = scenarios(kind, today)[key]
        took = median_of(lambda scenario=scenario: outcome(scenario, today), runs=3)
        found.append(Series(f"stress test: a {kind} fails", "contracts", [(contracts, took)]))
    return found


def _all(today: date, count: int) -> None:
    for basis in bases()[:count]:
        figures(today, Dimension.GROUP, basis)
