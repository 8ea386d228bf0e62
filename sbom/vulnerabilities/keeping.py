"""Writing advisories, many at a time, so that each vulnerability is one whatever it is called.

Called inside a unit of work; none commits. A batch costs the same few statements however many records it holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, update

from core.db import db
from core.severity import Severity
from sbom.vulnerabilities.advisories import Advisory, best_name
from sbom.vulnerabilities.merging import merge
from sbom.vulnerabilities.models import Advisory as Row
from sbom.vulnerabilities.models import AdvisoryPackage, Alias, Vulnerability
from sbom.vulnerabilities.rules import GRAVITY

AT_ONCE = 400
"""Values in one IN list: below what SQLite and PostgreSQL take in one statement."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tally:
    """What a batch did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged)


def batches(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Values a handful at a time."""
    every = list(values)
    return (every[at : at + size] for at in range(0, len(every), size))


def keep_advisories(found: Sequence[Advisory], import_id: int, *, is_sample: bool = False) -> Tally:
    """Keep what is new or newer than the copy that is held; an older or equal copy changes nothing."""
    latest: dict[str, Advisory] = {}
    for one in found:
        if one.id not in latest or one.modified >= latest[one.id].modified:
            latest[one.id] = one
    known = _known(latest)
    fresh = [one for one in latest.values() if _is_news(one, known.get(one.id))]
    if not fresh:
        return Tally(unchanged=len(found))
    groups = _vulnerabilities(fresh, is_sample=is_sample)
    changed = [one for one in fresh if one.id in known]
    _write(fresh, {one.id for one in changed}, groups, import_id)
    before = {known[one.id].vulnerability_id for one in changed}
    refresh(set(groups.values()) | before)
    return Tally(len(fresh) - len(changed), len(changed), len(found) - len(fresh))


