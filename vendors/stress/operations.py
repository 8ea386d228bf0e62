"""Changes to stress tests. Each is called inside a unit of work; none commits."""

from datetime import date

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from vendors.actions.models import Action
from vendors.actions.operations import decide_action
from vendors.actions.rules import Cause
from vendors.stress.keeping import to_record
from vendors.stress.models import StressTest
from vendors.stress.rules import Effect, Outcome


def keep_test(outcome: Outcome, *, conclusion: str, by: User | None) -> StressTest:
    """Keep what would happen, as of its day, with what is concluded from it."""
    lost = outcome.with_effect(Effect.LOST, core=True)
    test = StressTest(
        kind=outcome.kind,
        key=outcome.key[:300],
        label=outcome.label[:300],
        as_of=date.fromisoformat(outcome.as_of),
        outcome=to_record(outcome),
        lost=len(lost),
        degraded=len(outcome.with_effect(Effect.DEGRADED, core=True)),
        too_slow=sum(hit in outcome.too_slow for hit in lost),
        conclusion=conclusion.strip(),
        made_by_id=by.id if by else None,
        made_at=clock.now(),
    )
    db.session.add(test)
    db.session.flush()
    record("vendors:stress:keep", test, by=by, lost=test.lost, degraded=test.degraded, conclusion=test.conclusion)
    return test


def conclude(test: StressTest, *, conclusion: str, version: int | str | None = None, by: User | None) -> StressTest:
    """Write down what is concluded; the outcome itself never changes."""
    check_version(test, version)
    if test.conclusion != conclusion.strip():
        record("vendors:stress:conclude", test, by=by, conclusion=(test.conclusion, conclusion.strip()))
        test.conclusion = conclusion.strip()
    return test


def act_on_test(test: StressTest, *, what: str, owner_id: int | None, due_on: date, by: User | None) -> Action:
    """Decide a control measure on what the test showed."""
    return decide_action(
        cause=Cause.STRESS_TEST, cause_id=test.id, about=test.name, what=what, owner_id=owner_id, due_on=due_on, by=by
    )
