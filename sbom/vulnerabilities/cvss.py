"""Scores of CVSS vectors of every version, by the `cvss` library (FIRST's formulas, and the tables of 4.0). Pure."""

from collections.abc import Iterable
from functools import lru_cache

from cvss import CVSS2, CVSS3, CVSS4
from cvss.exceptions import CVSSError

from core.severity import Severity
from sbom.vulnerabilities.rules import severity_of

MAX_LENGTH = 300
_VERSIONS = (("CVSS:4.0/", CVSS4), ("CVSS:3.1/", CVSS3), ("CVSS:3.0/", CVSS3), ("AV:", CVSS2))
"""How a vector begins, and who reads it; the newest first."""


@lru_cache(maxsize=20_000)
def base_score(vector: str) -> float | None:
    """0.0 to 10.0; None for what is no whole vector of CVSS 2, 3.0, 3.1 or 4.0."""
    vector = _plain(vector)
    reader = next((reader for start, reader in _VERSIONS if vector.startswith(start)), None)
    if reader is None or len(vector) > MAX_LENGTH:
        return None
    try:
        return float(reader(vector).base_score)
    except (CVSSError, ArithmeticError, LookupError, ValueError, TypeError):
        return None


def best(vectors: Iterable[str]) -> tuple[float | None, str]:
    """(score, vector) of the newest version of CVSS among several, the highest of it; (None, "") where none can be read."""
    scored = [(-_age(vector), score, vector) for vector in vectors if (score := base_score(vector)) is not None]
    _, score, vector = max(scored, default=(0, None, ""))
    return score, vector


def band(score: float | None, vector: str) -> Severity:
    """The severity of a score; CVSS 2 knew nothing above high (from 7.0)."""
    severity = severity_of(score)
    return Severity.HIGH if severity is Severity.CRITICAL and _plain(vector).startswith("AV:") else severity


def _age(vector: str) -> int:
    return next(at for at, (start, _) in enumerate(_VERSIONS) if _plain(vector).startswith(start))


def _plain(vector: str) -> str:
    """Without what some databases put around it: blanks, round brackets, a slash at the end."""
    return vector.strip().removeprefix("(").removesuffix(")").rstrip("/").removeprefix("CVSS2#")
