"""What is due as a calendar (iCalendar, RFC 5545): one all-day event a task, as Outlook and Google subscribe to it."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext

from core.i18n import say
from core.my_work.queries import Line
from core.my_work.rules import Turn, When
from core.web.addresses import address

if TYPE_CHECKING:
    from icalendar import Event

MOST_EVENTS = 500
"""The most pressing ones: a calendar with more is none that anybody reads."""
REFRESH = timedelta(hours=6)
SHOWN = (Turn.OWN, Turn.DEPUTY, Turn.SHARED)
"""What belongs in a person's calendar: not what nobody answers for, nor what their staff are late with."""


def calendar_of(lines: Iterable[Line], name: str, today: date) -> bytes:
    """The calendar of these lines, the same bytes as long as they are the same and it is the same day."""
    from icalendar import Calendar

    made = Calendar()
    made.add("PRODID", "-//vendor-risk//my work//EN")
    made.add("VERSION", "2.0")
    made.add("METHOD", "PUBLISH")
    made.add("CALSCALE", "GREGORIAN")
    made.add("X-WR-CALNAME", name)
    made.add("X-WR-TIMEZONE", current_app.config["SETTINGS"].time_zone)
    made.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("X-PUBLISHED-TTL", "PT6H")
    shown = [line for line in lines if line.task.due_on is not None and line.turn in SHOWN]
    for line in shown[:MOST_EVENTS]:
        made.add_component(_event(line, today))
    return bytes(made.to_ical())


def _event(line: Line, today: date) -> "Event":
    from icalendar import Event

    task, made = line.task, Event()
    assert task.due_on is not None
    link = str(current_app.config["SETTINGS"].public_url).rstrip("/")
    if link:
        link += address(task.endpoint, **task.values)
        made.add("URL", link)
    says = line.what if line.when is not When.OVERDUE else gettext("Overdue: %(what)s", what=line.what)
    made.add("UID", f"{uid(task.key)}")
    made.add("DTSTAMP", datetime.combine(today, time(), UTC))
    # A day without a clock: it is that day wherever the reader's calendar stands.
    made.add("DTSTART", task.due_on)
    made.add("DTEND", task.due_on + timedelta(days=1))
    made.add("SUMMARY", says)
    made.add("DESCRIPTION", "\n".join(part for part in (task.about, say(line.source.label), link) if part))
    made.add("CATEGORIES", [say(line.source.label)])
    made.add("TRANSP", "TRANSPARENT")
    return made


def uid(key: str) -> str:
    """Stays while the task is the same, in whatever day it falls; differs from every other installation's."""
    own = hashlib.sha256(str(current_app.config["SETTINGS"].secret_key).encode()).hexdigest()[:16]
    return f"{hashlib.sha256(f'{own}:{key}'.encode()).hexdigest()[:32]}@{own}.vendor-risk"
