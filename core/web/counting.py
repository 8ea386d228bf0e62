"""How often something was tried, counted in the database: the limit holds for all processes together, and a restart forgets
nothing."""

from collections.abc import Sequence
from typing import Any

from flask import Flask
from limits.storage import Storage
from sqlalchemy import Float, Index, Integer, String, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.db import Model, db
from core.phrases import N_
from core.scheduler.jobs import Job, register_job

SCHEME = "database"
LONGEST = 200


class AttemptCount(Model):
    """How often one sender tried one thing in the window of time that runs: a counter, no record of what was done."""

    __tablename__ = "attempt_count"
    __table_args__ = (Index("ix_attempt_count_ends_at", "ends_at"),)

    key: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
    ends_at: Mapped[float] = mapped_column(Float)
    """When the window ends, in seconds since 1970; what is counted later begins anew."""


class DatabaseStorage(Storage):
    """Fixed windows of Flask-Limiter, each step a transaction of its own: a count stands even where the request fails."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - as the library declares it

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now, row = _now(), AttemptCount.__table__.c
        dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        fresh = dialect.insert(AttemptCount).values(key=key[:LONGEST], tries=amount, ends_at=now + expiry)
        counted = fresh.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "tries": case((row.ends_at <= now, amount), else_=row.tries + amount),
                "ends_at": case((row.ends_at <= now, now + expiry), else_=row.ends_at),
            },
        ).returning(row.tries)
        with db.engine.connect().execution_options(write=True) as connection, connection.begin():
            return int(connection.execute(counted).scalar_one())

    def get(self, key: str) -> int:
        found = self._row(key)
        return found[0] if found else 0

    def get_expiry(self, key: str) -> float:
        found = self._row(key)
        return found[1] if found else _now()

    def _row(self, key: str) -> Sequence[Any] | None:
        query = select(AttemptCount.tries, AttemptCount.ends_at).where(
            AttemptCount.key == key[:LONGEST], AttemptCount.ends_at > _now()
        )
        with db.engine.connect() as connection:
            return connection.execute(query).one_or_none()

    def check(self) -> bool:
        try:
            self._row("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int:
        return _write(delete(AttemptCount))

    def clear(self, key: str) -> None:
        _write(delete(AttemptCount).where(AttemptCount.key == key[:LONGEST]))


def _now() -> float:
    return clock.now().timestamp()


def _write(statement: Any) -> int:
    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        return int(connection.execute(statement).rowcount)


def forget() -> dict[str, int]:
    """Drop the counters whose time is over."""
    ended = AttemptCount.ends_at <= _now()
    with db.engine.connect() as connection:
        if connection.execute(select(AttemptCount.key).where(ended).limit(1)).one_or_none() is None:
            return {}
    return {"attempts": _write(delete(AttemptCount).where(ended))}


def init_app(app: Flask) -> None:
    register_job(app, Job("attempts", N_("Forget counted attempts whose time is over"), forget))
