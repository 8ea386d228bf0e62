"""`flask pipelines issue-key`: a key for a build pipeline, from the command line."""

import click
from sqlalchemy import or_, select

from core.audit.chain import acting_as
from core.commands import DatabaseGroup
from core.db import db, unit_of_work
from core.errors import Refused
from sbom.pipelines import operations
from vendors.register.models import Vendor

cli = DatabaseGroup("pipelines", help="Build pipelines that send their SBOMs.")


@cli.command("issue-key")
@click.argument("name")
@click.option("--vendor", required=True, help="The vendor's registered name or 統一編號.")
@click.option("--may-create/--may-not-create", default=True, show_default=True, help="New products and releases.")
@click.option("--keeps-invalid", is_flag=True, help="Keep SBOMs that break their schema, with their faults.")
def issue_key(name: str, vendor: str, *, may_create: bool, keeps_invalid: bool) -> None:
    """Issue a key for the pipeline called NAME and print it: once, it is kept nowhere."""
    known = select(Vendor.id).where(
        or_(Vendor.name_zh == vendor, Vendor.name_en == vendor, Vendor.business_number == vendor)
    )
    ids = db.session.scalars(known).all()
    if len(ids) != 1:
        raise click.ClickException(
            f"{len(ids)} vendors are called {vendor!r}; give the registered name or the 統一編號."
        )
    try:
        with acting_as("command"), unit_of_work():
            _, secret = operations.issue_key(
                name=name, vendor_id=ids[0], may_create=may_create, keeps_invalid=keeps_invalid, by=None
            )
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(secret)
