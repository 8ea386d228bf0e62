"""Within which time a vendor has promised to tell us of an incident: what higher domains know of it (its contracts)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app

from core.phrases import Phrase
from vendors.incidents.models import Incident


@dataclass(frozen=True)
class Promise:
    """One paper's word: within which time, as it says it, and where it can be read."""

    within: timedelta
    says: Phrase
    url: str


Source = Callable[[Incident], Sequence[Promise]]


def register_promises(app: Flask, source: Source) -> None:
    """Have `source(incident)` tell what the vendor promised, in papers that ran when it happened."""
    app.extensions.setdefault("incident_promises", []).append(source)


def promises(incident: Incident) -> list[Promise]:
    """Every promise that is known, the strictest first."""
    found = [each for source in current_app.extensions.get("incident_promises", []) for each in source(incident)]
    return sorted(found, key=lambda promise: promise.within)
