"""CC-17010-1-8: remote connections are controlled and authenticated, recorded, and reviewed by the responsible manager."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from contracts.access.models import AccessGrant
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from contracts.remote_sessions.models import RemoteSession, session_of
from contracts.remote_sessions.queries import reviews
from contracts.remote_sessions.rules import Flag, SessionState, flags, further_review_due, month_of, review_due
from core import clock
from core.db import db
from core.obligations.rules import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.register.models import Vendor

RULE = "CC-17010-1-8"
Verdict = tuple[State, Phrase, Phrase | None, date | None]


def judge(as_of: date) -> Iterator[Obligation]:
    """Every contract under which a vendor can connect from outside, or has done so."""
    ways: dict[int, list[Any]] = defaultdict(list)
    live = select(AccessGrant.contract_id, AccessGrant.two_factor).where(
        AccessGrant.revoked_on.is_(None), AccessGrant.is_remote.is_(True)
    )
    for row in db.session.execute(live):
        ways[row.contract_id].append(row)
    held: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(select(RemoteSession.__table__).where(RemoteSession.state != SessionState.REFUSED)):
        held[row.contract_id].append(row)
    query = (
        select(Contract.id, Contract.number, Contract.vendor_id, VENDOR_NAME.label("vendor"))
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(Vendor.out_of_scope_reason == "")
    )
    known = reviews()
    for row in db.session.execute(query):
        if row.id not in ways and row.id not in held:
            continue
        state, why, step, due_on = _judged(ways.get(row.id, ()), held.get(row.id, ()), known, as_of)
        yield Obligation(
            RULE, "contract", row.id, row.number, row.vendor_id, row.vendor, state, why, next_step=step, due_on=due_on,
            url=address("contracts.remote_sessions.index", q=row.number),
        )  # fmt: skip


def _judged(ways: Sequence[Any], held: Sequence[Any], known: Mapping[str, Any], as_of: date) -> Verdict:
    if weak := sum(not way.two_factor for way in ways):
        why = phrase(N_("Remote ways in without two-factor sign-in: %(n)s."), n=weak)
        return State.NOT_MET, why, phrase(N_("Ask for a change that limits them.")), None
    missing = sum(Flag.UNRECORDED in flags(session_of(row), clock.now()) for row in held)
    if missing:
        why = phrase(N_("Remote sessions of which nothing is recorded: %(n)s."), n=missing)
        return State.NOT_MET, why, phrase(N_("Record them, with their log.")), as_of
    done = [row for row in held if row.state is SessionState.DONE]
    if not done:
        why = phrase(N_("No remote session is recorded; nobody has said that there was none."))
        return State.NOT_ASSESSED, why, phrase(N_("Have remote sessions asked for and recorded.")), None
    waiting = [row for row in done if row.review_id is None and _month(row) < month_of(as_of)]
    if waiting:
        open_months = sorted({_month(row) for row in waiting})
        due_on = min(_due_on(row, known) for row in waiting)
        why = phrase(N_("Months whose remote sessions nobody has reviewed: %(months)s."), months=", ".join(open_months))
        state = State.NOT_MET if due_on < as_of else State.DUE_SOON
        return state, why, phrase(N_("Review the month.")), due_on
    reviewed = [row for row in done if row.review_id is not None]
    if not reviewed:
        why = phrase(N_("Remote sessions that are reviewed once their month is over: %(n)s."), n=len(done))
        return State.DUE_SOON, why, phrase(N_("Review the month.")), review_due(month_of(as_of))
    return State.MET, phrase(N_("Remote sessions recorded and reviewed: %(n)s."), n=len(reviewed)), None, None


def _due_on(row: Any, known: Mapping[str, Any]) -> date:
    """By when the month is reviewed, or, of what came to light after its review, reviewed further."""
    month = _month(row)
    return further_review_due(row.recorded_at.astimezone(clock.zone()).date()) if month in known else review_due(month)


def _month(row: Any) -> str:
    return month_of(row.window_from.astimezone(clock.zone()).date())
