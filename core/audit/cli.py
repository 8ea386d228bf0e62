import json

import click

from core.audit.chain import verify
from core.commands import DatabaseGroup
from core.db import db

cli = DatabaseGroup("audit", help="The audit trail.")


@cli.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify_chain(as_json: bool) -> None:
    """Recompute the whole chain; exit 1 if any entry was changed, removed or slipped in."""
    report = verify(db.session())
    faults = [{"entry": seq, "what": what} for seq, what in report.faults]
    if as_json:
        click.echo(
            json.dumps({"sound": report.is_sound, "entries": report.entries, "head": report.head, "faults": faults})
        )
    else:
        for fault in faults:
            click.echo(f"entry {fault['entry']}: {fault['what']}")
        click.echo(
            f"{report.entries} entries, {'sound' if report.is_sound else 'NOT SOUND'}, end of chain {report.head}"
        )
    if not report.is_sound:
        raise SystemExit(1)
