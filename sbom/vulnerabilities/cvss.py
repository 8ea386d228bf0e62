"""The base score of a CVSS 3.0 or 3.1 vector. Pure; the formulas of FIRST's specification document, section 7.

A CVSS 4.0 score comes from a table of expert judgements that is not repeated here: for such records the severity that the
database itself gives counts.
"""

from collections.abc import Mapping
from math import floor

_EXPLOITABILITY: Mapping[str, Mapping[str, float]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}
_IMPACT = {"H": 0.56, "L": 0.22, "N": 0.0}
MAX_LENGTH = 300


def base_score(vector: str) -> float | None:
    """0.0 to 10.0; None for another version of CVSS or a vector that lacks a base metric."""
    if not vector.startswith(("CVSS:3.0/", "CVSS:3.1/")) or len(vector) > MAX_LENGTH:
        return None
    metrics = dict(part.split(":", 1) for part in vector.split("/")[1:] if ":" in part)
    try:
        changed = {"U": False, "C": True}[metrics["S"]]
        exploitability = 8.22 * _PRIVILEGES[metrics["S"]][metrics["PR"]]
        for name, weights in _EXPLOITABILITY.items():
            exploitability *= weights[metrics[name]]
        base = 1 - (1 - _IMPACT[metrics["C"]]) * (1 - _IMPACT[metrics["I"]]) * (1 - _IMPACT[metrics["A"]])
    except KeyError:
        return None
    impact = 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 if changed else 6.42 * base
    if impact <= 0:
        return 0.0
    return _round_up(min((1.08 if changed else 1) * (impact + exploitability), 10))


def _round_up(value: float) -> float:
    """To one decimal, upwards, in whole numbers as the specification's appendix A asks."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (floor(whole / 10_000) + 1) / 10
