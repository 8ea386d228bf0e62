"""The running server is killed while somebody works with it: nothing that was answered is lost."""

import http.client
import os
import random
import re
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from bench.ending_firm import LOGIN, PASSWORD, expected_keys, faults_of, make_in_child, ticking
from bench.processes import Found, Place, answered, begin, fork, say
from contracts.access.models import AccessGrant
from contracts.access_requests.models import AccessRequest
from contracts.offboarding.models import OffboardingTask
from core import clock
from core.audit.models import AuditEntry
from core.db import db


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
            answers = (
                log.stat().st_size
            )  # every other one has answered somebody before it dies, however slow the machine
            is_at_work = (lambda size=answers: log.stat().st_size > size) if n % 2 else (lambda: True)
            died += _kill_server(place, rng.uniform(0.02, 1.5), until=is_at_work)
            if n % 20 == 19 or n == kills - 1:
                say(f"{found.what}: killed {n + 1}")
    finally:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        os.close(pipe)
    seen = answered(lambda: _kept(place, log))
    found.faults, found.figures = seen.pop("faults"), seen | {"kills": kills, "died at work": died}
    answered(ticking(place, date.fromisoformat(far)))
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
