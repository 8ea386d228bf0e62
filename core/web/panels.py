"""Places on a page where a higher domain hangs its part: contracts on a vendor's page, without vendors knowing contracts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, render_template
from markupsafe import Markup

from core.auth.guard import may


@dataclass(frozen=True)
class Panel:
    """A part of somebody else's page: `context(subject)` gives the template its rows (None: show nothing)."""

    template: str
    permission: str
    context: Callable[[Any], dict[str, Any] | None]
    order: int = 100


def register_panel(app: Flask, place: str, panel: Panel) -> None:
    """Hang a panel at a place, such as "vendor" or "contract"."""
    app.extensions.setdefault("panels", {}).setdefault(place, []).append(panel)


def init_app(app: Flask) -> None:
    app.extensions.setdefault("panels", {})

    def panels(place: str, subject: Any) -> Markup:
        parts = []
        for panel in sorted(app.extensions["panels"].get(place, []), key=lambda p: p.order):
            if may(panel.permission) and (context := panel.context(subject)) is not None:
                parts.append(render_template(panel.template, subject=subject, **context))
        return Markup("\n").join(Markup(p) for p in parts)  # noqa: S704 - rendered by our own templates

    app.jinja_env.globals["panels"] = panels
