from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from core.auth.models import User, UserRole
from core.auth.rules import Role
from core.db import db


def has_people() -> bool:
    return db.session.scalar(select(User.id).where(User.is_sample.is_(False)).limit(1)) is not None


def person_of_session(session_id: str) -> User | None:
    """The person a session belongs to, unless it was ended since (see User.session_serial)."""
    user_id, _, serial = session_id.partition(":")
    if not (user_id.isdecimal() and serial.isdecimal() and len(user_id) < 10):
        return None
    user = db.session.get(User, int(user_id))
    return user if user and user.is_active and user.session_serial == int(serial) else None


def person_by_login(login: str) -> User | None:
    return db.session.scalar(select(User).where(func.lower(User.login) == login.strip().lower()))


def is_away(today: date) -> ColumnElement[bool]:
    """Whether a person's absence covers a day, as `User.is_away` says of a record."""
    return (
        User.away_from.is_not(None)
        & (User.away_from <= today)
        & (func.coalesce(User.away_until, User.away_from) >= today)
    )


def people() -> Select[tuple[User]]:
    return select(User).options(selectinload(User.manager), selectinload(User.deputy))


def people_with(roles: Sequence[Role]) -> list[User]:
    """Active people holding any of these roles, by name: the choices for an owner or approver."""
    query = (
        select(User)
        .where(User.disabled_at.is_(None), User.id.in_(select(UserRole.user_id).where(UserRole.role.in_(roles))))
        .order_by(User.name)
    )
    return list(db.session.scalars(query))


def colleagues(user_id: int | None = None) -> list[User]:
    """Everybody whose account is open, by name; the choices for a manager or a deputy, without the person themselves."""
    query = select(User).where(User.disabled_at.is_(None)).order_by(User.name)
    return [user for user in db.session.scalars(query) if user.id != user_id]
