"""The policy of changes that holds: the firm's own in its instance folder, or the product's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.auth.rules import Role
from core.phrases import Wording
from core.policies import firms_or_own
from vendors.changes.rules import Grade, Kind, Policy

OWN = Path(__file__).parent / "policy.toml"
NEEDED = {"subcontractor", "place", "ownership"}
"""Kinds that the register itself notices: a policy without them could not cover what it finds."""


def policy() -> Policy:
    return firms_or_own("change-policy.toml", OWN, parse)


def parse(data: Mapping[str, Any]) -> Policy:
    """Raises KeyError, TypeError or ValueError where the data are no policy."""
    kinds = tuple(
        Kind(str(k["id"])[:40], _wording(k["name"]), tuple(map(str, k.get("clauses", ()))), bool(k.get("tests")), bool(k.get("concentration")))
        for k in data["kind"]
    )  # fmt: skip
    likelihood, impact = (tuple(_wording(each["name"]) for each in data[key]) for key in ("likelihood", "impact"))
    levels = tuple(
        Grade(str(g["id"])[:40], _wording(g["name"]), str(g.get("tone", "muted")), frozenset(Role(r).value for r in g["roles"]), int(g["people"]))
        for g in data["level"]
    )  # fmt: skip
    matrix = tuple(tuple(map(str, row)) for row in data["matrix"]["rows"])
    known, days = {each.id for each in levels}, int(data["review_days"])
    if not {each.id for each in kinds} >= NEEDED:
        raise ValueError(f"the kinds {sorted(NEEDED)} are needed")
    if len(matrix) != len(likelihood) or any(len(row) != len(impact) or not set(row) <= known for row in matrix):
        raise ValueError("the matrix has a level for each likelihood and impact")
    if not 1 <= days <= 3650 or any(not each.roles or not 1 <= each.people <= 5 for each in levels):
        raise ValueError("each level names who approves, one to five people")
    return Policy(kinds, likelihood, impact, matrix, levels, days)


def _wording(data: Mapping[str, Any]) -> Wording:
    return Wording(str(data["zh"]), str(data["en"]))
