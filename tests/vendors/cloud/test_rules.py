"""The parts of a cloud assessment, what makes up for one that falls short, and how long it all holds."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.cloud import rules
from vendors.cloud.rules import Held, Measure, Outcome, PartState, Standing

TODAY = date(2026, 6, 30)
OWN = tomllib.loads((Path(rules.__file__).parent / "template.toml").read_text(encoding="utf-8"))
TEMPLATE = rules.parse_template(OWN)
WARN = TEMPLATE.warn
FACTS = {"cloud_region": "Taipei", "is_critical": "yes"}


def states(**changed) -> dict[str, PartState]:
    return {section.id: PartState.MET for section in TEMPLATE.questions.sections} | changed


def test_the_template_names_the_six_parts_of_the_rule_and_four_more():
    assert TEMPLATE.needed == {"selection", "audit", "backup", "service_level", "recovery", "exit"}
    parts = [section.id for section in TEMPLATE.questions.sections]
    assert set(parts) - TEMPLATE.needed == {"data_place", "encryption", "sub_processors", "shared_responsibility"}


@pytest.mark.parametrize("wrong", [{"needed": ["nothing"]}, {"critical_months": 0}, {"critical_data": ["gold"]}])
def test_what_is_no_template_is_refused(wrong):
    with pytest.raises((KeyError, TypeError, ValueError)):
        rules.parse_template(OWN | wrong)


def test_a_part_is_open_met_short_or_made_up_for():
    exit_part = TEMPLATE.part("exit")
    met, short = {"data_back": "yes", "exit_plan": "yes"}, {"data_back": "yes", "exit_plan": "no"}
    assert rules.part_state(exit_part, {"data_back": "yes"}, None, TODAY) is PartState.OPEN
    assert rules.part_state(exit_part, met, None, TODAY) is PartState.MET
    assert rules.part_state(exit_part, short, None, TODAY) is PartState.SHORT
    assert rules.part_state(exit_part, short, Measure(TODAY, True), TODAY) is PartState.COMPENSATED
    assert rules.part_state(exit_part, short, Measure(TODAY, False), TODAY) is PartState.MEASURE_WAITS
    ended = Measure(TODAY - timedelta(days=1), True)
    assert rules.part_state(exit_part, short, ended, TODAY) is PartState.MEASURE_ENDED
    keys = TEMPLATE.part("encryption")
    assert rules.part_state(keys, {"encrypted": "yes", "keys": "none"}, None, TODAY) is PartState.MET


@given(st.sampled_from(sorted(TEMPLATE.needed)), st.sampled_from(sorted(PartState)))
def test_a_critical_service_meets_each_needed_part_or_makes_up_for_it(part, state):
    lacking = rules.missing(TEMPLATE, states(**{part: state}), is_critical=True)
    assert bool(lacking) is (state not in (PartState.MET, PartState.COMPENSATED))
    assert bool(rules.missing(TEMPLATE, states(**{part: state}), is_critical=False)) is (state is PartState.OPEN)


def stands(held, facts=FACTS, under_way=False, critical=True):
    return rules.standing(held, facts, is_under_way=under_way, is_critical=critical, today=TODAY, warn=WARN)


def test_how_a_service_stands():
    far = TODAY + timedelta(days=300)
    assert stands(None) is Standing.NEVER
    assert stands(None, under_way=True) is Standing.UNDER_WAY
    assert stands(Held(Outcome.USABLE, far, FACTS)) is Standing.VALID
    assert stands(Held(Outcome.UNUSABLE, far, FACTS)) is Standing.UNUSABLE
    assert stands(Held(Outcome.USABLE, TODAY, FACTS)) is Standing.DUE_SOON
    assert stands(Held(Outcome.USABLE, TODAY - timedelta(days=1), FACTS)) is Standing.EXPIRED
    assert stands(Held(Outcome.USABLE, far, FACTS), FACTS | {"cloud_region": "Tokyo"}) is Standing.CHANGED
    lacking = Held(Outcome.USABLE, far, FACTS, (TEMPLATE.part("exit").title,))
    assert stands(lacking) is Standing.UNCOMPENSATED
    assert stands(lacking, critical=False) is Standing.VALID
    assert stands(Held(Outcome.USABLE, far, FACTS, (), TODAY + timedelta(days=5))) is Standing.DUE_SOON
