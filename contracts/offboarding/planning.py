"""From what is registered to the plan of each contract's end: reads in sets, decides in the rules, writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from contracts.access.models import AccessGrant, access_grant_contract
from contracts.assets.models import Asset
from contracts.assets.rules import MustEnd
from contracts.offboarding.catalogue import steps_of
from contracts.offboarding.models import OffboardingTask, task_of
from contracts.offboarding.rescheduling import Change, reschedule
from contracts.offboarding.rules import Ending, Item, Need, Plan, Task, TaskKind, TaskState, Wanted, plan
from contracts.offboarding.steps import Step, wanted_steps
from contracts.register.models import Contract, ContractEvent
from contracts.register.queries import VENDOR_NAME
from contracts.register.rules import Standing, Status
from contracts.register.standings import standings, standings_of
from contracts.replacing.queries import continued_by
from core import clock
from core.calendar import calendar
from core.days import Calendar
from core.db import db
from vendors.register.models import Vendor

LEAD = timedelta(days=90)
"""How long before a certain end its tasks are opened; a termination opens them at once."""

ASSET_TASKS = {
    MustEnd.RETURN: TaskKind.RETURN_ASSET,
    MustEnd.DESTROY: TaskKind.DESTROY_ASSET,
    MustEnd.HAND_OVER: TaskKind.HAND_OVER_ASSET,
}


@dataclass(frozen=True)
class Revision:
    """What one contract's tasks need so that they agree with its end."""

    contract_id: int
    owner_id: int | None
    changes: tuple[Change, ...]
    ends_on: date | None = None
    """The end that they follow; None where there is none any more."""


def contracts_to_plan(today: date) -> list[int]:
    """Contracts whose certain end is near or past, and those with open tasks."""
    near = {key for key, standing in standings(today).items() if _is_near(standing, today)}
    opened = select(OffboardingTask.contract_id).where(OffboardingTask.state == TaskState.OPEN).distinct()
    return sorted(near | set(db.session.scalars(opened)))


def revisions(contract_ids: Collection[int], today: date) -> list[Revision]:
    """What has to change in the tasks of these contracts (at most some hundreds at a time); nothing for the others."""
    ids = set(contract_ids)
    contracts = {row.id: row for row in db.session.execute(_contracts(ids))}
    items, others = _items(ids)
    standing = standings_of(ids | others, today)
    ends = {key: found.certain_end for key, found in standing.items()}
    numbers = _numbers(others | ids)
    tasks, known, firm, applies = _tasks(ids), _known(ids), calendar(), steps_of(ids)
    found, going_on = [], continued_by(ids)
    for key, contract in contracts.items():
        held = [_as_item(key, each, ends, numbers) for each in items[key]]
        ending = None
        end = ends[key]
        if end is not None and _is_planned(standing[key], contract, held, tasks[key], today):
            settled = max(known.get(key, date.min), contract.signed_on or _registered(contract))
            ending = Ending(key, contract.number, contract.vendor, end, settled, going_on.get(key, ""))
        further = _steps(ending, applies.get(key, ()), tasks[key], firm, today) if ending else []
        changes = reschedule(tasks[key], plan(ending, held, firm, further))
        if changes:
            found.append(Revision(key, contract.owner_id, changes, ending.ends_on if ending else None))
    return found


def plan_of(contract_id: int, today: date) -> tuple[list[Item], Plan]:
    """What the vendor holds under one contract, and what its end asks of it, whether or not it is time to plan for it."""
    items, others = _items({contract_id})
    ends = {key: found.certain_end for key, found in standings_of(others | {contract_id}, today).items()}
    numbers = _numbers(others | {contract_id})
    held = [_as_item(contract_id, each, ends, numbers) for each in items[contract_id]]
    end = ends[contract_id]
    return held, plan(Ending(contract_id, numbers[contract_id], "", end) if end else None, held, calendar())


def _numbers(ids: set[int]) -> dict[int, str]:
    query = select(Contract.id, Contract.number).where(Contract.id.in_(ids))
    return {row.id: row.number for row in db.session.execute(query)}


def _contracts(ids: set[int]):  # type: ignore[no-untyped-def]
    return (
        select(
            Contract.id, Contract.number, Contract.owner_id, Contract.signed_on, Contract.created_at,
            VENDOR_NAME.label("vendor"),
        )
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(Contract.id.in_(ids))
        .order_by(Contract.id)
    )  # fmt: skip


