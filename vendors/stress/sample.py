"""The sample firm's stress test: the vendor that stops the most, with a measure that is late and one that is not."""

from datetime import timedelta

from sqlalchemy import delete, exists, select

from core import clock
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context
from vendors.actions.models import Action
from vendors.stress.models import StressTest
from vendors.stress.operations import act_on_test, keep_test
from vendors.stress.queries import outcome
from vendors.stress.rules import ScenarioKind
from vendors.stress.scenarios import candidates, scenarios

KIND = ScenarioKind.FOURTH_PARTY.value
CONCLUSION = "兩家行情商共用同一機房，任一合約都看不出來；已列控制措施，並提下次董事會報告。"


class StressPart:
    """One kept test, after the firm's vendors, services and contracts stand."""

    def load(self, context: Context) -> None:
        found = candidates(KIND, context.today)
        owners = context.made.get("people", {}).get(Role.IT_MANAGER, [])
        if not found or not owners:
            return
        scenario = scenarios(KIND, context.today)[found[0].key]
        test = keep_test(outcome(scenario, context.today), conclusion=CONCLUSION, by=context.by)
        test.is_sample = True
        steps = (("與第二家機房業者洽談備援代管", 45), ("請兩家行情商各提供一份不同機房的備援計畫", 12))
        for what, days in steps:
            due_on = max(context.today, clock.today()) + timedelta(days=days)
            act_on_test(test, what=what, owner_id=owners[0].id, due_on=due_on, by=context.by).is_sample = True
        db.session.flush()

    def remove(self) -> dict[str, int]:
        tests = select(StressTest.id).where(StressTest.is_sample)
        db.session.execute(delete(Action).where(Action.is_sample))
        db.session.execute(delete(Action).where(Action.cause == "stress_test", Action.cause_id.in_(tests)))
        count = len(db.session.scalars(tests).all())
        db.session.execute(delete(StressTest).where(StressTest.is_sample))
        return {"stress_tests": count}

    def exists(self) -> bool:
        return bool(db.session.scalar(select(exists().where(StressTest.is_sample))))

    def has_real_data(self) -> bool:
        return bool(db.session.scalar(select(exists().where(~StressTest.is_sample))))
