"""Changes to the firm's calendar. Each is called inside a unit of work; none commits."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.audit import record
from core.auth.models import User
from core.calendar.models import CalendarException
from core.db import db
from core.errors import Refused
from core.events import announce
from core.phrases import N_


@dataclass(frozen=True)
class CalendarChanged:
    """Business days have changed: what is due on one may move."""


def add_exception(*, day: date, is_working: bool, reason: str, by: User | None) -> CalendarException:
    """One day off, or one day worked. Raises Refused for a day that stands in the table already."""
    if db.session.scalar(select(CalendarException.id).where(CalendarException.day == day)):
        raise Refused(N_("%(day)s stands in the table already; take it out first."), field="day", day=day)
    exception = CalendarException(day=day, is_working=is_working, reason=reason.strip())
    db.session.add(exception)
    db.session.flush()
    record("calendar:exception:add", exception, by=by, day=day, is_working=is_working, reason=exception.reason)
    announce(CalendarChanged())
    return exception


def remove_exception(exception: CalendarException, *, by: User | None) -> None:
    """Let the published calendar say again what that day is; the trail keeps what stood here."""
    record("calendar:exception:remove", exception, by=by, day=exception.day, reason=exception.reason)
    db.session.delete(exception)
    db.session.flush()
    announce(CalendarChanged())