def _known(ids: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in batches(ids):
        query = select(Row.id, Row.modified_at, Row.digest, Row.vulnerability_id).where(Row.id.in_(part))
        found |= {row.id: row for row in db.session.execute(query)}
    return found


def _is_news(one: Advisory, known: Any) -> bool:
    return known is None or (one.modified >= known.modified_at and one.digest != known.digest)


def _vulnerabilities(fresh: Sequence[Advisory], *, is_sample: bool) -> dict[str, int]:
    """Advisory → its vulnerability. Names that belong together make one, also where they were two until now."""
    named = _aliases(name for one in fresh for name in one.names)
    groups = _together(fresh)
    new: list[tuple[Advisory, set[str]]] = []
    home: dict[str, int] = {}
    gone: dict[int, int] = {}
    for names, members in groups:
        ids = sorted({_last(gone, named[n]) for n in names if n in named})
        if not ids:
            new.append((members[0], names))
            continue
        if len(ids) > 1:
            merge(ids[0], ids[1:])
            gone |= dict.fromkeys(ids[1:], ids[0])
        home |= dict.fromkeys(names, ids[0])
    if new:
        rows = [
            {"name": best_name(sorted(names)), "severity": Severity.UNKNOWN, "is_sample": is_sample} for _, names in new
        ]
        made = db.session.scalars(insert(Vulnerability).returning(Vulnerability.id, sort_by_parameter_order=True), rows)
        for vulnerability_id, (_, names) in zip(made, new, strict=True):
            home |= dict.fromkeys(names, vulnerability_id)
    missing = [{"name": n, "vulnerability_id": i} for n, i in home.items() if n not in named]
    if missing:
        db.session.execute(insert(Alias), missing)
    return {one.id: home[one.id] for one in fresh}


def _last(gone: Mapping[int, int], vulnerability_id: int) -> int:
    while vulnerability_id in gone:
        vulnerability_id = gone[vulnerability_id]
    return vulnerability_id


def _aliases(names: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in batches(dict.fromkeys(names)):
        query = select(Alias.name, Alias.vulnerability_id).where(Alias.name.in_(part))
        found |= {row.name: row.vulnerability_id for row in db.session.execute(query)}
    return found


def _together(fresh: Sequence[Advisory]) -> list[tuple[set[str], list[Advisory]]]:
    """The records of a batch gathered by the names they share, also through a third one."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for one in fresh:
        for alias in one.aliases:
            leader[find(alias)] = find(one.id)
    names: dict[str, set[str]] = defaultdict(set)
    members: dict[str, list[Advisory]] = defaultdict(list)
    for one in fresh:
        members[find(one.id)].append(one)
        names[find(one.id)] |= set(one.names)
    return [(names[key], members[key]) for key in members]


def _write(fresh: Sequence[Advisory], known: set[str], groups: Mapping[str, int], import_id: int) -> None:
    rows = [_row(one, groups[one.id], import_id) for one in fresh]
    old, new = [r for r in rows if r["id"] in known], [r for r in rows if r["id"] not in known]
    if old:
        for part in batches(known):
            db.session.execute(delete(AdvisoryPackage).where(AdvisoryPackage.advisory_id.in_(part)))
        db.session.execute(update(Row), old)
    if new:
        db.session.execute(insert(Row), new)
    packages = [row for one in fresh for row in _packages(one)]
    if packages:
        db.session.execute(insert(AdvisoryPackage), packages)


def _row(one: Advisory, vulnerability_id: int, import_id: int) -> dict[str, Any]:
    return {
        "id": one.id,
        "vulnerability_id": vulnerability_id,
        "import_id": import_id,
        "origin": one.origin,
        "digest": one.digest,
        "modified_at": one.modified,
        "published_at": one.published,
        "withdrawn_at": one.withdrawn,
        "summary": one.summary,
        "details": one.details,
        "severity": one.severity,
        "score": one.score,
        "vector": one.vector,
        "references": [list(r) for r in one.references],
        "left_out": one.left_out,
    }


def _packages(one: Advisory) -> Iterator[dict[str, Any]]:
    for number, entry in enumerate(one.packages):
        yield {
            "advisory_id": one.id,
            "number": number,
            "package_key": entry.package.key,
            "name_key": entry.package.name,
            "release": entry.package.release[:60],
            "said": entry.said,
            "affected": entry.affected.to_json(),
        }


def refresh(ids: Iterable[int]) -> None:
    """What is said of these vulnerabilities, from their advisories as they are now."""
    for part in batches(sorted(ids)):
        advisories, names = defaultdict(list), defaultdict(list)
        facts = (Row.vulnerability_id, Row.summary, Row.severity, Row.score, Row.published_at, Row.withdrawn_at)
        query = select(*facts).where(Row.vulnerability_id.in_(part)).order_by(Row.id)
        for row in db.session.execute(query):
            advisories[row.vulnerability_id].append(row)
        aliases = select(Alias.vulnerability_id, Alias.name).where(Alias.vulnerability_id.in_(part))
        for vulnerability_id, name in db.session.execute(aliases):
            names[vulnerability_id].append(name)
        rows = [{"id": i, **_said(advisories[i], names[i])} for i in part if advisories[i]]
        if rows:
            db.session.execute(update(Vulnerability), rows)


def _said(advisories: Sequence[Any], names: Sequence[str]) -> dict[str, Any]:
    """The gravest that those which stand say; the first summary and the earliest day."""
    standing = [a for a in advisories if a.withdrawn_at is None] or advisories
    gravest = min(standing, key=lambda a: (GRAVITY.index(a.severity), -(a.score or 0)))
    scores = [a.score for a in standing if a.score is not None]
    return {
        "name": best_name(names),
        "summary": next((a.summary for a in standing if a.summary), ""),
        "severity": gravest.severity,
        "score": max(scores) if scores else None,
        "published_at": min((a.published_at for a in standing if a.published_at), default=None),
        "is_withdrawn": all(a.withdrawn_at is not None for a in advisories),
    }
