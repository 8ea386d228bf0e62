"""What is required, read once from `requirements.toml` beside this module."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from core.phrases import Wording
from core.severity import Severity
from vendors.diligence.rules import EvidenceKind, Renewal, Requirement


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "requirements.toml").read_text(encoding="utf-8"))


@cache
def requirements() -> tuple[Requirement, ...]:
    return tuple(
        Requirement(
            one["id"],
            one["rule"],
            Wording(one["zh"], one["en"]),
            Wording(one["must_zh"], one["must_en"]),
            tuple(one["applies"]),
            tuple(EvidenceKind(kind) for kind in one["kinds"]),
            one.get("accreditor", ""),
            one.get("valid_months", 0),
            Renewal(one.get("renewal", "never")),
        )
        for one in _data()["requirement"]
    )


def warn() -> timedelta:
    """How long before its day a thing is told of."""
    return timedelta(days=_data()["warn_days"])


def terms() -> Mapping[Severity, timedelta]:
    """Within which time findings are remedied, by severity."""
    return {Severity(name): timedelta(days=days) for name, days in _data()["terms"].items()}
