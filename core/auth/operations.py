"""Changes to people and their sign-ins. Each is called inside a unit of work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

from core import clock
from core.audit import record
from core.audit.chain import acting_as
from core.auth import queries
from core.auth.models import User, UserRole
from core.auth.passwords import hashed, matches
from core.auth.rules import Role, locked_until, password_faults
from core.db import check_version, db
from core.errors import Refused
from core.events import announce
from core.phrases import N_


@dataclass(frozen=True)
class Attempt:
    """What came of a sign-in: the person, or until when the account is locked (None: simply wrong)."""

    user: User | None
    locked_until: datetime | None = None


def sign_in(login: str, password: str) -> Attempt:
    """Check a password. Wrong ones count towards a lock; the answer never says whether the account exists."""
    settings = current_app.config["SETTINGS"]
    user = queries.person_by_login(login)
    now = clock.now()
    if user and user.last_failure_at:
        until = locked_until(
            user.failures, user.last_failure_at, attempts=settings.sign_in_attempts, minutes=settings.lock_minutes
        )
        if until and until > now:
            return Attempt(None, until)
        if until:
            user.failures = 0
    right = matches(password, user.password_hash if user and user.is_active else "")
    if user is None:
        return Attempt(None)
    if not right:
        user.failures, user.last_failure_at = user.failures + 1, now
        record("auth:sign-in:refuse", user, by=None, failures=user.failures)
        until = locked_until(user.failures, now, attempts=settings.sign_in_attempts, minutes=settings.lock_minutes)
        if until:
            record("auth:account:lock", user, by=None, until=until)
        return Attempt(None, until)
    user.failures, user.last_failure_at, user.last_sign_in_at = 0, None, now
    record("auth:sign-in:accept", user, by=user)
    return Attempt(user)


def add_person(
    *,
    login: str,
    name: str,
    roles: Collection[Role],
    password: str = "",
    email: str = "",
    department: str = "",
    manager_id: int | None = None,
    deputy_id: int | None = None,
    must_change_password: bool = True,
    is_sample: bool = False,
    by: User | None,
) -> User:
    """A new account. Raises Refused for a taken account name or a weak password; no password means no sign-in."""
    login = login.strip()
    if queries.person_by_login(login):
        raise Refused(N_("There is already an account named %(login)s."), field="login", login=login)
    if password:
        _check_password(password, login)
    user = User(
        login=login,
        name=name.strip(),
        email=email.strip(),
        department=department.strip(),
        manager_id=manager_id,
        deputy_id=deputy_id,
        password_hash=hashed(password) if password else "",
        must_change_password=must_change_password and bool(password),
        created_at=clock.now(),
        is_sample=is_sample,
        grants=[UserRole(role=role) for role in sorted(set(roles))],
    )
    db.session.add(user)
    db.session.flush()
    record("auth:person:add", user, by=by, login=login, name=user.name, roles=sorted(set(roles)))
    return user


@dataclass(frozen=True)
class InstallationBegun:
    """Announced when the first administrator takes over; `wants_sample` says whether to load the sample firm."""

    by: User
    wants_sample: bool


def add_first_administrator(
    *, login: str, name: str, password: str, roles: Collection[Role], wants_sample: bool = False
) -> User:
    """The account that a new installation starts with. Refused as soon as anybody has one."""
    if queries.has_people():
        raise Refused(N_("This installation already has an administrator; please sign in."))
    roles = {Role.ADMINISTRATOR, *roles}
    with acting_as(name.strip()):
        user = add_person(login=login, name=name, password=password, roles=roles, must_change_password=False, by=None)
    announce(InstallationBegun(user, wants_sample))
    return user


def edit_person(
    user: User,
    *,
    name: str,
    email: str,
    department: str,
    roles: Collection[Role],
    disabled: bool,
    version: int | str | None,
    by: User,
    manager_id: int | None = None,
    deputy_id: int | None = None,
) -> User:
    """Change who somebody is and what they may; ends their sessions when that narrows or widens.

    Nobody may take the administrator's role from themselves, nor disable themselves: an installation never loses its last one.
    """
    check_version(user, version)
    check_superior(user, manager_id)
    check_deputy(user, deputy_id)
    wanted, had, was_disabled = frozenset(roles), user.roles, not user.is_active
    if user.id == by.id and (disabled or (Role.ADMINISTRATOR in had and Role.ADMINISTRATOR not in wanted)):
        raise Refused(N_("You cannot take your own access away; ask another administrator."), field="roles")
    record(
        "auth:person:edit",
        user,
        by=by,
        name=(user.name, name.strip()),
        email=(user.email, email.strip()),
        department=(user.department, department.strip()),
        roles=(sorted(had), sorted(wanted)),
        disabled=(was_disabled, disabled),
        manager=(_name(user.manager_id), _name(manager_id)),
        deputy=(_name(user.deputy_id), _name(deputy_id)),
    )
    user.manager_id, user.deputy_id = manager_id, deputy_id
    user.name, user.email, user.department = name.strip(), email.strip(), department.strip()
    if wanted != had:
        user.grants = [g for g in user.grants if g.role in wanted] + [UserRole(role=r) for r in sorted(wanted - had)]
    if disabled != was_disabled:
        user.disabled_at = clock.now() if disabled else None
    if wanted != had or disabled != was_disabled:
        user.session_serial += 1
    return user


def _name(user_id: int | None) -> str:
    found = db.session.get(User, user_id) if user_id else None
    return found.name if found else ""


def check_superior(user: User, manager_id: int | None) -> None:
    """Nobody reports to themselves, neither at once nor through others. Raises Refused."""
    seen, above = {user.id}, manager_id
    while above is not None:
        if above in seen:
            raise Refused(N_("Nobody can report to themselves, not through others either."), field="manager_id")
        seen.add(above)
        found = db.session.get(User, above)
        above = found.manager_id if found else None


def check_deputy(user: User, deputy_id: int | None) -> None:
    """A deputy is another person whose account is open. Raises Refused."""
    if deputy_id is None or deputy_id == user.deputy_id:
        return
    deputy = db.session.get(User, deputy_id)
    if deputy is None or not deputy.is_active or deputy.id == user.id:
        raise Refused(N_("Choose another person, whose account is open."), field="deputy_id")


def plan_absence(user: User, *, deputy_id: int | None, away_from: date | None, away_until: date | None) -> User:
    """A person says from when until when they are away, and who does their work; no day at all ends it."""
    check_deputy(user, deputy_id)
    if (away_from is None) != (away_until is None):
        raise Refused(
            N_("Give the first and the last day, or neither."), field="away_until" if away_from else "away_from"
        )
    if away_from and away_until and away_until < away_from:
        raise Refused(N_("The last day lies before the first."), field="away_until")
    if away_from and deputy_id is None:
        raise Refused(N_("Name who does your work while you are away."), field="deputy_id")
    record(
        "auth:absence:plan", user, by=user, deputy=(_name(user.deputy_id), _name(deputy_id)),
        away_from=(user.away_from, away_from), away_until=(user.away_until, away_until),
    )  # fmt: skip
    user.deputy_id, user.away_from, user.away_until = deputy_id, away_from, away_until
    return user


def change_password(user: User, *, current: str, new: str) -> User:
    """A person changes their own password; every other session of theirs ends."""
    if not matches(current, user.password_hash):
        raise Refused(N_("This is not your current password."), field="current")
    if current == new:
        raise Refused(N_("Choose a password other than the current one."), field="new")
    _check_password(new, user.login, field="new")
    user.password_hash, user.must_change_password = hashed(new), False
    user.session_serial += 1
    record("auth:password:change", user, by=user)
    return user


def reset_password(user: User, *, new: str, by: User) -> User:
    """An administrator sets a first password; the person must change it, and a lock is lifted."""
    _check_password(new, user.login)
    user.password_hash, user.must_change_password = hashed(new), True
    user.failures, user.last_failure_at = 0, None
    user.session_serial += 1
    record("auth:password:reset", user, by=by)
    return user


def sign_out(user: User) -> User:
    """End every session of this person: a cookie that somebody copied is worth nothing after it."""
    user.session_serial += 1
    record("auth:sign-out:do", user, by=user)
    return user


def choose_language(user: User, language: str) -> User:
    record("auth:language:choose", user, by=user, language=(user.language, language))
    user.language = language
    return user


def choose_era(user: User, *, roc: bool) -> User:
    """Show dates in the Republic's years (民國) or as ISO 8601."""
    record("auth:era:choose", user, by=user, roc_dates=(user.roc_dates, roc))
    user.roc_dates = roc
    return user


def _check_password(password: str, login: str, field: str = "password") -> None:
    minimum = current_app.config["SETTINGS"].password_min_length
    for fault in password_faults(password, login=login, min_length=minimum):
        raise Refused(fault.msgid, field=field, **fault.params)
