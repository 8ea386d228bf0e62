"""The one place that asks what time it is; a job or a test may set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

_set_instant: ContextVar[datetime | None] = ContextVar("_set_instant", default=None)


def now() -> datetime:
    """This instant, in UTC."""
    return _set_instant.get() or datetime.now(UTC)


def zone() -> ZoneInfo:
    """The firm's time zone (Asia/Taipei unless set otherwise)."""
    if has_app_context():
        found: ZoneInfo = current_app.config["SETTINGS"].zone
        return found
    return ZoneInfo("Asia/Taipei")


def today() -> date:
    """The calendar day in the firm's zone: what every deadline is measured against."""
    return now().astimezone(zone()).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Within this block it is `instant`; a naive one is read in the firm's zone."""
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=zone())
    token = _set_instant.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _set_instant.reset(token)
