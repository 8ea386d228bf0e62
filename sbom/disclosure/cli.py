"""`flask sbom inspect FILE…`: what an SBOM file says and discloses, without a database."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from core import clock
from core.errors import Refused, Unreadable
from core.phrases import N_
from sbom.disclosure.rules import Totals, disclosure_of, is_own, totals
from sbom.ingest.reading import read_sbom
from sbom.ingest.rules import DEFAULT_LIMITS, Sbom

Entry = dict[str, Any]


@click.group("sbom")
def commands() -> None:
    """Software bills of materials."""


@commands.command("inspect")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def inspect(ctx: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Check each FILE against its standard and count what it discloses. Exit code 1 if any is not valid."""
    entries = dict(_inspected(files))
    if as_json:
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2).encode("utf-8", "replace"))
    else:
        for name, entry in entries.items():
            _print(name, entry)
    if not all(entry["valid"] for entry in entries.values()):
        ctx.exit(1)


def _inspected(files: tuple[Path, ...]) -> Iterator[tuple[str, Entry]]:
    """Each file's entry under its name; files of one name go by their paths, so that none covers another."""
    distinct = dict.fromkeys(files)
    same_name = Counter(path.name for path in distinct)
    for path in distinct:
        yield _shown_name(path.name if same_name[path.name] == 1 else str(path)), entry_of(path)


def _shown_name(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def entry_of(path: Path) -> Entry:
    """The entry of one file; one that cannot be read gets its reason as the only error."""
    try:
        sbom = read_sbom(file_bytes(path))
    except Refused as refused:
        return _entry(
            None, Totals(), [{"where": refused.field, "what": str(refused.phrase)[: DEFAULT_LIMITS.finding_chars]}]
        )
    figures = totals((disclosure_of(c, clock.today()), is_own(c, sbom.header)) for c in sbom.components)
    errors = [{"where": f.where, "what": str(f.what)[: DEFAULT_LIMITS.finding_chars]} for f in sbom.findings]
    return _entry(sbom, figures, errors)


def file_bytes(path: Path) -> bytes:
    """The file's bytes, at most one more than may be read. Raises `Unreadable` where there is no such file."""
    try:
        if not path.is_file():
            raise Unreadable(N_("There is no file at this path."))
        with path.open("rb") as file:
            return file.read(DEFAULT_LIMITS.compressed_bytes + 1)
    except (OSError, ValueError) as error:
        raise Unreadable(
            N_("The file cannot be opened: %(why)s."), why=getattr(error, "strerror", None) or str(error)
        ) from error


def _entry(sbom: Sbom | None, figures: Totals, errors: list[dict[str, str]]) -> Entry:
    return {
        "valid": sbom is not None and sbom.valid,
        "format": str(sbom.format) if sbom else None,
        "spec_version": sbom.spec_version if sbom else None,
        "components": figures.components,
        "source_disclosed": figures.source_disclosed,
        "licence_proven": figures.licence_proven,
        "errors": errors,
    }


def _print(name: str, entry: Entry) -> None:
    kind = f"{entry['format']} {entry['spec_version']}" if entry["format"] else "unreadable"
    click.echo(f"{name}: {kind}, {'valid' if entry['valid'] else 'NOT VALID'}")
    if entry["format"]:
        n = entry["components"]
        click.echo(f"  components        {n:>7,}")
        click.echo(f"  source disclosed  {entry['source_disclosed']:>7,}{_share(entry['source_disclosed'], n)}")
        click.echo(f"  licence disclosed {entry['licence_proven']:>7,}{_share(entry['licence_proven'], n)}")
    for error in entry["errors"]:
        click.echo("  " + ": ".join(filter(None, (error["where"], error["what"]))))


def _share(part: int, whole: int) -> str:
    return f"  {part / whole:>6.1%}" if whole else ""
