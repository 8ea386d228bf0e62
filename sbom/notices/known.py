"""Where known vulnerabilities come from. Whoever matches SBOMs with advisories registers a source; the duty to tell of each
of them is then judged here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app

from sbom.notices.rules import Known


@dataclass(frozen=True)
class Source:
    """`known(as_of)` gives every open vulnerability of every product in use, once a product and vulnerability; it asks the
    database per set, never per vulnerability. `is_ready()`: whether it has anything to compare with at all."""

    known: Callable[[date], Iterable[Known]]
    is_ready: Callable[[], bool]


def register_known(app: Flask, source: Source) -> None:
    app.extensions.setdefault("known_vulnerabilities", []).append(source)


def _sources() -> list[Source]:
    return list(current_app.extensions.get("known_vulnerabilities", []))


def has_sources() -> bool:
    """Whether anybody has advisories to compare with: without them, that nothing is known means nothing."""
    return any(source.is_ready() for source in _sources())


def known(as_of: date) -> list[Known]:
    """Everything that every source knows."""
    return [one for source in _sources() for one in source.known(as_of)]
