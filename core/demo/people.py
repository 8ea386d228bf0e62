"""The sample firm's staff: they own tasks and take decisions, and nobody can sign in as them."""

from sqlalchemy import select

from core import clock
from core.auth.models import User, UserRole
from core.auth.rules import Role
from core.db import db

STAFF = (
    ("sample.procurement", "林雅婷（範例）", "採購處", Role.PROCUREMENT),
    ("sample.it", "陳志明（範例）", "資訊處", Role.IT_MANAGER),
    ("sample.it2", "張家豪（範例）", "資訊處", Role.IT_MANAGER),
    ("sample.compliance", "黃淑芬（範例）", "法令遵循處", Role.COMPLIANCE),
    ("sample.audit", "吳建宏（範例）", "稽核處", Role.AUDITOR),
)


def load_people(by: User | None) -> dict[Role, list[User]]:
    """The staff by role; found again, not doubled, when a sample firm was removed and is loaded anew."""
    found: dict[Role, list[User]] = {}
    known = {u.login: u for u in db.session.scalars(select(User).where(User.is_sample))}
    for login, name, department, role in STAFF:
        user = known.get(login) or User(
            login=login, name=name, department=department, created_at=clock.now(), is_sample=True, password_hash=""
        )
        if not user.grants:
            user.grants = [UserRole(role=role)]
        db.session.add(user)
        found.setdefault(role, []).append(user)
    db.session.flush()
    _manage(found)
    if by is not None:
        for role in by.roles:
            # Whoever tries the product out alone finds some of the tasks on their own first page.
            found.setdefault(role, []).insert(0, by)
    return found


def _manage(found: dict[Role, list[User]]) -> None:
    """The second of IT reports to the first, and each stands in for the other."""
    first, second = found[Role.IT_MANAGER][:2]
    second.manager_id, second.deputy_id, first.deputy_id = first.id, first.id, second.id
