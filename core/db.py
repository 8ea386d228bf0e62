"""The database: base class, column habits, and the unit of work in which every change happens."""

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Enum, Integer, MetaData, String, event, type_coerce
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, registry
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from core.errors import Conflict
from core.phrases import N_

BUSY_TIMEOUT_MS = 10_000
WRITE_LOCK = 190_004
"""The advisory lock that PostgreSQL's writers take; any number that nobody else in this database uses."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: goes in aware, is kept in UTC, comes out aware (SQLite keeps no zone of its own)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


def as_written(column: Any) -> Any:
    """A column of words as the database writes them, under its own name: for reading very many rows."""
    return type_coerce(column, String).label(column.key)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # On the registry, not as type_annotation_map: Flask-SQLAlchemy derives a second base, which may not carry a map.
    registry = registry(
        type_annotation_map={
            datetime: UtcDateTime(),
            enum.Enum: Enum(enum.Enum, native_enum=False, length=40, values_callable=_values, create_constraint=False),
        },
        metadata=metadata,
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:

    class Model(Base):
        __abstract__ = True
        id: Any
else:
    Model = db.Model


class Versioned:
    """A record that people edit: a save made from an older copy is refused, not merged over."""

    version: Mapped[int] = mapped_column(Integer, nullable=False, default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


CHANGED_MEANWHILE = N_(
    "Somebody else changed this record while you were editing. Nothing was saved; "
    "look at the current values below and save again."
)


def check_version(record: Any, submitted: int | str | None) -> None:
    """Refuse a form that was opened before the record's last change. Raises Conflict."""
    if submitted is not None and str(submitted) != str(record.version):
        raise Conflict(CHANGED_MEANWHILE)


_before_commit: list[Callable[[Session], None]] = []


def before_commit(finish: Callable[[Session], None]) -> None:
    """Have `finish(session)` run at the end of every unit of work, in its transaction (the audit trail seals itself so)."""
    _before_commit.append(finish)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One transaction: the change and its audit entries, all or nothing.

    Reads made before it are forgotten first, so that what is decided inside is decided on what the database holds now;
    it takes the write lock at once (BEGIN IMMEDIATE on SQLite, an advisory lock on PostgreSQL), so it waits its turn
    instead of failing midway, and nobody else decides on the same state.
    """
    session = db.session()
    if session.info.get("in_unit_of_work"):
        raise RuntimeError("units of work do not nest: call operations, not other edges")
    session.rollback()
    session.info["in_unit_of_work"] = True
    session.info["records"] = []
    try:
        connection = session.connection(execution_options={"write": True})
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_TIMEOUT_MS}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
        yield
        for finish in _before_commit:
            finish(session)
        session.commit()
    except StaleDataError as error:
        session.rollback()
        raise Conflict(CHANGED_MEANWHILE) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["in_unit_of_work"] = False
        session.info["records"] = []


def violates(error: IntegrityError, constraint: str, *columns: str) -> bool:
    """Whether an integrity error is about this constraint (PostgreSQL names it, SQLite names its columns)."""
    text = str(error.orig)
    return constraint in text or (bool(columns) and all(column in text for column in columns))


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    options: dict[str, Any] = {"pool_pre_ping": not settings.is_sqlite}
    if settings.is_sqlite:
        options["connect_args"] = {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        if settings.is_sqlite:
            _prepare_sqlite(db.engine)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(dbapi_connection: Any, _record: Any) -> None:
        # The driver would begin transactions by itself, and always deferred ones: we say when and how (below).
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
