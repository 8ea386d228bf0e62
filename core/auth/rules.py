"""Roles and permissions, and when an account is locked."""

import enum
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

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


class Absence(NamedTuple):
    """Of somebody who is away: who does their work meanwhile, and to whom they report."""

    deputy_id: int | None
    manager_id: int | None = None


def succession(person: int, away: Mapping[int, Absence], closed: Collection[int] = ()) -> tuple[int, ...]:
    """To whom the work of somebody who is away goes, one after the other; only the last of them can be there.

    The deputy; while that one is away too, theirs. Where nobody along that line is there (two stand for each other, none
    is named, the account is `closed`), it goes to the manager, and where that one is away, on in the same way.
    """
    found, above = [person], person
    for _ in range(len(away) + 1):
        at = away[above].deputy_id
        while at is not None and at not in found and at not in closed:
            found.append(at)
            if at not in away:
                return tuple(found[1:])
            at = away[at].deputy_id
        manager = away[above].manager_id
        if manager is None or manager in closed:
            break
        above = manager
        if above not in found:
            found.append(above)
        if above not in away:
            break
    return tuple(found[1:])


def stands_for(user_id: int, away: Mapping[int, Absence], closed: Collection[int] = ()) -> frozenset[int]:
    """Whose work falls to this person."""
    return frozenset(each for each in away if each != user_id and user_id in succession(each, away, closed))


def unattended(away: Mapping[int, Absence], closed: Collection[int] = ()) -> frozenset[int]:
    """Who is away while nobody who is there does their work: until one of them is back it is nobody's."""
    lines = {each: succession(each, away, closed) for each in away}
    return frozenset(each for each, line in lines.items() if not line or line[-1] in away)
