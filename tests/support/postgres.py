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

from app import create_app
from core import schema
from core.settings import load_settings


@dataclass
class Postgres:
    url: str
    folder: Path | None = None
    binaries: Path | None = None
    template: str = ""
    _run: list[str] = field(default_factory=list)

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
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
        start = [*run, str(binaries / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        return cls(f"postgresql://vr@127.0.0.1:{port}", folder, binaries, _run=run)

    def fresh_database(self) -> str:
        """A migrated database of its own, copied from a template that is migrated once."""
        if not self.template:
            self.template = f"vr_template_{uuid.uuid4().hex[:8]}"
            self._sql(f'CREATE DATABASE "{self.template}"')
            with tempfile.TemporaryDirectory() as folder:
                settings = load_settings({}, instance_path=Path(folder), database_url=f"{self.url}/{self.template}")
                application = create_app(settings)
                schema.migrate(application)
                with application.app_context():
                    from core.db import db

                    db.engine.dispose()
        name = f"vr_{uuid.uuid4().hex[:12]}"
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
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
