"""`flask sbom diff OLD NEW`: what changed between two SBOM files, without a database."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from core import clock
from core.errors import Refused
from sbom.comparisons.rules import CHANGE_NAMES, Change, Comparison, Difference, Entry, compare, entry_of
from sbom.components.rows import component_row
from sbom.disclosure.cli import commands, file_bytes
from sbom.disclosure.rules import disclosure_of
from sbom.ingest.reading import read_sbom


@commands.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Say what changed from the SBOM OLD to the SBOM NEW. Exit code 1 if one cannot be read."""
    comparison = compare(_entries(old), _entries(new))
    click.echo(json.dumps(_as_json(comparison), ensure_ascii=False, indent=1) if as_json else _text(comparison))


def _entries(path: Path) -> list[Entry]:
    try:
        sbom = read_sbom(file_bytes(path))
    except Refused as refused:
        raise click.ClickException(f"{path.name}: {refused.phrase}") from refused
    entries = []
    for position, component in enumerate(sbom.components):
        judged = disclosure_of(component, clock.today())
        grades = {"source_disclosed": judged.source_disclosed, "licence_proven": judged.licence_proven}
        entries.append(entry_of(component_row(component, position, None) | grades))
    return entries


def _as_json(comparison: Comparison) -> Mapping[str, Any]:
    return {
        "added": comparison.counts[Change.NEW],
        "removed": comparison.counts[Change.GONE],
        "version_changed": comparison.version_changes,
        "unchanged": comparison.counts[Change.UNCHANGED],
        "counts": {change.value: count for change, count in comparison.counts.items()},
        "differences": [
            {"name": d.name, "changes": [c.value for c in d.changes], "old": _side(d.old), "new": _side(d.new)}
            for d in comparison.differences
            if Change.UNCHANGED not in d.changes
        ],
    }


def _side(entry: Entry | None) -> Mapping[str, Any] | None:
    if entry is None:
        return None
    return {"version": entry.version, "purl": entry.purl, "licence": entry.licence, "supplier": entry.supplier}


def _text(comparison: Comparison) -> str:
    lines = [f"{CHANGE_NAMES[c]:28} {n:>7,}" for c, n in comparison.counts.items() if n]
    return "\n".join([*lines, "", *(_line(d) for d in comparison.differences if Change.UNCHANGED not in d.changes)])


def _line(difference: Difference) -> str:
    versions = " → ".join(e.version or "-" for e in (difference.old, difference.new) if e)
    return f"{', '.join(CHANGE_NAMES[c] for c in difference.changes):28} {difference.name} {versions}"
