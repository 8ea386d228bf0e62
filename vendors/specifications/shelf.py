"""What a specification must hold and the measures on offer: the product's own data, or the firm's in its instance folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.phrases import Wording
from core.policies import firms_or_own
from vendors.specifications.levels import Direction, Metric
from vendors.specifications.rules import Part, Policy

OWN = Path(__file__).parent / "parts.toml"


def policy() -> Policy:
    return _held()[0]


def metrics() -> Mapping[str, Metric]:
    return _held()[1]


def _held() -> tuple[Policy, Mapping[str, Metric]]:
    return firms_or_own("specification-policy.toml", OWN, _parse)


def _parse(data: Mapping[str, Any]) -> tuple[Policy, Mapping[str, Metric]]:
    return _policy(data), {each.id: each for each in map(_metric, data["metric"])}


def _policy(data: Mapping[str, Any]) -> Policy:
    parts = tuple(Part(str(each["id"])[:40], _wording(each["name"]), _wording(each["asks"])) for each in data["part"])
    if not parts:
        raise ValueError("a specification has parts")
    terms = {key: _term(data[key]) for key in TERMS}
    return Policy(parts, **terms)


TERMS = ("review_months", "test_months", "first_test_days", "remind_days", "report_days")


def _metric(data: Mapping[str, Any]) -> Metric:
    return Metric(
        str(data["id"])[:40], _wording(data["name"]), str(data.get("unit", ""))[:20], Direction(data["direction"]),
        str(data.get("threshold", "")),
    )  # fmt: skip


def _wording(data: Mapping[str, Any]) -> Wording:
    return Wording(str(data["zh"]), str(data["en"]))


def _term(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1200:
        raise ValueError(f"between 1 and 1200, not {value!r}")
    return value
