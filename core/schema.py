"""Bringing the database to the version this code expects (Alembic, on the migrations in `migrations/`)."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import inspect, text

from core.db import db
from core.settings import ROOT

MIGRATIONS = ROOT / "migrations"


def is_modelled(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether models and database are compared on a thing: search indexes are the migrations' own, each database has
    another kind of them, and their tables begin with `index_`."""
    return not (kind == "table" and (name or "").startswith("index_"))


def config() -> Any:
    """Alembic's configuration. Imported late: it takes longer to load than most commands run."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


def migrate(app: Flask) -> None:
    """Run the migrations that are missing; nothing happens when there are none."""
    from alembic import command

    with app.app_context():
        command.upgrade(config(), "head")
        db.session.remove()


def head() -> str:
    """The newest version there is: the one that no other comes after, whatever their numbers are."""
    texts = [path.read_text(encoding="utf-8") for path in (MIGRATIONS / "versions").glob("[0-9]*.py")]
    named = [dict(re.findall(r'^(revision|down_revision) = "([^"]+)"', text, re.MULTILINE)) for text in texts]
    (last,) = {each["revision"] for each in named} - {each.get("down_revision") for each in named}
    return str(last)


def next_number() -> int:
    """The number of the next migration: higher than any there is."""
    names = [path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")]
    return max(int(re.match(r"\d+", name)[0]) for name in names) + 1  # type: ignore[index]


def is_current(app: Flask) -> bool:
    """Whether the database is at this code's version."""
    with app.app_context(), db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == head())
