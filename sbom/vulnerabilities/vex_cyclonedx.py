"""Vulnerabilities in a CycloneDX document (1.4 to 1.7), alone (VEX, VDR) or inside an SBOM. Pure: parsed JSON in."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from core.severity import Severity
from sbom.components.versions import MAX_RANGE, is_range
from sbom.vulnerabilities import cvss
from sbom.vulnerabilities.advisories import MAX_DETAILS, MAX_SUMMARY, MAX_VECTOR, entries, instant, text
from sbom.vulnerabilities.packages import package_of_purl
from sbom.vulnerabilities.rules import OPEN_STATES, Justification, State, gravest, severity_named
from sbom.vulnerabilities.vex import MAX_STATEMENTS, MAX_WORDS, WORDS, Document, Said, Target, name_of, target_of

_STATES = {
    "resolved": State.RESOLVED,
    "resolved_with_pedigree": State.RESOLVED,
    "exploitable": State.EXPLOITABLE,
    "in_triage": State.IN_TRIAGE,
    "false_positive": State.FALSE_POSITIVE,
    "not_affected": State.NOT_AFFECTED,
}
_METHODS = {"CVSSv3": "CVSS:3.0/", "CVSSv31": "CVSS:3.1/", "CVSSv4": "CVSS:4.0/"}
_LINK = "urn:cdx:"
_DEPTH = 64
_COMPONENTS = 100_000

Mapped = Mapping[str, Any]


def is_cyclonedx(document: Any) -> bool:
    """Whether a JSON value is a CycloneDX document."""
    return isinstance(document, Mapping) and document.get("bomFormat") == "CycloneDX"


def document_of(document: Mapped) -> Document:
    """What the document says of vulnerabilities; nothing where it says nothing."""
    at = instant(_mapping(document.get("metadata")).get("timestamp"))
    known = _Known(document)
    said: list[Said] = []
    unsaid = 0
    for number, one in enumerate(entries(document.get("vulnerabilities"), MAX_STATEMENTS)):
        found = list(_statements(one, known, f"/vulnerabilities/{number}")) if isinstance(one, Mapping) else []
        unsaid += not found
        said += found
    return Document("CycloneDX", at, tuple(said), unsaid)


def _mapping(value: Any) -> Mapped:
    return value if isinstance(value, Mapping) else {}


class _Known:
    """The document's own components by reference; its subject stands for the product as a whole."""

    def __init__(self, document: Mapped) -> None:
        subject = _mapping(_mapping(document.get("metadata")).get("component"))
        self.subject = text(subject.get("bom-ref"), 1_000)
        self.serial = text(document.get("serialNumber"), 100).removeprefix("urn:uuid:").lower()
        self.components = dict(_walk(document.get("components"), subject.get("components")))

    def target(self, ref: str) -> Target | None:
        """What a reference names; None for nothing that can be told."""
        serial, _, inner = ref.removeprefix(_LINK).partition("/") if ref.startswith(_LINK) else ("", "", "")
        local = unquote(inner.partition("#")[2]) if serial else ref
        if serial and serial.lower() != self.serial:
            return Target(serial=serial.lower(), ref=local) if local else None
        if local and local == self.subject:
            return Target()
        if local in self.components:
            return self.components[local]
        package = package_of_purl(local)
        return target_of("", "", "", local) if package is not None else None


def _walk(*lists: Any) -> Iterator[tuple[str, Target]]:
    waiting = [(one, 0) for found in lists for one in entries(found, _COMPONENTS)]
    seen = 0
    while waiting and seen < _COMPONENTS:
        one, depth = waiting.pop()
        seen += 1
        if not isinstance(one, Mapping):
            continue
        group, name, version, purl, ref = (
            text(one.get(k), 2_000) for k in ("group", "name", "version", "purl", "bom-ref")
        )
        if ref and (name or purl):
            yield ref, target_of(group, name, version, purl)
        if depth < _DEPTH:
            waiting += [(inner, depth + 1) for inner in entries(one.get("components"), _COMPONENTS)]


def _statements(one: Mapped, known: _Known, place: str) -> Iterator[Said]:
    """A statement for what it says of versions: affected ones and others apart."""
    number = name_of(one.get("id"))
    if not number:
        return
    names = (number, *(n for r in entries(one.get("references"), 20) if (n := name_of(_mapping(r).get("id")))))
    analysis = _mapping(one.get("analysis"))
    state = _STATES.get(text(analysis.get("state"), 40), State.IN_TRIAGE)
    by_state: dict[State, list[Target]] = {}
    for affects in entries(one.get("affects"), MAX_STATEMENTS):
        for each, target in _targets(_mapping(affects), known, state):
            by_state.setdefault(each, []).append(target)
    for each, targets in by_state.items():
        yield _said(one, names, each, tuple(targets), analysis, place)


def _targets(affects: Mapped, known: _Known, state: State) -> Iterator[tuple[State, Target]]:
    target = known.target(text(affects.get("ref"), 2_500))
    if target is None:
        return
    versions = [v for v in entries(affects.get("versions"), 1_000) if isinstance(v, Mapping)]
    named: dict[State, list[str]] = {}
    for one in versions:
        status, version, range_ = (text(one.get(key), MAX_RANGE + 1) for key in ("status", "version", "range"))
        said = version or (range_ if is_range(range_) else f"{WORDS}{range_[:MAX_WORDS]}" if range_ else "")
        if said:
            named.setdefault(State.NOT_AFFECTED if status == "unaffected" else state, []).append(said)
    if not named and (not versions or state in OPEN_STATES):  # of versions that nobody names the worse is believed
        yield state, target
    for each, found in named.items():
        yield each, Target(target.key, tuple(found), target.serial, target.ref)


def _said(
    one: Mapped, names: tuple[str, ...], state: State, targets: tuple[Target, ...], analysis: Mapped, place: str
) -> Said:
    justification = text(analysis.get("justification"), 60)
    ratings = [_mapping(r) for r in entries(one.get("ratings"), 20)]
    score, vector = _score(ratings)
    description = text(one.get("description"), MAX_DETAILS)
    response = ", ".join(text(r, 40) for r in entries(analysis.get("response"), 10))
    detail = "\n".join(filter(None, (text(analysis.get("detail"), 4_000), response)))
    return Said(
        names=tuple(dict.fromkeys(names)),
        state=state,
        targets=targets,
        justification=Justification(justification)
        if state is State.NOT_AFFECTED and justification in set(Justification)
        else None,
        detail=detail,
        place=place,
        summary=" ".join(description.partition("\n")[0].split())[:MAX_SUMMARY],
        description="\n\n".join(filter(None, (description, text(one.get("recommendation"), 4_000))))[:MAX_DETAILS],
        severity=_severity(ratings, score, vector),
        score=score,
        vector=vector,
        published=instant(one.get("published")),
        at=instant(analysis.get("lastUpdated")) or instant(analysis.get("firstIssued")) or instant(one.get("updated")),
    )


def _score(ratings: list[Mapped]) -> tuple[float | None, str]:
    vectors = []
    for rating in ratings:
        vector = text(rating.get("vector"), MAX_VECTOR)
        prefix = _METHODS.get(text(rating.get("method"), 20), "")
        vectors.append(vector if vector.startswith("CVSS:") else prefix + vector)
    return cvss.best(vectors)


def _severity(ratings: list[Mapped], score: float | None, vector: str) -> Severity:
    named = gravest(s for r in ratings if (s := severity_named(r.get("severity"))) is not Severity.UNKNOWN)
    return named if named is not Severity.UNKNOWN else cvss.band(score, vector)
