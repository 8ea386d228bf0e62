"""Reads of reviews of access."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from contracts.access.models import AccessGrant, AccountList
from contracts.access.rules import PRIVILEGE_NAMES, Privilege
from contracts.access_reviews.models import AccessReview, AccessReviewLine, seen_of
from contracts.access_reviews.rules import LINE_STATE_NAMES, TONES, Answer, Answerer, LineState, line_state
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from core.auth.guard import may
from core.auth.models import User
from core.db import db
from core.i18n import formats, say
from core.my_work.queries import reader_of
from core.web import listing
from core.web.listing import Column, Filter, Kind, Listing, Measured, attribute_choices
from vendors.register.models import Vendor

SPONSOR, ANSWERED, DONE = aliased(User), aliased(User), aliased(User)
SPONSORS_OWN = and_(AccessGrant.is_direct.is_(True), AccessGrant.entered_by_id == AccessReviewLine.sponsor_id)
"""What its sponsor entered without anybody's approval: a second person answers for it."""
MOST_OWN = 200
"""How many accounts one page puts before a person at once."""


def state_badge(state: LineState) -> listing.Status:
    return listing.Status(say(LINE_STATE_NAMES[state]), TONES[state])


def reviews() -> Sequence[tuple[AccessReview, Mapping[LineState, int]]]:
    """All reviews, the newest first, with how many accounts stand where."""
    query = (
        select(AccessReview)
        .options(joinedload(AccessReview.opened_by), joinedload(AccessReview.closed_by))
        .order_by(AccessReview.period.desc())
    )
    found = db.session.scalars(query).all()
    tally: dict[int, Counter[LineState]] = {each.id: Counter() for each in found}
    rows = (
        select(
            AccessReviewLine.review_id, AccessReviewLine.answer, AccessGrant.revoked_on.is_(None).label("is_live"),
            func.count().label("n"),
        )
        .join(AccessGrant, AccessReviewLine.grant_id == AccessGrant.id)
        .group_by(AccessReviewLine.review_id, AccessReviewLine.answer, AccessGrant.revoked_on.is_(None))
    )  # fmt: skip
    for row in db.session.execute(rows):
        tally[row.review_id][line_state(row.answer, None if row.is_live else date.min)] += row.n
    return [(each, _figures(each) or tally[each.id]) for each in found]


def _figures(review: AccessReview) -> Mapping[LineState, int] | None:
    """A closed review keeps the figures it was closed with."""
    return {LineState(key): n for key, n in review.figures.items()} if review.closed_at else None


def counts(review: AccessReview) -> Mapping[LineState, int]:
    if (kept := _figures(review)) is not None:
        return {state: kept.get(state, 0) for state in LineState}
    query = (
        select(AccessReviewLine.answer, AccessGrant.revoked_on)
        .join(AccessGrant, AccessReviewLine.grant_id == AccessGrant.id)
        .where(AccessReviewLine.review_id == review.id)
    )
    found = Counter(line_state(row.answer, row.revoked_on) for row in db.session.execute(query))
    return {state: found[state] for state in LineState}


def answerer(user: User, today: date) -> Answerer:
    """For whom this person answers today."""
    reader, approves = reader_of(user, today), may("access.approve", roles=user.roles)
    nobodys = reader.gone if approves else frozenset()
    return Answerer(frozenset({user.id}) | reader.absent | nobodys, reader.staff, approves)


def asked_of(review: AccessReview, who: Answerer, today: date) -> ColumnElement[bool]:
    """The lines that this person may answer."""
    gone = select(User.id).where(User.disabled_at.is_not(None))
    people = who.stands_for | (who.staff if review.due_on < today else frozenset())
    mine = AccessReviewLine.sponsor_id.in_(people) & AccessReviewLine.sponsor_id.not_in(gone)
    if who.may_for_nobody:
        return or_(mine, AccessReviewLine.sponsor_id.is_(None), AccessReviewLine.sponsor_id.in_(gone), SPONSORS_OWN)
    return mine


def entered_by(user_id: int) -> ColumnElement[bool]:
    return and_(AccessGrant.is_direct.is_(True), func.coalesce(AccessGrant.entered_by_id, 0) == user_id)


