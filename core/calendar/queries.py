from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from core.calendar.models import CalendarException
from core.days import Calendar, taiwan_calendar
from core.db import db


def calendar() -> Calendar:
    """The calendar every date rule of this installation uses."""
    rows = exceptions()
    holidays = {row.day: row.reason for row in rows if not row.is_working}
    return taiwan_calendar().changed(holidays=holidays, working_days=[row.day for row in rows if row.is_working])


def exceptions() -> Sequence[CalendarException]:
    return db.session.scalars(select(CalendarException).order_by(CalendarException.day.desc())).all()


def holidays_of(year: int) -> Mapping[date, str]:
    """The year's days off that fall on weekdays, in order."""
    found = calendar().holidays
    return {day: name for day, name in sorted(found.items()) if day.year == year and day.weekday() < 5}
