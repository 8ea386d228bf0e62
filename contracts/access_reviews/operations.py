"""Opening, answering and closing reviews of access. Each is called inside a unit of work; none commits."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO, Any

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from contracts.access import operations as access
from contracts.access.events import AccessChanged
from contracts.access.models import AccessGrant
from contracts.access.queries import grant_states
from contracts.access_reviews.models import AccessReview, AccessReviewLine, seen_of
from contracts.access_reviews.queries import counts
from contracts.access_reviews.rules import (
    Answer,
    Answerer,
    LineState,
    answer_by,
    check_answer,
    check_closing,
    may_answer,
    period_of,
)
from core import clock, files
from core.audit import record
from core.auth.models import User
from core.calendar import calendar
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_


def open_review(*, by: User | None) -> AccessReview:
    """Ask every sponsor about every account that is live today, once a half-year. Raises Refused for the second time."""
    today = clock.today()
    period = period_of(today)
    if db.session.scalar(select(AccessReview.id).where(AccessReview.period == period)) is not None:
        raise Refused(N_("The review of %(period)s is opened already."), period=period)
    review = AccessReview(
        period=period,
        opened_on=today,
        due_on=answer_by(today, calendar()),
        opened_by_id=by.id if by else None,
        figures={},
    )
    db.session.add(review)
    db.session.flush()
    live = select(AccessGrant.__table__).where(AccessGrant.revoked_on.is_(None))
    accounts = _ask_about(review, db.session.execute(live).all())
    record("contracts:review:open", review, by=by, accounts=accounts, due_on=review.due_on)
    return review


def follow_access(event: AccessChanged) -> None:
    """An account that came into the register while a review is under way, or turned out to be live after all, is asked
    about in that review too."""
    open_one = select(AccessReview).where(AccessReview.closed_at.is_(None)).order_by(AccessReview.id.desc())
    review = db.session.scalar(open_one.limit(1))
    if review is None:
        return
    asked = select(AccessReviewLine.grant_id).where(AccessReviewLine.review_id == review.id)
    missing = select(AccessGrant.__table__).where(
        AccessGrant.contract_id.in_(event.contract_ids), AccessGrant.revoked_on.is_(None), AccessGrant.id.not_in(asked)
    )
    if found := db.session.execute(missing).all():
        _ask_about(review, found)
        for grant in found:
            record("contracts:review:add", review, by=None, access=f"{grant.system} · {grant.account}")


def _ask_about(review: AccessReview, grants: Sequence[Any]) -> int:
    rows = [
        {"review_id": review.id, "grant_id": grant.id, "sponsor_id": grant.sponsor_id, "answer": Answer.OPEN,
         "reason": "", "proof": "", "file_name": "", "version": 1,
         "seen": seen_of(grant)}
        for grant in grants
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(AccessReviewLine), rows)
    return len(rows)


def answer_lines(
    review: AccessReview, versions: Mapping[int, int], *, answer: Answer, reason: str = "", who: Answerer, by: User
) -> int:
    """One answer for some accounts of a review: all of them, or, where one may not be answered so, none. `versions`: by
    the line's id the version that was before the person's eyes; what somebody else answered meanwhile is not overruled.
    Raises Refused, naming the account."""
    today = clock.today()
    query = (
        select(AccessReviewLine)
        .where(AccessReviewLine.review_id == review.id, AccessReviewLine.id.in_(versions))
        .options(joinedload(AccessReviewLine.grant), joinedload(AccessReviewLine.sponsor))
        .order_by(AccessReviewLine.id)
    )
    lines = db.session.scalars(query).all()
    if not lines:
        raise Refused(N_("Choose at least one account."))
    states = grant_states(today) if answer is Answer.CONFIRMED else {}
    for line in lines:
        _check_answerer(line, who, today)
        is_wrong = line.grant_id in states and states[line.grant_id].is_wrong
        try:
            if versions[line.id] != line.version:
                raise Refused(N_("Somebody answered for it meanwhile; look at it again."))
            check_answer(
                answer, reason=reason, is_closed=review.closed_at is not None,
                is_revoked=line.grant.revoked_on is not None, is_wrong=is_wrong,
                is_own_entry=line.grant.is_direct and line.grant.entered_by_id == by.id,
            )  # fmt: skip
        except Refused as error:
            if error.field:
                raise
            raise Refused(N_("%(item)s: %(why)s"), item=line.grant.name, why=error.phrase) from error
        before = line.answer
        line.answer, line.reason, line.seen = answer, reason.strip(), seen_of(line.grant)
        line.answered_by_id, line.answered_at = by.id, clock.now()
        record(
            f"contracts:review:{'confirm' if answer is Answer.CONFIRMED else 'revoke'}", review, by=by,
            access=line.grant.name, review_answer=(before, answer), reason=reason.strip() or None,
        )  # fmt: skip
    db.session.flush()
    return len(lines)


def _check_answerer(line: AccessReviewLine, who: Answerer, today: date) -> None:
    left = line.sponsor is not None and not line.sponsor.is_active
    own = line.grant.is_direct and line.sponsor_id is not None and line.grant.entered_by_id == line.sponsor_id
    if not may_answer(who, line.sponsor_id, sponsor_left=left, is_late=line.review.due_on < today, is_sponsors_own=own):
        raise Refused(N_("%(item)s: somebody else vouches for it and answers."), item=line.grant.name)


def carry_out(
    line: AccessReviewLine, *, done_on: date, proof: str, upload: tuple[str, IO[bytes]] | None = None,
    version: int | str | None = None, by: User,
) -> AccessReviewLine:  # fmt: skip
    """An account that was to be revoked is: with the proof."""
    check_version(line, version)
    if line.state is not LineState.TO_REVOKE:
        raise Refused(N_("This account is not waiting to be revoked."))
    if not proof.strip() and upload is None:
        raise Refused(N_("Say how it was done, or add a file that shows it."), field="proof")
    if upload is not None:
        stored = files.store(upload[1])
        line.sha256, line.file_name = stored.sha256, files.plain_name(upload[0])
    try:
        access.revoke_access(line.grant, revoked_on=done_on, note=proof.strip(), by=by)
    except Refused as error:
        field = "done_on" if error.field == "revoked_on" else error.field
        raise Refused(error.phrase.msgid, field=field, **error.phrase.params) from error
    line.done_on, line.done_by_id, line.proof = done_on, by.id, proof.strip()
    db.session.flush()
    record("contracts:review:carry_out", line.review, by=by, access=line.grant.name, done_on=done_on,
           proof=proof.strip() or None, files=line.file_name or None)  # fmt: skip
    return line


def close_review(review: AccessReview, *, version: int | str | None = None, by: User) -> AccessReview:
    """Nothing is open any more: the figures are kept, and nothing is answered after. Raises Refused while anything is."""
    check_version(review, version)
    found = counts(review)
    check_closing(found[LineState.OPEN], found[LineState.TO_REVOKE], is_closed=review.closed_at is not None)
    review.closed_at, review.closed_by_id = clock.now(), by.id
    review.figures = {state.value: count for state, count in found.items()}
    db.session.flush()
    record("contracts:review:close", review, by=by, **{f"review_{k}": v for k, v in review.figures.items() if v})
    return review
