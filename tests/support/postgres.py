"""A PostgreSQL server for the suite: the one named by TEST_POSTGRES_URL, or one made in a temporary folder."""

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from app import create_app
from core import schema
from core.settings import load_settings

SHAPE = """SELECT
    (SELECT count(*) FROM pg_class WHERE oid >= 16384 AND relnamespace = 'public'::regnamespace),
    (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_attribute WHERE attrelid >= 16384),
    (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_trigger WHERE oid >= 16384),
    (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_constraint WHERE oid >= 16384),
    (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_proc WHERE oid >= 16384)"""
"""Tables, columns, triggers, constraints and functions: how many, and in which transaction one was last changed."""
FILLED = """SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0"""
BUSY = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'"""
TIMES = 60
"""After so many tests a new copy is quicker than one full of what was deleted."""


class Emptied:
    """A migrated database that is brought back to its first state between tests, in a fraction of what a copy takes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._times = 0
        with psycopg.connect(url) as connection:
            self._shape = connection.execute(SHAPE).fetchone()
            self._rows = {name: self._rows_of(connection, name) for (name,) in connection.execute(FILLED).fetchall()}
            sequences = connection.execute(
                "SELECT schemaname || '.' || quote_ident(sequencename), start_value, last_value FROM pg_sequences"
            )
            self._sequences = [(name, last or start, last is not None) for name, start, last in sequences]

    @staticmethod
    def _rows_of(connection: psycopg.Connection, name: str) -> str | None:
        found = connection.execute(
            sql.SQL("SELECT json_agg(t)::text FROM {} t").format(sql.Identifier(name))
        ).fetchone()
        return found[0] if found else None

    def empty(self) -> bool:
        """Take out what the last test put in; False when the database is not what it was otherwise."""
        self._times += 1
        if self._times > TIMES:
            return False
        try:
            with psycopg.connect(self.url) as connection:
                if connection.execute(SHAPE).fetchone() != self._shape or connection.execute(BUSY).fetchone() != (0,):
                    return False
                self._put_back(connection)
        except psycopg.Error:
            return False
        return True

    def _put_back(self, connection: psycopg.Connection) -> None:
        # As a replica's: what is deleted needs no order, and the trail lets go of its entries.
        connection.execute("SET LOCAL lock_timeout = '2s'; SET LOCAL session_replication_role = replica")
        for (name,) in connection.execute(FILLED).fetchall():
            table = sql.Identifier(name)
            connection.execute(sql.SQL("DELETE FROM {}").format(table))
            if rows := self._rows.get(name):
                put = sql.SQL("INSERT INTO {0} SELECT * FROM json_populate_recordset(null::{0}, %s::json)")
                connection.execute(put.format(table), [rows])
        names, values, called = zip(*self._sequences, strict=True)
        connection.execute(
            "SELECT setval(name::regclass, value, called)"
            " FROM unnest(%s::text[], %s::bigint[], %s::boolean[]) AS s(name, value, called)",
            [list(names), list(values), list(called)],
        )


@dataclass
class Postgres:
    url: str
    folder: Path | None = None
    binaries: Path | None = None
    template: str = ""
    _run: list[str] = field(default_factory=list)
    _kept: Emptied | None = None

    @classmethod
    def start(cls) -> "Postgres | None":
        if url := os.environ.get("TEST_POSTGRES_URL"):
            return cls(url.rstrip("/"))
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        initdb = found[-1] if found else shutil.which("initdb")
        if not initdb:
            return None
        binaries = Path(str(initdb)).parent
        folder = Path(tempfile.mkdtemp(prefix="vr-pg-"))
        # The server refuses to run as root; the package brings a user of its own.
        run = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if run:
            shutil.chown(folder, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        data = str(folder / "data")
        initialise = [*run, str(initdb), "-D", data, "-U", "vr", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(initialise, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        start = [*run, str(binaries / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        return cls(f"postgresql://vr@127.0.0.1:{port}", folder, binaries, _run=run)

    def fresh_database(self) -> str:
        """A migrated database without a firm in it: the last test's, emptied, or a new one when that one cannot be made
        as it was (its tables or triggers are not those it began with, somebody is still at work in it)."""
        if not self.template:
            self._make_template()
        if self._kept and self._kept.empty():
            return self._kept.url
        self._kept = Emptied(self._copy_of(self.template))
        return self._kept.url

    def empty_database(self) -> str:
        """A database without tables."""
        return self._copy_of("template0")

    def _make_template(self) -> None:
        self.template = f"vr_template_{uuid.uuid4().hex[:8]}"
        self._sql(f'CREATE DATABASE "{self.template}"')
        with tempfile.TemporaryDirectory() as folder:
            settings = load_settings({}, instance_path=Path(folder), database_url=f"{self.url}/{self.template}")
            application = create_app(settings)
            schema.migrate(application)
            with application.app_context():
                from core.db import db

                db.engine.dispose()

    def _copy_of(self, template: str) -> str:
        name = f"vr_{uuid.uuid4().hex[:12]}"
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"{self.url}/{name}"

    def _sql(self, statement: str) -> None:
        with psycopg.connect(f"{self.url}/postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def stop(self) -> None:
        if self.folder and self.binaries:
            stop = [
                *self._run,
                str(self.binaries / "pg_ctl"),
                "-D",
                str(self.folder / "data"),
                "-m",
                "immediate",
                "stop",
            ]
            subprocess.run(stop, check=False, stdout=subprocess.DEVNULL, cwd=self.folder)
            shutil.rmtree(self.folder, ignore_errors=True)
