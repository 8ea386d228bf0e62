"""The menu: each domain adds its entries; a reader sees those whose permission they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for

from core.auth.guard import may


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `group` collects lines under a heading; `order` sorts groups and lines."""

    endpoint: str
    label: Any
    icon: str
    permission: str
    group: Any
    order: int

    @property
    def url(self) -> str:
        return url_for(self.endpoint)

    @property
    def is_current(self) -> bool:
        """Whether the page shown belongs to this entry's feature: the longest matching blueprint wins."""
        here = request.endpoint or ""
        return here == self.endpoint or here.rpartition(".")[0] == self.endpoint.rpartition(".")[0]


def register_entries(app: Flask, entries: Iterable[Entry]) -> None:
    app.extensions.setdefault("navigation", []).extend(entries)


def init_app(app: Flask) -> None:
    app.extensions.setdefault("navigation", [])

    def menu() -> list[tuple[str, list[Entry]]]:
        groups: dict[str, list[Entry]] = {}
        for entry in sorted(app.extensions["navigation"], key=lambda e: e.order):
            if may(entry.permission):
                groups.setdefault(str(entry.group), []).append(entry)
        return list(groups.items())

    app.jinja_env.globals["menu"] = menu
