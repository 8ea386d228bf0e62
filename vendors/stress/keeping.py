"""An outcome as its record keeps it (JSON), and back. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from core.phrases import from_kept, kept
from vendors.stress.rules import FunctionHit, Item, Outcome, Part, ServiceHit, Standby, VendorHit

MOST = 500
"""Rows of each part that a record keeps; all of them are counted."""


def cut(outcome: Outcome, most: int) -> Outcome:
    """The same with the first rows only; counts stay those of all."""
    parts = tuple(replace(part, items=part.items[:most]) for part in outcome.parts)
    return replace(outcome, services=outcome.services[:most], vendors=outcome.vendors[:most], parts=parts)


def to_record(outcome: Outcome) -> dict[str, Any]:
    found = asdict(replace(cut(outcome, MOST), parts=()))
    found["parts"] = [
        asdict(replace(part, items=()))
        | {"items": [asdict(replace(i, facts=())) | {"facts": [kept(fact) for fact in i.facts]} for i in part.items]}
        for part in cut(outcome, MOST).parts
    ]
    return found


def from_record(found: Mapping[str, Any]) -> Outcome:
    return Outcome(
        **{name: found[name] for name in ("kind", "key", "label", "as_of", "counts")},
        functions=tuple(_function(row) for row in found["functions"]),
        services=tuple(ServiceHit(**{**row, "through": tuple(row["through"])}) for row in found["services"]),
        vendors=tuple(
            VendorHit(**{**row, "through": tuple(row["through"]), "contacts": tuple(map(tuple, row["contacts"]))})
            for row in found["vendors"]
        ),
        parts=tuple(_part(row) for row in found["parts"]),
    )


def _function(row: Mapping[str, Any]) -> FunctionHit:
    lists = {name: tuple(row[name]) for name in ("down", "left")}
    return FunctionHit(**{**row, **lists, "standbys": tuple(map(_standby, row["standbys"]))})


def _standby(row: Mapping[str, Any]) -> Standby:
    return Standby(**{**row, "stopped": tuple(row.get("stopped", ()))})


def _part(row: Mapping[str, Any]) -> Part:
    items = tuple(Item(**{**each, "facts": tuple(map(from_kept, each["facts"]))}) for each in row["items"])
    return Part(**{**row, "headings": tuple(row["headings"]), "items": items})
