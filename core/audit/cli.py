import hashlib
import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from core.audit.chain import verify
from core.audit.pack import CHUNK, verify_pack
from core.commands import DatabaseGroup
from core.db import db


class _AuditGroup(DatabaseGroup):
    """As any group, but what checks a pack needs no database of its own."""

    def invoke(self, ctx: click.Context) -> Any:
        if [*getattr(ctx, "_protected_args", []), *ctx.args][:1] == ["verify-pack"]:
            return AppGroup.invoke(self, ctx)
        return super().invoke(ctx)


cli = _AuditGroup("audit", help="The audit trail.")


@cli.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify_chain(as_json: bool) -> None:
    """Recompute the whole chain; exit 1 if any entry was changed, removed or slipped in."""
    report = verify(db.session())
    faults = [{"entry": seq, "what": what} for seq, what in report.faults]
    if as_json:
        click.echo(
            json.dumps({"sound": report.is_sound, "entries": report.entries, "head": report.head, "faults": faults})
        )
    else:
        for fault in faults:
            click.echo(f"entry {fault['entry']}: {fault['what']}")
        click.echo(
            f"{report.entries} entries, {'sound' if report.is_sound else 'NOT SOUND'}, end of chain {report.head}"
        )
    if not report.is_sound:
        raise SystemExit(1)


@cli.command("verify-pack", with_appcontext=False)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--sha256", "expected", help="What the pack's own SHA-256 should be, as its page and the audit trail say."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check_pack(file: Path, expected: str | None, *, as_json: bool) -> None:
    """Check an audit pack without the database it came from; exit 1 if anything was changed, removed or slipped in."""
    with file.open("rb") as stream:
        report = verify_pack(stream)
        stream.seek(0)
        digest = hashlib.sha256()
        while piece := stream.read(CHUNK):
            digest.update(piece)
    if expected and digest.hexdigest() != expected.strip().lower():
        report.fault("the pack is not the one with this SHA-256")
    if as_json:
        click.echo(json.dumps({
            "sound": report.is_sound, "sha256": digest.hexdigest(), "files": report.files, "entries": report.entries,
            "head": report.head, "about": report.about, "faults": report.faults,
        }, ensure_ascii=False))  # fmt: skip
    else:
        for fault in report.faults:
            click.echo(fault)
        about = ", ".join(f"{k} {report.about[k]}" for k in ("as_of", "made_at", "made_by") if report.about.get(k))
        click.echo(
            f"{report.files} files, {report.entries} audit entries, {'sound' if report.is_sound else 'NOT SOUND'}"
        )
        click.echo(f"{about}; SHA-256 of the pack {digest.hexdigest()}")
    if not report.is_sound:
        raise SystemExit(1)
