import json
import secrets

import click

from core.audit.chain import acting_as
from core.auth import operations
from core.auth.rules import Role
from core.commands import DatabaseGroup
from core.db import unit_of_work
from core.errors import Refused

cli = DatabaseGroup("people", help="Accounts, from the machine itself (also the way back in when nobody can sign in).")


@cli.command("add")
@click.argument("login")
@click.option("--name", default="", help="The person's name (the account name when left out).")
@click.option("--role", "roles", multiple=True, type=click.Choice([r.value for r in Role]), required=True)
@click.option("--password", help="A first password; one is made and printed when left out.")
@click.option("--keep-password", is_flag=True, help="Do not ask for a new password at the first sign-in.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def add(
    login: str, name: str, roles: tuple[str, ...], password: str | None, keep_password: bool, as_json: bool
) -> None:
    """Open an account."""
    made = password or secrets.token_urlsafe(12)
    try:
        with acting_as("command"), unit_of_work():
            user = operations.add_person(
                login=login,
                name=name or login,
                roles=[Role(r) for r in roles],
                password=made,
                must_change_password=not keep_password,
                by=None,
            )
            user_id = user.id
    except Refused as error:
        raise click.ClickException(str(error.phrase)) from error
    shown = {"id": user_id, "login": login, "roles": sorted(roles)} | ({} if password else {"password": made})
    click.echo(json.dumps(shown) if as_json else f"{login}: {'' if password else 'first password ' + made}")
