"""What may be chosen of how an asset ended; also where a task ends it."""

from typing import Any

from contracts.assets.rules import SANITIZATION_NAMES, Sanitization
from core.i18n import say_lazily


def method_choices() -> list[tuple[str, Any]]:
    return [("", "—"), *((each.value, say_lazily(name)) for each, name in SANITIZATION_NAMES.items())]


def method_of(value: Any) -> Sanitization | None:
    return Sanitization(value) if value not in (None, "", "None") else None
