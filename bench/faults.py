"""Processes that die: `kill -9` at random moments of `flask jobs tick` and of the running server, and four processes that
tick at once. After it every task and every reminder was made once, nothing that was answered is lost, the audit chain is
whole.

`python -m bench faults` runs all of it and writes the figures; `python -m bench.faults --help` runs a part. Linux only: a
firm is made once, and each process that is to die is a fork of one that has loaded the product and touched no database.
"""

import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as hour
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, text

from app import create_app
from contracts.access.models import AccessGrant
from contracts.access.rules import Privilege
from contracts.access_requests.models import AccessRequest
from contracts.offboarding.catalogue import shipped
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.planning import LEAD
from contracts.register.agreed import NoticeUnit, Renewal
from contracts.register.models import Contract
from core import clock, schema
from core.audit.chain import verify
from core.audit.models import AuditEntry
from core.auth.operations import add_person
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.outbox.models import Mail
from core.reminders.models import Reminder, ReminderDay
from core.scheduler.jobs import tick
from core.settings import load_settings
from vendors.register import operations as vendors
from vendors.services.rules import Criticality

TAIPEI = ZoneInfo("Asia/Taipei")
PASSWORD = "a sentence for measuring only"
BASE = date(2026, 3, 2)
CONTRACTS_A_DAY = 5
LOGIN = "buyer"


@dataclass
class Place:
    """Where a firm lives: its instance folder and database."""

    folder: Path
    database_url: str = ""
    port: int = 0

    def app(self, **more: Any) -> Any:
        values: dict[str, Any] = {
            "instance_path": self.folder, "database_url": self.database_url, "scheduler": False, "log_level": "ERROR",
            "secret_key": "only-for-measuring-never-for-a-firm-0123", "sign_in_rate": "100000 per minute",
            "smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none", "mail_from": "risk@example.com",
            "public_url": "http://127.0.0.1", "language": "en",
        }  # fmt: skip
        return create_app(load_settings({}, **(values | more)))


@dataclass
class Found:
    """What one run showed: figures for the report; `faults` must be empty."""

    what: str
    figures: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


# --- processes -------------------------------------------------------------------------------------------------------


def fork(work: Callable[[], Any]) -> tuple[int, int]:
    """Run `work` in a process of its own; its id, and the end of a pipe on which it says when it begins (and what it found)."""
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    code = 1
    try:
        os.close(read)
        os.dup2(write, 3)
        result = work()
        if result is not None:
            os.write(3, json.dumps(result).encode())
        code = 0
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.stderr.flush()
        os._exit(code)


def begin() -> None:
    """Told to the parent: from here on this process may die."""
    os.write(3, b"!")


def answered(work: Callable[[], Any]) -> Any:
    """What `work` returns, from a process of its own."""
    pid, pipe = fork(work)
    with os.fdopen(pipe, "rb") as handle:
        data = handle.read()
    _, status = os.waitpid(pid, 0)
    if status:
        raise RuntimeError(f"a process failed: {status}")
    return json.loads(data.lstrip(b"!")) if data.strip(b"!") else None


def killed_within(work: Callable[[], Any], seconds: float) -> bool:
    """Let `work` begin, and kill it after so long; whether it died before it had finished."""
    pid, pipe = fork(work)
    os.read(pipe, 1)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(pipe)
    return os.WIFSIGNALED(status)


# --- the firm --------------------------------------------------------------------------------------------------------


