"""The tests behind the lists of minimum elements, each asked of every component or of the SBOM as a whole. Pure.

A word such as NOASSERTION or UNKNOWN is not a value. What the SBOM standard has no field for (BSI's file name, executable,
archive and structured property) is read from the properties that BSI's own CycloneDX taxonomy names (bsi:component:…).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.phrases import N_, Wording
from sbom.ingest.rules import Component, Format, Party, Sbom
from sbom.licences.rules import Standing, statement

VERSION = 1
"""Of these tests: figures of an older version are taken anew."""
_NOTHING = frozenset({"", "noassertion", "none", "unknown", "n/a", "null", "undefined", "todo", "tbd"})
_SPDX = frozenset({Standing.LISTED, Standing.RECOGNISED, Standing.REFERRING})


class Level(StrEnum):
    MUST = "must"
    EXISTS = "exists"
    MAY = "may"


LEVEL_NAMES = {
    Level.MUST: N_("Required"),
    Level.EXISTS: N_("Required where it exists"),
    Level.MAY: N_("Optional"),
}


@dataclass(frozen=True, slots=True)
class Element:
    """One element of one standard; `check` names the test that counts it."""

    check: str
    level: Level
    section: str
    name: Wording


@dataclass(frozen=True, slots=True)
class Standard:
    id: str
    short: str
    name: Wording
    source: str
    elements: tuple[Element, ...]

    @property
    def required(self) -> tuple[Element, ...]:
        return tuple(element for element in self.elements if element.level is Level.MUST)


Counts = Mapping[str, tuple[int, int]]
"""By test: how many have it, of how many."""


def _said(text: str) -> bool:
    return text.strip().lower() not in _NOTHING


def _parties(component: Component) -> list[Party]:
    return [party for party in (component.supplier, component.manufacturer, *component.authors) if party]


def _is_named(component: Component) -> bool:
    return any(_said(p.name) or p.emails or p.urls for p in _parties(component)) or _said(component.publisher)


def _has_contact(parties: list[Party]) -> bool:
    return any(party.emails or party.urls for party in parties)


def _hashes(component: Component) -> list[str]:
    own = [h.algorithm for h in component.hashes]
    return own + [h.algorithm for r in component.references if r.type in _DEPLOYABLE for h in r.hashes]


_DEPLOYABLE = ("distribution", "distribution-intake")


def _has_reference(*types: str) -> Callable[[Component], bool]:
    return lambda component: any(r.type in types and _said(r.url) for r in component.references)


def _has_property(name: str) -> Callable[[Component], bool]:
    wanted = f"bsi:component:{name}"
    return lambda component: any(key == wanted and _said(value) for key, value in component.properties)


def _stands(component: Component, standings: frozenset[Standing], acknowledged: str = "") -> bool:
    return any(
        (statement(licence.value).standing in standings if licence.value else bool(licence.text))
        for licence in component.licences
        if licence.acknowledgement in ((acknowledged,) if acknowledged else ("", "declared", "concluded"))
    )


_STATED = frozenset(Standing) - {Standing.NOTHING}

COMPONENT_CHECKS: Mapping[str, Callable[[Component], bool]] = {
    "name": lambda c: _said(c.name),
    "version": lambda c: _said(c.version),
    "supplier": _is_named,
    "maker_contact": lambda c: _has_contact(_parties(c)),
    "identifier": lambda c: _said(c.purl) or _said(c.cpe),
    "hash": lambda c: bool(c.hashes or any(r.hashes for r in c.references)),
    "sha512": lambda c: any(_is_sha512(a) for a in _hashes(c)),
    "licence": lambda c: _stands(c, _STATED),
    "spdx_licence": lambda c: _stands(c, _SPDX),
    "declared_licence": lambda c: _stands(c, _SPDX, "declared"),
    "source_url": _has_reference("vcs", "source-distribution"),
    "download_url": _has_reference(*_DEPLOYABLE),
    "source_hash": lambda c: any(r.hashes for r in c.references if r.type == "source-distribution"),
    "security_txt": _has_reference("rfc-9116"),
    "filename": _has_property("filename"),
    "executable": _has_property("executable"),
    "archive": _has_property("archive"),
    "structured": _has_property("structured"),
    "effective_licence": _has_property("effectiveLicense"),
}


def _is_sha512(algorithm: str) -> bool:
    return algorithm.upper().replace("_", "-").replace("SHA512", "SHA-512") == "SHA-512"


_EARLIEST = {"CycloneDX": (1, 6), "SPDX": (3, 0, 1)}


def _is_recent(sbom: Sbom) -> bool:
    numbers = tuple(int(n) for n in re.findall(r"\d+", sbom.spec_version)[:3])
    family = "SPDX" if sbom.format in (Format.SPDX_JSON, Format.SPDX_TAG_VALUE, Format.SPDX_JSON_LD) else "CycloneDX"
    return numbers >= _EARLIEST[family]


DOCUMENT_CHECKS: Mapping[str, Callable[[Sbom], bool]] = {
    "author": lambda s: any(_said(p.name) or p.emails for p in _authors(s)),
    "author_contact": lambda s: _has_contact(_authors(s)),
    "timestamp": lambda s: _said(s.header.timestamp),
    "tool": lambda s: bool(s.header.tools),
    "lifecycle": lambda s: bool(s.header.lifecycles),
    "uri": lambda s: _said(s.header.serial),
    "format": _is_recent,
    "no_vulnerabilities": lambda s: not s.counts.get("vulnerabilities"),
    "completeness": lambda s: bool(s.counts.get("compositions")),
}


def _authors(sbom: Sbom) -> list[Party]:
    return [party for party in (*sbom.header.authors, sbom.header.manufacturer) if party]


def count(sbom: Sbom) -> dict[str, tuple[int, int]]:
    """Every test over every component, and over the SBOM as a whole."""
    total = len(sbom.components)
    found = dict.fromkeys(COMPONENT_CHECKS, 0)
    tests = list(COMPONENT_CHECKS.items())
    for component in sbom.components:
        for name, test in tests:
            if test(component):
                found[name] += 1
    edges = set(sbom.dependencies) | {to for each in sbom.dependencies.values() for to in each}
    counts = {name: (n, total) for name, n in found.items()}
    counts["dependencies"] = (sum(c.ref in edges for c in sbom.components if c.ref) if edges else 0, total)
    return counts | {name: (int(test(sbom)), 1) for name, test in DOCUMENT_CHECKS.items()}


@dataclass(frozen=True, slots=True)
class Coverage:
    """A standard over one or several SBOMs: how many of its required elements all have, and the mean share."""

    complete: int
    required: int
    share: float | None


def coverage(standard: Standard, counts: Counts) -> Coverage:
    """`share`: each required element weighs the same, 0 to 1; None where nothing was counted."""
    shares = [has / of for e in standard.required for has, of in [counts.get(e.check, (0, 0))] if of]
    complete = sum(has == of for e in standard.required for has, of in [counts.get(e.check, (0, 0))] if of)
    return Coverage(complete, len(standard.required), sum(shares) / len(shares) if shares else None)


def added(several: list[Counts]) -> dict[str, tuple[int, int]]:
    """Several SBOMs' counts together."""
    total: dict[str, tuple[int, int]] = {}
    for counts in several:
        for check, (has, of) in counts.items():
            before = total.get(check, (0, 0))
            total[check] = (before[0] + has, before[1] + of)
    return total


