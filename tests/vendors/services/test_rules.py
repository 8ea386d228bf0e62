"""What hangs on a service, and what contradicts itself in it, is said at the field."""

from datetime import date

import pytest

from vendors.services import rules
from vendors.services.rules import Criticality, Substitutability, Tolerance


@pytest.mark.parametrize(
    ("tolerance", "criticality", "fields"),
    [
        (Tolerance(mtpd=240, rto=120, rpo=15), Criticality.CORE, []),
        (Tolerance(mtpd=120, rto=120, rpo=0), Criticality.CORE, []),
        (Tolerance(mtpd=60, rto=120, rpo=15), Criticality.ORDINARY, ["rto"]),
        (Tolerance(), Criticality.CORE, ["mtpd", "rto", "rpo"]),
        (Tolerance(), Criticality.IMPORTANT, []),
        (Tolerance(mtpd=240, rto=-1, rpo=15), Criticality.CORE, ["rto"]),
    ],
)
def test_a_core_function_states_times_that_fit_together(tolerance, criticality, fields):
    found = rules.tolerance_findings(tolerance, criticality)
    assert [each.field for each in found] == fields
    assert all(str(each.says) for each in found)


def test_a_service_meets_the_strictest_of_its_functions():
    assert rules.strictest([Tolerance(240, None, 30), Tolerance(120, 60, 60)]) == Tolerance(120, 60, 30)
    assert rules.strictest([]) == Tolerance()


@pytest.mark.parametrize(
    ("promised", "tolerable", "gap"), [(180, 120, 60), (120, 120, 0), (10, 120, 0), (None, 120, None), (10, None, None)]
)
def test_the_gap_between_what_is_promised_and_what_is_tolerable(promised, tolerable, gap):
    assert rules.recovery_gap(promised, tolerable) == gap


def test_what_nobody_judged_counts_as_the_worst():
    locked_in = {each for each in Substitutability if each.counts_as_locked_in}
    assert locked_in == {
        Substitutability.HIGHLY_COMPLEX, Substitutability.NOT_SUBSTITUTABLE, Substitutability.UNKNOWN,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("substitutability", "alternatives", "tested_on", "fields"),
    [
        (Substitutability.DIFFICULT, ["宏遠資訊"], date(2026, 1, 1), []),
        (Substitutability.UNKNOWN, [" "], None, ["substitutability", "alternatives", "exit_tested_on"]),
        (Substitutability.EASY, ["宏遠資訊"], date(2025, 6, 29), ["exit_tested_on"]),
        (Substitutability.EASY, ["宏遠資訊"], date(2025, 6, 30), []),
    ],
)
def test_what_is_missing_for_leaving_a_vendor(substitutability, alternatives, tested_on, fields):
    found = rules.exit_findings(substitutability, alternatives, tested_on, date(2026, 6, 30))
    assert [each.field for each in found] == fields


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (rules.SERVICE_KIND_NAMES, rules.ServiceKind),
        (rules.CRITICALITY_NAMES, Criticality),
        (rules.SUBSTITUTABILITY_NAMES, Substitutability),
        (rules.DATA_CLASS_NAMES, rules.DataClass),
    ],
)
def test_every_word_has_a_name(names, words):
    assert names.keys() == set(words)
