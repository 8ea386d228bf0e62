"""One box for the whole product: each feature says how what it keeps is found, whoever searches finds what they may read."""

from core.search.registry import Group, Hit, register_group

__all__ = ["Group", "Hit", "register_group"]