def to_answer(review: AccessReview, who: Answerer, user_id: int, today: date) -> Sequence[AccessReviewLine]:
    """The accounts that wait for this person's answer, those of one system together; not those they entered themselves."""
    query = (
        select(AccessReviewLine)
        .join(AccessGrant, AccessReviewLine.grant_id == AccessGrant.id)
        .where(
            AccessReviewLine.review_id == review.id, AccessReviewLine.answer == Answer.OPEN,
            AccessGrant.revoked_on.is_(None), asked_of(review, who, today), ~entered_by(user_id),
        )
        .options(
            contains_eager(AccessReviewLine.grant).joinedload(AccessGrant.contract).joinedload(Contract.vendor),
            joinedload(AccessReviewLine.sponsor),
        )
        .order_by(AccessGrant.system, AccessGrant.account, AccessReviewLine.id)
        .limit(MOST_OWN)
    )  # fmt: skip
    return db.session.scalars(query).all()


def lines(review: AccessReview) -> Listing:
    """Every account of a review: who said what of it when, and the proof where it was revoked."""
    return Listing(
        name=f"access-review-{review.period}-accounts",
        title=gettext("Access review %(period)s", period=review.period),
        statement=select(AccessReviewLine)
        .join(AccessGrant, AccessReviewLine.grant_id == AccessGrant.id)
        .join(Contract, AccessGrant.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .outerjoin(SPONSOR, AccessReviewLine.sponsor_id == SPONSOR.id)
        .outerjoin(ANSWERED, AccessReviewLine.answered_by_id == ANSWERED.id)
        .outerjoin(DONE, AccessReviewLine.done_by_id == DONE.id)
        .where(AccessReviewLine.review_id == review.id)
        .options(
            contains_eager(AccessReviewLine.grant).contains_eager(AccessGrant.contract).contains_eager(Contract.vendor),
            contains_eager(AccessReviewLine.sponsor.of_type(SPONSOR)),
            contains_eager(AccessReviewLine.answered_by.of_type(ANSWERED)),
            contains_eager(AccessReviewLine.done_by.of_type(DONE)),
        ),
        tiebreak=AccessReviewLine.id,
        search=(AccessGrant.system, AccessGrant.account, Contract.number, Vendor.name_zh, Vendor.name_en, SPONSOR.name),
        default_sort="system",
        filters=[
            Filter("state", gettext("State"), attribute_choices(LINE_STATE_NAMES), _in_state),
            Filter("whose", gettext("Sponsor"), lambda: _sponsors(review), _of_sponsor),
        ],
        columns=columns(),
    )


def _in_state(value: str) -> ColumnElement[bool]:
    live, answer = AccessGrant.revoked_on.is_(None), AccessReviewLine.answer
    return {
        LineState.OPEN: and_(live, answer == Answer.OPEN),
        LineState.TO_REVOKE: and_(live, answer == Answer.REVOKE),
        LineState.CONFIRMED: answer == Answer.CONFIRMED,
        LineState.SETTLED: and_(~live, answer == Answer.REVOKE),
        LineState.GONE: and_(~live, answer == Answer.OPEN),
    }[LineState(value)]


def _sponsors(review: AccessReview) -> Sequence[tuple[str, str]]:
    asked = select(AccessReviewLine.sponsor_id).where(AccessReviewLine.review_id == review.id)
    query = select(User.id, User.name).where(User.id.in_(asked)).order_by(User.name)
    return [("none", gettext("nobody")), *((str(row.id), row.name) for row in db.session.execute(query))]


def _of_sponsor(value: str) -> ColumnElement[bool]:
    return AccessReviewLine.sponsor_id.is_(None) if value == "none" else AccessReviewLine.sponsor_id == int(value)


def columns() -> list[Column]:
    return [
        Column("system", _l("System"), lambda r: r.grant.system, sort=AccessGrant.system,
               url=lambda r: url_for("contracts.access.show", grant_id=r.grant_id)),
        Column("account", _l("Account"), lambda r: r.grant.account, sort=AccessGrant.account),
        Column("state", _l("State"), lambda r: state_badge(r.state), Kind.STATUS,
               url=lambda r: url_for("contracts.access_reviews.carry_out", line_id=r.id)
               if r.state is LineState.TO_REVOKE and may("access.edit") else ""),
        Column("vendor", _l("Vendor"), lambda r: r.grant.contract.vendor.name, sort=VENDOR_NAME),
        Column("contract", _l("Contract"), lambda r: r.grant.contract.number, sort=Contract.number, is_minor=True),
        Column("privilege", _l("Privilege"), lambda r: say(PRIVILEGE_NAMES[Privilege(_seen(r)["privilege"])]), is_minor=True),
        Column("last_used", _l("Last used on"), lambda r: _day(_seen(r).get("last_used_on")), Kind.DAY, is_minor=True),
        Column("expires", _l("Expires on"), lambda r: _day(_seen(r).get("expires_on")), Kind.DAY, is_minor=True),
        Column("sponsor", _l("Sponsor"), lambda r: r.sponsor.name if r.sponsor else None, sort=SPONSOR.name),
        Column("answered_by", _l("Answered by"), lambda r: r.answered_by.name if r.answered_by else None,
               sort=ANSWERED.name, is_minor=True),
        Column("answered", _l("Answered on"), lambda r: r.answered_at, Kind.INSTANT, sort=AccessReviewLine.answered_at,
               is_minor=True),
        Column("reason", _l("Reason"), lambda r: r.reason, is_minor=True),
        Column("revoked_on", _l("Revoked on"), lambda r: r.grant.revoked_on, Kind.DAY, sort=AccessGrant.revoked_on,
               is_minor=True),
        Column("done_by", _l("Done by"), lambda r: r.done_by.name if r.done_by else None, sort=DONE.name, is_minor=True),
        Column("proof", _l("Evidence"), lambda r: "\n".join(part for part in (r.proof, r.file_name) if part), is_minor=True),
    ]  # fmt: skip


def _seen(line: AccessReviewLine) -> Mapping[str, Any]:
    """As the account was when it was answered for; until then as it is."""
    return seen_of(line.grant) if line.answer is Answer.OPEN else line.seen


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def lists_of(review: AccessReview) -> Sequence[AccountList]:
    """The account lists from directories that were compared in the time of the review."""
    until = review.closed_at
    query = select(AccountList).where(AccountList.as_of >= date(review.opened_on.year, review.opened_on.month, 1))
    if until is not None:
        query = query.where(AccountList.added_at <= until)
    return db.session.scalars(query.options(joinedload(AccountList.added_by)).order_by(AccountList.id)).all()


def figures(review: AccessReview) -> list[tuple[str, Measured | str]]:
    """A review in pairs of label and value, for the page, the paper and the workbook alike."""
    found = counts(review)
    return [
        (gettext("Period"), review.period),
        (gettext("Opened on"), Measured(review.opened_on, Kind.DAY)),
        (gettext("Opened by"), review.opened_by.name if review.opened_by else gettext("Scheduled job")),
        (gettext("Answers due by"), Measured(review.due_on, Kind.DAY)),
        (gettext("Closed at"), Measured(review.closed_at, Kind.INSTANT) if review.closed_at else gettext("not closed yet")),
        (gettext("Closed by"), review.closed_by.name if review.closed_by else "—"),
        (gettext("Accounts"), Measured(sum(found.values()), Kind.NUMBER)),
        *((say(LINE_STATE_NAMES[state]), Measured(n, Kind.NUMBER)) for state, n in found.items()),
        *(
            (gettext("Account list compared"),
             f"{each.file_name} · {formats.day(each.as_of)} · SHA-256 {each.sha256[:12]}…")
            for each in lists_of(review)
        ),
    ]  # fmt: skip


def line_page(line_id: int) -> AccessReviewLine:
    query = (
        select(AccessReviewLine)
        .where(AccessReviewLine.id == line_id)
        .options(
            joinedload(AccessReviewLine.review),
            joinedload(AccessReviewLine.grant).joinedload(AccessGrant.contract).joinedload(Contract.vendor),
        )
    )
    found: AccessReviewLine = db.one_or_404(query)
    return found
