"""The background's part: file after file, a slice at a time, so that other work gets its turn, and after a crash the
rest. A file's outcome is written once, in a unit of work of its own."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, StatementError

from contracts.bulk import operations
from contracts.bulk.models import BulkCheck, BulkFile
from contracts.bulk.rules import FileState
from contracts.clauses.crew import HANDS, Checked, File, check_all
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks import load
from contracts.documents.archives import Archive
from core.auth.models import User
from core.background import Progress
from core.db import db, unit_of_work
from core.errors import Refused
from core.files import open_file, sweep
from core.phrases import N_, phrase

log = logging.getLogger(__name__)
WORTH_TWO = 6
"""With fewer files a second process would not have begun before the first is through."""
SLICE_SECONDS = 60.0
"""How long one piece of work goes on taking files; what is left is the next piece's."""


def check_in_background(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """A slice of a check. Run by a piece that is no longer entitled to it, or again, it does nothing twice."""
    check = db.session.get(BulkCheck, int(params["check_id"]))
    if check is None or check.work_id != progress.work_id or check.finished_at is not None:
        return {}
    check_id, archive = check.id, check.archive_sha256
    rulebook = load(check.rulebook_id)
    if rulebook.digest != check.rulebook_digest:
        raise Refused(
            N_("The rulebook was changed while the check was under way; delete this check and begin it again.")
        )
    waiting = _waiting(check_id)
    if waiting and archive:
        _work_off(check_id, archive, waiting, rulebook, progress)
    _go_on_or_finish(check_id, progress, by)
    return {}


def _waiting(check_id: int) -> list[tuple[int, int, str]]:
    query = select(BulkFile.id, BulkFile.position, BulkFile.name).where(
        BulkFile.check_id == check_id, BulkFile.state == FileState.WAITING
    )
    found = [(row.id, row.position, row.name) for row in db.session.execute(query.order_by(BulkFile.position))]
    db.session.rollback()  # hold no reading transaction while files are checked
    return found


def _work_off(
    check_id: int, archive_sha256: str, waiting: list[tuple[int, int, str]], rulebook: Rulebook, progress: Progress
) -> None:
    until = time.monotonic() + SLICE_SECONDS
    total = len(waiting)
    done = 0
    with open_file(archive_sha256) as stream:
        archive = Archive(stream)

        def files() -> Iterator[File[int]]:
            for file_id, position, name in waiting:
                if time.monotonic() > until:
                    return
                yield File(file_id, name, lambda position=position: archive.read(position))  # type: ignore[misc]

        hands = HANDS if total >= WORTH_TWO else 1
        outcomes = check_all(files(), rulebook, hands=hands, idle=lambda: progress(done, total))
        try:
            for one in outcomes:
                if not _keep(check_id, one, progress):
                    return
                done += 1
                progress(done, total)
        finally:
            outcomes.close()  # type: ignore[attr-defined]


def _keep(check_id: int, one: Checked[int], progress: Progress) -> bool:
    """Write a file's outcome, unless somebody else did or the check is gone; whether to go on."""
    try:
        return _kept(check_id, one, progress)
    except OperationalError:
        raise  # the database is away or busy: the file is not to blame
    except (StatementError, ValueError):
        log.exception("file %s of check %s could not be kept", one.key, check_id)
        return _kept(check_id, replace(one, failure=phrase(_NOT_KEPT)), progress)


_NOT_KEPT = N_("What the file holds cannot be kept in the database; save it again as .docx or .pdf.")


def _kept(check_id: int, one: Checked[int], progress: Progress) -> bool:
    with unit_of_work():
        check = db.session.get(BulkCheck, check_id)
        if check is None or check.work_id != progress.work_id:
            return False
        file = db.session.get(BulkFile, one.key)
        if file is None or file.state is not FileState.WAITING:
            return True
        if one.failure:
            operations.refuse_file(file, one.failure)
        else:
            operations.keep_findings(file, one.data, one.words, one.findings)
    return True


def _go_on_or_finish(check_id: int, progress: Progress, by: User | None) -> None:
    gone: set[str] = set()
    with unit_of_work():
        check = db.session.get(BulkCheck, check_id)
        if check is None or check.work_id != progress.work_id:
            return
        left = select(func.count()).where(BulkFile.check_id == check_id, BulkFile.state == FileState.WAITING)
        if db.session.scalar(left):
            operations.queue_next(check, by=by)
        else:
            gone = operations.finish_check(check, by=by)
    with unit_of_work():
        sweep(gone)
