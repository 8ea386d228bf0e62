"""The official clock and what an incident needs before it can be closed."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.incidents import rules
from vendors.incidents.rules import ReportState, Timeliness, Told, missing_to_close, parse_policy, report_state

NOW = datetime(2026, 6, 30, 4, 0, tzinfo=UTC)
OWN = tomllib.loads((Path(rules.__file__).parent / "policy.toml").read_text(encoding="utf-8"))


def duty(**fields):
    words = {"zh": "通報", "en": "Report"}
    made = {"id": "one", "name": words, "audience": "exchange", "applies": "material", "within": {"minutes": 30},
            "effective_on": date(2023, 1, 1), "source": words}  # fmt: skip
    return made | fields


def test_the_product_s_own_times_name_their_source_and_claim_no_check_that_nobody_made():
    policy = parse_policy(OWN)
    assert {d.id for d in policy.duties} >= {"exchange-first", "personal-data-regulator", "board"}
    assert all(d.source.zh and d.source.en and d.checked_on is None for d in policy.duties)


def test_a_new_time_counts_from_its_day_and_incidents_before_it_keep_the_old_one():
    policy = parse_policy({"duty": [duty(), duty(within={"hours": 1}, effective_on=date(2026, 1, 1))]})
    asked = {"is_material": True, "has_personal_data": False}
    assert [d.within for d in policy.duties_of(date(2025, 12, 31), **asked)] == [timedelta(minutes=30)]
    assert [d.within for d in policy.duties_of(date(2026, 1, 1), **asked)] == [timedelta(hours=1)]
    assert policy.duties_of(date(2022, 1, 1), **asked) == []
    assert policy.duties_of(date(2026, 1, 1), is_material=False, has_personal_data=True) == []


@pytest.mark.parametrize(
    "wrong",
    [{"within": {"minutes": 0}}, {"within": {"days": -1}}, {"audience": "nobody"}, {"name": {"zh": "只有中文"}},
     {"effective_on": "soon"}, {"within": {"hours": "many"}}],
)  # fmt: skip
def test_what_is_no_policy_is_refused(wrong):
    with pytest.raises((KeyError, TypeError, ValueError)):
        parse_policy({"duty": [duty(**wrong)]})


@given(st.integers(-10_000, 10_000), st.integers(-10_000, 10_000) | st.none())
def test_told_to_the_minute_is_in_time_and_what_is_told_is_never_overdue(due, told):
    due_at = NOW + timedelta(minutes=due)
    state = report_state(Told(due_at, None if told is None else NOW + timedelta(minutes=told)), NOW)
    if told is None:
        assert state is (ReportState.LATE if due < 0 else ReportState.PENDING)
    else:
        assert state is (ReportState.TOLD_LATE if told > due else ReportState.TOLD)


def test_the_vendor_s_duty_runs_from_its_finding_to_our_knowing():
    found = NOW - timedelta(hours=5)
    assert rules.vendor_told(timedelta(hours=5), found, NOW) is Timeliness.IN_TIME
    assert rules.vendor_told(timedelta(hours=4), found, NOW) is Timeliness.LATE
    assert rules.vendor_told(timedelta(hours=4), None, NOW) is Timeliness.UNDATED
    assert rules.vendor_told(None, found, NOW) is Timeliness.NOT_AGREED


def test_nothing_is_closed_without_cause_correction_and_reports():
    reports = [ReportState.TOLD_LATE, ReportState.NOT_NEEDED]
    assert missing_to_close(root_cause="人為", actions=1, open_actions=0, reports=reports) == []
    assert len(missing_to_close(root_cause=" ", actions=0, open_actions=0, reports=[ReportState.PENDING])) == 3
    assert len(missing_to_close(root_cause="人為", actions=2, open_actions=1, reports=[])) == 1
