import click
from flask import current_app
from flask.cli import AppGroup

from core import schema

cli = AppGroup("schema", help="The database's version: bring it up to date, or write the next migration.")


@cli.command("upgrade")
def upgrade() -> None:
    """Run the migrations that are missing (`flask serve` does so by itself)."""
    schema.migrate(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo(f"The database is at version {schema.head()}.", err=True)


@cli.command("revision")
@click.argument("message")
def revision(message: str) -> None:
    """For developers: write the migration from the database's version to what the models say now."""
    from alembic import command

    number = f"{schema.next_number():04d}"
    command.revision(schema.config(), message=message, autogenerate=True, rev_id=number)
