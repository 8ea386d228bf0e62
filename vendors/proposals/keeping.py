"""An assessment as its record keeps it (JSON), and back; fractions stay exact. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from fractions import Fraction
from typing import Any

from core.phrases import from_kept, kept
from vendors.proposals.rules import Assessment, Change, Connected, Other, Passed, Point, Proposed

EXACT = ("share_before", "share_after", "hhi_before", "hhi_after")


def to_record(found: Assessment) -> dict[str, Any]:
    plain = asdict(replace(found, changes=(), breaches=(), connected=(), unknown=(), passed=()))
    return plain | {
        "changes": [{k: str(v) if isinstance(v, Fraction) else v for k, v in asdict(c).items()} for c in found.changes],
        "breaches": [kept(each) for each in found.breaches],
        "unknown": [kept(each) for each in found.unknown],
        "passed": [asdict(each) | {"value": str(each.value)} for each in found.passed],
        "connected": [{"name": c.name, "vendor_id": c.vendor_id, "why": kept(c.why)} for c in found.connected],
    }


def proposed_of(kept_as: Mapping[str, Any]) -> Proposed:
    """What was asked, as its record keeps it."""
    return Proposed(**{**kept_as, "function_ids": tuple(kept_as["function_ids"])})


def from_record(found: Mapping[str, Any]) -> Assessment:
    return Assessment(
        **{name: found[name] for name in ("as_of", "vendor", "points_before", "points_after")},
        changes=tuple(_change(row) for row in found["changes"]),
        breaches=tuple(from_kept(each) for each in found["breaches"]),
        unknown=tuple(from_kept(each) for each in found["unknown"]),
        passed=tuple(Passed(**{**row, "value": Fraction(row["value"])}) for row in found.get("passed", ())),
        points_added=tuple(Point(**row) for row in found["points_added"]),
        points_removed=tuple(Point(**row) for row in found["points_removed"]),
        connected=tuple(Connected(row["name"], row["vendor_id"], from_kept(row["why"])) for row in found["connected"]),
        others=tuple(Other(**{**row, "supplies": tuple(row["supplies"])}) for row in found["others"]),
    )


def _change(row: Mapping[str, Any]) -> Change:
    exact: dict[str, Any] = {k: Fraction(row[k]) for k in EXACT if row[k] is not None}
    return Change(**{**row, **exact})
