"""The suite's shared parts: an application on a real, migrated database, people to sign in as, and a helper to do so."""

import gc
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from app import create_app
from core import schema
from core.auth import operations as people
from core.auth.models import User
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.settings import load_settings
from tests.support.postgres import Postgres
from tests.support.standing import Standing

# A busy machine is not a fault: how long an example takes is measured in `make bench`, never asserted here.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

PASSWORD = "a long enough sentence"


def _settings(instance: Path, **overrides: Any) -> Any:
    values: dict[str, Any] = {
        "instance_path": instance,
        "scheduler": False,
        "sign_in_rate": "10000 per minute",
        "secret_key": "tests-only-secret-key-of-at-least-32",
        "log_level": "WARNING",
        "language": "en",
    }
    return load_settings({}, **(values | overrides))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file brought up by the migrations, once; every test gets its own copy."""
    folder = tmp_path_factory.mktemp("migrated")
    application = create_app(_settings(folder))
    schema.migrate(application)
    with application.app_context():
        db.engine.dispose()
    file = folder / "vendor-risk.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of our own (TEST_POSTGRES_URL, or one started here); skips where there is none."""
    server = Postgres.start()
    if server is None:
        pytest.skip("no PostgreSQL: install it, or set TEST_POSTGRES_URL")
    yield server
    server.stop()


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the collector need not walk through it after every few tests."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite", help="what `app` runs on")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database runs: the rest has been run already."""
    if config.getoption("--database") != "postgres":
        return
    kept = [item for item in items if "app" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.config.getoption("--database") == "postgres":
        return str(request.getfixturevalue("postgres").fresh_database())
    shutil.copy(request.getfixturevalue("migrated"), tmp_path / "vendor-risk.db")
    return ""


class Client(FlaskClient):
    """Requests inside the test's own application context share its `g`; each must start with an empty one."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Standing:
    anywhere = "postgresql:///" if pytestconfig.getoption("--database") == "postgres" else ""
    found = Standing(_settings(tmp_path_factory.mktemp("standing"), database_url=anywhere))
    found.app.test_client_class = Client
    return found


@pytest.fixture
def starts_anew() -> bool:
    """Whether `app` is put together for every test; a folder of tests that wants it so says so by a fixture of this name."""
    return False


@pytest.fixture
def app(standing: Standing, tmp_path: Path, database_url: str, starts_anew: bool) -> Iterator[Flask]:
    """The application on a database, a folder and a memory of its own."""
    with standing.at(_settings(tmp_path, database_url=database_url), anew=starts_anew) as application:
        yield application


@pytest.fixture
def person(app: Flask) -> Callable[..., User]:
    """`person(Role.PROCUREMENT)`: somebody with these roles, found again when asked for twice."""

    def make(*roles: Role, login: str = "") -> User:
        login = login or "-".join(sorted(roles)) or "nobody"
        known = db.session.query(User).filter_by(login=login).one_or_none()
        if known:
            return known
        with unit_of_work():
            return people.add_person(
                login=login, name=login.replace("_", " ").title(), roles=roles, password="", by=None
            )

    return make


class Browser:
    """A signed-in client: follows our forms (CSRF token and all) as a person would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._known: tuple[str, str] | None = None

    @staticmethod
    def _begin() -> None:
        """The test's own application context outlives a request; what the last one kept there is not this one's."""
        for name in ("_login_user", "csrf_token", "csrf_valid"):
            g.pop(name, None)

    def get(self, url: str, **kwargs: Any) -> Any:
        self._begin()
        return self.client.get(url, buffered=True, **kwargs)

    def post(self, url: str, data: dict[str, Any] | None = None, *, form_at: str | None = None, **kwargs: Any) -> Any:
        """POST with the CSRF token of the page at `form_at`; without one, that of the first page, as long as it holds."""
        token = self._token_of(form_at) if form_at else self._token()
        self._begin()
        return self.client.post(url, data={"csrf_token": token, **(data or {})}, buffered=True, **kwargs)

    def _token(self) -> str:
        """The session's token, read again from the first page when the session has another secret than it was made for."""
        if not self._known or self._known[0] != self._secret():
            token = self._token_of("/")
            self._known = (self._secret(), token)
        return self._known[1]

    def _token_of(self, address: str) -> str:
        self._begin()
        page = self.client.get(address)
        token = re.search(r'name="csrf-token" content="([^"]+)"', page.get_data(as_text=True))
        assert token, f"no CSRF token on {address}: {page.status}"
        return token.group(1)

    def _secret(self) -> str:
        with self.client.session_transaction() as session:
            return str(session.get("csrf_token", ""))


@pytest.fixture
def sign_in(app: Flask, person: Callable[..., User]) -> Callable[..., Browser]:
    """`sign_in(Role.COMPLIANCE)` or `sign_in("compliance")`: a browser of somebody with these roles."""

    def enter(*roles: Role | str, login: str = "") -> Browser:
        user = person(*(Role(r) for r in roles), login=login)
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = user.get_id()
            session["_fresh"] = True
        return Browser(client)

    return enter


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no Chromium: apt-get install chromium, or set CHROMIUM to its path")
    switches = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync --disable-dev-shm-usage"
    )
    return {**browser_type_launch_args, "executable_path": chromium, "args": switches.split()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-TW", "timezone_id": "Asia/Taipei"}
