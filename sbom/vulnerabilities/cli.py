"""`flask vulnerabilities import FILE…` and `flask vulnerabilities match`: what the pages do, for files of any size."""

from pathlib import Path

import click

from core.audit.chain import acting_as
from core.commands import DatabaseGroup
from core.db import db, unit_of_work
from core.errors import Refused
from sbom.vulnerabilities import importing, jobs, operations
from sbom.vulnerabilities.models import Import

cli = DatabaseGroup("vulnerabilities", help="Advisories and the vulnerabilities found with them.")


@cli.command("import")
@click.argument(
    "files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
def take_in(files: tuple[Path, ...]) -> None:
    """Bring in advisories (OSV: JSON, one a line, or a zip) and VEX (CycloneDX, CSAF), then match every SBOM. Exit code 1 if a file is refused."""
    refused = 0
    with acting_as("command:vulnerabilities import"):
        for path in files:
            with unit_of_work():
                import_id = operations.begin_import(path.name, by=None).id
            try:
                importing.take_in(import_id, path, by=None, tell=lambda done, total: None)
            except Refused as error:
                refused += 1
                click.echo(f"{path.name}: {error.phrase}", err=True)
                continue
            run = db.session.get_one(Import, import_id)
            click.echo(
                f"{path.name}: {run.read} read, {run.added} new, {run.changed} changed, {run.unchanged} unchanged, "
                f"{run.refused} not readable"
            )
        _match()
    if refused:
        raise SystemExit(1)


@cli.command("match")
def match() -> None:
    """Match every SBOM that changed, or whose advisories did."""
    with acting_as("command:vulnerabilities match"):
        _match()


def _match() -> None:
    did = jobs.match_all()
    click.echo(
        f"{did['products']} products matched: {did['found']} found, {did['found_again']} found again, {did['gone']} gone"
    )
