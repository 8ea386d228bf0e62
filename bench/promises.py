"""The promises on the ends of contracts, held against the simple model after every tick of a life."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select

from bench.world import Agreed, Held, World
from contracts.access.models import AccessGrant
from contracts.assets.models import Asset
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.rules import TaskKind, TaskState
from core.auth.models import User
from core.db import db

LEAD = timedelta(days=90)
SETTLED = (TaskState.DONE, TaskState.VERIFIED, TaskState.EXCEPTED)


class Life(RuleBasedStateMachine):
    """What every part of a life knows."""

    world: World
    today: date
    contracts: list[Agreed]
    grants: list[Held]
    assets: list[Held]
    done: dict[int, tuple[Any, ...]]
    vendors: Sequence[int]
    moved: list[int] | None

    def act(self, work: Callable[[], Any]) -> Any: ...
    def pick(self, place: int) -> tuple[int, Agreed]: ...
    def person(self, name: str) -> User: ...


class Promises(Life):
    """What must hold."""

    def check(self) -> None:
        db.session.rollback()
        tasks = db.session.scalars(select(OffboardingTask)).all()
        ends = {one.id: one for one in self.contracts}
        twice = [
            key for key, n in Counter((t.contract_id, t.kind, t.item_id) for t in tasks if t.item_id).items() if n > 1
        ]
        assert not twice, f"a task made twice: {twice}"
        for key, was in self.done.items():
            task = next(each for each in tasks if each.id == key)
            assert task.state in SETTLED, f"{task.key} was done and is {task.state}"
            assert (task.key, task.due_on, task.done_on, task.completed_by_id) == was, (
                f"{task.key} was done and changed"
            )
        for task in tasks:
            if task.kind is TaskKind.REVOKE_ACCESS and task.state is TaskState.OPEN:
                assert task.due_on <= ends[task.contract_id].end, (
                    f"{task.key}: access revoked after the contract's last day"
                )
        self.check_items(TaskKind.REVOKE_ACCESS, self.grants, self.live(AccessGrant, AccessGrant.revoked_on), tasks)
        self.check_items(TaskKind.RETURN_ASSET, self.assets, self.live(Asset, Asset.ended_on), tasks)
        for one in self.contracts:
            self.check_contract(one, [task for task in tasks if task.contract_id == one.id])

    def live(self, model: Any, ended: Any) -> set[int]:
        return set(db.session.scalars(select(model.id).where(ended.is_(None))))

    def check_items(self, kind: TaskKind, held: list[Held], live: set[int], tasks: Any) -> None:
        """A live account or asset has its one open task with the contract that ends last, if that is near; never another."""
        for item in held:
            opened = [t for t in tasks if t.kind is kind and t.item_id == item.id and t.state is TaskState.OPEN]
            if item.id not in live:
                assert not opened, f"{kind} {item.id} has ended and is still to be ended"
                continue
            keeper = max((self.contracts[place] for place in item.needed_by), key=lambda one: (one.end, one.id))
            assert {t.contract_id for t in opened} <= {keeper.id}, f"{kind} {item.id}: ended while {keeper} needs it"
            if self.is_near(keeper):
                assert len(opened) == 1, f"{kind} {item.id}: {keeper} is near its end, and nobody is to end it"

    def is_near(self, one: Agreed) -> bool:
        return one.end <= self.today + LEAD or (one.terminated_for is not None and self.today <= one.end)

    def continues(self, one: Agreed) -> bool:
        return one.goes_on_in is not None and self.contracts[one.goes_on_in].vendor == one.vendor

    def check_contract(self, one: Agreed, tasks: Any) -> None:
        wanted = [task for task in tasks if task.state is not TaskState.WITHDRAWN]
        closings = [task for task in wanted if task.kind is TaskKind.CLOSING]
        if self.is_near(one):
            assert closings, f"{one} is near its end and has no closing"
            reminders = sum(task.kind is TaskKind.CONFIDENTIALITY_REMINDER for task in wanted)
            assert reminders == 1 or (self.continues(one) and not reminders), f"{one}: {reminders} reminders"
            assert not self.continues(one) or not any(
                task.state is TaskState.OPEN and task.kind in (TaskKind.CONFIDENTIALITY_REMINDER, TaskKind.STEP)
                for task in wanted
            ), f"{one} goes on, and its vendor is asked as if it ended"
        if any(task.state is TaskState.OPEN for task in wanted):
            assert any(task.state is TaskState.OPEN for task in closings), f"{one} has open work and is closed"
