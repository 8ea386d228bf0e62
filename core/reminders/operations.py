"""Writing a day's digests, and changing when people are reminded. Each is called inside a unit of work."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.outbox import post
from core.phrases import N_
from core.reminders.letter import Written
from core.reminders.models import Reminder, ReminderDay, ReminderPolicy
from core.reminders.queries import Digest, policy_record
from core.reminders.rules import Policy, days_text


def write_day(day: date, letters: Sequence[tuple[Digest, Written]]) -> dict[str, int]:
    """The digests of a day and what each says, all of it or nothing; nothing where another process was first."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    count = sum(len(digest.new) for digest, _ in letters)
    first = (
        dialect.insert(ReminderDay)
        .values(day=day, written_at=clock.now(), digests=len(letters), reminders=count)
        .on_conflict_do_nothing(index_elements=["day"])
        .returning(ReminderDay.day)
    )
    if db.session.scalar(first) is None:
        return {}
    for digest, (subject, text, html) in letters:
        mail_id = post(key=f"digest:{digest.user.id}:{day}", to=digest.user, subject=subject, text=text, html=html)
        if mail_id is not None:
            rows = [
                {"key": digest.keys[task], "user_id": digest.user.id, "mail_id": mail_id, "made_on": day}
                for task in sorted(digest.new)
            ]
            db.session.execute(insert(Reminder), rows)
    return {"digests": len(letters), "reminders": count}


def change_policy(
    *,
    before: tuple[int, ...],
    after: tuple[int, ...],
    then_every: int,
    manager_after: int,
    hour: int,
    business_days_only: bool,
    version: int | str | None = None,
    by: User,
) -> ReminderPolicy:
    """Say anew when people are reminded. What was said already is not said again."""
    kept = policy_record()
    if kept is not None:
        check_version(kept, version)
    if not (before or after):
        raise Refused(N_("Name at least one day before or after; the day itself always counts."), field="before")
    was = kept.policy if kept else Policy()
    kept = kept or ReminderPolicy()
    kept.before, kept.after, kept.then_every = list(before), list(after), then_every
    kept.manager_after, kept.hour, kept.business_days_only = manager_after, hour, business_days_only
    db.session.add(kept)
    db.session.flush()
    record(
        "reminders:policy:change", kept, by=by,
        days_before=(days_text(was.before), days_text(before)), days_after=(days_text(was.after), days_text(after)),
        then_every=(was.then_every, then_every), manager_after=(was.manager_after, manager_after),
        hour=(was.hour, hour), business_days_only=(was.business_days_only, business_days_only),
    )  # fmt: skip
    return kept
