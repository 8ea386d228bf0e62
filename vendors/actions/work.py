"""Control measures that wait to be done."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from vendors.actions.models import Action


def measures(_as_of: date, owners: Owners) -> Iterator[Task]:
    """Every measure that is decided and not done."""
    query = select(Action.id, Action.what, Action.about, Action.due_on, Action.owner_id).where(
        Action.done_on.is_(None), owners.answer_for(Action.owner_id, Action.due_on)
    )
    for row in db.session.execute(query):
        address = ("vendors.actions.show", {"action_id": row.id})
        yield Task(f"action:{row.id}", row.what, row.due_on, *address, row.about, row.owner_id)
