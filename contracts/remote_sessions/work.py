"""What remote sessions ask of people: approve before the window, record after it, review the month."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from contracts.remote_sessions.models import RemoteSession
from contracts.remote_sessions.queries import months
from contracts.remote_sessions.rules import SessionState, month_of
from core import clock
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from core.web.listing import Rows
from vendors.register.models import Vendor


def _sessions(state: SessionState) -> Rows:
    columns = (
        RemoteSession.id, RemoteSession.engineer, RemoteSession.systems, RemoteSession.window_from,
        RemoteSession.window_until, RemoteSession.asked_by_id, Contract.number, VENDOR_NAME.label("vendor"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Contract, RemoteSession.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(RemoteSession.state == state)
    )


def to_approve(as_of: date, owners: Owners) -> Iterator[Task]:
    for row in db.session.execute(_sessions(SessionState.ASKED)):
        yield Task(
            f"remote-session:{row.id}", phrase(N_("Approve remote session: %(item)s"), item=f"{row.engineer} · {row.systems}"),
            row.window_from.astimezone(clock.zone()).date(), "contracts.remote_sessions.show", {"session_id": row.id},
            f"{row.number} · {row.vendor}", is_shared=True, not_for=row.asked_by_id,
        )  # fmt: skip


def to_record(as_of: date, owners: Owners) -> Iterator[Task]:
    query = _sessions(SessionState.APPROVED).where(
        RemoteSession.window_from <= clock.now(), owners.answer_for(RemoteSession.asked_by_id)
    )
    for row in db.session.execute(query):
        yield Task(
            f"remote-session:{row.id}:record", phrase(N_("Record remote session: %(item)s"), item=f"{row.engineer} · {row.systems}"),
            row.window_until.astimezone(clock.zone()).date(), "contracts.remote_sessions.record", {"session_id": row.id},
            f"{row.number} · {row.vendor}", row.asked_by_id,
        )  # fmt: skip


def to_review(as_of: date, owners: Owners) -> Iterator[Task]:
    for each in months():
        if not each.is_reviewed and each.month < month_of(as_of) and each.sessions:
            again = f":{each.rounds + 1}" if each.rounds else ""
            yield Task(
                f"remote-sessions:{each.month}{again}", phrase(N_("Review the month's remote sessions: %(n)s"), n=each.sessions),
                each.due_on, "contracts.remote_sessions.month", {"month": each.month}, each.month, is_shared=True,
            )  # fmt: skip
