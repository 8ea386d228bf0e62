"""The first page: what waits for this person today, from every domain."""

from core.home.cards import Card, Item, register_card

__all__ = ["Card", "Item", "register_card"]
