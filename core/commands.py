"""Command groups that need the database: they find it ready, or say what is wrong with it in one line."""

from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from core import schema


class DatabaseGroup(AppGroup):
    """`flask people …`, `flask demo …`: bring the database up to date first, so that any of them may be the first
    command on a new installation."""

    def invoke(self, ctx: click.Context) -> Any:
        if not ctx.resilient_parsing and "--help" not in ctx.args:
            with self._app(ctx).app_context():
                _make_ready()
        return super().invoke(ctx)

    @staticmethod
    def _app(ctx: click.Context) -> Any:
        from flask.cli import ScriptInfo

        return ctx.ensure_object(ScriptInfo).load_app()


def _make_ready() -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        if not schema.is_current(app):
            schema.migrate(app)
    except OperationalError as error:
        first = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(
            f"the database cannot be used ({first}); see DATABASE_URL in docs/operating.md"
        ) from error
