"""Which of two versions is the later one, by the order of their own ecosystem. Pure.

The order is that of univers (npm, PyPI, Maven, Debian, RPM, Alpine, Go, NuGet, RubyGems, Cargo, Composer, Hex, Conan);
versions of no known ecosystem are compared part by part, numbers as numbers.
"""

import re
from functools import lru_cache
from typing import Any

_PART = re.compile(r"(\d+)|([a-z]+)", re.ASCII)
_NUMBERS = re.compile(r"(?:0|[1-9]\d{0,14})(?:\.(?:0|[1-9]\d{0,14})){0,2}", re.ASCII)
_OWN_WAY = frozenset({"lexicographic", "intdot", "datetime", "all", "none"})
"""Schemes of univers that do not compare number by number."""
_BEFORE_RELEASE = ("dev", "a", "alpha", "b", "beta", "m", "milestone", "c", "cr", "rc", "pre", "preview", "snapshot")
MAX_LENGTH = 255
MAX_RANGE = 1_000


def ecosystem_of(purl: str) -> str:
    """The type in a package URL: "npm" of pkg:npm/a@1; "" where there is none."""
    scheme, _, rest = purl.partition(":")
    return rest.lstrip("/").partition("/")[0].lower() if scheme.lower() == "pkg" else ""


@lru_cache(maxsize=50_000)
def compare_versions(one: str, other: str, ecosystem: str = "") -> int:
    """-1 when `one` is earlier than `other`, 1 when it is later, 0 when the order makes no difference between them."""
    if one == other:
        return 0
    if _NUMBERS.fullmatch(one) and _NUMBERS.fullmatch(other) and ecosystem not in _OWN_WAY:
        for mine, theirs in zip(one.split("."), other.split("."), strict=False):
            if (
                mine != theirs
            ):  # the first that differs decides in every ecosystem; they differ on "1.0" and "1.0.0" only
                return -1 if int(mine) < int(theirs) else 1
    return compare_as_known(one, other, ecosystem)


def compare_as_known(one: str, other: str, ecosystem: str) -> int:
    """The same by what the ecosystem itself says of the two, without the short way of plain numbers."""
    first, second = _known(one, ecosystem), _known(other, ecosystem)
    if first is not None and second is not None:
        try:
            return -1 if first < second else int(second < first)
        except (TypeError, ValueError, AttributeError):
            pass  # two forms that the ecosystem itself cannot compare: as if it were unknown
    mine, theirs = _parts(one), _parts(other)
    return -1 if mine < theirs else int(theirs < mine)


VERS = "vers:"
"""How a range of versions begins that says its own order (package-url/vers-spec): "vers:npm/>=1.0.0|<2.0.0"."""


@lru_cache(maxsize=50_000)
def is_within(version: str, range_: str) -> bool:
    """Whether a version is one of those that a "vers:" range holds; nothing is in a range that cannot be read."""
    found = _range(range_)
    if found is None or len(version) > MAX_LENGTH:
        return False
    try:
        return found.version_class(version) in found
    except Exception:
        return False


@lru_cache(maxsize=5_000)
def _range(written: str) -> Any:
    """As univers reads it; one of an order that it does not know is compared number by number."""
    from univers.version_range import RANGE_CLASS_BY_SCHEMES, VersionRange

    scheme, slash, constraints = written.removeprefix(VERS).partition("/")
    if not slash or len(written) > MAX_RANGE:
        return None
    scheme = scheme.lower() if scheme.lower() in RANGE_CLASS_BY_SCHEMES else "generic"
    try:
        return VersionRange.from_string(f"{VERS}{scheme}/{constraints}")
    except Exception:
        return None


def is_range(written: str) -> bool:
    """Whether it is a "vers:" range that can be read."""
    return written.startswith(VERS) and _range(written) is not None


@lru_cache(maxsize=20_000)
def _known(version: str, ecosystem: str) -> Any:
    """The version as its ecosystem reads it; None where it cannot."""
    from univers.version_range import RANGE_CLASS_BY_SCHEMES  # 0.2 s to load, and most commands never ask

    order = RANGE_CLASS_BY_SCHEMES.get(ecosystem)
    if order is None or order.version_class is None or len(version) > MAX_LENGTH:
        return None
    try:
        return order.version_class(version)
    except Exception:
        return None


def _parts(version: str) -> list[tuple[int, int, str]]:
    """Numbers as numbers, words before a release (rc, beta) below its absence, other words above."""
    parts = []
    for number, word in _PART.findall(version[:MAX_LENGTH].lower().lstrip("v")):
        if number:
            parts.append((2, int(number), ""))
        else:
            parts.append((0 if word in _BEFORE_RELEASE else 1, 0, word))
    return [*parts, (1, -1, "")]
