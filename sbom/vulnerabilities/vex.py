"""What vendors say of vulnerabilities (VEX), in one vocabulary for CycloneDX and CSAF. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from core.phrases import N_, phrase
from core.severity import Severity
from sbom.components.versions import VERS, is_within
from sbom.vulnerabilities.advisories import MAX_ID, text
from sbom.vulnerabilities.matching import Finding, Named, named
from sbom.vulnerabilities.rules import OPEN_STATES, Justification, Match, State

PRODUCT = "product"
"""The key of a finding in a product as a whole, where no component is named."""
MAX_STATEMENTS = 50_000
WORDS = "words:"
"""How versions are kept that a document gives in words which cannot be read as a range: somebody has to look by hand."""
MAX_WORDS = 300


@dataclass(frozen=True, slots=True)
class Target:
    """What a statement is about: a package (`key`), or the product as a whole (""), in some versions (or "vers:" ranges of
    them, or WORDS) or all; `serial` and `ref` name a component of another SBOM, to be looked up there."""

    key: str = ""
    versions: tuple[str, ...] = ()
    serial: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One statement on one vulnerability. `names`: its number and its other names."""

    names: tuple[str, ...]
    state: State
    targets: tuple[Target, ...]
    justification: Justification | None = None
    detail: str = ""
    place: str = ""
    summary: str = ""
    description: str = ""
    severity: Severity = Severity.UNKNOWN
    score: float | None = None
    vector: str = ""
    published: datetime | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A vendor's document: whose format, when it was made, what it says; `unsaid` counts statements without a number."""

    origin: str
    at: datetime | None
    said: tuple[Said, ...]
    unsaid: int = 0


def target_of(group: str, name: str, version: str, purl: str) -> Target:
    """A component that a document describes itself."""
    found = named([(0, group, name, version, purl)])[0]
    return Target(found.key, (found.version,) if found.version else ())


def name_of(value: Any) -> str:
    """A vulnerability's number; "" for what is none."""
    found = text(value, MAX_ID + 1).strip()
    return found if len(found) <= MAX_ID else ""


# statements beside what was found


@dataclass(frozen=True, slots=True)
class Statement:
    """A kept statement."""

    id: int
    vulnerability_id: int
    key: str
    versions: Sequence[str]
    state: State


@dataclass(slots=True)
class Product:
    """The product that statements are laid beside: its name, its release, its components by package."""

    name: str
    release: str
    by_key: Mapping[str, Sequence[Named]] = field(default_factory=dict)


Places = dict[tuple[int, str, str], Finding]


def with_statements(
    found: Mapping[tuple[int, str, str], Finding], said: Iterable[Statement], product: Product
) -> Places:
    """The findings with the vendor's last word on each; where nothing was found, what the vendor says is there."""
    places = dict(found)
    for statement in said:
        if statement.key:
            for component in product.by_key.get(statement.key, ()):
                if (holds := _holds(component.version, statement.versions)) is not False:
                    _lay(places, statement, component, is_unread=holds is None)
        elif (holds := _holds(product.release, statement.versions)) is not False:
            _lay_on_product(places, statement, product, is_unread=holds is None)
    return places


def in_words(versions: Sequence[str]) -> list[str]:
    """The ranges among them that nobody could read, as the document words them."""
    return [one.removeprefix(WORDS) for one in versions if one.startswith(WORDS)]


def _holds(version: str, versions: Sequence[str]) -> bool | None:
    """Whether a statement is about a version; None where its range cannot be read and nobody can tell."""
    if not versions or _is_one_of(version, versions):
        return True
    return None if in_words(versions) else False


def _is_one_of(version: str, versions: Sequence[str]) -> bool:
    if version in versions or version.lstrip("vV") in {v.lstrip("vV") for v in versions}:
        return True
    return any(is_within(version, one) for one in versions if one.startswith(VERS))


def _lay(places: Places, statement: Statement, component: Named, *, is_unread: bool) -> None:
    place = (statement.vulnerability_id, component.key, component.version)
    known = places.get(place)
    if known is not None:
        places[place] = _with_word(known, statement, is_unread)
    elif not is_unread or statement.state in OPEN_STATES:
        places[place] = _only_said(statement, component, is_unread)


def _with_word(known: Finding, statement: Statement, is_unread: bool) -> Finding:
    """The later word stands; but one that nobody can tell to be about this version takes no place of one that is."""
    if is_unread and known.statement_id is not None and not known.is_unread:
        return known
    return replace(known, statement_id=statement.id, is_unread=is_unread)


def _lay_on_product(places: Places, statement: Statement, product: Product, *, is_unread: bool) -> None:
    """On every component with the vulnerability; on the product itself where the vendor says it is affected and none has it."""
    having = [place for place in places if place[0] == statement.vulnerability_id]
    for place in having:
        places[place] = _with_word(places[place], statement, is_unread)
    if not having and statement.state in OPEN_STATES:
        whole = Named(PRODUCT, product.release, product.name, -1)
        places[statement.vulnerability_id, PRODUCT, product.release] = _only_said(statement, whole, is_unread)


def _only_said(statement: Statement, component: Named, is_unread: bool) -> Finding:
    why = phrase(N_("No advisory was matched; the vendor's own document names it."))
    if is_unread:
        words = "; ".join(in_words(statement.versions))[:300]
        why = phrase(
            N_("The vendor's document names it for “%(range)s”. This range is not understood: look by hand."),
            range=words,
        )
    return Finding(
        vulnerability_id=statement.vulnerability_id,
        key=component.key,
        version=component.version,
        label=component.label,
        position=component.position,
        times=component.times,
        match=Match.NAME if is_unread else Match.SAID,
        why=why,
        statement_id=statement.id,
        is_unread=is_unread,
    )
