"""Sample firms of growing size, and the pages and jobs of the product on each."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, g
from sqlalchemy import event

from app import create_app
from bench.measuring import Series, median_of, once
from core import clock, schema
from core.audit.chain import verify
from core.auth.operations import add_person
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.demo import operations as demo
from core.report.operations import gather
from core.report.workbook import write_board
from core.scheduler.jobs import tick
from core.settings import load_settings

SIZES = ((100, 400, 2_000), (300, 1_200, 6_000), (900, 3_600, 18_000))
PAGES = {
    "first page of the day": "/",
    "vendors": "/vendors/",
    "contracts": "/contracts/",
    "contracts, by status": "/contracts/?status=in_force",
    "concentration": "/vendors/concentration/",
    "obligations": "/obligations/",
}
Note = Callable[[str, str, int, float, str], None]


@contextmanager
def installation() -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_settings({}, instance_path=Path(folder), scheduler=False, log_level="ERROR"))
        schema.migrate(app)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def measure() -> list[Series]:
    series: dict[str, Series] = {}

    def note(what: str, unit: str, size: int, seconds: float, remark: str = "") -> None:
        one = series.setdefault(what, Series(what, unit))
        one.points.append((size, seconds))
        one.notes.append(remark)

    for sizes in SIZES:
        with installation() as app:
            _firm(app, demo.Sizes(*sizes), note)
    return list(series.values())


def _firm(app: Flask, sizes: demo.Sizes, note: Note) -> None:
    count = sizes.contracts

    def load() -> None:
        with unit_of_work():
            demo.load(sizes=sizes, seed=1, today=clock.today(), by=None, tell=lambda *_: None)

    note("loading a sample firm", "contracts", count, once(load), "")
    note("all scheduled jobs, first tick", "contracts", count, once(tick), "")
    note("all scheduled jobs, nothing due", "contracts", count, median_of(tick, runs=3), "")
    _pages(app, count, note)
    note("board workbook", "contracts", count, once(lambda: write_board(gather(clock.today(), by=None)).close()), "")
    entries = verify(db.session()).entries
    note("audit verify", "entries", entries, median_of(lambda: verify(db.session()), runs=3), "")


def signed_in(app: Flask) -> Callable[[str], None]:
    """Somebody with every business role asks for a page; anything but the page itself is an error."""
    with unit_of_work():
        roles = [role for role in Role if role is not Role.BOARD]
        user = add_person(login="bench", name="Bench", roles=roles, password="", by=None)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = user.get_id(), True

    def get(address: str) -> None:
        for name in list(g):
            g.pop(name)
        answer = client.get(address, buffered=True)
        assert answer.status_code == 200, f"{address}: {answer.status}"

    return get


def _pages(app: Flask, contracts: int, note: Note) -> None:
    get = signed_in(app)
    for what, address in PAGES.items():
        asked = _queries(lambda address=address: get(address))
        note(
            f"page: {what}", "contracts", contracts, median_of(lambda address=address: get(address)), f"{asked} queries"
        )
    note(
        "export of all contracts", "contracts", contracts, median_of(lambda: get("/contracts/?format=xlsx"), runs=3), ""
    )


def _queries(run: Callable[[], None]) -> int:
    count = 0

    def seen(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", seen)
    run()
    event.remove(db.engine, "before_cursor_execute", seen)
    return count
