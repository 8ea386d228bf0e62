import secrets

import click
from flask import current_app
from flask.cli import AppGroup

from core.outbox.sending import Letter, NotSent, send

cli = AppGroup("mail", help="Mail: try whether it leaves this installation.")


@cli.command("test")
@click.argument("address")
def test(address: str) -> None:
    """Send a mail to ADDRESS at once, with the settings as they are, and say what the server answers."""
    settings = current_app.config["SETTINGS"]
    if not settings.smtp_host:
        raise click.ClickException("mail is not set up: SMTP_HOST is empty (see docs/operating.md)")
    domain = settings.mail_from.rpartition("@")[2].rstrip(">")
    letter = Letter(
        "", address, "Test: vendor-risk 測試郵件",
        f"This installation can send mail.\n本系統可以寄送郵件。\n\n{settings.public_url}\n", "",
        f"<test-{secrets.token_hex(12)}@{domain}>",
    )  # fmt: skip
    where = f"{settings.smtp_host}:{settings.smtp_port} ({settings.smtp_security})"
    try:
        send(letter, settings)
    except NotSent as error:
        raise click.ClickException(f"not sent by {where}: {error.why}") from error
    click.echo(f"{where} has taken the mail to {address}.")
