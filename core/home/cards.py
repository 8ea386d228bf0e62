from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, current_app

from core.auth.guard import may
from core.auth.models import User


@dataclass(frozen=True)
class Item:
    """One line of a card: what, when it is due, where to go."""

    label: Any
    url: str
    due_on: date | None = None
    tone: str = "muted"
    note: Any = ""


@dataclass(frozen=True)
class Card:
    """A part of the first page: a title, the whole count, the first few items, and what to say when there are none."""

    title: Any
    icon: str
    count: int
    items: Sequence[Item] = field(default_factory=list)
    empty: Any = ""
    url: str = ""
    tone: str = "muted"


Source = Callable[[User], Card | None]


def register_card(app: Flask, permission: str, source: Source, order: int = 100) -> None:
    """Show `source(person)` on the first page of everybody who holds the permission."""
    app.extensions.setdefault("cards", []).append((order, permission, source))


def cards(user: User) -> list[Card]:
    sources = sorted(current_app.extensions.get("cards", []), key=lambda c: c[0])
    found = (source(user) for _, permission, source in sources if may(permission))
    return [card for card in found if card is not None]
