"""The lists of elements, read once from `standards.toml` beside this module."""

import tomllib
from functools import cache
from pathlib import Path

from core.phrases import Wording
from sbom.elements.rules import Element, Level, Standard


@cache
def standards() -> tuple[Standard, ...]:
    data = tomllib.loads((Path(__file__).parent / "standards.toml").read_text(encoding="utf-8"))
    return tuple(
        Standard(
            one["id"],
            one["short"],
            Wording(one["name_zh"], one["name_en"]),
            one["source"],
            tuple(
                Element(e["check"], Level(e["level"]), e["section"], Wording(e["zh"], e["en"])) for e in one["elements"]
            ),
        )
        for one in data["standard"]
    )
