"""Alembic on the application's own engine and models; batch mode, so that SQLite can change tables too."""

from typing import Any

from alembic import context

from core.db import db
from core.schema import is_modelled

target = db.metadata


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Our column types by what they are in the database: migrations must not import the application."""
    from sqlalchemy import Enum

    from core.db import UtcDateTime

    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def compare_type(_context: Any, _inspected: Any, _column: Any, inspected_type: Any, metadata_type: Any) -> bool | None:
    from sqlalchemy import Enum, String

    if isinstance(metadata_type, Enum) and isinstance(inspected_type, String):
        return bool(inspected_type.length != metadata_type.length)
    return None


def _driver(connection: Any) -> Any:
    return connection.connection.dbapi_connection


def run() -> None:
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Rebuilding a table must not trip over rows that refer to it. Inside a transaction the pragma is not heard,
            # and SQLAlchemy opens one before any statement: so it is said to the driver's own connection.
            _driver(connection).execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection.execution_options(write=True),
            target_metadata=target,
            render_as_batch=True,
            render_item=render_item,
            compare_type=compare_type,
            include_name=is_modelled,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                # Two processes starting together: one migrates, the other waits and finds nothing to do.
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(190004)")
            context.run_migrations()
        if sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise RuntimeError(f"The upgrade would leave rows that refer to nothing, and was taken back: {lost[:5]}")
        connection.commit()
        if sqlite:
            _driver(connection).execute("PRAGMA foreign_keys=ON")


run()
