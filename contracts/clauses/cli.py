"""`flask clauses check PATH…`: the clause check on files, folders and zips, without a database; `compare` two versions."""

import json
import shutil
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from contracts.clauses.crew import HANDS, Checked, File, check_all
from contracts.clauses.crew_member import found_in
from contracts.clauses.effective import Effective
from contracts.clauses.gathering import gather
from contracts.clauses.likeness import NO_CONTRACT
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks import available, load
from contracts.clauses.rules import Verdict
from contracts.clauses.versions import differences
from contracts.documents.reading import DocumentText, read
from contracts.documents.reading.recognition import recogniser
from contracts.documents.rules import packed, phrase_of
from core.errors import Refused, Unreadable
from core.i18n import language, say
from core.settings import LANGUAGES
from core.web.listing import Column, Kind

clauses = AppGroup("clauses", help="Check contracts against a rulebook.")
GAPS = (Verdict.ABSENT, Verdict.PARTIAL)


@clauses.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--rulebook", "rulebook_id", default="cc19000", show_default=True, help="One that `rulebooks` lists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--xlsx", "out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write a workbook.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Of the workbook; the installation's when left out.")
@click.option(
    "--jobs", type=click.IntRange(1, 16), default=HANDS, show_default=True, help="Files checked side by side."
)
def check_files(
    paths: tuple[Path, ...], rulebook_id: str, out: Path | None, lang: str | None, jobs: int, *, as_json: bool
) -> None:
    """Say for each file at PATHS which of the rulebook's clauses it holds, with the passages that prove it.

    A folder stands for all files in it and its folders, a .zip for the files in it. Exit status 1 when a file could not
    be read; the others are checked all the same.
    """
    try:
        rulebook = load(rulebook_id)
    except Refused as refusal:
        raise click.UsageError(str(refusal)) from refusal
    with ExitStack() as stack:
        files = gather(paths, stack)
        found = _checked(files, rulebook, jobs)
    if out:
        _write(out, found, rulebook, lang)
    if as_json:
        click.echo(json.dumps({name: _as_json(each) for name, each in found.items()}, ensure_ascii=False, indent=1))
    elif not out:
        click.echo(_table(found))
    for name, each in found.items():
        for remark in (*each.words.get("remarks", ()), *_of_all(each)):
            click.echo(f"{name}: {phrase_of(remark)}", err=True)
    refused = sum(each.failure is not None for each in found.values())
    if len(found) > 1 or out:
        click.echo(f"{len(found)} files: {len(found) - refused} checked, {refused} refused", err=True)
    if refused or not found:
        raise SystemExit(1)


Found = dict[str, Checked[str]]
"""By the file's name, in the order of the files; without their bytes and words."""
FEW = 3
"""So many files are checked in this process: another one takes longer to start than to check them."""


def _checked(files: list[File[str]], rulebook: Rulebook, jobs: int) -> Found:
    found: Found = dict.fromkeys((file.key for file in files), Checked("", b""))
    outcomes = (
        (_outcome(file, rulebook) for file in files)
        if len(files) <= FEW
        else check_all(files, rulebook, hands=min(jobs, len(files)))
    )
    with click.progressbar(
        outcomes, length=len(files), file=sys.stderr, hidden=not sys.stderr.isatty(), item_show_func=_shown
    ) as bar:
        for one in bar:
            found[one.key] = replace(one, data=b"", words={"remarks": one.words.get("remarks", ())})
    return found


def _of_all(one: Checked[str]) -> list[Any]:
    """What is said of all clauses alike, such as that the file is no contract."""
    said = [finding["reasons"] for finding in one.findings.values()]
    return [each for each in said[0] if each["msgid"] == NO_CONTRACT] if said else []


def _shown(one: Checked[str] | None) -> str:
    return one.key[-40:] if one else ""


def _outcome(file: File[str], rulebook: Rulebook) -> Checked[str]:
    try:
        document = read(file.load(), file.name, recogniser())
    except Unreadable as error:
        return Checked(file.key, b"", failure=error.phrase)
    return Checked(file.key, b"", packed(document), found_in(document, rulebook))


