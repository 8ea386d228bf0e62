import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from core import clock
from core.audit.chain import acting_as
from core.auth.models import User
from core.background.models import State, Work
from core.db import db, unit_of_work
from core.errors import Refused
from core.i18n import formats
from core.phrases import Phrase, Wording, kept

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)
"""How long a silent worker keeps its piece before another takes it over."""
MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class Progress:
    """Handed to the handler: tells the page how far the work is, and keeps the lease alive."""

    work_id: int

    def __call__(self, done: int, total: int) -> None:
        with unit_of_work():
            db.session.execute(
                update(Work).where(Work.id == self.work_id).values(done=done, total=total, heartbeat_at=clock.now())
            )


Handler = Callable[[dict[str, Any], User | None, Progress], dict[str, Any]]
_handlers: dict[str, Handler] = {}


def handles(kind: str, handler: Handler) -> None:
    """Say who does a kind of work. The handler opens its own units of work, may be run again after a crash (so it
    must be safe to run twice), and returns the result: {"url": where the person goes next}."""
    _handlers[kind] = handler


def submit(kind: str, params: dict[str, Any], *, by: User | None) -> Work:
    """Queue a piece of work, in the same unit of work as what it belongs to."""
    work = Work(kind=kind, params=params, by_id=by.id if by else None, submitted_at=clock.now())
    db.session.add(work)
    db.session.flush()
    return work


def run_next() -> bool:
    """Do one waiting piece, if there is one: claim it, run it, note what came of it. False when nothing waits."""
    claimed = _claim()
    if claimed is None:
        return False
    work_id, kind, params, by_id = claimed
    try:
        by = db.session.get(User, by_id) if by_id else None
        with acting_as(f"work:{kind}"):
            result = _handlers[kind](params, by, Progress(work_id))
        state = State.DONE
    except Refused as error:
        db.session.rollback()
        result, state = _sentence(error), State.FAILED
    except Exception:
        log.exception("work %s (%s) failed", work_id, kind)
        db.session.rollback()
        result, state = {"code": f"VR-W{work_id}"}, State.FAILED
    with unit_of_work():
        db.session.execute(
            update(Work).where(Work.id == work_id).values(state=state, result=result, finished_at=clock.now())
        )
    db.session.remove()
    return True


def _sentence(error: Refused) -> dict[str, Any]:
    """As the record keeps it: a sentence within it stays one, to be said in the reader's language."""
    params = {
        k: kept(v) if isinstance(v, Phrase | Wording) else str(formats.plain(v)) for k, v in error.phrase.params.items()
    }
    return {"msgid": error.phrase.msgid, "params": params}


def _claim() -> tuple[int, str, dict[str, Any], int | None] | None:
    """Take the oldest waiting piece, or one whose worker has died; one that kills its worker again and again is given up."""
    now = clock.now()
    is_due = or_(Work.state == State.WAITING, (Work.state == State.RUNNING) & (Work.heartbeat_at < now - LEASE))
    query = select(Work).where(is_due, Work.kind.in_(list(_handlers))).order_by(Work.id).limit(1)
    # Asked every second by every worker: whoever is writing must not be kept waiting for the answer "nothing".
    if db.session.scalar(query.with_only_columns(Work.id)) is None:
        db.session.rollback()
        return None
    with unit_of_work():
        query = query.with_for_update(skip_locked=True)
        work = db.session.scalar(query)
        if work is None:
            return None
        if work.attempts >= MAX_ATTEMPTS:
            work.state, work.finished_at, work.result = State.FAILED, now, {"code": f"VR-W{work.id}"}
            return None
        work.state, work.attempts, work.heartbeat_at = State.RUNNING, work.attempts + 1, now
        return work.id, work.kind, dict(work.params), work.by_id
