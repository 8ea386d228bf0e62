"""`flask clauses check FILE…`: the clause check on files, without a database."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks import available, load
from contracts.clauses.rules import Finding, Verdict, check
from contracts.documents.reading import read
from core.errors import Refused, Unreadable

clauses = AppGroup("clauses", help="Check contracts against a rulebook.")


@clauses.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--rulebook", "rulebook_id", default="cc19000", show_default=True, help="One that `rulebooks` lists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check_files(files: tuple[Path, ...], rulebook_id: str, *, as_json: bool) -> None:
    """Say for each FILE which of the rulebook's clauses it holds, with the passages that prove it.

    Exit status 1 when a file could not be read; the others are checked all the same.
    """
    try:
        rulebook = load(rulebook_id)
    except Refused as refusal:
        raise click.UsageError(str(refusal)) from refusal
    results = {}
    with click.progressbar(
        list(zip(_names(files), files, strict=True)), file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        for name, path in bar:
            results[name] = _checked(path, rulebook)
    click.echo(json.dumps(results, ensure_ascii=False, indent=1) if as_json else _table(results))
    if any("error" in result for result in results.values()):
        raise SystemExit(1)


@clauses.command("rulebooks")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_rulebooks(*, as_json: bool) -> None:
    """List the rulebooks at hand: those that ship and the firm's own."""
    found = [load(each) for each in available()]
    if as_json:
        click.echo(json.dumps([_rulebook_as_json(each) for each in found], ensure_ascii=False, indent=1))
        return
    for each in found:
        click.echo(f"{each.id:12} {each.version:14} {each.effective_on}  {len(each.clauses):3} clauses  {each.name.en}")


def _rulebook_as_json(rulebook: Rulebook) -> dict[str, Any]:
    return {
        "id": rulebook.id,
        "version": rulebook.version,
        "digest": rulebook.digest,
        "effective_on": rulebook.effective_on.isoformat(),
        "name": {"zh": rulebook.name.zh, "en": rulebook.name.en},
        "clauses": {clause.id: {"zh": clause.name.zh, "en": clause.name.en} for clause in rulebook.clauses.values()},
    }


def _names(files: tuple[Path, ...]) -> list[str]:
    """A name for each file: its own; where two are the same, with as much of the folder as tells them apart."""
    names = [path.name for path in files]
    twice = {name for name, count in Counter(names).items() if count > 1}
    names = [str(path) if name in twice else name for path, name in zip(files, names, strict=True)]
    seen: Counter[str] = Counter()
    for index, name in enumerate(names):
        seen[name] += 1
        if seen[name] > 1:
            names[index] = f"{name} ({seen[name]})"
    return names


def _checked(path: Path, rulebook: Rulebook) -> dict[str, Any]:
    try:
        document = read(path.read_bytes(), path.name)
    except Unreadable as error:
        return {"error": str(error)}
    except OSError as error:
        return {"error": f"The file cannot be opened: {error.strerror or error}."}
    return {clause_id: _as_json(finding) for clause_id, finding in check(document, rulebook).items()}


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "present": finding.verdict is Verdict.PRESENT,
        "verdict": str(finding.verdict),
        "score": finding.score,
        "evidence": [{"text": e.text, "page": e.page, "start": e.start, "end": e.end} for e in finding.evidence],
    }


def _table(results: dict[str, dict[str, Any]]) -> str:
    lines = []
    for name, clauses_found in results.items():
        lines.append(name)
        if "error" in clauses_found:
            lines.append(f"  {clauses_found['error']}")
            continue
        for clause_id, finding in clauses_found.items():
            first = " ".join(finding["evidence"][0]["text"].split())[:80] if finding["evidence"] else ""
            page = f"p. {finding['evidence'][0]['page']}" if first else ""
            lines.append(f"  {clause_id:26} {finding['verdict']:8} {page:6} {first}")
    return "\n".join(lines)
