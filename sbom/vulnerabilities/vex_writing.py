"""What we judged of a product's vulnerabilities, as a CycloneDX 1.6 VEX: for the vendor, an examiner, another tool. Pure.

Source: CycloneDX 1.6, `vulnerabilities`; the states and justifications are its own words already.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.severity import Severity
from sbom.vulnerabilities.rules import Justification, State

VERSION = "1.6"
_SOURCES = {"CVE-": "NVD", "GHSA-": "GitHub", "PYSEC-": "PyPA", "RUSTSEC-": "RustSec", "GO-": "Go", "OSV-": "OSV"}
_METHODS = {"CVSS:4": "CVSSv4", "CVSS:3.1": "CVSSv31", "CVSS:3.0": "CVSSv3", "AV:": "CVSSv2"}
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A component that a vulnerability was found in."""

    name: str
    version: str
    purl: str

    @property
    def ref(self) -> str:
        return self.purl or f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True)
class Judged:
    """One vulnerability in one component, as it stands."""

    names: tuple[str, ...]
    """Its number, then its other names."""
    part: Part
    state: State
    severity: Severity
    justification: Justification | None = None
    reason: str = ""
    score: float | None = None
    vector: str = ""
    summary: str = ""
    published_at: datetime | None = None
    found_at: datetime | None = None
    judged_at: datetime | None = None


def document(product: str, release: str, serial: str, at: datetime, judged: Iterable[Judged]) -> Json:
    """The whole VEX; `serial` is a urn:uuid, `at` when it was made. What stands alike of one vulnerability is one entry."""
    alike: dict[tuple[Any, ...], list[Judged]] = {}
    for one in judged:
        alike.setdefault((one.names[0], one.state, one.justification, one.reason), []).append(one)
    parts = {one.part.ref: one.part for each in alike.values() for one in each}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": VERSION,
        "serialNumber": serial,
        "version": 1,
        "metadata": {
            "timestamp": _instant(at),
            "tools": {"components": [{"type": "application", "name": "vendor-risk"}]},
            "component": {"type": "application", "bom-ref": f"product:{serial}", "name": product, "version": release},
        },
        "components": [_component(part) for part in parts.values()],
        "vulnerabilities": [_vulnerability(number, each) for number, each in enumerate(alike.values(), 1)],
    }


def _component(part: Part) -> Json:
    purl = {"purl": part.purl} if part.purl else {}
    return {"type": "library", "bom-ref": part.ref, "name": part.name, "version": part.version, **purl}


def _vulnerability(number: int, each: list[Judged]) -> Json:
    one = each[0]
    entry: Json = {"bom-ref": f"vulnerability-{number}", "id": one.names[0]}
    if source := _source(one.names[0]):
        entry["source"] = source
    if others := [{"id": name, "source": _source(name) or {"name": "other"}} for name in one.names[1:]]:
        entry["references"] = others
    entry["ratings"] = [_rating(one)]
    if one.summary:
        entry["description"] = one.summary
    if one.published_at:
        entry["published"] = _instant(one.published_at)
    entry["analysis"] = dict(_analysis(each))
    entry["affects"] = [{"ref": ref} for ref in dict.fromkeys(one.part.ref for one in each)]
    return entry


def _source(name: str) -> Json | None:
    return next(({"name": source} for start, source in _SOURCES.items() if name.startswith(start)), None)


def _rating(one: Judged) -> Json:
    rating: Json = {"severity": one.severity.value}
    if one.score is not None:
        rating["score"] = one.score
    if method := next((method for start, method in _METHODS.items() if one.vector.startswith(start)), ""):
        rating |= {"method": method, "vector": one.vector}
    return rating


def _analysis(each: list[Judged]) -> Iterator[tuple[str, str]]:
    one = each[0]
    yield "state", one.state.value
    if one.justification:
        yield "justification", one.justification.value
    if one.reason:
        yield "detail", one.reason
    if found := [other.found_at for other in each if other.found_at]:
        yield "firstIssued", _instant(min(found))
    if changed := [other.judged_at for other in each if other.judged_at]:
        yield "lastUpdated", _instant(max(changed))


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
