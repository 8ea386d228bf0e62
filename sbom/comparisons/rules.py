"""What changed from one SBOM to another. Pure: two lists of entries in, the differences out.

A component is recognised by its package URL without version, else by group and name: a new version is then one line, not
one that went and one that came. Where a delivery holds one package in several versions, equal versions belong together
first, the rest in the order of their versions.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cmp_to_key
from typing import Any

from core.phrases import N_
from sbom.components.versions import compare_versions, ecosystem_of


class Change(StrEnum):
    """What happened to a component; the gravest first."""

    ALTERED = "altered"
    """The same version with other contents: its hashes differ."""
    NEW = "new"
    RELICENSED = "relicensed"
    DOWNGRADED = "downgraded"
    UPGRADED = "upgraded"
    RESUPPLIED = "resupplied"
    LESS_DISCLOSED = "less_disclosed"
    MORE_DISCLOSED = "more_disclosed"
    GONE = "gone"
    UNCHANGED = "unchanged"


CHANGE_NAMES: Mapping[Change, str] = {
    Change.ALTERED: N_("Same version, other contents"),
    Change.NEW: N_("New"),
    Change.RELICENSED: N_("Relicensed"),
    Change.DOWNGRADED: N_("Downgraded"),
    Change.UPGRADED: N_("Upgraded"),
    Change.RESUPPLIED: N_("Other supplier"),
    Change.LESS_DISCLOSED: N_("Less disclosed"),
    Change.MORE_DISCLOSED: N_("More disclosed"),
    Change.GONE: N_("Gone"),
    Change.UNCHANGED: N_("Unchanged"),
}
TONES: Mapping[Change, str] = {
    Change.ALTERED: "bad",
    Change.NEW: "info",
    Change.RELICENSED: "warn",
    Change.DOWNGRADED: "warn",
    Change.UPGRADED: "info",
    Change.RESUPPLIED: "warn",
    Change.LESS_DISCLOSED: "bad",
    Change.MORE_DISCLOSED: "good",
    Change.GONE: "muted",
    Change.UNCHANGED: "muted",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A component as it is compared. `hashes` are (algorithm, value); `disclosed` counts source and licence, 0 to 2."""

    position: int
    name: str
    version: str
    purl: str
    package: str
    """The package URL without version, "" where there is none."""
    licence: str
    supplier: str
    hashes: frozenset[tuple[str, str]]
    disclosed: int

    @property
    def key(self) -> str:
        return self.package or self.name.casefold()


@dataclass(frozen=True, slots=True)
class Difference:
    """One component in both deliveries or in one; `changes` holds every way in which it changed, the gravest first."""

    old: Entry | None
    new: Entry | None
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        entry = self.new or self.old
        return entry.name if entry else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, the gravest first, with how often each kind of change happened."""

    differences: tuple[Difference, ...]
    counts: Mapping[Change, int]

    @property
    def version_changes(self) -> int:
        """How many components are there in another version."""
        return sum(bool({Change.UPGRADED, Change.DOWNGRADED} & set(d.changes)) for d in self.differences)


def entry_of(row: Mapping[str, Any]) -> Entry:
    """An entry from the columns of `sbom_component`."""
    return Entry(
        position=row["position"],
        name="/".join(filter(None, (row["group_name"], row["name"]))),
        version=row["version"],
        purl=row["purl"],
        package=row["purl_key"],
        licence=row["licence_line"],
        supplier=row["supplier"],
        hashes=frozenset((a.upper(), v.lower()) for a, v in row["details"].get("hashes", ())),
        disclosed=int(row["source_disclosed"]) + int(row["licence_proven"]),
    )


def compare(old: Iterable[Entry], new: Iterable[Entry]) -> Comparison:
    """What changed from the old delivery to the new one."""
    before, after = _by_key(old), _by_key(new)
    found = [
        difference
        for key in dict.fromkeys([*after, *before])
        for difference in _matched(before.get(key, []), after.get(key, []))
    ]
    order = list(Change)
    found.sort(key=lambda d: (order.index(d.changes[0]), d.name.casefold()))
    counts = dict.fromkeys(Change, 0)
    for difference in found:
        for change in difference.changes:
            counts[change] += 1
    return Comparison(tuple(found), counts)


def _by_key(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.key].append(entry)
    return found


def _matched(old: Sequence[Entry], new: Sequence[Entry]) -> Iterator[Difference]:
    """The entries of one package, each old one beside the new one that took its place: its equal, else the same version,
    else the next in the order of versions."""
    pairs: list[tuple[Entry, Entry]] = []
    before, after = _taken_out(old, new, lambda e: replace(e, position=0), pairs)
    before, after = _taken_out(before, after, lambda e: e.version, pairs)
    before, after = _ordered(before), _ordered(after)
    shared = min(len(before), len(after))
    pairs += zip(before[:shared], after[:shared], strict=True)
    yield from (_difference(was, now) for was, now in pairs)
    yield from (Difference(entry, None, (Change.GONE,)) for entry in before[shared:])
    yield from (Difference(None, entry, (Change.NEW,)) for entry in after[shared:])


def _taken_out(
    old: Sequence[Entry], new: Sequence[Entry], sameness: Callable[[Entry], object], pairs: list[tuple[Entry, Entry]]
) -> tuple[list[Entry], list[Entry]]:
    """What is left of both sides when those that are the same have gone into `pairs`."""
    waiting: dict[object, list[Entry]] = defaultdict(list)
    for entry in reversed(old):
        waiting[sameness(entry)].append(entry)
    rest = []
    for entry in new:
        if found := waiting.get(sameness(entry)):
            pairs.append((found.pop(), entry))
        else:
            rest.append(entry)
    return [entry for entries in waiting.values() for entry in entries], rest


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=cmp_to_key(_by_version))


def _by_version(one: Entry, other: Entry) -> int:
    return compare_versions(one.version, other.version, ecosystem_of(one.purl))


def _difference(old: Entry, new: Entry) -> Difference:
    found = set(_changes(old, new))
    return Difference(old, new, tuple(c for c in Change if c in found) or (Change.UNCHANGED,))


def _changes(old: Entry, new: Entry) -> Iterator[Change]:
    if old.version != new.version:
        earlier = compare_versions(new.version, old.version, ecosystem_of(new.purl)) < 0
        yield Change.DOWNGRADED if earlier else Change.UPGRADED
    elif _contradict(old.hashes, new.hashes):
        yield Change.ALTERED
    if old.licence.casefold() != new.licence.casefold() and old.licence and new.licence:
        yield Change.RELICENSED
    if old.supplier.casefold() != new.supplier.casefold() and old.supplier and new.supplier:
        yield Change.RESUPPLIED
    if new.disclosed != old.disclosed:
        yield Change.LESS_DISCLOSED if new.disclosed < old.disclosed else Change.MORE_DISCLOSED


def _contradict(old: frozenset[tuple[str, str]], new: frozenset[tuple[str, str]]) -> bool:
    """Whether an algorithm that both give has no value in common."""
    shared = {algorithm for algorithm, _ in old} & {algorithm for algorithm, _ in new}
    return any(not any(a == each for a, _ in old & new) for each in shared)
