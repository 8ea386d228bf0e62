"""The tests behind the lists of minimum elements, each asked of every component or of the SBOM as a whole. Pure.

A word such as NOASSERTION or UNKNOWN is not a value. What the SBOM standard has no field for (BSI's file name, executable,
archive and structured property) is read from the properties that BSI's own CycloneDX taxonomy names (bsi:component:…).
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from core.phrases import N_, Wording
from sbom.ingest.rules import Component, Format, Licence, Party, Sbom
from sbom.licences.rules import Standing, statement

VERSION = 1
"""Of these tests: figures of an older version are taken anew."""
_NOTHING = frozenset({"", "noassertion", "none", "unknown", "n/a", "null", "undefined", "todo", "tbd"})
_SPDX = frozenset({Standing.LISTED, Standing.RECOGNISED, Standing.REFERRING})


class Level(StrEnum):
    MUST = "must"
    EXISTS = "exists"
    MAY = "may"


SECTION_NAMES = (N_("Data fields"), N_("Practices"))
"""What the two American papers call their parts; the German one numbers them."""
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


_BSI = "bsi:component:"
_BY_SOMEBODY = ("", "declared", "concluded")
"""Not merely found in its files."""
_STATED = frozenset(Standing) - {Standing.NOTHING}
_SOURCE = frozenset({"vcs", "source-distribution"})
_DEPLOYABLE = frozenset({"distribution", "distribution-intake"})
_ASKED = _SOURCE | _DEPLOYABLE | {"rfc-9116"}


def component_checks(component: Component) -> dict[str, bool]:
    """Every test of one component, by its name."""
    parties = [p for p in (component.supplier, component.manufacturer, *component.authors) if p]
    references = {r.type for r in component.references if r.type in _ASKED and _said(r.url)}
    hashed = [r for r in component.references if r.hashes]
    bsi = {name for name, value in component.properties if name.startswith(_BSI) and _said(value)}
    stated = {_standing(x) for x in component.licences if x.acknowledgement in _BY_SOMEBODY}
    declared = {_standing(x) for x in component.licences if x.acknowledgement == "declared"}
    deployed = (*component.hashes, *(h for r in hashed if r.type in _DEPLOYABLE for h in r.hashes))
    return {
        "name": _said(component.name),
        "version": _said(component.version),
        "supplier": any(_said(p.name) or p.emails or p.urls for p in parties) or _said(component.publisher),
        "maker_contact": _has_contact(parties),
        "identifier": _said(component.purl) or _said(component.cpe),
        "hash": bool(component.hashes or hashed),
        "sha512": any(_is_sha512(h.algorithm) for h in deployed),
        "licence": not _STATED.isdisjoint(stated),
        "spdx_licence": not _SPDX.isdisjoint(stated),
        "declared_licence": not _SPDX.isdisjoint(declared),
        "source_url": not _SOURCE.isdisjoint(references),
        "download_url": not _DEPLOYABLE.isdisjoint(references),
        "source_hash": any(r.type == "source-distribution" for r in hashed),
        "security_txt": "rfc-9116" in references,
        "filename": f"{_BSI}filename" in bsi,
        "executable": f"{_BSI}executable" in bsi,
        "archive": f"{_BSI}archive" in bsi,
        "structured": f"{_BSI}structured" in bsi,
        "effective_licence": f"{_BSI}effectiveLicense" in bsi,
    }


def _standing(licence: Licence) -> Standing:
    """What a licence says; one that gives its text alone says it as plainly as an SPDX id."""
    if licence.value:
        return statement(licence.value).standing
    return Standing.LISTED if licence.text else Standing.NOTHING


def _has_contact(parties: list[Party]) -> bool:
    return any(party.emails or party.urls for party in parties)


@lru_cache(maxsize=500)
def _is_sha512(algorithm: str) -> bool:
    return algorithm.upper().replace("_", "-").replace("SHA512", "SHA-512") == "SHA-512"


COMPONENT_CHECKS = tuple(component_checks(Component(path="", name="")))

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
    alike = Counter(tuple(component_checks(component).values()) for component in sbom.components)
    for passed, n in alike.items():
        for name, has in zip(COMPONENT_CHECKS, passed, strict=True):
            found[name] += n * has
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
