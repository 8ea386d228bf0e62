"""What can be searched for, and what it means of a component's version and hash. Pure."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from sbom.components.versions import compare_versions


class Field(StrEnum):
    """What a word may be looked for in, as it is written before the colon."""

    NAME = "name"
    SUPPLIER = "supplier"
    LICENCE = "licence"
    VERSION = "version"
    VENDOR = "vendor"
    PRODUCT = "product"
    HASH = "hash"
    PURL = "purl"
    CPE = "cpe"


class Relation(StrEnum):
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="
    IS = "="
    IS_NOT = "!="


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on the version."""

    relation: Relation
    version: str

    def holds(self, version: str, ecosystem: str) -> bool:
        """Whether a version keeps it, in the order of its ecosystem ("npm", "maven" …; "" where it is not known)."""
        order = compare_versions(version, self.version, ecosystem)
        match self.relation:
            case Relation.BELOW:
                return order < 0
            case Relation.AT_MOST:
                return order <= 0
            case Relation.ABOVE:
                return order > 0
            case Relation.AT_LEAST:
                return order >= 0
            case Relation.IS:
                return order == 0
        return order != 0


@dataclass(frozen=True, slots=True)
class HashPrefix:
    """A hash or its beginning: hexadecimal digits in lower case; `algorithm` as "sha256", "" where it was not said."""

    digits: str
    algorithm: str = ""

    def fits(self, algorithm: str, value: str) -> bool:
        return value.strip().lower().startswith(self.digits) and self.algorithm in ("", plain_algorithm(algorithm))


@dataclass(frozen=True, slots=True)
class Query:
    """What is sought; everything that is given must hold. Texts are folded (sbom.components.packages.folded)."""

    words: tuple[str, ...] = ()
    """Parts of the name, the package URL or the supplier."""
    fields: tuple[tuple[Field, str], ...] = ()
    """Parts of one thing: NAME, SUPPLIER, LICENCE, VENDOR or PRODUCT."""
    purl: str = ""
    """A package URL without version; with "/" at its end: all that begins so."""
    cpe: tuple[str, str] | None = None
    """Vendor and product; "" where it is open."""
    hash: HashPrefix | None = None
    bounds: tuple[Bound, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Query()

    @property
    def names_a_component(self) -> bool:
        return bool(self.words or self.purl or self.cpe or any(f is Field.NAME for f, _ in self.fields))

    @property
    def name(self) -> str:
        """The first word that a component may be called by; "" where none is given."""
        return next(iter((*self.words, *self.of(Field.NAME))), "")

    @property
    def indexed(self) -> tuple[str, ...]:
        """The words that stand in the text that the index is of."""
        return (*self.words, *self.of(Field.NAME), *self.of(Field.SUPPLIER))

    @property
    def as_hash(self) -> "Query | None":
        """The same with its only word read as the beginning of a hash; None where it cannot be one."""
        if self.hash or len(self.words) != 1 or not re.fullmatch(r"(?=.*\d)[0-9a-f]{7,128}", self.words[0]):
            return None
        return replace(self, words=(), hash=HashPrefix(self.words[0]))

    def of(self, which: Field) -> list[str]:
        return [value for f, value in self.fields if f is which]

    def fits(self, version: str, ecosystem: str) -> bool:
        """Whether a version keeps every bound; one that is not stated keeps none."""
        return bool(version) and all(bound.holds(version, ecosystem) for bound in self.bounds)


def plain_algorithm(name: str) -> str:
    """ "sha256" of SHA-256, sha256 or SHA256."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
