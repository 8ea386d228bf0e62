"""Programs that the product uses where the machine has them: what is missing, and how to add it.

A higher domain says what it can use; the server's start and the status page tell the administrator.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from core.phrases import Phrase


@dataclass(frozen=True)
class Extra:
    """What it is for, and what the machine lacks for it with the command that adds it; None when it lacks nothing."""

    label: str
    missing: Callable[[], Phrase | None]


def register_extra(app: Flask, extra: Extra) -> None:
    app.extensions.setdefault("extras", []).append(extra)


def extras() -> list[tuple[str, Phrase | None]]:
    """(what it is for, what is missing) of each."""
    return [(extra.label, extra.missing()) for extra in current_app.extensions.get("extras", [])]
