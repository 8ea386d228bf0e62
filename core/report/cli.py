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
from core.report.operations import gather, keep_snapshot
from core.settings import LANGUAGES

cli = DatabaseGroup("report", help="Reports as files.")


@cli.command("board")
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--as-of", "as_of", help="The day it speaks of (ISO; today when left out).")
@click.option("--lang", type=click.Choice(LANGUAGES), help="The installation's language when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def board(out: Path, as_of: str | None, lang: str | None, *, as_json: bool) -> None:
    """Write the board's workbook."""
    from core.report.workbook import write_board

    try:
        day = date.fromisoformat(as_of) if as_of else clock.today()
    except ValueError:
        raise click.BadParameter(f"{as_of!r} is not a date such as 2026-09-30", param_hint="--as-of") from None
    with force_locale(lang or current_app.config["SETTINGS"].language):
        made = gather(day, by=None)
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
