"""An advisory: what a database says of one vulnerability, in one vocabulary for OSV, CSAF and CycloneDX. Pure."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.severity import Severity
from sbom.vulnerabilities.packages import Package
from sbom.vulnerabilities.ranges import Affected

MAX_ID, MAX_SUMMARY, MAX_DETAILS, MAX_VECTOR = 120, 500, 20_000, 300
MAX_REFERENCES, MAX_URL, MAX_ALIASES = 50, 2_000, 50
MAX_PACKAGES, MAX_RANGES, MAX_EVENTS, MAX_VERSIONS, MAX_VERSION = 2_000, 100, 2_000, 20_000, 255

_CVE = re.compile(r"CVE-\d{4}-\d{4,}")
_ORDER = ("CVE-", "GHSA-", "OSV-")


@dataclass(frozen=True, slots=True)
class AffectedPackage:
    """One package of an advisory and its affected versions; `said` is the record's own name for it."""

    package: Package
    affected: Affected
    said: str


@dataclass(frozen=True, slots=True)
class Advisory:
    """One record. `aliases` are the same vulnerability under other names; `modified` tells which of two copies is newer."""

    id: str
    modified: datetime
    origin: str = "OSV"
    aliases: tuple[str, ...] = ()
    published: datetime | None = None
    withdrawn: datetime | None = None
    summary: str = ""
    details: str = ""
    severity: Severity = Severity.UNKNOWN
    score: float | None = None
    vector: str = ""
    references: tuple[tuple[str, str], ...] = ()
    packages: tuple[AffectedPackage, ...] = ()
    digest: str = ""
    """Of the record it was read from."""
    left_out: int = 0
    """Packages of ecosystems that no component can name."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.id, *self.aliases)))


READER = 1
"""Of how records are read: raised when they come out otherwise, so that a copy that is held already is read anew."""


def digest_of(record: Any) -> str:
    """Changes with anything in the record, and with how it is read; a copy with the same content is nothing new."""
    text = json.dumps([READER, record], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def instant(value: object) -> datetime | None:
    """An RFC 3339 instant as databases write it; None for anything else."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def best_name(names: Sequence[str]) -> str:
    """The name people know it by: its CVE number, else GitHub's, else the first."""

    def rank(name: str) -> tuple[int, str]:
        return next((i for i, start in enumerate(_ORDER) if name.startswith(start)), len(_ORDER)), name

    return min(names, key=rank)


def cve_within(name: str) -> str:
    """CVE-2021-3711 of DEBIAN-CVE-2021-3711: a distribution's record on one CVE is that CVE; "" for any other name."""
    found = _CVE.search(name)
    return found[0] if found and found[0] != name and name.endswith(found[0]) else ""


def text(value: Any, limit: int) -> str:
    """A value as text that a database can hold; "" for anything that is none."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()[:limit] if isinstance(value, str) else ""


def entries(value: Any, limit: int) -> list[Any]:
    """A list's first entries; empty for anything that is none."""
    return value[:limit] if isinstance(value, list) else []
