"""Which of two versions is the later one, by the order of their own ecosystem. Pure.

The order is that of univers (npm, PyPI, Maven, Debian, RPM, Alpine, Go, NuGet, RubyGems, Cargo, Composer, Hex, Conan);
versions of no known ecosystem are compared part by part, numbers as numbers.
"""

import re
from collections.abc import Sequence
from functools import cmp_to_key, lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

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


_CONSTRAINT = re.compile(r"(>=|<=|!=|[<>=])?\s*(\S+)")
_OPENS, _CLOSES = (">", ">="), ("<", "<=")
_NO_ORDER = ("all", "none", "semver")
Constraint = tuple[str, str]
"""A comparator and a version."""


@lru_cache(maxsize=50_000)
def is_within(version: str, range_: str) -> bool:
    """Whether a version is one of those that a "vers:" range holds; nothing is in a range that cannot be read."""
    found = _range(range_)
    if found is None or not version or len(version) > MAX_LENGTH:
        return False
    scheme, constraints = found
    for comparator, single in constraints:
        if comparator in ("=", "!=") and compare_versions(version, single, scheme) == 0:
            return comparator == "="
    bounds = [one for one in constraints if one[0] not in ("=", "!=")]
    inside = bounds[0][0] in _CLOSES if bounds else all(c == "!=" for c, _ in constraints)
    for comparator, bound in bounds:
        order = compare_versions(version, bound, scheme)
        if order <= 0:
            return inside if order < 0 else comparator in (">=", "<=")
        inside = comparator in _OPENS
    return inside


@lru_cache(maxsize=5_000)
def _range(written: str) -> tuple[str, tuple[Constraint, ...]] | None:
    """The order of a range and its constraints, the lowest version first; none of them for "*", every version. None for what
    is no range: a version that is none, one twice, or bounds that do not close each other such as ">=1|>=2"."""
    scheme, slash, said = written.removeprefix(VERS).partition("/")
    if not slash or len(written) > MAX_RANGE or not scheme:
        return None
    scheme = "generic" if scheme.lower() in _NO_ORDER else scheme.lower()
    if said.strip() == "*":
        return scheme, ()
    found = [_constraint(one) for one in said.strip().strip("|").split("|")]
    constraints = [one for one in found if one is not None]
    if len(constraints) < len(found):
        return None

    def order(one: Constraint, other: Constraint) -> int:
        return compare_versions(one[1], other[1], scheme)

    constraints.sort(key=cmp_to_key(order))
    return (scheme, tuple(constraints)) if _is_sound(constraints, scheme) else None


def _constraint(written: str) -> Constraint | None:
    found = _CONSTRAINT.fullmatch(unquote(written).strip())
    if found is None:
        return None
    version = found[2]
    is_version = any(c.isdigit() for c in version) and not re.search(r"[<>=!*|]|\.[xX]\b", version)
    return (found[1] or "=", version) if is_version and len(version) <= MAX_LENGTH else None


def _is_sound(constraints: Sequence[Constraint], scheme: str) -> bool:
    """Each version once, and what opens is closed before the next opens."""
    if any(compare_versions(one[1], other[1], scheme) == 0 for one, other in pairwise(constraints)):
        return False
    bounds = [c in _OPENS for c, _ in constraints if c not in ("=", "!=")]
    return all(one is not other for one, other in pairwise(bounds))


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
