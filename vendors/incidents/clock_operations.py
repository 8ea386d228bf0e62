"""The times of the official clock, as the firm sets them. Each is called inside a unit of work; none commits."""

import secrets
from datetime import date

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import CHANGED_MEANWHILE, db
from core.errors import Conflict, Refused
from core.phrases import N_
from vendors.incidents import clock_queries
from vendors.incidents.models import IncidentDays, IncidentTime
from vendors.incidents.policies import newest_days, policy
from vendors.incidents.rules import LONGEST_DAYS, LONGEST_MINUTES, Applies, Audience, Duty


def set_time(
    duty: Duty | None, *, name_zh: str, name_en: str, audience: Audience, applies: Applies, within: int, source_zh: str,
    source_en: str, effective_on: date, checked_on: date | None, reason: str, seen: int | str | None = None,
    by: User | None,
) -> IncidentTime:  # fmt: skip
    """From a day on, somebody is told within so many minutes; what is under way before that day keeps its times. Raises
    Refused, or Conflict where somebody else set the same meanwhile (`seen`: number of the line that was looked at)."""
    if not 1 <= within <= LONGEST_MINUTES:
        raise Refused(N_("Give a time between a minute and ten years."), field="within")
    if not (name_zh.strip() or name_en.strip()):
        raise Refused(N_("Say what is told."), field="name_zh")
    if checked_on is not None and checked_on > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field="checked_on")
    if checked_on is not None and not (source_zh.strip() or source_en.strip()):
        raise Refused(N_("Name the text that it was held against."), field="source_zh")
    _check(duty, effective_on, reason, seen)
    found = IncidentTime(
        duty=duty.id if duty else f"own-{secrets.token_hex(6)}", name_zh=name_zh.strip() or name_en.strip(),
        name_en=name_en.strip() or name_zh.strip(), audience=audience, applies=applies, within_minutes=within,
        source_zh=source_zh.strip() or source_en.strip(), source_en=source_en.strip() or source_zh.strip(),
        effective_on=effective_on, checked_on=checked_on, reason=reason.strip()[:500],
    )  # fmt: skip
    return _keep(found, duty, by)


def drop_time(
    duty: Duty, *, effective_on: date, reason: str, seen: int | str | None = None, by: User | None
) -> IncidentTime:
    """From a day on nobody has to be told so; what is under way before keeps it."""
    _check(duty, effective_on, reason, seen)
    found = IncidentTime(
        duty=duty.id, name_zh=duty.name.zh, name_en=duty.name.en, audience=duty.audience, applies=duty.applies,
        within_minutes=int(duty.within.total_seconds() // 60), source_zh=duty.source.zh, source_en=duty.source.en,
        effective_on=effective_on, checked_on=duty.checked_on, is_dropped=True, reason=reason.strip()[:500],
    )  # fmt: skip
    return _keep(found, duty, by)


def _check(duty: Duty | None, effective_on: date, reason: str, seen: int | str | None) -> None:
    if duty is not None and seen is not None and str(seen) != str(clock_queries.newest(duty.id)):
        raise Conflict(CHANGED_MEANWHILE)
    if effective_on < clock.today():
        raise Refused(
            N_("Clocks that run are not changed afterwards: give today or a day to come."), field="effective_on"
        )
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")


def _keep(found: IncidentTime, before: Duty | None, by: User | None) -> IncidentTime:
    found.set_by_id, found.set_at = by.id if by else None, clock.now()
    db.session.add(found)
    db.session.flush()
    was = int(before.within.total_seconds() // 60) if before else None
    record(
        "vendors:incident-time:drop" if found.is_dropped else "vendors:incident-time:set", found, by=by,
        within_minutes=(was, found.within_minutes), audience=(before.audience if before else None, found.audience),
        effective_on=found.effective_on, checked_on=(before.checked_on if before else None, found.checked_on),
        source=(before.source.zh if before else None, found.source_zh), reason=found.reason,
    )  # fmt: skip
    return found


def set_days(
    *, close_days: int, keep_days: int, reason: str, seen: int | str | None = None, by: User | None
) -> IncidentDays:
    """By when incidents are settled, and how long closed ones stay among the obligations: at once, for all of them.
    Raises Refused, or Conflict where somebody else set them meanwhile (`seen`: number of the line that was looked at)."""
    held, newest_line = policy(), newest_days()
    if seen is not None and str(seen) != str(newest_line.id if newest_line else 0):
        raise Conflict(CHANGED_MEANWHILE)
    for name, days in (("close_days", close_days), ("keep_days", keep_days)):
        if not 1 <= days <= LONGEST_DAYS:
            raise Refused(N_("Give a number of days between 1 and %(most)s."), field=name, most=LONGEST_DAYS)
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    if (close_days, keep_days) == (held.close_days, held.keep_days):
        raise Refused(N_("These are the days that hold already."), field="close_days")
    found = IncidentDays(
        close_days=close_days, keep_days=keep_days, reason=reason.strip()[:500], set_by_id=by.id if by else None,
        set_at=clock.now(),
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record(
        "vendors:incident-days:set", found, by=by, close_days=(held.close_days, close_days),
        keep_days=(held.keep_days, keep_days), reason=found.reason,
    )  # fmt: skip
    return found
