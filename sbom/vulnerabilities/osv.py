"""An OSV record (ossf/osv-schema 1.x) as an advisory. Pure: parsed JSON in, an `Advisory` or a `Refused` out."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import Refused
from core.phrases import N_
from core.severity import Severity
from sbom.vulnerabilities import cvss
from sbom.vulnerabilities.advisories import (
    MAX_ALIASES,
    MAX_DETAILS,
    MAX_EVENTS,
    MAX_ID,
    MAX_PACKAGES,
    MAX_RANGES,
    MAX_REFERENCES,
    MAX_SUMMARY,
    MAX_URL,
    MAX_VECTOR,
    MAX_VERSION,
    MAX_VERSIONS,
    Advisory,
    AffectedPackage,
    cve_within,
    digest_of,
    entries,
    instant,
    text,
)
from sbom.vulnerabilities.packages import Package, package_of_osv, package_of_purl, package_of_repository
from sbom.vulnerabilities.ranges import EVENTS, GIT, Affected, Event, Range, ordered
from sbom.vulnerabilities.rules import gravest, severity_named


def is_osv(document: Any) -> bool:
    """Whether a JSON value looks like one OSV record."""
    return isinstance(document, Mapping) and "id" in document and "modified" in document and "bomFormat" not in document


def advisory_of(record: Any) -> Advisory:
    """The advisory in one record. Raises Refused for one without an id or a time of change."""
    if not isinstance(record, Mapping):
        raise Refused(N_("This is not an OSV record: a JSON object is expected."))
    name, modified = text(record.get("id"), MAX_ID + 1).strip(), instant(record.get("modified"))
    if not name or len(name) > MAX_ID:
        raise Refused(N_("The record has no id, or one that is too long."))
    if modified is None:
        raise Refused(N_("%(id)s does not say when it was modified."), id=name)
    packages, left_out = _packages(record)
    score, vector = _score(record)
    return Advisory(
        id=name,
        modified=modified,
        aliases=_aliases(name, record),
        published=instant(record.get("published")),
        withdrawn=instant(record.get("withdrawn")),
        summary=_summary(record),
        details=text(record.get("details"), MAX_DETAILS),
        severity=_severity(record, score, vector),
        score=score,
        vector=vector,
        references=tuple(_references(record)),
        packages=packages,
        digest=digest_of(record),
        left_out=left_out,
    )


def _aliases(name: str, record: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the same vulnerability; a distribution's own record on one CVE counts as that CVE."""
    said = (text(a, MAX_ID).strip() for a in entries(record.get("aliases"), MAX_ALIASES))
    return tuple(dict.fromkeys(a for a in (*said, cve_within(name)) if a and a != name))


def _summary(record: Mapping[str, Any]) -> str:
    """One line; the first of the details where the record has no summary."""
    line = text(record.get("summary"), MAX_SUMMARY).strip()
    return " ".join((line or text(record.get("details"), MAX_SUMMARY).strip().partition("\n")[0]).split())


def _references(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in entries(record.get("references"), MAX_REFERENCES):
        if isinstance(one, Mapping) and (url := text(one.get("url"), MAX_URL)).startswith(("https://", "http://")):
            yield text(one.get("type"), 20), url


def _score(record: Mapping[str, Any]) -> tuple[float | None, str]:
    """(score, vector) of the newest CVSS there is; a vector that cannot be read is kept without a score."""
    vectors = [text(one.get("score"), MAX_VECTOR) for one in _severities(record)]
    score, vector = cvss.best(vectors)
    return score, vector or next((v for v in vectors if v.startswith("CVSS:")), "")


def _severities(record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Of the record as a whole, and of its packages."""
    holders = (record, *(a for a in entries(record.get("affected"), MAX_PACKAGES) if isinstance(a, Mapping)))
    for holder in holders:
        yield from (one for one in entries(holder.get("severity"), 20) if isinstance(one, Mapping))


def _severity(record: Mapping[str, Any], score: float | None, vector: str) -> Severity:
    """The database's own word where it has one, else the band of the score."""
    said = [severity_named(word) for holder in _holders(record) for word in _words(holder)]
    named = gravest(s for s in said if s is not Severity.UNKNOWN)
    return named if named is not Severity.UNKNOWN else cvss.band(score, vector)


def _holders(record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield record
    yield from (a for a in entries(record.get("affected"), MAX_PACKAGES) if isinstance(a, Mapping))


def _words(holder: Mapping[str, Any]) -> Iterator[Any]:
    for place in ("database_specific", "ecosystem_specific"):
        if isinstance(facts := holder.get(place), Mapping):
            yield facts.get("severity")
    yield from (one.get("score") for one in entries(holder.get("severity"), 20) if isinstance(one, Mapping))


# affected packages


def _packages(record: Mapping[str, Any]) -> tuple[tuple[AffectedPackage, ...], int]:
    found: list[AffectedPackage] = []
    left_out = 0
    for one in entries(record.get("affected"), MAX_PACKAGES):
        if not isinstance(one, Mapping):
            continue
        named = list(_named(one))
        left_out += not named
        found += [AffectedPackage(package, _affected(one, package), said) for package, said in named]
    return tuple(found), left_out


def _named(affected: Mapping[str, Any]) -> Iterator[tuple[Package, str]]:
    """The package as its ecosystem names it, else as a package URL, else by its source repository."""
    given = affected.get("package")
    facts = given if isinstance(given, Mapping) else {}
    ecosystem, name, purl = (text(facts.get(key), 2_000) for key in ("ecosystem", "name", "purl"))
    package = package_of_osv(ecosystem, name) or package_of_purl(purl)
    if package is not None:
        yield package, f"{ecosystem} {name}".strip()[:300] or purl[:300]
        return
    repositories = {
        text(r.get("repo"), MAX_URL) for r in entries(affected.get("ranges"), MAX_RANGES) if isinstance(r, Mapping)
    }
    for url in sorted(repositories):
        if (source := package_of_repository(url)) is not None:
            yield source, url[:300]


def _affected(affected: Mapping[str, Any], package: Package) -> Affected:
    versions = (text(v, MAX_VERSION).strip() for v in entries(affected.get("versions"), MAX_VERSIONS))
    ranges = (_range(r, package) for r in entries(affected.get("ranges"), MAX_RANGES) if isinstance(r, Mapping))
    return Affected(tuple(r for r in ranges if r.events), frozenset(v for v in versions if v))


def _range(one: Mapping[str, Any], package: Package) -> Range:
    kind = text(one.get("type"), 20).upper()
    return ordered(kind if kind else GIT, _events(one), package.ecosystem)


def _events(one: Mapping[str, Any]) -> Iterator[Event]:
    for event in entries(one.get("events"), MAX_EVENTS):
        if isinstance(event, Mapping):
            yield from ((n, v) for n in EVENTS if (v := text(event.get(n), MAX_VERSION).strip()))
