"""Random lives of contracts against a simple model: signed, extended, granted, lent, terminated, revived, replaced, worked through,
while vendors merge, the clock jumps, nothing runs for weeks, jobs run twice and processes die at any statement.

The model knows days and who needs what; it has no plan. After every tick it says what must hold (the promises on dates and
on tasks), and a sequence that breaks one is shrunk and printed. `python -m bench.lives --sequences 2000`.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as choosing
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from bench.moves import Moves
from bench.world import TAIPEI, Agreed, Died, Held, World
from contracts.access import operations as access
from contracts.access.models import AccessGrant
from contracts.assets import operations as assets
from contracts.assets.models import Asset
from contracts.assets.rules import AssetKind, MustEnd
from contracts.offboarding import operations as offboarding
from contracts.offboarding.jobs import keep_plans
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.rules import TaskState
from contracts.register import operations as register
from contracts.register.agreed import Amendment, Renewed, Termination, TerminationCancelled
from contracts.register.models import Contract, ContractEvent
from contracts.terms import operations as terms
from core import clock
from core.audit.chain import verify
from core.audit.models import AuditEntry
from core.auth.models import User
from core.db import db, unit_of_work
from core.errors import Refused
from vendors.register.models import Vendor

FIRST = date(2026, 1, 5)


days = st.integers(0, 420)
places = st.integers(0, 5)


class Lives(Moves):
    """Up to six contracts of two vendors."""

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
        self.moved: list[int] | None = None
        """While the first vendor is merged into the second: the places of the contracts that moved."""

    @initialize(
        signed=st.lists(
            st.tuples(st.integers(1, 420), st.sampled_from((0, 0, 1)), st.booleans()), min_size=1, max_size=3
        )
    )
    def begin(self, signed: list[tuple[int, int, bool]]) -> None:
        """A life begins with some contracts, mostly with an account each: one without is lived through at once."""
        self.world.renew()
        self.vendors = db.session.scalars(select(Vendor.id).order_by(Vendor.id)).all()
        for lasts, vendor, has_account in signed:
            self.sign(lasts, vendor)
            if has_account:
                self.grant(len(self.contracts) - 1, set())

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
                self.world.ends[type(error).__name__] += 1
                db.session.remove()
                assert self.counted() == before, f"{error!r} left something behind"  # noqa: PT017 - not a test of the error
                return None

    def counted(self) -> list[tuple[Any, ...]]:
        """Everything the promises speak of, as the database holds it."""
        db.session.rollback()
        columns = (OffboardingTask.id, OffboardingTask.key, OffboardingTask.state, OffboardingTask.due_on)
        rows = [tuple(row) for row in db.session.execute(select(*columns).order_by(OffboardingTask.id))]
        rows += [tuple(row) for row in db.session.execute(select(AccessGrant.id, AccessGrant.revoked_on))]
        rows += [tuple(row) for row in db.session.execute(select(Asset.id, Asset.contract_id, Asset.ended_on))]
        rows += [tuple(row) for row in db.session.execute(select(Contract.id, Contract.vendor_id))]
        rows += [tuple(db.session.execute(select(func.count(ContractEvent.id))).one())]
        return [*rows, tuple(db.session.execute(select(func.max(AuditEntry.seq))).one())]

    def pick(self, place: int) -> tuple[int, Agreed]:
        key = place % len(self.contracts)
        return key, self.contracts[key]

    def person(self, name: str) -> User:
        return db.session.scalars(select(User).where(User.login == name)).one()

    # --- what happens to contracts -----------------------------------------------------------------------------------

    @precondition(lambda self: len(self.contracts) < 6)
    @rule(lasts=st.integers(1, 420), other=st.sampled_from((0, 0, 1)))
    def sign(self, lasts: int, other: int) -> None:
        number, under = f"C-{next(self.numbers)}", 1 if self.moved is not None else other
        ends_on = self.today + timedelta(days=lasts)

        def work() -> int:
            vendor = db.session.get_one(Vendor, self.vendors[under])
            values = {
                "number": number,
                "title": "x",
                "signed_on": self.today,
                "starts_on": self.today,
                "ends_on": ends_on,
            }
            return register.register_contract(vendor, by=None, **values).id

        if (key := self.act(work)) is not None:
            self.contracts.append(Agreed(key, ends_on, under))

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
        also = {self.pick(each)[0] for each in others if self.pick(each)[1].vendor == one.vendor}
        ids = [self.contracts[each].id for each in also]

        def work() -> int:
            contract = db.session.get_one(Contract, one.id)
            return access.grant_access(
                contract, by=None, also_for=ids, system="VPN", account=f"a{next(self.numbers)}", granted_on=self.today
            ).id

        if (key := self.act(work)) is not None:
            self.grants.append(Held(key, {at} | also, at))

    @precondition(lambda self: self.grants)
    @rule(which=places, place=places)
    def lend(self, which: int, place: int) -> None:
        """One more contract needs the same account."""
        held = self.grants[which % len(self.grants)]
        also, one = self.pick(place)
        if one.vendor != self.contracts[held.home].vendor:
            return
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
            self.assets.append(Held(key, {at}, at))

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
        self.world.acts["wait"] += 1

    @rule(after=st.integers(0, 120))
    def die(self, after: int) -> None:
        """The next step's process dies after so many statements."""
        self.fuse = after

    @rule(after=st.integers(0, 200))
    def tick_that_dies(self, after: int) -> None:
        self.world.fuse = after
        with self.at():
            try:
                keep_plans()
            except Died:
                self.world.ends["Died"] += 1
        self.world.acts["tick_that_dies"] += 1
        self.world.fuse = None
        db.session.remove()

    @rule()
    def ticks_at_once(self) -> None:
        """Two look and plan at the same moment."""
        self.world.fuse, errors = None, []  # type: ignore[var-annotated]

        def run() -> None:
            try:
                with self.world.app.app_context(), self.at():
                    keep_plans()
                    db.session.remove()
            except Exception as error:
                errors.append(error)

        threads = [Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.world.acts["ticks_at_once"] += 1
        assert not errors, errors
        self.tick()

    @rule()
    def tick(self) -> None:
        self.world.fuse = None
        with self.at():
            keep_plans()
            self.world.acts["tick"] += 1
            assert keep_plans() == {}, "a second tick did something"
        self.check()

    def teardown(self) -> None:
        self.world.fuse = None
        if self.world.sequences:
            self.tick()
            assert verify(db.session()).is_sound, "the audit chain is broken"
        db.session.remove()


def live(folder: Path, sequences: int, *, steps: int = 18, seed: int | None = None) -> World:
    """So many random lives; raises, with the shortest sequence of steps, where a promise is broken."""
    world = World.make(folder)
    machine: Any = type("Lives", (Lives,), {"world": world})
    if seed is not None:
        machine = choosing(seed)(machine)
    rule_set = settings(
        max_examples=sequences, stateful_step_count=steps, deadline=None, database=None, derandomize=seed is None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink), print_blob=False,
    )  # fmt: skip
    with world.app.app_context():
        run_state_machine_as_test(machine, settings=rule_set)
        db.session.remove()
        db.engine.dispose()
    return world


def lived(sequences: int, steps: int, seed: int) -> str:
    """What so many lives did, in words; lived on a file system in memory where there is one."""
    began, memory = time.process_time(), Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        world = live(Path(folder), sequences, steps=steps, seed=seed)
    acts = ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in world.acts.most_common())
    return (
        f"{world.sequences:,} lives of up to {steps} steps, in all: {acts}. Processes died at a statement "
        f"{world.ends['Died']:,} times, what may not be was refused {world.ends['Refused']:,} times. Every promise held, "
        f"the audit chain was whole after each. {time.process_time() - began:.0f} s of processor."
    )


def measure(sequences: int = 2_000, steps: int = 18, seed: int = 1) -> Iterator[str]:
    """The section of bench/results.md."""
    yield "# Random lives of contracts\n\nBy `python -m bench lives`: against a simple model that knows days and who needs what; "
    yield "one that breaks a promise is shrunk and printed.\n\n"
    yield f"{lived(sequences, steps, seed)}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=18)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(lived(asked.sequences, asked.steps, asked.seed))


if __name__ == "__main__":
    main()
