"""What a specification must hold and the measures on offer: the product's own data, or the firm's in its instance folder."""

import logging
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app

from core.phrases import Wording
from vendors.specifications.levels import Direction, Metric
from vendors.specifications.rules import Part, Policy

OWN = Path(__file__).parent / "parts.toml"
log = logging.getLogger(__name__)


def policy() -> Policy:
    return _held()[0]


def metrics() -> Mapping[str, Metric]:
    return _held()[1]


def _held() -> tuple[Policy, Mapping[str, Metric]]:
    firm = Path(current_app.config["SETTINGS"].instance_path) / "specification-policy.toml"
    return _read(firm, firm.stat().st_mtime_ns) if firm.is_file() else _read(OWN, 0)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> tuple[Policy, Mapping[str, Metric]]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return _policy(data), {each.id: each for each in map(_metric, data["metric"])}
    except (KeyError, TypeError, ValueError, OSError) as error:
        if path == OWN:
            raise
        log.warning("specification policy %s cannot be read, the default holds: %s", path, error)
        return _read(OWN, 0)


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
