import json
from datetime import date
from typing import Any

import click

from core import clock
from core.commands import DatabaseGroup
from core.i18n import say
from vendors.concentration import queries, shown, wording
from vendors.concentration.bases import bases, basis_named
from vendors.concentration.dimensions import Dimension

cli = DatabaseGroup("concentration", help="How much the firm leans on whom.")


@cli.command("report")
@click.option("--as-of", "as_of", help="The day it speaks of (ISO; today when left out).")
@click.option("--by", type=click.Choice([d.value for d in Dimension]), default=Dimension.GROUP.value, show_default=True)
@click.option("--basis", "basis_name", help="What weighs: spend, critical_functions, contracts …")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def report(as_of: str | None, by: str, basis_name: str | None, as_json: bool) -> None:
    """The figures of the concentration page."""
    try:
        day = date.fromisoformat(as_of) if as_of else clock.today()
    except ValueError:
        raise click.BadParameter(f"{as_of!r} is not a date such as 2026-09-30", param_hint="--as-of") from None
    known = [b.name for b in bases()]
    if basis_name and basis_name not in known:
        raise click.BadParameter(f"{basis_name!r} is none of {', '.join(known)}", param_hint="--basis")
    found = queries.figures(day, Dimension(by), basis_named(basis_name or ""))
    if as_json:
        click.echo(json.dumps(document(found), ensure_ascii=False, indent=1))
        return
    click.echo(f"{found.as_of}  {say(found.basis.label)}  ({found.by.value})")
    for figure in shown.figures(found):
        click.echo(f"  {figure.label}: {shown.value_text(figure)}  {say(figure.why)}")
    for sentence in wording.breach_sentences(found):
        click.echo(f"  ! {say(sentence)}")
    for line in found.lines:
        click.echo(f"{float(line.share):8.2%}  {line.name}")


def document(found: queries.Figures) -> dict[str, Any]:
    """The figures as one JSON document: shares and parts as numbers of 1, the HHI of 10,000, undefined as null."""
    held, points = found.found, found.single_points
    return {
        "as_of": found.as_of.isoformat(),
        "by": found.by.value,
        "basis": found.basis.name,
        "unit": "TWD minor units a year" if found.basis.is_money else "count",
        "hhi": _number(held.hhi),
        "hhi_normalised": _number(held.normalised_hhi),
        "effective_number": _number(held.effective_number),
        "cr1": _number(held.cr(1)),
        "cr3": _number(held.cr(3)),
        "cr5": _number(held.cr(5)),
        "band": found.band.value if found.band else None,
        "coverage": {"known": held.known, "counted": held.counted, "share": _number(held.coverage)},
        "parties": [
            {
                "party": line.party,
                "name": line.name,
                "weight": _number(line.weight),
                "share": _number(line.share),
                "over_limit": line.is_over,
                "at_least": line.is_at_least,
            }
            for line in found.lines
        ],
        "limits": [
            {"measure": limit.measure.value, "at_most": _number(limit.at_most), "source": say(limit.source)}
            for limit in found.limits
        ],
        "breaches": [
            {
                "measure": breach.limit.measure.value,
                "at_most": _number(breach.limit.at_most),
                "value": _number(breach.value),
                "party": breach.party,
            }
            for breach in found.breaches
        ],
        "single_points_of_failure": [
            {
                "function": point.function.name,
                "party": point.party,
                "name": point.party_name,
                "hidden": point.is_hidden,
                "alternatives": list(point.alternatives),
                "mtpd_minutes": point.function.mtpd_minutes,
            }
            for point in points.points
        ],
        "critical_functions": points.functions,
        "functions_without_vendor": [function.name for function in points.nobody],
        "undeclared_chains": _number(points.unknown_chains),
        "missing": [{"vendor": m.who, "what": m.what, "why": say(m.why)} for m in found.missing],
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
