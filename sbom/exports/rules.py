"""What we know of a component beside what its vendor says of it, as names and values that any SBOM can carry. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

PREFIX = "vendor-risk:"


@dataclass(frozen=True, slots=True)
class Known:
    """Grades of disclosure, what is missing, and what the firm's reviewers decided on its licences."""

    place: str
    """Where it stood in the file that was delivered: no two entries are alike, however alike they are."""
    origin: str
    licence: str
    is_own: bool
    missing: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    """Of what the grades rest on the vendor's statement besides the file: "origin", "licence", "owner"."""
    decisions: tuple[tuple[str, str], ...] = ()
    """(licence as stated, ruling) where a reviewer spoke."""

    def entries(self) -> Iterator[tuple[str, str]]:
        """(name, value), each name with our prefix."""
        yield PREFIX + "place", self.place
        yield PREFIX + "origin", self.origin
        yield PREFIX + "licence", self.licence
        yield PREFIX + "own", "true" if self.is_own else "false"
        yield from ((PREFIX + "missing", gap) for gap in self.missing)
        yield from ((PREFIX + "rests-on-statement", subject) for subject in self.stated)
        yield from ((PREFIX + "licence-decision", f"{licence}: {ruling}") for licence, ruling in self.decisions)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The document as a whole: whose it is, of what, and what it amounts to. Instants as YYYY-MM-DDThh:mm:ssZ."""

    uuid: str
    vendor: str
    product: str
    release: str
    sha256: str
    delivered_at: str
    exported_at: str
    judged_on: str
    components: int
    source_disclosed: int
    licence_proven: int

    def entries(self) -> Iterator[tuple[str, str]]:
        for name in ("vendor", "product", "release", "sha256", "delivered_at", "exported_at", "judged_on"):
            yield PREFIX + name.replace("_", "-"), str(getattr(self, name))
        for name in ("components", "source_disclosed", "licence_proven"):
            yield PREFIX + name.replace("_", "-"), str(getattr(self, name))
