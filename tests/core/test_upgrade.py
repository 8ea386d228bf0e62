"""A firm's database of an earlier version, with rows that refer to each other, is brought up to date without losing one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask

from app import create_app
from core import schema
from core.db import db
from core.settings import load_settings

RELEASED = ("0002", "0010")
"""Versions that are in use somewhere."""


@pytest.fixture(params=["sqlite", "postgres"])
def firm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    url = str(request.getfixturevalue("postgres").empty_database()) if request.param == "postgres" else ""
    application = create_app(
        load_settings(
            {},
            instance_path=tmp_path,
            scheduler=False,
            secret_key="tests-only-secret-key-of-at-least-32",
            database_url=url,
        )
    )
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("version", RELEASED)
def test_nothing_is_lost_on_the_way_from_a_version_in_use(firm: Flask, version: str):
    command.upgrade(schema.config(), version)
    before = _one_row_in_each_table()
    schema.migrate(firm)
    with _writing() as connection:
        after = {name: connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) for name in _tables(connection)}
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() if _is_sqlite() else []
    assert not broken
    gone = {name for name in before if after.get(name, 0) < 1}
    assert gone <= {"sbom_reference"}  # kept with the components since 0006


def _tables(connection: sa.Connection) -> list[str]:
    return sa.inspect(connection).get_table_names()


def _is_sqlite() -> bool:
    return bool(db.engine.dialect.name == "sqlite")


@contextmanager
def _writing() -> Iterator[sa.Connection]:
    with db.engine.connect().execution_options(write=True) as connection:
        yield connection
        connection.commit()


def _one_row_in_each_table() -> set[str]:
    """A row in every table, each reference pointing to the first row of the other; the tables' names."""
    with _writing() as connection:
        known = sa.MetaData()
        known.reflect(connection)
        tables = [table for table in known.tables.values() if not table.name.startswith(("alembic", "index_"))]
        if _is_sqlite():
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for table in tables:
            if connection.scalar(sa.select(sa.func.count()).select_from(table)):
                continue  # the migrations' own row
            connection.execute(table.insert().values({column.name: _value(column) for column in table.columns}))
    return {table.name for table in tables}


def _value(column: sa.Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, sa.Integer | sa.Numeric | sa.Float):
        return 1
    values: dict[type[Any], Any] = {
        sa.Boolean: True,
        sa.DateTime: datetime(2026, 1, 1, tzinfo=UTC),
        sa.Date: date(2026, 1, 1),
        sa.JSON: {},
        sa.LargeBinary: b"x",
    }
    return next((value for each, value in values.items() if isinstance(kind, each)), "x")
