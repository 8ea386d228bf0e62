"""CC-18000-2-7 (accounts are reviewed each half-year), 2-8 (granted by a procedure), 2-9 (no wider than needed), for every
contract under which a vendor has a way in."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from contracts.access.models import AccessGrant
from contracts.access.queries import grant_states, weaknesses_of
from contracts.access.rules import GrantState, Privilege
from contracts.access_reviews.models import AccessReview, AccessReviewLine
from contracts.access_reviews.rules import Answer, period_of
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from core.db import db
from core.obligations.rules import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.register.models import Vendor

Verdict = tuple[State, Phrase, Phrase | None, date | None]


def judge(as_of: date) -> Iterator[Obligation]:
    states = grant_states(as_of)
    held: dict[int, list[Any]] = defaultdict(list)
    live = select(AccessGrant.__table__).where(AccessGrant.revoked_on.is_(None)).order_by(AccessGrant.id)
    for grant in db.session.execute(live):
        held[grant.contract_id].append(grant)
    review = db.session.scalar(select(AccessReview).where(AccessReview.period == period_of(as_of)))
    confirmed = _confirmed(review.id if review else None)
    ever = _confirmed(None) if review is None else _ever_confirmed()
    query = (
        select(Contract.id, Contract.number, Contract.vendor_id, VENDOR_NAME.label("vendor"))
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(Vendor.out_of_scope_reason == "")
    )
    url = (
        address("contracts.access_reviews.show", review_id=review.id)
        if review
        else address("contracts.access_reviews.index")
    )
    for row in db.session.execute(query):
        if not (grants := held.get(row.id)):
            continue
        here = address("contracts.register.show", contract_id=row.id, _anchor="access")
        for rule, (state, why, step, due_on), place in (
            ("CC-18000-2-7", _reviewed(grants, review, confirmed, states, as_of), url),
            ("CC-18000-2-8", _asked(grants, ever, review), here),
            ("CC-18000-2-9", _narrow(grants), here),
        ):
            yield Obligation(
                rule, "contract", row.id, row.number, row.vendor_id, row.vendor, state, why, next_step=step,
                due_on=due_on, url=place, evidence=review.period if review and rule == "CC-18000-2-7" else "",
            )  # fmt: skip


def _ever_confirmed() -> set[int]:
    return set(
        db.session.scalars(
            select(AccessReviewLine.grant_id).where(AccessReviewLine.answer == Answer.CONFIRMED).distinct()
        )
    )


def _confirmed(review_id: int | None) -> set[int]:
    if review_id is None:
        return _ever_confirmed()
    line = AccessReviewLine
    return set(
        db.session.scalars(select(line.grant_id).where(line.review_id == review_id, line.answer == Answer.CONFIRMED))
    )


def _reviewed(
    grants: Sequence[Any], review: AccessReview | None, confirmed: set[int], states: dict[int, GrantState], as_of: date
) -> Verdict:
    if review is None:
        why = phrase(N_("No review of this half-year is opened yet."))
        return State.NOT_ASSESSED, why, phrase(N_("Open the review.")), None
    left = [g for g in grants if g.id not in confirmed and g.granted_on < review.opened_on]
    fresh = [g for g in grants if g.id not in confirmed and g.granted_on >= review.opened_on and g.is_direct]
    idle = [g for g in grants if states[g.id] is GrantState.IDLE and g.id not in confirmed]
    if left:
        why = phrase(N_("Accounts not confirmed in the review %(period)s: %(n)s."), period=review.period, n=len(left))
        state = State.NOT_MET if review.due_on < as_of else State.DUE_SOON
        return state, why, phrase(N_("Confirm or revoke them.")), review.due_on
    if fresh:
        why = phrase(
            N_("Accounts entered since the review %(period)s opened that nobody has approved or confirmed: %(n)s."),
            period=review.period, n=len(fresh),
        )  # fmt: skip
        return State.NOT_ASSESSED, why, phrase(N_("Have them confirmed in the review, or revoke them.")), review.due_on
    if idle:
        why = phrase(N_("Idle accounts: %(n)s."), n=len(idle))
        return State.NOT_MET, why, phrase(N_("Ask the sponsor whether it is needed; else revoke it.")), as_of
    why = phrase(N_("Every account was confirmed in the review %(period)s, or approved since."), period=review.period)
    return State.MET, why, None, None


def _asked(grants: Sequence[Any], ever: set[int], review: AccessReview | None) -> Verdict:
    direct = [grant for grant in grants if grant.is_direct and grant.id not in ever]
    if not direct:
        return State.MET, phrase(N_("Every account was approved, or confirmed in a review.")), None, None
    why = phrase(N_("Accounts entered directly that nobody has approved or confirmed: %(n)s."), n=len(direct))
    step = phrase(N_("Have them confirmed in the review, or revoke them."))
    return State.NOT_ASSESSED, why, step, review.due_on if review else None


def _narrow(grants: Sequence[Any]) -> Verdict:
    wide = [g for g in grants if (g.is_remote or g.privilege == Privilege.PRIVILEGED) and not g.two_factor]
    step = phrase(N_("Ask for a change that limits them."))
    if wide:
        return (
            State.NOT_MET,
            phrase(N_("Remote or privileged without two-factor sign-in: %(n)s."), n=len(wide)),
            step,
            None,
        )
    open_ = sum(bool(weaknesses_of(grant)) for grant in grants)
    if open_:
        why = phrase(N_("Hours, source addresses or a last day are not laid down for: %(n)s."), n=open_)
        return State.NOT_ASSESSED, why, step, None
    return State.MET, phrase(N_("Every account is limited in privilege, hours, source and time.")), None, None
