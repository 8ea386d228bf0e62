"""Two people saving at the same moment: each decides on what the other has left, on either database."""

import threading
from typing import Any

from flask import Flask
from sqlalchemy import select

from core.auth.models import User
from core.auth.rules import Role
from core.db import db, unit_of_work


def test_writers_take_turns(app: Flask, person: Any) -> None:
    """A counter read and raised in Python loses nothing, which it would if two units of work were open at once."""
    user_id = person(Role.AUDITOR).id
    db.session.rollback()

    def raise_it() -> None:
        with app.app_context():
            for _ in range(10):
                with unit_of_work():
                    seen = int(db.session.scalar(select(User.failures).where(User.id == user_id)) or 0)
                    threading.Event().wait(0.001)
                    db.session.execute(db.update(User).where(User.id == user_id).values(failures=seen + 1))
            db.session.remove()

    writers = [threading.Thread(target=raise_it) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    db.session.expire_all()
    assert db.session.scalar(select(User.failures).where(User.id == user_id)) == 40
