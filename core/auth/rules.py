"""Roles and permissions, and when an account is locked."""

import enum
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core.phrases import N_, Phrase, phrase


class Role(enum.StrEnum):
    """The people of DESIGN.md; one person may hold several roles."""

    PROCUREMENT = "procurement"
    IT_MANAGER = "it_manager"
    COMPLIANCE = "compliance"
    AUDITOR = "auditor"
    BOARD = "board"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: Mapping[Role, str] = {
    Role.PROCUREMENT: N_("Procurement"),
    Role.IT_MANAGER: N_("IT manager"),
    Role.COMPLIANCE: N_("Compliance"),
    Role.AUDITOR: N_("Internal audit"),
    Role.BOARD: N_("Board"),
    Role.ADMINISTRATOR: N_("Administrator"),
}

READERS = frozenset({Role.PROCUREMENT, Role.IT_MANAGER, Role.COMPLIANCE, Role.AUDITOR})
"""Who sees business data: not the board (it reads its workbook), not the administrator by virtue of that role."""

SIGNED_IN = "signed_in"
"""The permission that every signed-in person has: one's own first page, password, language."""

Permissions = Mapping[str, frozenset[Role]]
"""permission name → the roles that hold it; each domain declares its own."""


def allows(permissions: Permissions, roles: Iterable[Role], permission: str) -> bool:
    """Whether somebody with these roles may; a permission nobody declared is held by nobody."""
    return permission == SIGNED_IN or bool(permissions.get(permission, frozenset()) & set(roles))


def locked_until(failures: int, last_failure_at: datetime, *, attempts: int, minutes: int) -> datetime | None:
    """Until when an account is closed after `failures` wrong passwords in a row (CC-17010-10-7)."""
    return last_failure_at + timedelta(minutes=minutes) if failures >= attempts else None


COMMON = ("password", "123456", "qwerty", "abc123", "letmein", "admin", "welcome", "iloveyou", "passw0rd")


def password_faults(password: str, *, login: str, min_length: int) -> list[Phrase]:
    """What is wrong with a new password; empty when it will do. Length first, no rules about odd characters."""
    faults = []
    if len(password) < min_length:
        faults.append(
            phrase(N_("Use at least %(n)s characters; a short sentence is easiest to remember."), n=min_length)
        )
    if len(password) > 500:
        faults.append(phrase(N_("Use at most %(n)s characters."), n=500))
    folded = password.casefold()
    if login and login.casefold() in folded:
        faults.append(phrase(N_("The password must not contain the account name.")))
    if len(set(folded)) < 5 or any(folded.startswith(word) and len(folded) < len(word) + 7 for word in COMMON):
        faults.append(phrase(N_("This password is too easy to guess.")))
    return faults


def stands_for(user_id: int, deputies: Mapping[int, int | None]) -> frozenset[int]:
    """Whose work falls to this person: `deputies` names the deputy of everybody who is away. A deputy who is away too
    passes it on to their own; where two stand for each other and both are away, it falls to nobody else."""
    found: set[int] = set()
    reached = {user_id}
    while reached:
        reached = {away for away, deputy in deputies.items() if deputy in reached} - found - {user_id}
        found |= reached
    return frozenset(found)
