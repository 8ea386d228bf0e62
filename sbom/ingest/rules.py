"""What an SBOM says, once read: its head, its components and what is wrong with it.

One vocabulary for CycloneDX and SPDX. Nothing here is changed once it was made; what there are hundreds of thousands of is
not frozen all the same, as that makes each three times as slow to make. Field names follow CycloneDX where both standards know a thing: an SPDX
originator is a `manufacturer`, a download location is a reference of type `vcs` or `distribution`, a declared or
concluded licence carries that word as its `acknowledgement`.
Sources: CycloneDX 1.0 to 1.7, SPDX 2.2/2.3, SPDX 3.0.1 (core, software, simple and expanded licensing).
"""

from dataclasses import dataclass, field
from enum import StrEnum

from core.phrases import Phrase


class Format(StrEnum):
    CYCLONEDX_JSON = "CycloneDX JSON"
    CYCLONEDX_XML = "CycloneDX XML"
    SPDX_JSON = "SPDX JSON"
    SPDX_TAG_VALUE = "SPDX tag-value"
    SPDX_JSON_LD = "SPDX JSON-LD"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one SBOM may hold. Past a limit on size the file is refused; past a limit on a value the value is cut and
    flagged.
    """

    compressed_bytes: int = 100_000_000
    bytes: int = 100_000_000
    ratio: int = 100  # of expansion, for archives that unpack to more than `ratio_from_bytes`
    ratio_from_bytes: int = 10_000_000
    json_values: int = 20_000_000  # more would need gigabytes of memory
    xml_elements: int = 2_500_000
    components: int = 100_000
    components_warned: int = 50_000
    depth: int = 64
    edges: int = 1_000_000
    name: int = 1_000
    version: int = 255
    purl: int = 2_048
    url: int = 2_048
    description: int = 4_000
    licence_text: int = 200_000
    expression: int = 4_000
    properties: int = 1_000
    licences: int = 50
    references: int = 200
    hashes: int = 20
    parties: int = 50
    findings: int = 100
    finding_chars: int = 300


DEFAULT_LIMITS = Limits()


class FindingKind(StrEnum):
    FAULT = "fault"  # the file breaks its own standard: it is not valid
    NOTE = "note"  # the file is as the standard wants it, and something was cut or is doubtful


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in the file: `where` is a JSON pointer, "line 7", or empty for the whole file."""

    where: str
    what: Phrase
    kind: FindingKind = FindingKind.FAULT


@dataclass(slots=True, unsafe_hash=True)
class Party:
    """A person or an organisation: supplier, manufacturer, author."""

    name: str
    kind: str = ""  # "organization", "person" or "tool" where the file says so
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()


@dataclass(slots=True, unsafe_hash=True)
class Hash:
    algorithm: str
    value: str


@dataclass(slots=True, unsafe_hash=True)
class Reference:
    """An address outside the SBOM; `type` as in CycloneDX externalReferences (vcs, distribution, website, …)."""

    type: str
    url: str
    comment: str = ""
    hashes: tuple[Hash, ...] = ()


@dataclass(frozen=True, slots=True)
class Licensing:
    """Commercial terms (CycloneDX 1.5 and later); dates as the file writes them."""

    licensor: str = ""
    licensee: str = ""
    purchaser: str = ""
    purchase_order: str = ""
    types: tuple[str, ...] = ()
    last_renewal: str = ""
    expiration: str = ""


class LicenceKind(StrEnum):
    ID = "id"
    EXPRESSION = "expression"
    NAME = "name"
    UNNAMED = "unnamed"  # neither id, expression nor name: perhaps only a text or a URL


@dataclass(frozen=True, slots=True)
class LicenceDetail:
    """What the file holds on one part of an expression: the text behind a LicenseRef, a name, an address."""

    ref: str
    name: str = ""
    text: str = ""
    url: str = ""


@dataclass(slots=True, unsafe_hash=True)
class Licence:
    """One licence statement, kept as made. `acknowledgement`: "declared", "concluded", "evidence" (found in the
    files), or "".
    """

    kind: LicenceKind
    value: str = ""
    text: str = ""
    url: str = ""
    acknowledgement: str = ""
    licensing: Licensing | None = None
    details: tuple[LicenceDetail, ...] = ()


@dataclass(frozen=True, slots=True)
class Pedigree:
    """Where a changed component comes from: ancestors as "name@version" or purl, commit and patch addresses, notes."""

    ancestors: tuple[str, ...] = ()
    commits: tuple[str, ...] = ()
    patches: tuple[str, ...] = ()
    notes: str = ""


@dataclass(slots=True, unsafe_hash=True)
class Component:
    """One occurrence of a component, as listed. Two equal entries are two components: nothing is merged here.

    `path` names the place in the file (a JSON pointer, also for XML and tag-value); `parent` is the path of the
    component that holds it, or "". `cuts` names the fields that were too long and are kept only in part.
    """

    path: str
    name: str
    parent: str = ""
    depth: int = 1
    line: int = 0
    ref: str = ""
    type: str = ""
    group: str = ""
    version: str = ""
    purl: str = ""
    cpe: str = ""
    supplier: Party | None = None
    manufacturer: Party | None = None
    authors: tuple[Party, ...] = ()
    publisher: str = ""
    scope: str = ""
    hashes: tuple[Hash, ...] = ()
    licences: tuple[Licence, ...] = ()
    references: tuple[Reference, ...] = ()
    copyright: str = ""
    description: str = ""
    pedigree: Pedigree | None = None
    properties: tuple[tuple[str, str], ...] = ()
    cuts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """Who made the SBOM, when, with what, and of which software (`subject`; for SPDX `described` holds the ids)."""

    name: str = ""
    serial: str = ""
    version: str = ""
    timestamp: str = ""
    authors: tuple[Party, ...] = ()
    tools: tuple[str, ...] = ()
    lifecycles: tuple[str, ...] = ()
    supplier: Party | None = None
    manufacturer: Party | None = None
    subject: Component | None = None
    described: tuple[str, ...] = ()
    licence: str = ""  # of the SBOM itself


@dataclass(frozen=True, slots=True)
class Sbom:
    """A file that could be read. `valid` says whether it keeps its own standard; `findings` say why not, and what was
    cut.

    `findings_left_out` counts those beyond the limit. `dependencies` maps a component's ref to the refs it needs.
    `counts` holds how many vulnerabilities, services, files … the document has besides components.
    """

    format: Format
    spec_version: str
    header: Header
    components: tuple[Component, ...]
    dependencies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    findings_left_out: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        return not any(f.kind is FindingKind.FAULT for f in self.findings)
