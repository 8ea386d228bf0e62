"""Where requests show on other pages."""

from typing import Any

from flask import Flask

from contracts.letters.models import Letter
from contracts.letters.rules import LetterKind
from core.web.panels import Panel, register_panel
from sbom.components.models import Delivery
from sbom.requests import carrying, queries


def on_letter(letter: Letter) -> dict[str, Any] | None:
    """What a letter about components asks, and what came back."""
    found = queries.request_of(letter.id) if letter.kind is LetterKind.COMPONENTS else None
    return {"found": found} if found else None


def on_sbom(delivery: Delivery) -> dict[str, Any] | None:
    """What the vendor stated of the product, and how that stands to this SBOM."""
    found = carrying.carried(delivery)
    counts = carrying.tally(found)
    return {"counts": counts, "names": carrying.STANDING_NAMES, "tones": carrying.TONES} if found else None


def init_app(app: Flask) -> None:
    register_panel(app, "sbom", Panel("sbom/requests/_carried.html", "sbom.view", on_sbom))
    register_panel(app, "letter", Panel("sbom/requests/_letter_panel.html", "sbom.view", on_letter))
