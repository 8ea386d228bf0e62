"""`flask contracts facts FILE…`: what papers say in figures, days and names, without a database."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from contracts.documents.reading import read
from contracts.documents.reading.recognition import recogniser
from contracts.facts.reading import VERSION, read_facts
from contracts.facts.rules import Fact
from contracts.facts.shown import shown
from contracts.facts.values import kept
from core.errors import Unreadable

contracts = AppGroup("contracts", help="Read contracts.")


@contracts.command("facts")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def facts_of_files(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Say for each FILE the parties, dates, renewal, price, service levels … that it states, each with its passage.

    Exit status 1 when a file could not be read; the others are read all the same.
    """
    results = {str(path): _read(path) for path in files}
    if as_json:
        click.echo(json.dumps({"reading": VERSION, "files": results}, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_lines(results)))
    if any("error" in result for result in results.values()):
        sys.exit(1)


def _read(path: Path) -> dict[str, Any]:
    try:
        document = read(path.read_bytes(), path.name, recogniser())
    except Unreadable as error:
        return {"error": str(error)}
    except OSError as error:
        return {"error": f"The file cannot be opened: {error.strerror or error}."}
    return {"facts": [_as_json(fact) for fact in read_facts(document)]}


def _as_json(fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind.value, "value": kept(fact.value), "shown": str(shown(fact.value)), "about": fact.about,
        "score": fact.score, "is_derived": fact.is_derived,
        "passage": {"text": fact.text, "page": fact.page, "start": fact.start, "end": fact.end},
    }  # fmt: skip


def _lines(results: dict[str, dict[str, Any]]) -> list[str]:
    lines = []
    for name, result in results.items():
        lines.append(name)
        if "error" in result:
            lines.append(f"  {result['error']}")
        for fact in result.get("facts", ()):
            words = " ".join(fact["passage"]["text"].split())[:80]
            about = f" [{fact['about']}]" if fact["about"] else ""
            lines.append(
                f"  {fact['kind']:16} {fact['score']:.2f}  {fact['shown']}{about}  p. {fact['passage']['page']}  {words}"
            )
    return lines
