"""The ends of twenty thousand contracts: planning them all, a tick that finds nothing to do, one person's work.

`python -m bench ends` writes the figures."""

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bench.ending_firm import BASE, TAIPEI, make_firm
from bench.measuring import median_of, once
from bench.processes import Place
from contracts.offboarding.jobs import keep_plans
from contracts.offboarding.models import OffboardingTask
from core import clock
from core.auth.models import User
from core.db import db
from core.my_work.queries import work_of
from core.scheduler.jobs import tick
from core.serve import settle

CONTRACTS = 20_000


def measure(contracts: int = CONTRACTS) -> Iterator[str]:
    """The section of bench/results.md."""
    yield "# The ends of many contracts\n\nBy `python -m bench ends`: processor time, SQLite; contracts with an account each that all "
    yield "come near their end on one day, then a tick with nothing to do (median of five), then what waits for one person of "
    yield "eight who answer for them.\n\n| what | size | time | aim |\n|---|---:|---:|---:|\n"
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        make_firm(place, contracts, BASE + timedelta(days=20), max(1, contracts // 60))
        app = place.app()
        with app.app_context(), clock.at(datetime(BASE.year, BASE.month, BASE.day, 10, tzinfo=TAIPEI)):
            planned = once(keep_plans)
            tasks = db.session.query(OffboardingTask).count()
            yield f"| planning | {contracts:,} contracts, {tasks:,} tasks | {planned:.1f} s | 30 s |\n"
            tick()
            idle = median_of(tick)
            yield f"| a tick with nothing to do | {contracts:,} contracts | {idle * 1000:.0f} ms | 200 ms |\n"
            settle()  # as the server does before its first request
            person = db.session.scalars(select(User).where(User.login == "owner1")).one()
            lines = len(work_of(person, clock.today()))
            mine = median_of(lambda: work_of(person, clock.today()))
            yield f"| My work | {lines:,} lines | {mine * 1000:.0f} ms | 200 ms |\n"
            db.session.remove()
            db.engine.dispose()
