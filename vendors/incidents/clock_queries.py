"""Reads about the official clock."""

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core.db import db
from core.i18n import say
from core.phrases import Wording
from core.web.listing import Column, Kind, Status
from vendors.incidents.models import IncidentDays, IncidentTime
from vendors.incidents.policies import policy
from vendors.incidents.rules import APPLIES_NAMES, AUDIENCE_NAMES, Duty
from vendors.services.durations import duration


def newest(duty_id: str) -> int:
    """The number of the newest line that the firm set for a duty; 0 where what came with the product holds."""
    return db.session.scalar(select(func.max(IncidentTime.id)).where(IncidentTime.duty == duty_id)) or 0


def duty_to_change(duty_id: str) -> Duty | None:
    """What is set last for a duty, also for a day to come; None where there is none, or nobody is told any more."""
    found = sorted((each for each in policy().duties if each.id == duty_id), key=lambda each: each.effective_on)
    return found[-1] if found and not found[-1].is_dropped else None


def times() -> Sequence[IncidentTime]:
    """Everything that was ever set, the newest first."""
    query = select(IncidentTime).options(joinedload(IncidentTime.set_by)).order_by(IncidentTime.id.desc())
    return db.session.scalars(query).all()


def columns() -> list[Column]:
    """What was set when, by whom and why: on the page and in Excel."""
    return [
        Column("at", gettext("Set at"), lambda t: t.set_at, Kind.INSTANT),
        Column("by", gettext("Set by"), lambda t: t.set_by.name if t.set_by else ""),
        Column("what", gettext("What is told"), lambda t: say(Wording(t.name_zh, t.name_en))),
        Column("who", gettext("Who is told"), lambda t: say(AUDIENCE_NAMES[t.audience])),
        Column("about", gettext("About"), lambda t: say(APPLIES_NAMES[t.applies])),
        Column("within", gettext("Within"), _within),
        Column("from", gettext("In effect from"), lambda t: t.effective_on, Kind.DAY),
        Column("source", gettext("Where the time comes from"), lambda t: say(Wording(t.source_zh, t.source_en))),
        Column("checked", gettext("Checked against the text in force"), lambda t: t.checked_on, Kind.DAY),
        Column("why", gettext("Reason"), lambda t: t.reason),
    ]


def _within(time: IncidentTime) -> Status | str:
    return Status(gettext("Nobody is told"), "muted") if time.is_dropped else str(say(duration(time.within_minutes)))


def day_settings() -> Sequence[IncidentDays]:
    """Every setting of the days to settle and to keep, the newest first."""
    query = select(IncidentDays).options(joinedload(IncidentDays.set_by)).order_by(IncidentDays.id.desc())
    return db.session.scalars(query).all()


def day_columns() -> list[Column]:
    """Which days were set when, by whom and why: on the page and in Excel."""
    return [
        Column("at", gettext("Set at"), lambda d: d.set_at, Kind.INSTANT),
        Column("by", gettext("Set by"), lambda d: d.set_by.name if d.set_by else ""),
        Column("close", gettext("Days to settle and close"), lambda d: d.close_days, Kind.NUMBER),
        Column("keep", gettext("Days that a closed one stays"), lambda d: d.keep_days, Kind.NUMBER),
        Column("why", gettext("Reason"), lambda d: d.reason),
    ]