def _registered(contract) -> date:  # type: ignore[no-untyped-def]
    day: date = contract.created_at.astimezone(clock.zone()).date()
    return day


def _is_near(standing: Standing, today: date) -> bool:
    """Whether a certain end is near, past, or settled by a termination that is running."""
    end = standing.certain_end
    return end is not None and (end <= today + LEAD or standing.status is Status.NOTICE_RUNNING)


def _is_planned(standing: Standing, contract, held: list[Item], tasks: list[Task], today: date) -> bool:  # type: ignore[no-untyped-def]
    """Whether it is time to plan for the end. A contract that was over when it was registered is planned only where
    the vendor still has something."""
    if any(task.state is not TaskState.WITHDRAWN for task in tasks):
        return True
    was_over = standing.certain_end is not None and standing.certain_end < _registered(contract)
    return _is_near(standing, today) and (not was_over or bool(held))


STEPS_FOR = timedelta(days=30)
"""How long after an end steps are still asked for that nobody had planned before it."""


def _steps(ending: Ending, steps: Iterable[Step], tasks: list[Task], firm: Calendar, today: date) -> list[Wanted]:
    """The steps of the firm's list. One that is added to the list does not reach back to contracts closed or long over."""
    asked_on = {task.key: task.asked_on for task in tasks if task.asked_on}
    is_closed = any(task.kind is TaskKind.CLOSING and task.is_settled for task in tasks)
    is_late = is_closed or ending.ends_on < today - STEPS_FOR
    found = wanted_steps(ending, steps, firm, today, asked_on)
    return [each for each in found if each.key in asked_on or not is_late]


@dataclass(frozen=True)
class _Held:
    id: int
    kind: TaskKind
    label: str
    contract_ids: frozenset[int]


def _items(ids: set[int]) -> tuple[dict[int, list[_Held]], set[int]]:
    """Live ways in and held assets by contract, and the other contracts that share them."""
    found: dict[int, list[_Held]] = defaultdict(list)
    further = select(access_grant_contract.c.grant_id).where(access_grant_contract.c.contract_id.in_(ids))
    live = select(AccessGrant.id, AccessGrant.contract_id, AccessGrant.system, AccessGrant.account).where(
        AccessGrant.revoked_on.is_(None), or_(AccessGrant.contract_id.in_(ids), AccessGrant.id.in_(further))
    )
    grants = db.session.execute(live.order_by(AccessGrant.id)).all()
    serves: dict[int, set[int]] = {row.id: {row.contract_id} for row in grants}
    links = select(access_grant_contract).where(access_grant_contract.c.grant_id.in_(list(serves)))
    for link in db.session.execute(links):
        serves[link.grant_id].add(link.contract_id)
    for row in grants:
        held = _Held(row.id, TaskKind.REVOKE_ACCESS, f"{row.system} · {row.account}", frozenset(serves[row.id]))
        for key in held.contract_ids & ids:
            found[key].append(held)
    query = select(Asset.id, Asset.contract_id, Asset.label, Asset.must_end).where(
        Asset.ended_on.is_(None), Asset.contract_id.in_(ids)
    )
    for row in db.session.execute(query.order_by(Asset.id)):
        found[row.contract_id].append(_Held(row.id, ASSET_TASKS[row.must_end], row.label, frozenset({row.contract_id})))
    return found, {key for contract_ids in serves.values() for key in contract_ids} - ids


def _as_item(contract_id: int, held: _Held, ends: dict[int, date | None], numbers: dict[int, str]) -> Item:
    others = sorted(held.contract_ids - {contract_id})
    return Item(held.id, held.kind, held.label, tuple(Need(key, numbers[key], ends.get(key)) for key in others))


def _tasks(ids: set[int]) -> dict[int, list[Task]]:
    found: dict[int, list[Task]] = defaultdict(list)
    query = select(OffboardingTask.__table__).where(OffboardingTask.contract_id.in_(ids)).order_by(OffboardingTask.id)
    for row in db.session.execute(query):
        found[row.contract_id].append(task_of(row))
    return found


def _known(ids: set[int]) -> dict[int, date]:
    """The day the latest event of each contract became known."""
    found: dict[int, date] = {}
    query = select(ContractEvent.contract_id, ContractEvent.known_on).where(ContractEvent.contract_id.in_(ids))
    for row in db.session.execute(query):
        found[row.contract_id] = max(found.get(row.contract_id, date.min), row.known_on)
    return found