def _write(out: Path, found: Found, rulebook: Rulebook, lang: str | None) -> None:
    """The workbook: matrix, totals, passages, and what was refused."""
    from contracts.clauses.evidence import line_columns, lines, refused_columns, state_columns
    from contracts.clauses.matrix_book import write_matrix

    with force_locale(lang or current_app.config["SETTINGS"].language):
        checked = {name: each.findings for name, each in found.items() if each.findings}
        rows = [(name, {key: each["verdict"] for key, each in of.items()}) for name, of in checked.items()]
        gaps = Column("gaps", gettext("Gaps"), lambda row: sum(each in GAPS for each in row[1].values()), Kind.NUMBER)
        columns = [
            Column("file", gettext("File"), lambda row: row[0]),
            gaps,
            *state_columns(rulebook, lambda row: row[1]),
        ]
        names = {clause.id: clause.name.in_language(language()) for clause in rulebook.clauses.values()}
        tallies = {key: Counter(Effective(verdicts[key]) for _, verdicts in rows) for key in names}
        passages = (line for name, findings in checked.items() for line in lines(name, findings, rulebook))
        refused = [(name, say(each.failure)) for name, each in found.items() if each.failure]
        more = [(gettext("Passages"), line_columns(), passages), (gettext("Files refused"), refused_columns(), refused)]
        title = rulebook.name.in_language(language())
        with write_matrix(title, columns, sorted(rows, key=gaps.value, reverse=True), names, tallies, more) as handle:
            try:
                with out.open("wb") as target:
                    shutil.copyfileobj(handle, target)
            except OSError as error:
                raise click.ClickException(f"{out}: {error.strerror}") from error


@clauses.command("compare")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--rulebook", "rulebook_id", default="cc19000", show_default=True, help="One that `rulebooks` lists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def compare_files(old: Path, new: Path, rulebook_id: str, *, as_json: bool) -> None:
    """Say clause by clause how the NEW version of a contract differs from the OLD one: verdicts, and words gone and new."""
    try:
        rulebook = load(rulebook_id)
    except Refused as refusal:
        raise click.UsageError(str(refusal)) from refusal
    before, after = _version(old), _version(new)
    found = list(differences(before, found_in(before, rulebook), after, found_in(after, rulebook)))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
        return
    changed = [each for each in found if each.is_changed]
    for each in changed:
        click.echo(f"{each.clause:26} {each.before} -> {each.after}")
        for sign, passages in (("-", each.gone), ("+", each.new)):
            for passage in passages:
                click.echo(f"  {sign} p. {passage['page']}  {' '.join(passage['text'].split())}")
    click.echo(f"{len(changed)} of {len(found)} clauses differ", err=True)


def _version(path: Path) -> DocumentText:
    try:
        return read(path.read_bytes(), path.name, recogniser())
    except Unreadable as error:
        raise click.ClickException(f"{path}: {error.phrase}") from error
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error


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


def _as_json(one: Checked[str]) -> dict[str, Any]:
    if one.failure:
        return {"error": str(one.failure)}
    return {
        clause_id: {
            "present": found["verdict"] == Verdict.PRESENT,
            "verdict": found["verdict"],
            "score": found["score"],
            "evidence": [{key: e[key] for key in ("text", "page", "start", "end")} for e in found["evidence"]],
        }
        for clause_id, found in one.findings.items()
    }


def _table(found: Found) -> str:
    lines = []
    for name, one in found.items():
        lines.append(name)
        if one.failure:
            lines.append(f"  {one.failure}")
        for clause_id, finding in one.findings.items():
            first = " ".join(finding["evidence"][0]["text"].split())[:80] if finding["evidence"] else ""
            page = f"p. {finding['evidence'][0]['page']}" if first else ""
            lines.append(f"  {clause_id:26} {finding['verdict']:8} {page:6} {first}")
    return "\n".join(lines)
