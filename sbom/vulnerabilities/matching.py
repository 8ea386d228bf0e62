"""Which advisories concern which components. Pure: components and the advisories on their packages in, hits out.

Surest first: the same package and its version listed or in range; a distribution's package whose release nobody names, or
a component without package URL whose name and version fit, is only possible, and says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from core.phrases import N_, Phrase, phrase
from sbom.vulnerabilities.packages import MAX_NAME, Package, is_same_release, package_of_purl
from sbom.vulnerabilities.ranges import Affected, Hit, hit
from sbom.vulnerabilities.rules import SURENESS, Match

REVISION = 2
"""Of how matches are made: raised when they come out otherwise, so that everything is matched anew."""
_SHORTEST_NAME = 3
MAX_VERSION = 255


@dataclass(frozen=True, slots=True)
class Named:
    """A component as far as matching goes: its first place in the SBOM, and how often it stands there."""

    key: str
    version: str
    label: str
    position: int
    package: Package | None = None
    group: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one advisory says of one package."""

    vulnerability_id: int
    advisory_id: str
    key: str
    name: str
    release: str
    affected: Affected


@dataclass(frozen=True, slots=True)
class Finding:
    """One vulnerability in one version of one package, with the surest of its matches."""

    vulnerability_id: int
    key: str
    version: str
    label: str
    position: int
    times: int
    match: Match
    why: Phrase
    fixed_in: str = ""
    advisory_id: str | None = None
    statement_id: int | None = None
    is_unread: bool = False
    """Whether the range of that statement could not be read, so that nobody can tell whether it is about this version."""


def named(rows: Iterable[tuple[int, str, str, str, str]]) -> list[Named]:
    """(position, group, name, version, purl) of components → each package version once."""
    found: dict[tuple[str, str], Named] = {}
    for position, group, name, stated, purl in rows:
        package = package_of_purl(purl) if purl else None
        key = package.key if package else f"/{_full(group, name)}"
        version = _version(stated or _version_in(purl), package)
        known = found.get((key, version))
        if known is None:
            label = "/".join(filter(None, (group, name))) or key
            found[key, version] = Named(key, version, label[:300], position, package, group.strip().lower())
        else:
            found[key, version] = replace(known, times=known.times + 1)
    return list(found.values())


def _version(stated: str, package: Package | None) -> str:
    """With the epoch that an RPM's package URL keeps apart."""
    has_epoch = package is not None and package.epoch.isdecimal() and bool(stated) and ":" not in stated
    return (f"{package.epoch}:{stated}" if package and has_epoch else stated)[:MAX_VERSION]


def _full(group: str, name: str) -> str:
    return "/".join(filter(None, (group.strip().lower(), name.strip().lower())))[: MAX_NAME + 90]


def _version_in(purl: str) -> str:
    _, at, version = purl.partition("#")[0].partition("?")[0].rpartition("@")
    return unquote(version) if at and "/" not in version else ""


def keys_of(components: Iterable[Named]) -> set[str]:
    """The packages to ask advisories for."""
    packages = [c.package for c in components if c.package]
    return {p.key for p in packages} | {p.source for p in packages if p.source}


def names_of(components: Iterable[Named]) -> set[str]:
    """The bare names to ask advisories for, of components that name no package."""
    return {n for c in components if c.package is None and len(n := _bare(c)) >= _SHORTEST_NAME}


def _bare(component: Named) -> str:
    return component.key.rpartition("/")[2][:MAX_NAME]


@dataclass(slots=True)
class Candidates:
    """Advisories at hand, by package and by bare name."""

    by_key: Mapping[str, Sequence[Candidate]] = field(default_factory=dict)
    by_name: Mapping[str, Sequence[Candidate]] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Iterable[Candidate]) -> "Candidates":
        by_key, by_name = defaultdict(list), defaultdict(list)
        for one in found:
            by_key[one.key].append(one)
            by_name[one.name].append(one)
        return cls(by_key, by_name)


def findings(components: Iterable[Named], candidates: Candidates) -> dict[tuple[int, str, str], Finding]:
    """Every vulnerability of every component, once a package version: the surest match stands for all."""
    found: dict[tuple[int, str, str], Finding] = {}
    for component in components:
        for one in _findings(component, candidates):
            place = (one.vulnerability_id, one.key, one.version)
            if place not in found or _rank(one) < _rank(found[place]):
                found[place] = one
    return found


def _rank(one: Finding) -> tuple[int, str]:
    return SURENESS.index(one.match), one.advisory_id or ""


def _findings(component: Named, candidates: Candidates) -> Iterator[Finding]:
    for candidate, made in _hits(component, candidates):
        yield Finding(
            vulnerability_id=candidate.vulnerability_id,
            key=component.key,
            version=component.version,
            label=component.label,
            position=component.position,
            times=component.times,
            match=made.match,
            why=made.why,
            fixed_in=made.fixed_in,
            advisory_id=candidate.advisory_id,
        )


def _hits(component: Named, candidates: Candidates) -> Iterator[tuple[Candidate, Hit]]:
    package = component.package
    if package is None:
        for candidate in candidates.by_name.get(_bare(component), ()):
            if _may_be(component, candidate) and (made := _hit(component.version, candidate)):
                yield candidate, _possible(made, N_("It has no package URL; its name is that of %(key)s."), candidate)
        return
    for key in dict.fromkeys(filter(None, (package.key, package.source))):
        for candidate in candidates.by_key.get(key, ()):
            if (made := _of_package(component, package, candidate)) is not None:
                yield candidate, made


def _of_package(component: Named, package: Package, candidate: Candidate) -> Hit | None:
    if candidate.release and package.release and not is_same_release(package.release, candidate.release):
        return None
    if not component.version:
        return Hit(Match.NAME, phrase(N_("The SBOM states no version of %(key)s."), key=candidate.key))
    is_source = candidate.key == package.source and bool(package.source_version)
    made = _hit(package.source_version if is_source else component.version, candidate)
    if made is None or not candidate.release or package.release:
        return made
    return _possible(made, N_("The advisory is for release %(release)s; the SBOM names none."), candidate)


def _possible(made: Hit, msgid: str, candidate: Candidate) -> Hit:
    """The same hit as a possible one: what it rests on is said first."""
    lead = phrase(msgid, key=candidate.key, release=candidate.release)
    return Hit(Match.NAME, phrase(N_("%(doubt)s %(why)s"), doubt=lead, why=made.why), made.fixed_in)


def _may_be(component: Named, candidate: Candidate) -> bool:
    """A stated group must be the package's namespace; without one the bare name will do. Nothing without a version."""
    if not component.version:
        return False
    namespace = candidate.key.partition("/")[2].rpartition("/")[0]
    return not component.group or component.group.lstrip("@") == namespace.lstrip("@")


def _hit(version: str, candidate: Candidate) -> Hit | None:
    return hit(version, candidate.affected, candidate.key.partition("/")[0])
