"""What was found in a release, as Dependency-Track tells it: findings, metrics, violations of the licence policy."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import func, select

from core.db import db
from core.severity import Severity
from sbom.components.models import Component, ComponentLicence, Delivery
from sbom.licences.policy import Ruling
from sbom.licences.queries import Judge, is_statement
from sbom.products.models import Release
from sbom.vulnerabilities.models import Alias, Finding, Vulnerability
from sbom.vulnerabilities.rules import OPEN_STATES, State

_SEVERITIES = {
    Severity.CRITICAL: "CRITICAL",
    Severity.HIGH: "HIGH",
    Severity.MEDIUM: "MEDIUM",
    Severity.LOW: "LOW",
    Severity.NONE: "INFO",
    Severity.UNKNOWN: "UNASSIGNED",
}
_STATES = {
    State.IN_TRIAGE: "IN_TRIAGE",
    State.EXPLOITABLE: "EXPLOITABLE",
    State.NOT_AFFECTED: "NOT_AFFECTED",
    State.FALSE_POSITIVE: "FALSE_POSITIVE",
    State.RESOLVED: "RESOLVED",
}
_WEIGHTS = {"CRITICAL": 10, "HIGH": 5, "MEDIUM": 3, "LOW": 1, "UNASSIGNED": 5}
"""Dependency-Track's own inherited risk score (docs, "Analysis types: Risk score")."""
_VIOLATIONS = {Ruling.DENIED: "FAIL", Ruling.REVIEW: "WARN"}


def _uuid(*parts: object) -> str:
    """A lasting name for what has only a number here."""
    return str(uuid5(NAMESPACE_URL, ":".join(map(str, parts))))


def source_of(name: str) -> str:
    """The database that a vulnerability's number belongs to."""
    if name.startswith("CVE-"):
        return "NVD"
    return "GITHUB" if name.startswith("GHSA-") else "OSV"


def findings(release: Release, *, with_settled: bool) -> list[dict[str, Any]]:
    """The findings of a release that is the current one; settled ones only where asked for. Three queries."""
    query = (
        select(Finding, Vulnerability, Component.purl, Component.group_name, Component.name)
        .join(Vulnerability, Finding.vulnerability_id == Vulnerability.id)
        .outerjoin(Component, (Component.delivery_id == Finding.delivery_id) & (Component.position == Finding.position))
        .where(Finding.release_id == release.id, Finding.closed_at.is_(None))
        .order_by(Finding.id)
    )
    if not with_settled:
        query = query.where(Finding.state.in_(OPEN_STATES))
    rows = db.session.execute(query).all()
    names = _names({row.Vulnerability.id for row in rows})
    return [_finding(release, row, names) for row in rows]


