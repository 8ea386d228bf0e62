"""Changes to control measures. Each is called inside a unit of work; none commits."""

from datetime import date

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_
from vendors.actions.models import Action
from vendors.actions.rules import Cause


def decide_action(
    *, cause: Cause, cause_id: int, about: str, what: str, owner_id: int | None, due_on: date, by: User | None
) -> Action:
    """A measure with somebody who answers for it and a day. Refused for a day that has passed."""
    if due_on < clock.today():
        raise Refused(N_("This day has passed; give a day by which it can be done."), field="due_on")
    owner = _owner(owner_id)
    action = Action(
        cause=cause,
        cause_id=cause_id,
        about=about[:300],
        what=what.strip(),
        owner_id=owner.id,
        due_on=due_on,
        done_note="",
        created_at=clock.now(),
    )
    db.session.add(action)
    db.session.flush()
    record("vendors:action:decide", action, by=by, about=action.about, owner=owner.name, due_on=due_on)
    return action


def change_action(
    action: Action,
    *,
    what: str,
    owner_id: int | None,
    due_on: date,
    version: int | str | None = None,
    by: User | None,
) -> Action:
    """Another wording, person or day; the trail keeps what held before. Refused once it is done."""
    check_version(action, version)
    if action.done_on is not None:
        raise Refused(N_("It is done; open it again before changing it."))
    owner = _owner(owner_id)
    changes = {"what": (action.what, what.strip()), "owner": (action.owner.name, owner.name)}
    changes["due_on"] = (action.due_on, due_on)  # type: ignore[assignment]
    changed = {k: v for k, v in changes.items() if v[0] != v[1]}
    action.what, action.owner_id, action.due_on = what.strip(), owner.id, due_on
    if changed:
        record("vendors:action:change", action, by=by, **changed)
    return action


def complete_action(
    action: Action, *, done_on: date, done_note: str, version: int | str | None = None, by: User
) -> Action:
    """It is done, and how that shows."""
    check_version(action, version)
    if action.done_on is not None:
        raise Refused(N_("It is done already."))
    if done_on > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field="done_on")
    action.done_on, action.done_note, action.done_by_id = done_on, done_note.strip(), by.id
    record("vendors:action:complete", action, by=by, done_on=done_on, note=action.done_note)
    return action


def reopen_action(action: Action, *, version: int | str | None = None, by: User) -> Action:
    """It was not done after all; what was noted stays in the trail."""
    check_version(action, version)
    if action.done_on is not None:
        record("vendors:action:reopen", action, by=by, done_on=(action.done_on, None), note=(action.done_note, ""))
        action.done_on, action.done_note, action.done_by_id = None, "", None
    return action


def _owner(owner_id: int | None) -> User:
    owner = db.session.get(User, owner_id) if owner_id else None
    if owner is None or not owner.is_active:
        raise Refused(N_("Choose somebody who answers for it."), field="owner_id")
    return owner
