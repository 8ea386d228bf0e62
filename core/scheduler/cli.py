import json
from datetime import datetime

import click

from core import clock
from core.commands import DatabaseGroup
from core.db import db
from core.scheduler.jobs import jobs, last_runs, tick

cli = DatabaseGroup("jobs", help="Scheduled jobs: which there are, when they last ran, and running them now.")


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_jobs(as_json: bool) -> None:
    """The jobs, when each last ran and what it did."""
    runs = last_runs()
    rows = []
    for job in jobs():
        run = runs.get(job.name)
        rows.append(
            {
                "job": job.name,
                "what": job.label,
                "last_ran": run.finished_at.isoformat() if run else None,
                "did": run.did if run else {},
                "error": run.error if run else "",
            }
        )
    if as_json:
        click.echo(json.dumps({"jobs": rows}, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['job']:34} {row['last_ran'] or 'never':34} {row['error'] or row['did'] or ''}")


@cli.command("tick")
@click.option("--now", "moment", help="Act as if it were this ISO date or time (read in the firm's zone).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def tick_now(moment: str | None, as_json: bool) -> None:
    """Run every job once, now; running it twice changes nothing."""
    if moment:
        try:
            instant = datetime.fromisoformat(moment)
        except ValueError:
            raise click.BadParameter(f"{moment!r} is not an ISO date or time", param_hint="--now") from None
        with clock.at(instant):
            outcomes = tick()
    else:
        outcomes = tick()
    db.session.remove()
    if as_json:
        click.echo(
            json.dumps({"jobs": [{"job": o.job, "did": o.did, "error": o.error} for o in outcomes]}, ensure_ascii=False)
        )
    else:
        for outcome in outcomes:
            click.echo(f"{outcome.job:34} {outcome.error or outcome.did or 'nothing due'}")
    if any(o.error for o in outcomes):
        raise SystemExit(1)