def _names(ids: set[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    every = sorted(ids)
    for start in range(0, len(every), 400):
        query = select(Alias.vulnerability_id, Alias.name).where(Alias.vulnerability_id.in_(every[start : start + 400]))
        for vulnerability_id, name in db.session.execute(query):
            found.setdefault(vulnerability_id, []).append(name)
    return found


def _finding(release: Release, row: Any, names: Mapping[int, list[str]]) -> dict[str, Any]:
    one, vulnerability = row.Finding, row.Vulnerability
    component, number = (
        _uuid("component", release.uuid, one.package_key, one.package_version),
        _uuid("vulnerability", vulnerability.id),
    )
    return {
        "component": {
            "uuid": component,
            "name": row.name or one.component,
            "group": row.group_name or "",
            "version": one.package_version,
            "purl": row.purl or "",
            "project": release.uuid,
        },
        "vulnerability": described(vulnerability, number)
        | {"aliases": _aliases(vulnerability.name, names.get(vulnerability.id, ()))}
        | ({"recommendation": one.fixed_in} if one.fixed_in else {}),
        "analysis": {"state": _STATES[one.state], "isSuppressed": one.state not in OPEN_STATES},
        "attribution": {
            "analyzerIdentity": "INTERNAL_ANALYZER",
            "attributedOn": int(one.found_at.timestamp() * 1000),
        },
        "matrix": f"{release.uuid}:{component}:{number}",
    }


def described(one: Vulnerability, number: str = "") -> dict[str, Any]:
    """A vulnerability as Dependency-Track describes one."""
    word = _SEVERITIES[one.severity]
    facts: dict[str, Any] = {
        "uuid": number or _uuid("vulnerability", one.id),
        "vulnId": one.name,
        "source": source_of(one.name),
        "title": one.summary,
        "severity": word,
        "severityRank": list(_SEVERITIES.values()).index(word),
        "cwes": [],
    }
    return facts if one.score is None else facts | {"cvssV3BaseScore": one.score}


def _aliases(name: str, names: Sequence[str]) -> list[dict[str, str]]:
    kinds = {"CVE-": "cveId", "GHSA-": "ghsaId"}
    found = {kind: other for other in names for start, kind in kinds.items() if other.startswith(start)}
    return [found] if len(found) > 1 else []


def vulnerabilities(offset: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """(a part of all known vulnerabilities, how many there are)."""
    total = db.session.scalar(select(func.count(Vulnerability.id))) or 0
    part = db.session.scalars(select(Vulnerability).order_by(Vulnerability.id).offset(offset).limit(limit))
    return [described(one) for one in part], total


def metrics(release: Release) -> dict[str, Any]:
    """The figures of a release as they are now."""
    every = findings(release, with_settled=True)
    open_ones = [f for f in every if not f["analysis"]["isSuppressed"]]
    counts = dict.fromkeys(("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNASSIGNED"), 0)
    for one in open_ones:
        word = one["vulnerability"]["severity"]
        counts[word if word in counts else "UNASSIGNED"] += 1
    broken = [v["policyCondition"]["policy"]["violationState"] for v in violations(release)]
    judged = sum(f["analysis"]["state"] != "IN_TRIAGE" for f in every)
    delivery = _current(release)
    return {
        **{word.lower(): n for word, n in counts.items()},
        "vulnerabilities": len(open_ones),
        "vulnerableComponents": len({f["component"]["uuid"] for f in open_ones}),
        "components": delivery.components if delivery else 0,
        "suppressed": len(every) - len(open_ones),
        "findingsTotal": len(every),
        "findingsAudited": judged,
        "findingsUnaudited": len(every) - judged,
        "inheritedRiskScore": sum(n * _WEIGHTS[word] for word, n in counts.items()),
        "policyViolationsFail": broken.count("FAIL"),
        "policyViolationsWarn": broken.count("WARN"),
        "policyViolationsInfo": 0,
        "policyViolationsTotal": len(broken),
        **({"lastOccurrence": int(delivery.delivered_at.timestamp() * 1000)} if delivery else {}),
    }


def _current(release: Release) -> Delivery | None:
    return db.session.scalar(select(Delivery).where(Delivery.release_id == release.id, Delivery.is_current))


def violations(release: Release) -> list[dict[str, Any]]:
    """Components whose licence the firm's policy, or a reviewer, denies (FAIL) or wants reviewed (WARN)."""
    delivery = _current(release)
    if delivery is None:
        return []
    query = (
        select(
            Component.position,
            Component.name,
            Component.group_name,
            Component.version,
            Component.purl,
            ComponentLicence.value,
        )
        .join(
            ComponentLicence,
            (ComponentLicence.delivery_id == Component.delivery_id) & (ComponentLicence.position == Component.position),
        )
        .where(Component.delivery_id == delivery.id, Component.is_own.is_(False), is_statement())
        .order_by(Component.position, ComponentLicence.number)
    )
    judge = Judge()
    found = []
    for row in db.session.execute(query):
        state = _VIOLATIONS.get(judge.ruling(row.value, release.product_id))
        if state is not None:
            found.append(_violation(release, delivery, row, state))
    return found


def _violation(release: Release, delivery: Delivery, row: Any, state: str) -> dict[str, Any]:
    return {
        "uuid": _uuid("violation", delivery.id, row.position, row.value),
        "type": "LICENSE",
        "timestamp": int(delivery.delivered_at.timestamp() * 1000),
        "text": row.value[:500],
        "project": {"uuid": release.uuid, "name": release.product.name, "version": release.number},
        "component": {
            "uuid": _uuid("component", release.uuid, row.position),
            "name": row.name,
            "group": row.group_name,
            "version": row.version,
            "purl": row.purl,
        },
        "policyCondition": {
            "uuid": _uuid("condition", row.value),
            "subject": "LICENSE",
            "operator": "IS",
            "value": row.value[:500],
            "policy": {"uuid": _uuid("policy", "licences"), "name": "Licence policy", "violationState": state},
        },
    }
