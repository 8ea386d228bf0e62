"""Bringing the database to the version this code expects."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade

from core.db import db
from core.settings import ROOT

MIGRATIONS = ROOT / "migrations"


def migrate(app: Flask) -> None:
    """Run the migrations that are missing; nothing happens when there are none."""
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        db.session.remove()


def is_current(app: Flask) -> bool:
    """Whether the database is at this code's version."""
    with app.app_context(), db.engine.connect() as connection:
        have = MigrationContext.configure(connection).get_current_revision()
    return have == ScriptDirectory(str(MIGRATIONS)).get_current_head()
