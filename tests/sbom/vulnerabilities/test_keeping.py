"""Advisories as they are kept: once each, newest copy, one vulnerability whatever it is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.db import db
from core.errors import Refused
from core.severity import Severity
from sbom.vulnerabilities import osv
from sbom.vulnerabilities.models import Advisory, AdvisoryPackage, Alias, Finding, Vulnerability
from sbom.vulnerabilities.rules import State
from tests.sbom.factories import make_delivery
from tests.sbom.vulnerabilities.advisories import bring_in, npm, osv_record


def names() -> list[str]:
    return sorted(v.name for v in db.session.query(Vulnerability))


def test_one_vulnerability_under_three_names_counts_once(app):
    make_delivery(None, npm())
    bring_in(
        osv_record("GHSA-aaaa-bbbb-cccc", aliases=["CVE-2026-1111"]),
        osv_record("SNYK-1", aliases=["CVE-2026-1111"]),
        osv_record("CVE-2026-1111"),
    )
    assert names() == ["CVE-2026-1111"]
    assert db.session.query(Advisory).count() == 3
    assert db.session.query(Finding).count() == 1


def test_names_that_turn_out_to_belong_together_later_become_one_and_the_judgement_stays(app):
    make_delivery(None, npm())
    bring_in(osv_record("GHSA-aaaa-bbbb-cccc"), osv_record("PYSEC-1"))
    first, second = db.session.query(Finding).order_by(Finding.id)
    second.state, second.reason, second.judged_at = State.NOT_AFFECTED, "seen", second.found_at
    db.session.commit()
    bring_in(osv_record("CVE-2026-1", aliases=["GHSA-aaaa-bbbb-cccc", "PYSEC-1"]))
    assert names()[0] == "CVE-2026-1"
    assert {a.vulnerability_id for a in db.session.query(Alias)} == {first.vulnerability_id}
    stays, gone = db.session.query(Finding).order_by(Finding.id)
    assert (stays.closed_at, stays.state, stays.reason) == (None, State.NOT_AFFECTED, "seen")
    assert gone.closed_at is not None


def test_a_distributions_record_on_a_cve_is_that_cve(app):
    bring_in(osv_record("DEBIAN-CVE-2026-7777", ecosystem="Debian:11"), osv_record("CVE-2026-7777"))
    assert names() == ["CVE-2026-7777"]


def test_the_same_file_again_changes_nothing_and_an_older_copy_neither(app):
    record = osv_record(summary="as it was")
    bring_in(record)
    bring_in(record)
    bring_in({**record, "modified": "2025-01-01T00:00:00Z", "summary": "older"})
    bring_in({**record, "modified": "2026-05-01T00:00:00Z", "summary": "newer"})
    assert db.session.query(Advisory).one().summary == "newer"
    assert db.session.query(AdvisoryPackage).count() == 1
    assert db.session.query(Vulnerability).one().summary == "newer"


def test_the_gravest_word_of_those_that_stand_counts(app):
    bring_in(
        osv_record("GHSA-a", aliases=["CVE-2026-1"], database_specific={"severity": "MODERATE"}),
        osv_record("PYSEC-1", aliases=["CVE-2026-1"], database_specific={"severity": "CRITICAL"}, withdrawn="2026-01-03T00:00:00Z"),
        osv_record("GO-1", aliases=["CVE-2026-1"], severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}]),
    )  # fmt: skip
    found = db.session.query(Vulnerability).one()
    assert (found.severity, found.score, found.is_withdrawn) == (Severity.HIGH, 7.5, False)


@pytest.mark.parametrize(
    "record", [None, [], "x", {}, {"id": "A"}, {"id": "", "modified": "2026-01-01"}, {"id": "A", "modified": "soon"}]
)
def test_what_is_no_record_is_refused_with_a_sentence(record):
    with pytest.raises(Refused) as refused:
        osv.advisory_of(record)
    assert str(refused.value).endswith(".") or "one that is too long" in str(refused.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    [
        "aliases",
        "affected",
        "severity",
        "references",
        "summary",
        "details",
        "database_specific",
        "published",
        "withdrawn",
    ]
)


@given(st.dictionaries(KEYS, JSON), JSON, JSON, JSON)
def test_whatever_stands_in_a_record_it_is_read_or_refused(fields, package, ranges, versions):
    affected = [
        {"package": package, "ranges": ranges, "versions": versions},
        {"package": {"ecosystem": "npm", "name": "a"}, "ranges": [{"type": "SEMVER", "events": ranges}]},
    ]
    record = {"id": "A-1", "modified": "2026-01-01T00:00:00Z", "affected": affected, **fields}
    found = osv.advisory_of(record)
    assert found.id == "A-1"
    assert len(found.digest) == 32
