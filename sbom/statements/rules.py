"""A vendor's statement on one component, and the component as it would read with the statement in it. Pure.

A statement is about one component in one version: the same package URL and version in a later delivery is the same
component; another version is not, and what was stated of the one proves nothing of the other.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from core.phrases import N_, Wording
from sbom.components.rows import package_of
from sbom.ingest.rules import Component, Licence, LicenceKind, Licensing, Party, Reference


class Subject(StrEnum):
    """What a statement is about; each is stated, dated and replaced by itself."""

    ORIGIN = "origin"
    LICENCE = "licence"
    OWNER = "owner"


SUBJECT_NAMES = {
    Subject.ORIGIN: N_("Source"),
    Subject.LICENCE: N_("Licence"),
    Subject.OWNER: N_("Whose work it is"),
}
SOURCE_KINDS: Mapping[str, Wording] = {
    "vcs": Wording("原始碼儲存庫", "Source repository"),
    "source-distribution": Wording("原始碼套件", "Source package"),
    "distribution": Wording("下載處", "Download"),
}
"""What an address can be, by its type in CycloneDX."""
BITS = {Subject.ORIGIN: 1, Subject.LICENCE: 2, Subject.OWNER: 4}


@dataclass(frozen=True, slots=True)
class Said:
    """What a vendor says of a component. `source_type` as in CycloneDX (vcs, source-distribution, distribution);
    `licence_ends_on` as an ISO date; empty: nothing said."""

    source_url: str = ""
    source_type: str = ""
    maker: str = ""
    licence: str = ""
    licence_text: str = ""
    licence_url: str = ""
    licensor: str = ""
    licence_ends_on: str = ""
    is_own: bool = False

    def part(self, subject: Subject) -> dict[str, Any]:
        """The filled fields that are about one subject; empty where nothing is said of it."""
        values = asdict(self)
        return {name: values[name] for name in FIELDS[subject] if values[name]}


FIELDS: Mapping[Subject, tuple[str, ...]] = {
    Subject.ORIGIN: ("source_url", "source_type", "maker"),
    Subject.LICENCE: ("licence", "licence_text", "licence_url", "licensor", "licence_ends_on"),
    Subject.OWNER: ("is_own",),
}


def said_of(parts: Iterable[Mapping[str, Any]]) -> Said:
    """Several statements on one component, put together."""
    known = {name for names in FIELDS.values() for name in names}
    return Said(**{key: value for part in parts for key, value in part.items() if key in known})


def identity_of(purl: str, group: str, name: str, version: str) -> str:
    """By which a component of one version is known again in another delivery."""
    return f"{purl or '/'.join(filter(None, (group, name)))}\n{version}"


def package_identity_of(purl: str, group: str, name: str) -> str:
    """The same without its version."""
    return package_of(purl) if purl else "/".join(filter(None, (group, name)))


def key_of(identity: str) -> str:
    """The identity in a form that a column can hold and find."""
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()


def with_origin(component: Component, said: Said) -> Component:
    """The component with the address that the vendor states."""
    reference = Reference(said.source_type or "distribution", said.source_url)
    maker = component.supplier or (Party(said.maker) if said.maker else None)
    return replace(component, references=(*component.references, reference), supplier=maker)


def with_licence(component: Component, said: Said) -> Component:
    """The component with the licence that the vendor states."""
    return replace(component, licences=(*component.licences, stated_licence(said)))


def stated_licence(said: Said) -> Licence:
    """The statement as a licence entry, to be judged like one of the file's own."""
    terms = Licensing(licensor=said.licensor, expiration=said.licence_ends_on) if said.licensor else None
    return Licence(
        kind=LicenceKind.EXPRESSION if said.licence else LicenceKind.UNNAMED,
        value=said.licence,
        text=said.licence_text,
        url=said.licence_url,
        acknowledgement="declared",
        licensing=terms,
    )
