"""Random lives of contracts against a simple model: signed, extended, granted, lent, terminated, revived, worked through,
while the clock jumps, nothing runs for weeks, jobs run twice and processes die at any statement.

The model knows days and who needs what; it has no plan. After every tick it says what must hold (the promises on dates and
on tasks), and a sequence that breaks one is shrunk and printed. `python -m bench.lives --sequences 2000`.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import event, select

from app import create_app
from contracts.access import operations as access
from contracts.access.models import AccessGrant
from contracts.assets import operations as assets
from contracts.assets.models import Asset
from contracts.assets.rules import AssetKind, MustEnd
from contracts.offboarding import operations as offboarding
from contracts.offboarding.jobs import keep_plans
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.rules import TaskKind, TaskState
from contracts.register import operations as register
from contracts.register.agreed import Amendment, Renewed, Termination, TerminationCancelled
from contracts.register.models import Contract
from contracts.terms import operations as terms
from core import clock, schema
from core.audit.chain import verify
from core.auth.models import User
from core.auth.operations import add_person
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Refused
from core.settings import load_settings
from vendors.register import operations as vendors
from vendors.register.models import Vendor

TAIPEI = ZoneInfo("Asia/Taipei")
FIRST = date(2026, 1, 5)
LEAD = timedelta(days=90)
SETTLED = (TaskState.DONE, TaskState.VERIFIED, TaskState.EXCEPTED)


class Died(Exception):
    """The process is gone, in the middle of a statement."""


@dataclass
class Agreed:
    """What the model knows of a contract: its id, its agreed end, and for when it is terminated."""

    id: int
    ends_on: date
    terminated_for: date | None = None

    @property
    def end(self) -> date:
        return min(self.ends_on, self.terminated_for or self.ends_on)


@dataclass
class Held:
    """An account or an asset, and which contracts need it (places in the list of contracts)."""

    id: int
    needed_by: set[int]


@dataclass
class World:
    """An installation that can be put back to nothing: the file of an empty, migrated database is copied over its own."""

    app: Flask
    empty: Path
    file: Path
    fuse: int | None = None
    sequences: int = 0
    steps: int = 0
    acts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def make(cls, folder: Path) -> "World":
        app = create_app(load_settings({}, instance_path=folder, scheduler=False, log_level="ERROR"))
        schema.migrate(app)
        with app.app_context(), clock.at(datetime(2026, 1, 1, 9, tzinfo=TAIPEI)):
            with unit_of_work():
                for name in ("ann", "ben"):
                    add_person(login=name, name=name, roles=[Role.IT_MANAGER], password="", by=None)
                vendors.register_vendor(name_zh="測試廠商", by=None)
            db.session.remove()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
            file = Path(str(db.engine.url.database))
        empty = folder / "empty.db"
        shutil.copy(file, empty)
        world = cls(app, empty, file)
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", world.burn)
            event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        return world

    def burn(self, *_: Any) -> None:
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                self.fuse = None
                raise Died

    def renew(self) -> None:
        db.session.remove()
        db.engine.dispose()
        for end in ("-wal", "-shm"):
            Path(f"{self.file}{end}").unlink(missing_ok=True)
        shutil.copy(self.empty, self.file)
        self.app.extensions.pop("contract_standings", None)
        self.sequences += 1


days = st.integers(0, 420)
places = st.integers(0, 5)


class Lives(RuleBasedStateMachine):
    """Up to six contracts of one vendor."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.today = FIRST
        self.contracts: list[Agreed] = []
        self.grants: list[Held] = []
        self.assets: list[Held] = []
        self.done: dict[int, tuple[Any, ...]] = {}
        self.numbers = count(1)
        self.fuse: int | None = None

    @initialize()
    def begin(self) -> None:
        self.world.renew()

    # --- how a step is made ------------------------------------------------------------------------------------------

    def at(self) -> Any:
        return clock.at(datetime(self.today.year, self.today.month, self.today.day, 10, tzinfo=TAIPEI))

    def act(self, work: Callable[[], Any]) -> Any:
        """One unit of work; None where it was refused, which changes nothing."""
        self.world.steps += 1
        self.world.acts[sys._getframe(1).f_code.co_name] += 1
        before = self.counted()
        self.world.fuse, self.fuse = self.fuse, None
        with self.at():
            try:
                with unit_of_work():
                    made = work()
                self.world.fuse = None
                return made  # noqa: TRY300 - the fuse belongs to the unit of work
            except (Refused, Died) as error:
                self.world.fuse = None
                db.session.remove()
                assert self.counted() == before, f"{error!r} left something behind"  # noqa: PT017 - not a test of the error
                return None

    def counted(self) -> list[tuple[Any, ...]]:
        """Everything the promises speak of, as the database holds it."""
        db.session.rollback()
        columns = (OffboardingTask.id, OffboardingTask.key, OffboardingTask.state, OffboardingTask.due_on)
        rows = [tuple(row) for row in db.session.execute(select(*columns).order_by(OffboardingTask.id))]
        rows += [tuple(row) for row in db.session.execute(select(AccessGrant.id, AccessGrant.revoked_on))]
        return rows

    def pick(self, place: int) -> tuple[int, Agreed]:
        key = place % len(self.contracts)
        return key, self.contracts[key]

    def person(self, name: str) -> User:
        return db.session.scalars(select(User).where(User.login == name)).one()

    # --- what happens to contracts -----------------------------------------------------------------------------------

    @precondition(lambda self: len(self.contracts) < 6)
    @rule(lasts=st.integers(1, 420), late=st.booleans())
    def sign(self, lasts: int, late: bool) -> None:
        number = f"C-{next(self.numbers)}"
        ends_on = self.today + timedelta(days=lasts)

        def work() -> int:
            vendor = db.session.scalars(select(Vendor)).one()
            values = {
                "number": number,
                "title": "x",
                "signed_on": self.today,
                "starts_on": self.today,
                "ends_on": ends_on,
            }
            return register.register_contract(vendor, by=None, **values).id

        if (key := self.act(work)) is not None:
            self.contracts.append(Agreed(key, ends_on))

    @precondition(lambda self: self.contracts)
    @rule(place=places, more=st.integers(1, 400), amends=st.booleans())
    def extend(self, place: int, more: int, amends: bool) -> None:
        _, one = self.pick(place)
        new = one.ends_on + timedelta(days=more)
        if amends:
            change: Any = Amendment(signed_on=self.today, effective_on=self.today, changes_end=True, ends_on=new)
        else:
            change = Renewed(self.today, one.ends_on + timedelta(days=1), new)
        if self.act(lambda: terms.add_event(db.session.get_one(Contract, one.id), change, by=None)) is not None:
            one.ends_on = new

    @precondition(lambda self: self.contracts)
    @rule(place=places, within=st.integers(0, 200))
    def terminate(self, place: int, within: int) -> None:
        _, one = self.pick(place)
        day = self.today + timedelta(days=within)
        change = Termination(self.today, day)
        if self.act(lambda: terms.add_event(db.session.get_one(Contract, one.id), change, by=None)) is not None:
            one.terminated_for = day

    @precondition(lambda self: self.contracts)
    @rule(place=places)
    def reopen(self, place: int) -> None:
        """A termination is cancelled."""
        _, one = self.pick(place)
        change = TerminationCancelled(self.today)
        if self.act(lambda: terms.add_event(db.session.get_one(Contract, one.id), change, by=None)) is not None:
            one.terminated_for = None

    # --- what the vendor holds ---------------------------------------------------------------------------------------

    @precondition(lambda self: self.contracts)
    @rule(place=places, others=st.sets(places, max_size=2))
    def grant(self, place: int, others: set[int]) -> None:
        at, one = self.pick(place)
        also = {self.pick(each)[0] for each in others}
        ids = [self.contracts[each].id for each in also]

        def work() -> int:
            contract = db.session.get_one(Contract, one.id)
            return access.grant_access(
                contract, by=None, also_for=ids, system="VPN", account=f"a{next(self.numbers)}", granted_on=self.today
            ).id

        if (key := self.act(work)) is not None:
            self.grants.append(Held(key, {at} | also))

    @precondition(lambda self: self.grants)
    @rule(which=places, place=places)
    def lend(self, which: int, place: int) -> None:
        """One more contract needs the same account."""
        held = self.grants[which % len(self.grants)]
        also, _ = self.pick(place)
        ids = [self.contracts[each].id for each in held.needed_by | {also}]
        if (
            self.act(lambda: access.edit_access(db.session.get_one(AccessGrant, held.id), by=None, also_for=ids))
            is not None
        ):
            held.needed_by.add(also)

    @precondition(lambda self: self.contracts)
    @rule(place=places)
    def hand(self, place: int) -> None:
        at, one = self.pick(place)

        def work() -> int:
            return assets.hand_asset(
                db.session.get_one(Contract, one.id), by=None, label="筆電", kind=AssetKind.EQUIPMENT,
                must_end=MustEnd.RETURN, handed_over_on=self.today, quantity=1,
            ).id  # fmt: skip

        if (key := self.act(work)) is not None:
            self.assets.append(Held(key, {at}))

    # --- what people do ----------------------------------------------------------------------------------------------

    @rule(which=st.integers(0, 40))
    def complete(self, which: int) -> None:
        """Somebody does one of the open tasks, of whatever kind."""
        keys = db.session.scalars(
            select(OffboardingTask.id).where(OffboardingTask.state == TaskState.OPEN).order_by(OffboardingTask.id)
        ).all()
        if not keys:
            return
        key = keys[which % len(keys)]

        def work() -> int:
            task = db.session.get_one(OffboardingTask, key)
            offboarding.complete_task(task, done_on=self.today, note="done", by=self.person("ann"))
            return key

        if self.act(work) is not None:
            self.note_done(key)

    @precondition(lambda self: self.done)
    @rule(which=st.integers(0, 40))
    def undo(self, which: int) -> None:
        """What was reported as done was not."""
        key = sorted(self.done)[which % len(self.done)]

        def work() -> int:
            offboarding.reopen_task(db.session.get_one(OffboardingTask, key), reason="x", by=self.person("ben"))
            return key

        if self.act(work) is not None:
            del self.done[key]

    def note_done(self, key: int) -> None:
        task = db.session.get_one(OffboardingTask, key)
        self.done[key] = (task.key, task.due_on, task.done_on, task.completed_by_id)

    # --- time, and processes -----------------------------------------------------------------------------------------

    @rule(by=st.integers(1, 120))
    def wait(self, by: int) -> None:
        """Days pass in which nothing runs."""
        self.today += timedelta(days=by)

    @rule(after=st.integers(0, 120))
    def die(self, after: int) -> None:
        """The next step's process dies after so many statements."""
        self.fuse = after

    @rule(after=st.integers(0, 200))
    def tick_that_dies(self, after: int) -> None:
        self.world.fuse = after
        with self.at(), suppress(Died):
            keep_plans()
        self.world.fuse = None
        db.session.remove()

    @rule()
    def tick(self) -> None:
        self.world.fuse = None
        with self.at():
            keep_plans()
            self.world.acts["tick"] += 1
            assert keep_plans() == {}, "a second tick did something"
        self.check()

    # --- what must hold ----------------------------------------------------------------------------------------------

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

    def check_contract(self, one: Agreed, tasks: Any) -> None:
        wanted = [task for task in tasks if task.state is not TaskState.WITHDRAWN]
        closings = [task for task in wanted if task.kind is TaskKind.CLOSING]
        if self.is_near(one):
            assert closings, f"{one} is near its end and has no closing"
            assert sum(task.kind is TaskKind.CONFIDENTIALITY_REMINDER for task in wanted) == 1
        if any(task.state is TaskState.OPEN for task in wanted):
            assert any(task.state is TaskState.OPEN for task in closings), f"{one} has open work and is closed"

    def teardown(self) -> None:
        self.world.fuse = None
        if self.world.sequences:
            self.tick()
            assert verify(db.session()).is_sound, "the audit chain is broken"
        db.session.remove()


def live(folder: Path, sequences: int, *, steps: int = 18, seed: int | None = None) -> World:
    """So many random lives; raises, with the shortest sequence of steps, where a promise is broken."""
    world = World.make(folder)
    machine = type("Lives", (Lives,), {"world": world})
    rule_set = settings(
        max_examples=sequences, stateful_step_count=steps, deadline=None, database=None, derandomize=seed is None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink), print_blob=False,
    )  # fmt: skip
    with world.app.app_context():
        run_state_machine_as_test(machine, settings=rule_set)
        db.session.remove()
        db.engine.dispose()
    return world


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=18)
    asked = parser.parse_args()
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        world = live(Path(folder), asked.sequences, steps=asked.steps, seed=1)
    print(
        f"{world.sequences} lives, {world.steps} steps, {dict(world.acts)}: every promise held; {time.process_time() - began:.0f} s of processor"
    )


if __name__ == "__main__":
    main()
