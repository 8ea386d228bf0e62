"""What clients of Dependency-Track read back: findings, metrics, violations."""

from core.db import db
from sbom.vulnerabilities.models import Finding
from sbom.vulnerabilities.rules import State
from tests.sbom.documents import as_bytes, cyclonedx
from tests.sbom.pipelines.test_api import get, issue, put, read_all
from tests.sbom.vulnerabilities.advisories import bring_in, npm, osv_record

CVE = "CVE-2026-1111"
BOM = as_bytes(cyclonedx({**npm(), "licenses": [{"license": {"id": "CC-BY-NC-4.0"}}]}, npm("other")))


def sent(app) -> tuple[str, str]:
    """(key, project) of an SBOM that was sent and read."""
    bring_in(osv_record(aliases=[CVE], summary="It breaks", database_specific={"severity": "HIGH"}))
    secret = issue()
    answer = put(app, secret, bom=BOM)
    read_all()
    token, project = answer.json["token"], answer.json["projectUuid"]
    assert get(app, secret, f"/api/v1/event/token/{token}").json == {"processing": False}
    return secret, project


def test_the_findings_are_there_when_the_token_says_it_is_done(app):
    secret, project = sent(app)
    answer = get(app, secret, f"/api/v1/finding/project/{project}")
    (one,) = answer.json
    assert answer.headers["X-Total-Count"] == "1"
    assert one["component"]["purl"] == "pkg:npm/widget@1.0.0"
    assert one["component"]["project"] == project
    vulnerability = one["vulnerability"]
    assert (vulnerability["vulnId"], vulnerability["source"], vulnerability["severity"]) == (CVE, "NVD", "HIGH")
    assert vulnerability["aliases"] == [{"cveId": CVE, "ghsaId": "GHSA-aaaa-bbbb-cccc"}]
    assert one["analysis"] == {"state": "IN_TRIAGE", "isSuppressed": False}
    assert one["matrix"].split(":")[0] == project
    assert get(app, secret, "/api/v1/vulnerability?pageSize=1").json[0]["vulnId"] == CVE


def test_what_was_settled_is_left_out_unless_asked_for(app):
    secret, project = sent(app)
    found = db.session.query(Finding).one()
    found.state, found.reason, found.judged_at = State.NOT_AFFECTED, "never called", found.found_at
    db.session.commit()
    assert get(app, secret, f"/api/v1/finding/project/{project}").json == []
    (one,) = get(app, secret, f"/api/v1/finding/project/{project}?suppressed=true").json
    assert one["analysis"] == {"state": "NOT_AFFECTED", "isSuppressed": True}
    figures = get(app, secret, f"/api/v1/metrics/project/{project}/current").json
    assert (figures["high"], figures["suppressed"], figures["findingsAudited"]) == (0, 1, 1)


def test_the_figures_and_the_violations_are_of_the_current_sbom(app):
    secret, project = sent(app)
    figures = get(app, secret, f"/api/v1/metrics/project/{project}/current").json
    assert (figures["high"], figures["components"], figures["vulnerableComponents"]) == (1, 2, 1)
    assert figures["inheritedRiskScore"] == 5
    (broken,) = get(app, secret, f"/api/v1/violation/project/{project}").json
    assert broken["policyCondition"]["policy"]["violationState"] == "FAIL"
    assert (broken["text"], broken["component"]["name"]) == ("CC-BY-NC-4.0", "widget")
    assert figures["policyViolationsFail"] == 1
    assert get(app, secret, f"/api/v1/project/{project}/property").json == []


def test_another_vendors_key_sees_nothing(app):
    _, project = sent(app)
    other = issue()
    for path in (f"finding/project/{project}", f"violation/project/{project}", f"metrics/project/{project}/current"):
        assert get(app, other, f"/api/v1/{path}").status_code == 403
    assert get(app, other, "/api/v1/finding/project/none").status_code == 400
