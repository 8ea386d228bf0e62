"""Making an audit pack: in the background, in pieces, so that neither its size nor the firm's matters."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select, update

from core import clock
from core.audit import record
from core.audit.models import AuditEntry
from core.audit.pack import TRAIL, PackWriter, lines, pieces
from core.auth.models import User
from core.background import Progress, handles, submit
from core.db import db, unit_of_work
from core.excel.lists import write_list
from core.files import open_file, path_of, store
from core.files.models import StoredFile
from core.files.store import forget, sweep, unreferred
from core.i18n import language, say
from core.obligations.keeping import as_kept
from core.obligations.listings import columns
from core.obligations.models import KeptDay, KeptState, Pack
from core.obligations.registry import obligations
from core.obligations.rules import Obligation, rule_lines
from core.phrases import Wording
from core.web.addresses import address

KIND = "obligations:pack"
KEPT_PACKS = 5
"""Of older packs only the record stays: a pack can be as large as all that was ever uploaded."""
README = """How to check this pack on any machine that has the product, without its database:

    flask audit verify-pack PACK.zip

Every file's SHA-256 stands in manifest.json; evidence/<sha256> are the files as they were uploaded, and evidence.jsonl
says which record holds each. audit.jsonl is the whole audit trail: each entry's hash covers its content and the hash
before it. The SHA-256 of the pack itself is noted in the audit trail after it was made, and on the page it came from.

驗證方式（於任何安裝本系統之電腦執行，毋須資料庫）：

    flask audit verify-pack PACK.zip

manifest.json 載有各檔案之 SHA-256；evidence/<sha256> 為上傳之原始檔案，evidence.jsonl 說明其所屬紀錄。audit.jsonl 為完整
稽核軌跡，每筆雜湊涵蓋其內容與前一筆之雜湊。本包之 SHA-256 於製作後記入稽核軌跡，並顯示於下載頁面。
"""


def ask_for(as_of: date, *, by: User) -> int:
    """Have a pack made; the number of the piece of work. Inside a unit of work."""
    back = address("core.obligations.packs")
    return submit(KIND, {"as_of": as_of.isoformat(), "lang": language(), "back": back}, by=by).id


def make_in_background(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Write the pack and keep it. Run again after a crash it makes a fresh one; bytes left over are nobody's."""
    by_id = by.id if by else None
    with force_locale(params["lang"]):
        make(date.fromisoformat(params["as_of"]), by_id=by_id, tell=progress)
    return {"url": params["back"]}


def make(as_of: date, *, by_id: int | None, tell: Callable[[int, int], None]) -> int:
    """A pack of what stands on a day (or stood, as it was kept); its number."""
    folder = Path(current_app.config["SETTINGS"].files_path)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    with tempfile.TemporaryFile(dir=folder) as target:
        counts = _write(target, as_of, by_id, tell)
        target.seek(0)
        with unit_of_work():
            by = db.session.get(User, by_id) if by_id else None
            kept = store(target)
            pack = Pack(
                as_of=as_of, made_at=clock.now(), made_by_id=by_id, digest=kept.sha256, sha256=kept.sha256,
                size=kept.size, **counts,
            )  # fmt: skip
            db.session.add(pack)
            db.session.flush()
            record("obligations:pack:make", pack, by=by, as_of=as_of, sha256=kept.sha256, files=counts["files"])
            number = pack.id
    _drop_older()
    return number


def _write(target: Any, as_of: date, by_id: int | None, tell: Callable[[int, int], None]) -> dict[str, int]:
    found = list(obligations(as_of) if as_of == clock.today() else as_kept(as_of))
    held = _held()
    total = len(held) + 3
    pack = PackWriter(target)
    pack.add("README.txt", [README.encode()])
    pack.add("obligations.jsonl", lines(_told(one) for one in found))
    with write_list(gettext("Obligations"), columns(), found) as book:
        pack.add("obligations.xlsx", pieces(book), packed=False)
    tell(1, total)
    pack.add("states.jsonl", lines(_states()))
    pack.add(
        "days.jsonl", lines({"day": d.day.isoformat(), "tally": d.tally} for d in db.session.scalars(select(KeptDay)))
    )
    tell(2, total)
    missing = _add_files(pack, held, tell, total)
    pack.add("evidence.jsonl", lines(row for rows in held.values() for row in rows))
    end: dict[str, Any] = {"entries": 0, "head": ""}
    pack.add(TRAIL, lines(_entries(end)))
    by = db.session.get(User, by_id) if by_id else None
    pack.finish({
        "made_at": clock.now().isoformat(), "made_by": by.name if by else "", "as_of": as_of.isoformat(),
        "obligations": len(found), "missing": missing, "audit": end,
    })  # fmt: skip
    tell(total, total)
    return {
        "obligations": len(found),
        "files": len(held) - len(missing),
        "missing": len(missing),
        "entries": end["entries"],
    }


