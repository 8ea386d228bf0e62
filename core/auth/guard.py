"""The login wall: every view names its permission; one that does not is closed to everybody."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, redirect, request, session, url_for
from flask_login import LoginManager, current_user

from core.auth import queries
from core.auth.rules import SIGNED_IN, Permissions, Role, allows

V = TypeVar("V", bound=Callable[..., Any])
PUBLIC = "public"
"""What the few pages before sign-in name as their permission."""
KEY = "key"
"""What the addresses for machines name: no person signs in there, a key opens them."""
KeyGuard = Callable[[], Response | None]

STATIC_ENDPOINTS = ("static", "bootstrap.static", "core.web.asset")
login_manager = LoginManager()


def requires(permission: str) -> Callable[[V], V]:
    """Say which permission a view needs: `@requires("vendors.edit")`."""

    def mark(view: V) -> V:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def register_permissions(app: Flask, permissions: dict[str, frozenset[Role]]) -> None:
    """A domain's permissions and the roles that hold them."""
    known: dict[str, frozenset[Role]] = app.extensions.setdefault("permissions", {})
    if twice := known.keys() & permissions.keys():
        raise ValueError(f"declared twice: {', '.join(sorted(twice))}")
    known.update(permissions)


def register_key_guard(app: Flask, guard: KeyGuard) -> None:
    """Who judges the keys of machines: None lets the request through, an answer ends it."""
    app.extensions["key_guard"] = guard


def permissions_of(app: Flask) -> Permissions:
    found: Permissions = app.extensions.get("permissions", {})
    return found


def permission_of(app: Flask, endpoint: str) -> str | None:
    """The permission an endpoint names; None when it names none (and is therefore closed)."""
    if endpoint.split(":", maxsplit=1)[0] in STATIC_ENDPOINTS or endpoint.endswith(".static"):
        return PUBLIC
    return getattr(app.view_functions.get(endpoint), "permission", None)


def may(permission: str, *, roles: frozenset[Role] | None = None) -> bool:
    """Whether the signed-in person (or somebody with `roles`) may; templates use it to hide what is refused anyway."""
    if roles is None:
        roles = current_user.roles if current_user.is_authenticated else frozenset()
        if not current_user.is_authenticated:
            return False
    return allows(permissions_of(current_app), roles, permission)


def wall() -> Response | None:
    """Before every request: sign in first, then show only what the role allows."""
    if request.endpoint is None:
        return None  # no such address: the 404 page says so
    permission = permission_of(current_app, request.endpoint)
    if permission == PUBLIC:
        return None
    if permission == KEY:
        key_guard: KeyGuard = current_app.extensions["key_guard"]
        return key_guard()
    if not current_user.is_authenticated:
        if not queries.has_people():
            return redirect(url_for("core.auth.setup"))  # type: ignore[return-value]
        return login_manager.unauthorized()  # type: ignore[no-any-return]
    session.permanent = True
    if current_user.must_change_password and request.endpoint not in ("core.auth.password", "core.auth.sign_out"):
        return redirect(url_for("core.auth.password"))  # type: ignore[return-value]
    if permission is None or not may(permission):
        abort(403)
    return None


def init_app(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.login_view = "core.auth.sign_in"
    login_manager.login_message = None
    login_manager.session_protection = "basic"

    @login_manager.user_loader  # type: ignore[untyped-decorator]
    def load(session_id: str) -> Any:
        return queries.person_of_session(session_id)

    app.before_request(wall)
    app.jinja_env.globals["may"] = may
    register_permissions(
        app,
        {
            SIGNED_IN: frozenset(Role),
            "people.manage": frozenset({Role.ADMINISTRATOR}),
            "audit.view": frozenset({Role.AUDITOR, Role.COMPLIANCE}),
            "system.manage": frozenset({Role.ADMINISTRATOR}),
        },
    )
