"""委外廠商風險管理系統: the application, put together from its four packages and nothing else."""

from flask import Flask

import contracts
import core
import sbom
import vendors
from core.settings import ROOT, Settings, load_settings


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings (read from the environment and `instance/config.toml` when not given)."""
    settings = settings or load_settings()
    app = Flask(
        __name__,
        instance_path=str(settings.instance_path),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "core" / "static"),
        static_url_path="/static",
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        PERMANENT_SESSION_LIFETIME=settings.session_idle_minutes * 60,
        SESSION_COOKIE_NAME="vendor_risk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,
    )
    for package in (core, vendors, contracts, sbom):
        package.init_app(app)
    return app
