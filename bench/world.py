"""What random lives of contracts are lived in: an installation that is put back to nothing for each, and the simple model
that knows days and who needs what."""

import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import event

from app import create_app
from core import clock, schema
from core.auth.operations import add_person
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.settings import load_settings
from vendors.register import operations as vendors

TAIPEI = ZoneInfo("Asia/Taipei")


class Died(Exception):
    """The process is gone, in the middle of a statement."""


@dataclass
class Agreed:
    """What the model knows of a contract: its id, its agreed end, and for when it is terminated."""

    id: int
    ends_on: date
    vendor: int = 0
    terminated_for: date | None = None
    goes_on_in: int | None = None
    """The place of the contract that replaces it."""

    @property
    def end(self) -> date:
        return min(self.ends_on, self.terminated_for or self.ends_on)


@dataclass
class Held:
    """An account or an asset, and which contracts need it (places in the list of contracts)."""

    id: int
    needed_by: set[int]
    home: int
    """The place of the contract it is registered under."""


@dataclass
class World:
    """An installation that can be put back to nothing: the file of an empty, migrated database is copied over its own."""

    app: Flask
    empty: Path
    file: Path
    fuse: int | None = None
    sequences: int = 0
    steps: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    """How many acts came to nothing, by what ended them."""

    @classmethod
    def make(cls, folder: Path) -> "World":
        app = create_app(load_settings({}, instance_path=folder, scheduler=False, log_level="ERROR"))
        schema.migrate(app)
        with app.app_context(), clock.at(datetime(2026, 1, 1, 9, tzinfo=TAIPEI)):
            with unit_of_work():
                for name in ("ann", "ben"):
                    add_person(login=name, name=name, roles=[Role.IT_MANAGER], password="", by=None)
                for name in ("測試廠商", "另一廠商"):
                    vendors.register_vendor(name_zh=name, by=None)
            db.session.remove()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
            file = Path(str(db.engine.url.database))
        empty = folder / "empty.db"
        shutil.copy(file, empty)
        world = cls(app, empty, file)
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", world.burn)
            event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        return world

    def burn(self, *_: Any) -> None:
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                self.fuse = None
                raise Died

    def renew(self) -> None:
        db.session.remove()
        db.engine.dispose()
        for end in ("-wal", "-shm"):
            Path(f"{self.file}{end}").unlink(missing_ok=True)
        shutil.copy(self.empty, self.file)
        for kept in ("contract_standings", "kept_while_unchanged"):  # of a life that is over
            self.app.extensions.pop(kept, None)
        self.sequences += 1
