"""Which evidence a service needs, and whether it suffices: for each line of the rule the least that meets it, and less."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.severity import Severity
from vendors.diligence.catalogue import requirements, terms
from vendors.diligence.judging import judge, requirements_of
from vendors.diligence.rules import (
    Evidence,
    EvidenceKind,
    Finding,
    FindingState,
    Release,
    Standing,
    Verdict,
)

TODAY = date(2026, 6, 30)
WARN = timedelta(days=60)
BY_ID = {each.id: each for each in requirements()}


def day(back: int) -> date:
    return TODAY - timedelta(days=back)


def release(number: str, back: int, *, major: bool = False, id: int = 1) -> Release:
    return Release(id, number, day(back), major)


def paper(kind: EvidenceKind, back: int, **fields: object) -> Evidence:
    return Evidence(fields.pop("id", 1), "報告", kind, day(back), **fields)  # type: ignore[arg-type]


def standing(requirement: str, releases=(), evidence=()) -> Standing | None:
    found = judge(BY_ID[requirement], releases, evidence, TODAY, WARN)
    return found.standing if found else None


@pytest.mark.parametrize(
    ("attributes", "needed"),
    [
        (set(), {"vulnerability-scan"}),
        ({"is_internet_facing"}, {"vulnerability-scan", "internet-facing-test"}),
        ({"takes_orders"}, {"vulnerability-scan", "order-source-scan"}),
        ({"is_investor_app"}, {"vulnerability-scan", "app-laboratory", "app-major-update"}),
        ({"delivers_software"}, {"vulnerability-scan", "no-backdoor"}),
    ],
)
def test_what_a_service_needs_follows_from_what_it_is(attributes, needed):
    assert {each.id for each in requirements_of(requirements(), attributes)} == needed


LAB = {"accreditor": "taf", "accreditation": "T0001", "accredited_until": day(-365)}
APP = EvidenceKind.MOBILE_APP_TEST


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([paper(APP, 100, **LAB)], Standing.MET),
        ([], Standing.MISSING),
        ([paper(APP, 100)], Standing.UNACCREDITED),
        ([paper(APP, 100, **{**LAB, "accredited_until": day(101)})], Standing.UNACCREDITED),
        ([paper(APP, 366, **LAB)], Standing.EXPIRED),
        ([paper(APP, 340, **LAB)], Standing.EXPIRING),
        ([paper(APP, 100, valid_until=day(1), **LAB)], Standing.EXPIRED),
        ([paper(APP, 10, verdict=Verdict.FAILED, **LAB)], Standing.FAILED),
        ([paper(APP, 10, verdict=Verdict.UNREVIEWED, **LAB)], Standing.UNREVIEWED),
        ([paper(APP, 366, **LAB), paper(APP, 10, **LAB, id=2)], Standing.MET),
        ([paper(EvidenceKind.MOBILE_APP_RETEST, 10, **LAB)], Standing.MISSING),
    ],
)
def test_an_app_is_tested_by_an_accredited_laboratory_every_year(evidence, expected):
    """CC-19000 (十七) 3."""
    assert standing("app-laboratory", [release("1.0", 90)], evidence) is expected


def test_before_its_first_release_an_app_is_asked_for_in_time():
    (coming,) = [release("1.0", -30)]
    found = judge(BY_ID["app-laboratory"], [coming], [], TODAY, WARN)
    assert found is not None
    assert (found.standing, found.due_on) == (Standing.RELEASE_COMING, coming.released_on - timedelta(days=1))
    assert standing("app-laboratory", [coming], [paper(APP, 5, **LAB)]) is Standing.MET


def test_a_major_update_is_tested_again_by_whomever():
    """CC-19000 (十七) 3: 重大更新項目進行委外或自行檢測; the first release and small ones ask nothing more."""
    first, small = release("1.0", 300), release("1.1", 200, id=2)
    assert standing("app-major-update", [first, small], []) is None
    major = release("2.0", 100, major=True, id=3)
    assert standing("app-major-update", [first, small, major], []) is Standing.MISSING
    before = paper(APP, 250, **LAB)
    assert standing("app-major-update", [first, small, major], [before]) is Standing.SUPERSEDED
    again = paper(EvidenceKind.MOBILE_APP_RETEST, 105, release_id=3)
    assert standing("app-major-update", [first, small, major], [before, again]) is Standing.MET


def test_what_serves_orders_is_scanned_at_every_update():
    """CC-19000 (十九): a release makes every scan before it insufficient."""
    scan = paper(EvidenceKind.SOURCE_SCAN, 101, release_id=1)
    releases = [release("1.0", 100)]
    assert standing("order-source-scan", releases, [scan]) is Standing.MET
    assert standing("order-source-scan", [], [scan]) is Standing.NO_RELEASE
    assert standing("order-source-scan", releases, []) is Standing.MISSING
    releases.append(release("1.0.1", 10, id=2))
    assert standing("order-source-scan", releases, [scan]) is Standing.SUPERSEDED
    assert (
        standing("order-source-scan", releases, [scan, paper(EvidenceKind.SOURCE_SCAN, 12, release_id=2)])
        is Standing.MET
    )
    assert standing("order-source-scan", releases, [paper(EvidenceKind.SOURCE_SCAN, 9)]) is Standing.MET


def test_a_scan_made_after_the_release_says_so():
    found = judge(
        BY_ID["order-source-scan"],
        [release("1.0", 100)],
        [paper(EvidenceKind.SOURCE_SCAN, 50, release_id=1)],
        TODAY,
        WARN,
    )
    assert found is not None
    assert "only after release 1.0" in str(found.why)


@pytest.mark.parametrize("kind", [EvidenceKind.SOURCE_SCAN, EvidenceKind.BLACK_BOX])
def test_what_faces_the_internet_passed_a_scan_or_a_black_box_test(kind):
    """CC-19000 (四) 3."""
    assert standing("internet-facing-test", [], [paper(kind, 10)]) is Standing.MET
    assert standing("internet-facing-test", [], [paper(EvidenceKind.VULNERABILITY_SCAN, 10)]) is Standing.MISSING


def test_everything_delivered_is_attested():
    """CC-19000 (四) 3: 無惡意程式及後門程式, for what is in use."""
    attested = paper(EvidenceKind.ATTESTATION, 100, release_id=1)
    assert standing("no-backdoor", [release("1.0", 100)], [attested]) is Standing.MET
    assert standing("no-backdoor", [release("1.0", 100), release("1.1", 1, id=2)], [attested]) is Standing.SUPERSEDED


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (Finding(Severity.HIGH, FindingState.OPEN, day(0)), Standing.MET),
        (Finding(Severity.HIGH, FindingState.OPEN, day(1)), Standing.FINDINGS_LATE),
        (Finding(Severity.HIGH, FindingState.FIXED, day(1)), Standing.FINDINGS_LATE),
        (Finding(Severity.HIGH, FindingState.CLOSED, day(1)), Standing.MET),
        (Finding(Severity.HIGH, FindingState.ACCEPTED, day(90), day(0)), Standing.MET),
        (Finding(Severity.HIGH, FindingState.ACCEPTED, day(90), day(1)), Standing.FINDINGS_LATE),
    ],
)
def test_findings_are_dealt_with_by_their_day(finding, expected):
    evidence = [paper(EvidenceKind.VULNERABILITY_SCAN, 100, findings=[finding])]
    assert standing("vulnerability-scan", [], evidence) is expected
    newer = [*evidence, paper(EvidenceKind.VULNERABILITY_SCAN, 5, id=2)]
    assert standing("vulnerability-scan", [], newer) is expected, "a newer test closes no finding by itself"


papers = st.builds(
    Evidence,
    st.integers(1, 9),
    st.just("報告"),
    st.sampled_from(EvidenceKind),
    st.dates(day(900), day(-30)),
    st.sampled_from(Verdict),
    st.none() | st.dates(day(900), day(-900)),
    st.sampled_from(["", "TAF"]),
    st.sampled_from(["", "T1"]),
    st.none() | st.dates(day(900), day(-900)),
    st.none() | st.integers(1, 4),
)
releases = st.lists(
    st.builds(Release, st.integers(1, 4), st.just("v"), st.dates(day(900), day(-90)), st.booleans()),
    max_size=4,
    unique_by=lambda r: r.id,
)


@given(st.sampled_from(requirements()), releases, st.lists(papers, max_size=5), papers)
def test_another_paper_never_makes_it_worse_unless_a_test_was_not_passed(requirement, out, evidence, more):
    assume(more.verdict is not Verdict.FAILED)
    order = list(Standing)
    before = judge(requirement, out, evidence, TODAY, WARN)
    after = judge(requirement, out, [*evidence, more], TODAY, WARN)
    assert (before is None) == (after is None)
    if before is not None and after is not None and before.standing is not Standing.RELEASE_COMING:
        assert order.index(after.standing) <= order.index(before.standing)


def test_every_severity_has_its_term():
    assert set(terms()) == set(Severity)


def test_a_test_that_was_not_passed_since_takes_away_what_was_passed_before():
    passed = paper(EvidenceKind.VULNERABILITY_SCAN, 100, verdict=Verdict.PASSED)
    failed = paper(EvidenceKind.VULNERABILITY_SCAN, 10, id=2, verdict=Verdict.FAILED)
    again = paper(EvidenceKind.VULNERABILITY_SCAN, 5, id=3, verdict=Verdict.PASSED)
    assert standing("vulnerability-scan", (), [passed]) is Standing.MET
    assert standing("vulnerability-scan", (), [passed, failed]) is Standing.FAILED
    assert standing("vulnerability-scan", (), [passed, failed, again]) is Standing.MET
