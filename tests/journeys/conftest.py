"""A day at work in a real browser, against the product served as `make run` serves it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from app import create_app
from core.db import db
from core.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "correct horse battery"
FLASK = [sys.executable, "-m", "flask"]


@dataclass
class Product:
    """A served installation of its own."""

    url: str
    instance: Path
    environ: dict[str, str]

    @cached_property
    def application(self) -> Flask:
        """The product on this installation, in the test's own process."""
        return create_app(load_settings(self.environ, scheduler=False))

    def command(self, *arguments: str) -> str:
        """Run `flask …` on this installation, beside the server; returns what it printed."""
        done = self.application.test_cli_runner().invoke(args=arguments)
        with self.application.app_context():
            db.engine.dispose()
        assert done.exit_code == 0, done.output
        return str(done.stdout)

    def add_person(self, login: str, *roles: str) -> None:
        given = [part for role in roles for part in ("--role", role)]
        self.command("people", "add", login, "--name", login.title(), *given, "--password", PASSWORD, "--keep-password")


@contextmanager
def served(folder: Path) -> Iterator[Product]:
    """The installation in a folder (a new one, unless it has its database), served until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = os.environ | {
        "INSTANCE_PATH": str(folder / "instance"),
        "PORT": str(port),
        "TICK_SECONDS": "2",
        "LOG_LEVEL": "WARNING",
        "SIGN_IN_RATE": "1000 per minute",
    }
    environ.pop("DATABASE_URL", None)
    said = folder / "log"
    with said.open("wb") as log:
        server = subprocess.Popen([*FLASK, "serve"], cwd=ROOT, env=environ, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_served(server, url)
            assert server.poll() is None, said.read_text()
            yield Product(url, folder / "instance", environ)
        finally:
            server.terminate()
            server.wait(timeout=20)
    assert "Traceback" not in said.read_text(), said.read_text()


@pytest.fixture
def product(tmp_path: Path, migrated: Path) -> Iterator[Product]:
    """A new installation, its database made already; `test_clauses` begins on one that the server makes."""
    (tmp_path / "instance").mkdir()
    shutil.copy(migrated, tmp_path / "instance")
    with served(tmp_path) as product:
        yield product


def _wait_until_served(server: "subprocess.Popen[bytes]", url: str) -> None:
    for _ in range(600):  # two minutes: a machine may have much else to do
        if server.poll() is not None:
            return
        try:
            with urllib.request.urlopen(f"{url}/sign-in", timeout=2):
                return
        except OSError:
            time.sleep(0.2)


@pytest.fixture
def enter(product: Product, page: Page) -> Callable[[str], Page]:
    """`enter("lin")`: the page after signing in as somebody (who was added before), in Chinese."""
    return entrance(product, page)


def entrance(product: Product, page: Page) -> Callable[[str], Page]:
    """How somebody signs in to an installation on a page."""
    blocked: list[str] = []
    page.on("pageerror", lambda fault: blocked.append(str(fault)))
    page.on("console", lambda m: blocked.append(m.text) if "Content Security" in m.text else None)

    def go(login: str) -> Page:
        for _ in range(3):
            page.goto("about:blank")  # a page that still asks for something would be given its cookie again
            page.context.clear_cookies()
            page.goto(f"{product.url}/sign-in")
            if page.locator("#login").count():
                break
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.click(".form-end button")
        page.wait_for_url(re.compile(r"/$|/\?"))
        assert not blocked, blocked
        return page

    return go
