import json
import shutil
from datetime import date
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale

from core import clock
from core.audit.chain import acting_as
from core.commands import DatabaseGroup
from core.db import unit_of_work
from core.errors import Refused
from core.i18n import say
from core.report.operations import gather, keep_snapshot
from core.settings import LANGUAGES

cli = DatabaseGroup("report", help="Reports as files.")


@cli.command("board")
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--as-of", "as_of", help="The day it speaks of (ISO; today when left out).")
@click.option("--since", help="The report it is compared with, by its day (ISO; the last one when left out).")
@click.option("--lang", type=click.Choice(LANGUAGES), help="The installation's language when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def board(out: Path, as_of: str | None, since: str | None, lang: str | None, *, as_json: bool) -> None:
    """Write the board's workbook."""
    from core.report.workbook import write_board

    day = _day(as_of, "--as-of") or clock.today()
    before = _day(since, "--since")
    settings = current_app.config["SETTINGS"]
    with current_app.test_request_context(), force_locale(lang or settings.language):
        try:
            made = gather(day, by=None, base=settings.public_url.rstrip("/"), since=before)
        except Refused as error:
            raise click.ClickException(say(error.phrase)) from error
        with write_board(made) as handle:
            try:
                with out.open("wb") as target:
                    shutil.copyfileobj(handle, target)
            except OSError as error:
                raise click.ClickException(f"{out}: {error.strerror}") from error
    with acting_as("command"), unit_of_work():
        keep_snapshot(made, by=None)
    sheets, figures = len(made.sheets) + 3, len(made.figures)
    click.echo(f"{out}: {sheets} sheets, {figures} figures, as of {day}", err=True)
    if as_json:
        click.echo(json.dumps({"file": str(out), "as_of": day.isoformat(), "sheets": sheets, "figures": figures}))


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a date such as 2026-09-30", param_hint=option) from None
