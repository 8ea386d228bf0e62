"""Writing the chain and checking it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from core import clock
from core.audit.models import AuditEntry, AuditHead
from core.audit.rules import GENESIS, entry_hash, plain
from core.db import before_commit, db

_actor: ContextVar[str] = ContextVar("_actor", default="system")


class Actor(Protocol):
    @property
    def id(self) -> Any: ...
    @property
    def name(self) -> Any: ...


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Entries made in this block without a person are signed `name` (a job, a command)."""
    token = _actor.set(name)
    try:
        yield
    finally:
        _actor.reset(token)


def record(tag: str, subject: Any, *, by: Actor | None, **changes: Any) -> None:
    """Note an act in the trail. `changes` hold new values, or (old, new) pairs; equal pairs are left out.

    `subject` is the record that was changed (its table and id name it); `by` is the person, None for the system.
    Must be called inside `unit_of_work()`; the entry exists exactly if the change does.
    """
    session = db.session()
    if not session.info.get("in_unit_of_work"):
        raise RuntimeError(f"{tag}: recorded outside a unit of work")
    kept = {k: _change(v) for k, v in changes.items() if not (_is_pair(v) and v[0] == v[1])}
    actor_id, actor_name = (by.id, by.name) if by is not None else (None, _actor.get())
    session.info["records"].append((tag, subject, actor_id, actor_name, kept))


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2


def _change(value: Any) -> Any:
    """A pair stays a list of two; any other collection becomes text, so that it is not taken for a pair."""
    if _is_pair(value):
        return [plain(v) for v in value]
    shown = plain(value)
    return ", ".join(str(v) for v in shown) if isinstance(shown, list) else shown


def seal(session: Session) -> None:
    """Give every entry of this unit of work its number and hash, behind the last one in the chain."""
    records = session.info["records"]
    if not records:
        return
    session.flush()
    head = session.execute(select(AuditHead).with_for_update()).scalar_one()
    seq, last, at = head.count, head.hash, clock.now()
    rows = []
    for tag, subject, actor_id, actor_name, changes in records:
        seq += 1
        subject_type, subject_id, subject_name = subject_key(subject)
        digest = entry_hash(
            seq=seq,
            at=at,
            actor=f"{actor_id}:{actor_name}",
            tag=tag,
            subject=f"{subject_type}:{subject_id}:{subject_name}",
            changes=changes,
            prev_hash=last,
        )
        rows.append(
            {
                "seq": seq,
                "at": at,
                "actor_id": actor_id,
                "actor_name": actor_name,
                "tag": tag,
                "subject_type": subject_type,
                "subject_id": subject_id,
                "subject_name": subject_name,
                "changes": changes,
                "prev_hash": last,
                "hash": digest,
            }
        )
        last = digest
    session.execute(insert(AuditEntry), rows)
    session.execute(update(AuditHead).values(count=seq, hash=last))


before_commit(seal)


def last_change() -> str:
    """The hash of the newest entry: every change of the firm's records has one, so while it stays, nothing changed. Its
    number alone would not tell a database that was put back from a backup and went on differently."""
    return db.session.scalar(select(AuditHead.hash)) or ""


def subject_key(subject: Any) -> tuple[str, str, str]:
    """(table, id, name) of a record; a plain string stands for a part of the system, such as "chain"."""
    if isinstance(subject, str):
        return "system", "", subject[:300]
    name = next((str(v) for a in ("name", "number", "title") if (v := getattr(subject, a, None))), "")
    return subject.__tablename__, str(subject.id), name[:300]


@dataclass(frozen=True)
class ChainReport:
    """What `verify` found: how many entries, and each fault as (entry number, what is wrong)."""

    entries: int
    head: str
    faults: list[tuple[int, str]]

    @property
    def is_sound(self) -> bool:
        return not self.faults


def verify(session: Session) -> ChainReport:
    """Walk the whole chain, streaming: recompute every hash, check numbers without gaps and the recorded end."""
    faults: list[tuple[int, str]] = []
    expected, last, count = 1, GENESIS, 0
    query = select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=2000)
    for entry in session.scalars(query):
        count += 1
        if entry.seq != expected:
            faults.append((expected, f"entries {expected} to {entry.seq - 1} are missing"))
        if entry.prev_hash != last and entry.seq == expected:
            faults.append((entry.seq, "does not follow the entry before it"))
        digest = entry_hash(
            seq=entry.seq,
            at=entry.at,
            actor=f"{entry.actor_id}:{entry.actor_name}",
            tag=entry.tag,
            subject=f"{entry.subject_type}:{entry.subject_id}:{entry.subject_name}",
            changes=entry.changes,
            prev_hash=entry.prev_hash,
        )
        if digest != entry.hash:
            faults.append((entry.seq, "its content was changed after it was written"))
        expected, last = entry.seq + 1, entry.hash
        session.expunge(entry)
    head = session.scalars(select(AuditHead)).one_or_none()
    if head is None:
        faults.append((0, "the record of the chain's end is missing"))
    elif (head.count, head.hash) != (expected - 1, last):
        faults.append((head.count, "the end of the chain is not the one recorded: entries were cut off or added"))
    return ChainReport(entries=count, head=last, faults=faults)