def _told(one: Obligation) -> dict[str, Any]:
    return {
        "rule": one.rule_id, "subject": {"type": one.subject_type, "id": one.subject_id, "name": one.subject_name},
        "aspect": one.aspect, "vendor": {"id": one.vendor_id, "name": one.vendor_name}, "state": one.state.value,
        "why": say(one.why), "evidence": one.evidence, "next_step": say(one.next_step) if one.next_step else "",
        "due_on": one.due_on.isoformat() if one.due_on else None, "owner": one.owner, "page": one.url,
        "duty": next((say(Wording(line.zh, line.en)) for line in rule_lines() if line.id == one.rule_id), ""),
    }  # fmt: skip


def _states() -> Iterator[dict[str, Any]]:
    """Every state ever kept, as it was written."""
    query = select(*KeptState.__table__.columns).order_by(KeptState.id).execution_options(yield_per=2000)
    for row in db.session.execute(query):
        values = dict(row._mapping)
        values |= {
            name: values[name].isoformat() if values[name] else None for name in ("due_on", "from_on", "until_on")
        }
        yield values | {"state": values["state"].value}


def _held() -> dict[str, list[dict[str, Any]]]:
    """Which records hold which stored files: found by their references, so that no feature's files are forgotten."""
    own = StoredFile.__table__.c.sha256
    held: dict[str, list[dict[str, Any]]] = {}
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if table.name == Pack.__tablename__ or not any(key.column is own for key in column.foreign_keys):
                continue
            names = [c for c in (table.columns.get(n) for n in ("file_name", "name", "title")) if c is not None]
            key = list(table.primary_key.columns)
            for row in db.session.execute(select(column, *key, *names[:1]).where(column.is_not(None))):
                told = {
                    "sha256": row[0],
                    "record": table.name,
                    "id": str(row[1]),
                    "name": str(row[-1]) if names else "",
                }
                held.setdefault(row[0], []).append(told)
    return held


def _add_files(
    pack: PackWriter, held: dict[str, list[dict[str, Any]]], tell: Callable[[int, int], None], total: int
) -> list[str]:
    missing = []
    for number, sha256 in enumerate(sorted(held), 1):
        if path_of(sha256).exists():
            with open_file(sha256) as stream:
                pack.add(f"evidence/{sha256}", pieces(stream), packed=False)
        else:
            missing.append(sha256)
        if number % 100 == 0:
            tell(number + 2, total)
    return missing


def _entries(end: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The audit trail from its beginning; `end` holds the last number and hash afterwards."""
    query = select(*AuditEntry.__table__.columns).order_by(AuditEntry.seq).execution_options(yield_per=2000)
    for row in db.session.execute(query):
        values = dict(row._mapping)
        end["entries"], end["head"] = values["seq"], values["hash"]
        yield values | {"at": values["at"].isoformat()}


def _drop_older() -> None:
    """The bytes of all but the newest packs go; that they were made stays, with their hash."""
    query = select(Pack.id, Pack.sha256).where(Pack.sha256.is_not(None)).order_by(Pack.id.desc()).offset(KEPT_PACKS)
    older = db.session.execute(query).all()
    if not older:
        return
    with unit_of_work():
        ids, hashes = [row.id for row in older], {row.sha256 for row in older}
        db.session.execute(update(Pack).where(Pack.id.in_(ids)).values(sha256=None))
        free = unreferred(hashes)
        forget(free)
    with unit_of_work():
        sweep(free)


def init_app() -> None:
    handles(KIND, make_in_background)
