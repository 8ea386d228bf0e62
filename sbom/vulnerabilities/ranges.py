"""Is a version affected? The evaluation that the OSV schema describes ("Evaluation"), in the ecosystem's own order. Pure.

Events are walked from the lowest version to the highest: `introduced` opens, `fixed` closes from its version on,
`last_affected` closes after it; `limit` bounds what a range says anything about. What a record lists version by version is
affected besides.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cmp_to_key
from typing import Any

from core.phrases import N_, Phrase, phrase
from sbom.components.versions import compare_versions
from sbom.vulnerabilities.rules import Match

INTRODUCED, FIXED, LAST, LIMIT = "introduced", "fixed", "last_affected", "limit"
EVENTS = (INTRODUCED, FIXED, LIMIT, LAST)  # where versions are equal, "after this one" comes last
SEMVER, ECOSYSTEM, GIT = "SEMVER", "ECOSYSTEM", "GIT"
_COMMIT = re.compile(r"[0-9a-f]{7,64}", re.I)
_BUILD = re.compile(r"\+.*$")

Event = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Range:
    """One range: its type, and its events with the lowest version first."""

    type: str
    events: tuple[Event, ...]

    @property
    def opens(self) -> Sequence[Event]:
        return [event for event in self.events if event[0] != LIMIT]


@dataclass(frozen=True, slots=True)
class Affected:
    """Which versions of one package are affected. With neither ranges nor versions: every one."""

    ranges: tuple[Range, ...] = ()
    versions: frozenset[str] = field(default_factory=frozenset)

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"r": [[r.type, [list(e) for e in r.events]] for r in self.ranges], "v": sorted(self.versions)}


def affected_of(kept: dict[str, Any]) -> Affected:
    """As it was kept."""
    ranges = (Range(kind, tuple((name, version) for name, version in events)) for kind, events in kept["r"])
    return Affected(tuple(ranges), frozenset(kept["v"]))


@dataclass(frozen=True, slots=True)
class Hit:
    """Why a version is affected, and from which version on it is not ("" where none is known)."""

    match: Match
    why: Phrase
    fixed_in: str = ""


def ordered(kind: str, events: Iterable[Event], ecosystem: str) -> Range:
    """A range with its events in order; those of commits stay as listed, for commits have no order of their own."""
    if kind == GIT:
        return Range(kind, tuple(events))
    order = _order(kind, ecosystem)

    def compare(one: Event, other: Event) -> int:
        return order(one[1], other[1]) or (one[0] == LAST) - (other[0] == LAST)

    return Range(kind, tuple(sorted(events, key=cmp_to_key(compare))))


def _order(kind: str, ecosystem: str) -> Any:
    """Compares two versions of a range; "0" is before all of them, and semantic versions leave the build out."""
    scheme = "generic" if kind == SEMVER else ecosystem

    def compare(one: str, other: str) -> int:
        if one == other or "0" in (one, other):
            return (one != "0") - (other != "0")
        if kind == SEMVER or ecosystem in ("golang", "npm", "cargo"):
            one, other = _BUILD.sub("", one), _BUILD.sub("", other)
        return compare_versions(one, other, scheme)

    return compare


def hit(version: str, affected: Affected, ecosystem: str) -> Hit | None:
    """Whether a version is affected, and why; None where it is not, or where nobody can tell."""
    if not version:
        return None
    if version in affected.versions or _plain(version) in affected.versions:
        fixed = next((f for r in affected.ranges if (f := _first_fix(version, r, ecosystem))), "")
        return Hit(Match.VERSION, phrase(N_("The advisory lists version %(version)s."), version=version), fixed)
    for one in affected.ranges:
        if (found := _in_range(version, one, ecosystem)) is not None:
            return found
    if not affected.ranges and not affected.versions:
        return Hit(Match.RANGE, phrase(N_("The advisory names every version of the package.")))
    return None


def _plain(version: str) -> str:
    return version[1:] if version[:1] in "vV" and version[1:2].isdigit() else "v" + version


def _in_range(version: str, one: Range, ecosystem: str) -> Hit | None:
    if one.type == GIT:
        return _at_commit(version, one)
    order = _order(one.type, ecosystem)
    limits = [limit for name, limit in one.events if name == LIMIT and limit != "*"]
    unlimited = not limits or any(event == (LIMIT, "*") for event in one.events)
    if not unlimited and not any(order(version, limit) < 0 for limit in limits):
        return None
    since: str | None = None
    for name, bound in one.opens:
        against = order(version, bound)
        if name == INTRODUCED and against >= 0:
            since = bound
        elif (name == FIXED and against >= 0) or (name == LAST and against > 0):
            since = None
    return None if since is None else _said(version, since, one, ecosystem)


def _said(version: str, since: str, one: Range, ecosystem: str) -> Hit:
    order = _order(one.type, ecosystem)
    end = next(((n, v) for n, v in one.opens if n in (FIXED, LAST) and _is_after(order, n, v, version)), None)
    named = {"version": version, "since": since, "until": end[1] if end else ""}
    match (since == "0", end[0] if end else ""):
        case (True, "fixed"):
            why = phrase(N_("Version %(version)s is before %(until)s, where it is fixed."), **named)
        case (False, "fixed"):
            why = phrase(
                N_("Version %(version)s is from %(since)s on and before %(until)s, where it is fixed."), **named
            )
        case (True, "last_affected"):
            why = phrase(N_("Version %(version)s is not after %(until)s, the last one affected."), **named)
        case (False, "last_affected"):
            why = phrase(N_("Version %(version)s is from %(since)s to %(until)s, the last one affected."), **named)
        case (True, _):
            why = phrase(N_("Every version is affected; no fix is known."))
        case _:
            why = phrase(N_("Version %(version)s is from %(since)s on; no fix is known."), **named)
    return Hit(Match.RANGE, why, end[1] if end and end[0] == FIXED else "")


def _is_after(order: Any, name: str, bound: str, version: str) -> bool:
    against: int = order(bound, version)
    return against > 0 or (name == LAST and against == 0)


def _first_fix(version: str, one: Range, ecosystem: str) -> str:
    if one.type == GIT:
        return ""
    order = _order(one.type, ecosystem)
    return next((bound for name, bound in one.opens if name == FIXED and order(bound, version) > 0), "")


def _at_commit(version: str, one: Range) -> Hit | None:
    """Commits have no order that a version tells: only the very commits that an advisory names are known to be affected."""
    if not _COMMIT.fullmatch(version):
        return None
    named = [bound for name, bound in one.events if name in (INTRODUCED, LAST) and bound != "0"]
    if any(bound.lower().startswith(version.lower()) for bound in named):
        return Hit(Match.VERSION, phrase(N_("The advisory names commit %(version)s."), version=version))
    return None
