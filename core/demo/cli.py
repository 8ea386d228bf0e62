import json
import sys

import click

from core import clock
from core.audit.chain import acting_as
from core.commands import DatabaseGroup
from core.db import unit_of_work
from core.demo import operations
from core.errors import Refused

cli = DatabaseGroup("demo", help="The sample firm: load it, remove it.")


@cli.command("load")
@click.option("--vendors", type=click.IntRange(3, 5000), default=operations.Sizes.vendors, show_default=True)
@click.option("--contracts", type=click.IntRange(3, 50_000), default=operations.Sizes.contracts, show_default=True)
@click.option("--components", type=click.IntRange(0, 2_000_000), default=operations.Sizes.components, show_default=True)
@click.option("--seed", type=int, default=operations.SEED, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def load(vendors: int, contracts: int, components: int, seed: int, as_json: bool) -> None:
    """Make a believable firm of any size, the same for the same seed."""
    sizes = operations.Sizes(vendors, contracts, components)

    def tell(what: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{what}: {done}/{total}   ", nl=done == total, err=True)

    try:
        with acting_as("command"), unit_of_work():
            operations.load(sizes=sizes, seed=seed, today=clock.today(), by=None, tell=tell)
    except Refused as error:
        raise click.ClickException(str(error.phrase)) from error
    done = {"vendors": vendors, "contracts": contracts, "components": components, "seed": seed}
    click.echo(json.dumps(done) if as_json else f"Sample firm loaded: {vendors} vendors, {contracts} contracts.")


@cli.command("remove")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def remove(as_json: bool) -> None:
    """Take the sample firm out again."""
    with acting_as("command"), unit_of_work():
        removed = operations.remove(by=None)
    click.echo(
        json.dumps(removed) if as_json else "Sample firm removed." if any(removed.values()) else "There was none."
    )
