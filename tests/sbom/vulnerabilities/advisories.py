"""Advisories of our own making, for the tests."""

from typing import Any

from core.db import unit_of_work
from sbom.vulnerabilities import operations, osv
from sbom.vulnerabilities.jobs import match_all
from sbom.vulnerabilities.keeping import keep_advisories
from tests.sbom.documents import component

MODIFIED = "2026-01-02T00:00:00Z"


def osv_record(name: str = "GHSA-aaaa-bbbb-cccc", package: str = "widget", **fields: Any) -> dict[str, Any]:
    """One OSV record on an npm package, fixed in 2.0.0."""
    ecosystem = fields.pop("ecosystem", "npm")
    events = fields.pop("events", [{"introduced": "0"}, {"fixed": "2.0.0"}])
    affected = {"package": {"ecosystem": ecosystem, "name": package}}
    if events:
        affected["ranges"] = [{"type": fields.pop("kind", "SEMVER"), "events": events}]
    if "versions" in fields:
        affected["versions"] = fields.pop("versions")
    return {"id": name, "modified": MODIFIED, "affected": [affected], **fields}


def npm(name: str = "widget", version: str = "1.0.0") -> dict[str, Any]:
    """A component with its package URL."""
    return component(name, version=version, purl=f"pkg:npm/{name}@{version}")


def bring_in(*records: dict[str, Any]) -> int:
    """Keep records as one import, and match; gives the import's number."""
    with unit_of_work():
        run = operations.begin_import("records.json", by=None)
        tally = keep_advisories([osv.advisory_of(r) for r in records], run.id)
        operations.count(run, operations.Read(len(records), {"OSV"}), tally)
        operations.finish_import(run, by=None)
        import_id = run.id
    match_all()
    return import_id
