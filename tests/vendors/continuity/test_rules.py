"""What is tolerable, promised and proved, and what stands between."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from vendors.continuity import rules
from vendors.continuity.gaps import counted, gaps
from vendors.continuity.rules import Case, Drill, DrillKind, DrillResult, Gap, Plan, Promise, PromiseSource, Times
from vendors.services.rules import Tolerance

TODAY = date(2026, 6, 30)
POLICY = rules.parse_policy(tomllib.loads((Path(rules.__file__).parent / "policy.toml").read_text(encoding="utf-8")))
WHOLE = Case(
    Tolerance(mtpd=480, rto=240, rpo=15),
    Promise(Times(240, 15), TODAY - timedelta(days=30), PromiseSource.CONTRACT),
    [Drill(DrillKind.FULL, TODAY - timedelta(days=30), DrillResult.PASSED, Times(240, 15))],
    Plan(frozenset(rules.PARTS), True, TODAY),
    frozenset(POLICY.scenarios),
)


def found(**changed) -> set[Gap]:
    return {each.gap for each in gaps(Case(**(WHOLE.__dict__ | changed)), POLICY, TODAY)}


def drill(on=TODAY, kind=DrillKind.FULL, result=DrillResult.PASSED, rto=240, rpo=15):
    return Drill(kind, on, result, Times(rto, rpo))


def test_what_meets_each_bound_to_the_minute_lacks_nothing():
    assert found() == set()


def test_each_thing_that_is_missing_is_named_by_itself():
    later = Promise(Times(241, 16), TODAY, PromiseSource.STATEMENT)
    assert found(promise=None) == {Gap.NO_PROMISE}
    assert found(promise=later) == {Gap.PROMISE_LATE, Gap.PROMISE_LOSES}
    assert found(tests=[]) == {Gap.NEVER_PROVED}
    assert found(tests=[drill(rto=241)]) == {Gap.PROVED_LATE, Gap.BELOW_PROMISE}
    assert found(tests=[drill(result=DrillResult.PARTLY)]) == {Gap.TEST_FAILED}
    assert found(plan=None) == {Gap.NO_PLAN}
    assert found(plan=Plan(frozenset(rules.PARTS) - {"workaround"}, True, TODAY)) == {Gap.PLAN_LACKS}
    assert found(plan=Plan(frozenset(rules.PARTS), False, TODAY)) == {Gap.CONTRACT_UNFIT}
    assert found(answered=frozenset()) == {Gap.SCENARIOS}
    assert found(tolerable=Tolerance()) == {Gap.NO_TOLERANCE}
    assert found(tolerable=Tolerance(mtpd=200)) == {Gap.PROMISE_LATE, Gap.PROVED_LATE}


def test_a_table_top_exercise_proves_no_time_and_the_newest_proof_counts():
    assert found(tests=[drill(kind=DrillKind.TABLE_TOP)]) == {Gap.NEVER_PROVED}
    assert found(tests=[drill(TODAY - timedelta(days=9)), drill(result=DrillResult.FAILED)]) == {Gap.TEST_FAILED}
    assert found(tests=[drill(result=DrillResult.FAILED), drill(TODAY + timedelta(days=1))]) == {Gap.TEST_FAILED}


def test_of_two_tests_of_one_day_the_later_one_counts():
    assert found(tests=[drill(result=DrillResult.FAILED), drill()]) == set()
    assert found(tests=[drill(), drill(result=DrillResult.FAILED)]) == {Gap.TEST_FAILED}


def test_a_loss_that_nobody_promised_or_measured_is_not_kept():
    promise = Promise(Times(240), TODAY, PromiseSource.CONTRACT)
    assert found(promise=promise) == {Gap.LOSS_NOT_PROMISED}
    assert found(tests=[drill(rpo=None)]) == {Gap.LOSS_NOT_PROVED}
    asks_no_loss = Tolerance(mtpd=480, rto=240)
    assert found(tolerable=asks_no_loss, promise=promise, tests=[drill(rpo=None)]) == set()


def test_each_time_is_taken_from_the_newest_that_says_it():
    older = Promise(Times(240, 16), TODAY - timedelta(days=9), PromiseSource.CONTRACT)
    newer = Promise(Times(None, 15), TODAY, PromiseSource.STATEMENT)
    assert counted([]) is None
    assert counted([older, newer]) == Promise(Times(240, 15), older.on, older.source)
    before = TODAY - timedelta(days=200)
    assert found(tests=[drill(before), drill(rpo=None)]) == set()
    assert found(tests=[drill(before, rpo=16), drill(rpo=None)]) == {Gap.PROVED_LOSES, Gap.BELOW_PROMISE}
    assert found(tests=[drill(TODAY - timedelta(days=400)), drill(rpo=None)]) == {Gap.LOSS_NOT_PROVED}


@given(st.integers(0, 800))
def test_a_proof_counts_to_the_last_day_of_the_policy_s_months(days):
    lacks = found(tests=[drill(TODAY - timedelta(days=days))])
    expected = {Gap.PROVED_OLD} if days > 364 else {Gap.PROOF_ENDS} if days >= 364 - POLICY.warn.days else set()
    assert lacks == expected