def make_firm(place: Place, contracts: int, first_end: date, per_day: int) -> None:
    """Contracts that just run out, some each day, each with one account; a few people who answer for them."""
    app = place.app()
    schema.migrate(app)
    with app.app_context(), clock.at(datetime(2026, 1, 5, 9, tzinfo=TAIPEI)):
        with unit_of_work():
            people = [
                add_person(login=f"owner{n}", name=f"Owner {n}", roles=[Role.IT_MANAGER], password="", by=None,
                           email=f"owner{n}@example.com") for n in range(8)
            ]  # fmt: skip
            add_person(login=LOGIN, name="Buyer", roles=[Role.PROCUREMENT], password=PASSWORD, must_change_password=False,
                       by=None)  # fmt: skip
            vendor = vendors.register_vendor(name_zh="測試廠商", by=None)
            owners, vendor_id = [person.id for person in people], vendor.id
        rows, now = [], clock.now()
        for n in range(contracts):
            rows.append({
                "number": f"F-{n:06d}", "title": "維護", "vendor_id": vendor_id, "signed_on": date(2026, 1, 1),
                "starts_on": date(2026, 1, 1), "ends_on": first_end + timedelta(days=n // per_day), "renewal": Renewal.NONE,
                "renewal_months": None, "notice_amount": 0, "notice_unit": NoticeUnit.DAYS, "value_minor": None,
                "currency": "TWD", "is_yearly": False, "owner_id": owners[n % len(owners)] if n % 9 else None, "note": "",
                "created_at": now, "version": 1,
            })  # fmt: skip
        with unit_of_work():
            made = []
            for at in range(0, len(rows), 500):
                statement = insert(Contract).returning(Contract.id, sort_by_parameter_order=True)
                made += db.session.scalars(statement, rows[at : at + 500], execution_options={"render_nulls": True})
            db.session.execute(insert(AccessGrant), [
                {"contract_id": key, "system": "VPN", "account": f"ext-{key}", "privilege": Privilege.ORDINARY,
                 "is_remote": False, "two_factor": False, "hours": "", "sources": "", "is_direct": True, "granted_on": date(2026, 1, 1),
                 "note": "", "created_at": now, "version": 1}
                for key in made
            ])  # fmt: skip
        db.session.remove()
        db.engine.dispose()


def expected_keys(contract_id: int, grant_id: int) -> set[str]:
    """The tasks of one contract's end, counted by hand: an account, the reminder, the closing, the steps for everybody."""
    base = f"offboarding:{contract_id}"
    steps = {
        f"{base}:step:{step.key}"
        for step in shipped()
        if not step.kinds and step.least is Criticality.ORDINARY and not step.is_off
    }
    return steps | {f"{base}:revoke_access:{grant_id}", f"{base}:confidentiality_reminder", f"{base}:closing"}


def faults_of(place: Place, today: date) -> dict[str, Any]:
    """What is not as it must be, after however many deaths; and how much there is."""
    app, faults = place.app(), []
    with app.app_context(), clock.at(datetime.combine(today, hour(10), TAIPEI)):
        tasks: dict[int, list[str]] = {}
        for row in db.session.execute(select(OffboardingTask.contract_id, OffboardingTask.key)):
            tasks.setdefault(row.contract_id, []).append(row.key)
        near = select(Contract.id, AccessGrant.id).join(AccessGrant, AccessGrant.contract_id == Contract.id)
        for contract_id, grant_id in db.session.execute(near.where(Contract.ends_on <= today + LEAD)):
            found = tasks.get(contract_id, [])
            if Counter(found) != Counter(expected_keys(contract_id, grant_id)):
                faults.append(f"contract {contract_id}: {len(found)} tasks")
        mails = dict(row for row in map(tuple, db.session.execute(select(Mail.id, Mail.key))))
        told = db.session.execute(select(Reminder.key, Reminder.mail_id, Reminder.made_on)).all()
        faults += [f"reminder twice: {key}" for key, n in Counter(row.key for row in told).items() if n > 1]
        faults += [f"mail twice: {key}" for key, n in Counter(mails.values()).items() if n > 1]
        faults += [f"reminder without its mail: {row.key}" for row in told if row.mail_id not in mails]
        days = {row.day: row for row in db.session.scalars(select(ReminderDay))}
        per_day = Counter(row.made_on for row in told)
        faults += [
            f"{day}: {per_day[day]} reminders of {row.reminders}"
            for day, row in days.items()
            if per_day[day] != row.reminders
        ]
        faults += [f"reminders of {day}, which is not written" for day in per_day if day not in days]
        chain = verify(db.session())
        faults += [f"audit entry {seq}: {what}" for seq, what in chain.faults]
        if db.engine.dialect.name == "sqlite":
            state = db.session.scalar(text("PRAGMA integrity_check"))
            faults += [] if state == "ok" else [f"database: {state}"]
        counts = {
            "tasks": sum(map(len, tasks.values())),
            "reminders": len(told),
            "mails": len(mails),
            "entries": chain.entries,
        }
        db.session.remove()
        db.engine.dispose()
    return {"faults": faults[:20], **counts}


# --- a tick that dies ------------------------------------------------------------------------------------------------


def _tick(place: Place, day: date, after: int = 10) -> Callable[[], Any]:
    def work() -> Any:
        app = place.app()
        with app.app_context(), clock.at(datetime(day.year, day.month, day.day, after, tzinfo=TAIPEI)):
            begin()
            errors = [outcome.job for outcome in tick() if outcome.error]
        return {"errors": errors}

    return work


def kill_ticks(place: Place, kills: int, seed: int) -> Found:
    """A day at a time some contracts come near their end; the day's tick is killed, and on the next day the next one."""
    rng, found = random.Random(seed), Found("kill -9 of `flask jobs tick`")
    make_in_child(place, (kills + min(90, 5 * kills)) * CONTRACTS_A_DAY, BASE + timedelta(days=10))
    day, died, lasted = BASE, 0, 0.6
    for n in range(kills):
        died += killed_within(_tick(place, day), rng.uniform(0, lasted * 1.1))
        day += timedelta(days=1)
        if n % 20 == 19 or n == kills - 1:
            began = time.monotonic()
            answered(_tick(place, day))
            lasted = max(0.15, time.monotonic() - began - 0.4)
            seen = answered(partial(faults_of, place, day))
            found.faults += seen.pop("faults")
            found.figures = seen | {"kills": n + 1, "died at work": died}
            say(f"{found.what}: {found.figures} {found.faults or 'sound'}")
    again = answered(_tick(place, day))
    after = answered(partial(faults_of, place, day))
    if again["errors"] or after["tasks"] != found.figures["tasks"] or after["reminders"] != found.figures["reminders"]:
        found.faults.append(f"a tick more changed something: {again} {after}")
    return found


def make_in_child(place: Place, contracts: int, first_end: date, per_day: int = CONTRACTS_A_DAY) -> None:
    answered(lambda: make_firm(place, contracts, first_end, per_day))


# --- a server that dies ----------------------------------------------------------------------------------------------


class Browser:
    """A person who signs in once and goes on after the server comes back."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies, self.token = port, {}, ""  # type: dict[str, str]

    def send(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            body = None
            if fields is not None:
                body = urlencode(fields | {"csrf_token": self.token})
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode("utf-8", "replace")
            for value in answer.headers.get_all("Set-Cookie") or ():
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            if found := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page):
                self.token = found[1]
            return answer.status, page
        finally:
            connection.close()

    def sign_in(self) -> None:
        self.send("GET", "/sign-in")
        status, _ = self.send("POST", "/sign-in", {"login": LOGIN, "password": PASSWORD})
        assert status == 302, status
        self.send("GET", "/contracts/1/access-requests/new")


def _serve(place: Place) -> Callable[[], Any]:
    def work() -> None:
        from core.serve import serve

        app = place.app(scheduler=True, tick_seconds=1, port=place.port, host="127.0.0.1", threads=4)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        with app.app_context():
            begin()
            serve.main(["--no-migrate"], standalone_mode=False)

    return work


def _asks(place: Place, log: Path) -> None:
    """Ask for access and terminate contracts, one after the other, as fast as the server answers; note what it answered."""
    browser, n, signed_in, today = Browser(place.port), 0, False, clock.today()
    terminated = iter(range(2, 10**9))
    with log.open("a", buffering=1) as noted:
        while True:
            try:
                if not signed_in:
                    browser.sign_in()
                    signed_in = True
                n += 1
                fields = {"system": "SRV", "account": f"k-{n:06d}", "privilege": "ordinary", "purpose": "x"}
                status, _ = browser.send("POST", "/contracts/1/access-requests/new", fields)
                noted.write(f"asked {n} {status}\n")
                if n % 3 == 0:
                    key = next(terminated)
                    ends = {"notified_on": str(today), "terminates_on": str(today + timedelta(days=30)), "note": "x"}
                    status, _ = browser.send("POST", f"/contracts/{key}/terms/terminate", ends)
                    noted.write(f"ended {key} {status}\n")
            except (OSError, http.client.HTTPException, AssertionError):
                time.sleep(0.02)


def kill_servers(place: Place, kills: int, seed: int) -> Found:
    """The running server is killed while somebody works with it and its own scheduler ticks every second."""
    rng, found, log = random.Random(seed), Found("kill -9 of the running server"), place.folder / "answers.txt"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place.port = probe.getsockname()[1]
    far = answered(lambda: clock.today().isoformat())
    make_in_child(place, kills * 20 + 200, date.fromisoformat(far) + timedelta(days=400), 10**6)
    log.touch()
    worker, pipe = fork(lambda: _asks(place, log))
    died = 0
    try:
        _kill_server(place, 0, until=lambda: log.stat().st_size > 0)  # once signed in, they stay so
        for n in range(kills):
            died += _kill_server(place, rng.uniform(0.02, 1.5))
            if n % 20 == 19 or n == kills - 1:
                say(f"{found.what}: killed {n + 1}")
    finally:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        os.close(pipe)
    seen = answered(lambda: _kept(place, log))
    found.faults, found.figures = seen.pop("faults"), seen | {"kills": kills, "died at work": died}
    answered(_tick(place, date.fromisoformat(far)))
    after = answered(lambda: faults_of(place, date.fromisoformat(far)))
    found.faults += after.pop("faults")
    found.figures |= after
    say(f"{found.what}: {found.figures} {found.faults or 'sound'}")
    return found


def _kill_server(place: Place, seconds: float, until: Callable[[], bool] = lambda: True) -> bool:
    pid, pipe = fork(_serve(place))
    os.read(pipe, 1)
    patience = time.monotonic() + 60
    while time.monotonic() < patience:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", place.port)) == 0 and until():
                break
        time.sleep(0.02)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(pipe)
    return os.WIFSIGNALED(status)


def _kept(place: Place, log: Path) -> dict[str, Any]:
    """Whether what the server said it had done is there, once, with its audit entry, its tasks with it."""
    app, faults = place.app(), []
    answers = [line.split() for line in log.read_text().splitlines() if len(line.split()) == 3]
    said = Counter(status for _, _, status in answers)
    faults += [f"answered {status}" for status in said if status not in ("302",)]
    with app.app_context():
        kept = Counter(db.session.scalars(select(AccessRequest.account)))
        faults += [f"request {account} {n} times" for account, n in kept.items() if n > 1]
        asked = [f"k-{int(n):06d}" for what, n, status in answers if what == "asked" and status == "302"]
        faults += [f"request {account} is lost" for account in asked if account not in kept]
        entries = db.session.scalar(select(func.count()).where(AuditEntry.tag == "contracts:request:ask"))
        if entries != sum(kept.values()):
            faults.append(f"{entries} audit entries for {sum(kept.values())} requests")
        grants = {
            row.contract_id: row.id for row in db.session.execute(select(AccessGrant.contract_id, AccessGrant.id))
        }
        tasks: dict[int, set[str]] = {}
        for row in db.session.execute(select(OffboardingTask.contract_id, OffboardingTask.key)):
            tasks.setdefault(row.contract_id, set()).add(row.key)
        ended = [int(n) for what, n, status in answers if what == "ended" and status == "302"]
        faults += [
            f"contract {key}: not its tasks" for key in ended if tasks.get(key) != expected_keys(key, grants[key])
        ]
        db.session.remove()
        db.engine.dispose()
    return {
        "faults": faults[:20],
        "answered requests": len(asked),
        "requests": sum(kept.values()),
        "terminations": len(ended),
    }


# --- four at once ----------------------------------------------------------------------------------------------------


def tick_together(place: Place, contracts: int, processes: int = 4) -> Found:
    """So many processes tick at once over contracts that all come near their end on one day."""
    found = Found(f"{processes} processes tick at once")
    make_in_child(place, contracts, BASE + timedelta(days=20), max(1, contracts // 60))
    began = time.monotonic()
    running = [fork(_tick(place, BASE)) for _ in range(processes)]
    errors = []
    for pid, pipe in running:
        with os.fdopen(pipe, "rb") as handle:
            errors += json.loads(handle.read().lstrip(b"!") or b'{"errors": ["died"]}')["errors"]
        os.waitpid(pid, 0)
    lasted = time.monotonic() - began
    for _ in range(3):  # one that waited in vain for the writer comes again with its next tick
        answered(_tick(place, BASE, 11))
    seen = answered(lambda: faults_of(place, BASE))
    found.faults = seen.pop("faults")
    found.figures = seen | {"contracts": contracts, "jobs that came again": len(errors), "seconds": round(lasted, 1)}
    if not seen["reminders"]:
        found.faults.append("nobody was reminded")
    say(f"{found.what}: {found.figures} {found.faults or 'sound'}")
    return found


# --- all of it -------------------------------------------------------------------------------------------------------


@contextmanager
def places(kind: str) -> Iterator[Callable[[], Place]]:
    """Fresh firms on SQLite or on a PostgreSQL server of our own."""
    root = Path(tempfile.mkdtemp(prefix="vr-faults-"))
    root.chmod(0o755)
    Place(root).app()  # loads what a first application loads; it touches no database
    server = None
    if kind == "postgres":
        from tests.support.postgres import Postgres

        server = Postgres.start()
        if server is None:
            raise SystemExit("no PostgreSQL: install it, or set TEST_POSTGRES_URL")
    number = iter(range(100))

    def fresh() -> Place:
        folder = root / str(next(number))
        folder.mkdir()
        return Place(folder, _empty_database(server) if server else "")

    try:
        yield fresh
    finally:
        if server:
            server.stop()
        shutil.rmtree(root, ignore_errors=True)


def _empty_database(server: Any) -> str:
    name = f"vr_faults_{random.randrange(10**9)}"
    server._sql(f'CREATE DATABASE "{name}"')
    return f"{server.url}/{name}"


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


RUNS: dict[str, Callable[[Place, int, int, int], Found]] = {
    "ticks": lambda place, kills, contracts, seed: kill_ticks(place, kills, seed),
    "servers": lambda place, kills, contracts, seed: kill_servers(place, kills, seed),
    "together": lambda place, kills, contracts, seed: tick_together(place, contracts),
}


def run(kinds: list[str], runs: list[str], kills: int, contracts: int, seed: int) -> Iterator[tuple[str, Found]]:
    for kind in kinds:
        with places(kind) as fresh:
            for name in runs:
                yield kind, RUNS[name](fresh(), kills, contracts, seed)


def measure() -> Iterator[str]:
    """The section of bench/results.md."""
    yield "# Processes that die\n\nBy `python -m bench faults`: each firm's tick and server killed with `kill -9` at random "
    yield "moments, then four processes ticking at once; afterwards every task and reminder counted, every answer looked up, "
    yield "the audit chain recomputed.\n\n| database | what | figures | found |\n|---|---|---|---|\n"
    for kind, found in run(["sqlite", "postgres"], list(RUNS), 200, 10_000, 1):
        shown = ", ".join(f"{key} {value:,}" for key, value in found.figures.items())
        yield f"| {kind} | {found.what} | {shown} | {'; '.join(found.faults) or 'all once, nothing lost, chain whole'} |\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--run", choices=tuple(RUNS), action="append")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--contracts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    bad = 0
    for kind, found in run(
        asked.database or ["sqlite"], asked.run or list(RUNS), asked.kills, asked.contracts, asked.seed
    ):
        bad += len(found.faults)
        print(
            json.dumps(
                {"database": kind, "what": found.what, **found.figures, "faults": found.faults}, ensure_ascii=False
            )
        )
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
