"""What is found by the box: each feature registers its kind of thing once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, and_, or_

from core.auth.guard import may
from core.search.rules import like

SHOWN = 8
"""Hits of a kind on the page."""


@dataclass(frozen=True)
class Hit:
    """Something that was found: its name, where it is shown, what tells it apart; `text` is a passage that holds the words."""

    name: str
    url: str
    about: str = ""
    text: str = ""


@dataclass(frozen=True)
class Group:
    """One kind of thing. `permission` is what reading it takes; `find(words, most)` gives the best first, at most so many.

    `all_url(text)` leads to its own list narrowed to the same words. What `is_slow` is fetched after the page stands.
    """

    name: str
    label: str
    permission: str
    find: Callable[[Sequence[str], int], Sequence[Hit]]
    order: int
    all_url: Callable[[str], str] | None = None
    is_slow: bool = False
    remark: str = ""


def register_group(app: Flask, group: Group) -> None:
    app.extensions.setdefault("search_groups", []).append(group)


def groups() -> list[Group]:
    """The kinds that the reader may see, in their order."""
    found: list[Group] = current_app.extensions.get("search_groups", [])
    return sorted((group for group in found if may(group.permission)), key=lambda group: group.order)


def all_words(words: Sequence[str], columns: Sequence[Any]) -> ColumnElement[bool]:
    """SQL: every word stands in one of the columns, whatever its case."""
    return and_(*(or_(*(column.ilike(like(word), escape="\\") for column in columns)) for word in words))
