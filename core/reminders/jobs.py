"""Once a day, from the hour of the policy on: who is to be told what is read without a lock, then written at once."""

from core import clock
from core.calendar import calendar
from core.db import db, unit_of_work
from core.outbox.operations import is_set_up
from core.reminders import operations, queries
from core.reminders.letter import written
from core.reminders.rules import is_time


def remind() -> dict[str, int]:
    """Write today's digests, unless they are written, it is too early, or mail is not set up."""
    today = clock.today()
    if not is_set_up() or queries.is_written(today):
        return {}
    rule = queries.policy()
    works = calendar().is_business_day(today)
    if not is_time(clock.now().astimezone(clock.zone()), is_business_day=works, policy=rule):
        return {}
    letters = [(digest, written(digest, today)) for digest in queries.digests(today, rule)]
    db.session.rollback()
    with unit_of_work():
        return operations.write_day(today, letters)