WHY_NOT = {
    "name": N_("The component has no name."),
    "version": N_("The component has no version."),
    "supplier": N_("Neither supplier, manufacturer, author nor publisher is named."),
    "maker_contact": N_("No e-mail address or URL of whoever makes it."),
    "identifier": N_("Neither package URL (purl) nor CPE."),
    "hash": N_("No hash of the file."),
    "sha512": N_("No SHA-512 of the file as it is deployed."),
    "licence": N_("No licence is stated, or only NOASSERTION."),
    "spdx_licence": N_("No licence as an SPDX id or expression."),
    "declared_licence": N_("No licence marked as declared by its maker."),
    "dependencies": N_("The component stands in no dependency relationship of the SBOM."),
    "source_url": N_("No address of its source."),
    "download_url": N_("No address of a download."),
    "source_hash": N_("No hash of its source package."),
    "security_txt": N_("No reference of the type rfc-9116."),
    "filename": N_("No property bsi:component:filename."),
    "executable": N_("No property bsi:component:executable."),
    "archive": N_("No property bsi:component:archive."),
    "structured": N_("No property bsi:component:structured."),
    "effective_licence": N_("No property bsi:component:effectiveLicense."),
    "author": N_("The SBOM does not say who made it."),
    "author_contact": N_("No e-mail address or URL of whoever made the SBOM."),
    "timestamp": N_("The SBOM does not say when it was made."),
    "tool": N_("The SBOM does not say with which tool it was made."),
    "lifecycle": N_("The SBOM does not say at which stage it was made (design, build, deployed …)."),
    "uri": N_("The SBOM has no serial number or name space of its own."),
    "format": N_("The SBOM's format is older."),
    "no_vulnerabilities": N_("The SBOM lists vulnerabilities; they belong in a file of their own (VEX)."),
    "completeness": N_("The SBOM does not say whether its list is complete (compositions)."),
}
