"""`flask sbom find QUERY`: where a component is, from a terminal or a script."""

import json
from typing import Any

import click

from contracts.facts.shown import shown as value_shown
from core.i18n import say
from sbom.disclosure.cli import commands
from sbom.find import shown
from sbom.find.answers import Answer, answers
from sbom.find.parsing import Misread, parse
from sbom.find.queries import MOST_IN_A_WORKBOOK, Scope
from sbom.find.queries import find as look_for


@commands.command("find")
@click.argument("query", nargs=-1, required=True)
@click.option("--all", "in_all", is_flag=True, help="Search older releases too, not only those in use.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def find(ctx: click.Context, query: tuple[str, ...], in_all: bool, as_json: bool) -> None:
    """Say where the components are that QUERY describes, such as "log4j-core <2.17.1". Exit code 1 if there are none."""
    try:
        asked = parse(" ".join(query))
    except Misread as error:
        raise click.UsageError(f"{error.phrase} (character {error.at + 1})") from error
    found = look_for(asked, Scope.ALL if in_all else Scope.CURRENT, MOST_IN_A_WORKBOOK)
    every = answers(found.places)
    if as_json:
        document = {
            "found": len(found.places),
            "is_cut": found.is_cut,
            "releases": found.releases,
            "vendors": found.vendors,
            "components": [_entry(answer) for answer in every],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        more = " or more" if found.is_cut else ""
        releases = "1 release" if found.releases == 1 else f"{found.releases:,} releases"
        vendors = "1 vendor" if found.vendors == 1 else f"{found.vendors:,} vendors"
        click.echo(f"{len(found.places):,}{more} found in {releases} of {vendors}")
        for answer in every:
            click.echo(" | ".join(str(value) for value in _entry(answer).values() if value))
    if not found.places:
        ctx.exit(1)


def _entry(answer: Answer) -> dict[str, Any]:
    plain = {
        c.key: c.value(answer) for c in shown.columns() if c.key in ("name", "version", "vendor", "product", "service")
    }
    contact, notice = answer.contact, answer.notice
    return plain | {
        "purl": answer.component.purl,
        "functions": ", ".join(f.name for f in answer.functions),
        "contact": " ".join(filter(None, (contact.name, contact.phone, contact.email))) if contact else "",
        "incident_notice": say(value_shown(notice.confirmed.value)) if notice and notice.confirmed else "",
        "contract": notice.number if notice else "",
    }
