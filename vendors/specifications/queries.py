"""Reads of specifications and channels: how every service stands, one set at a time; the records of one service."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, has_request_context
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from core import clock
from core.db import db
from core.i18n import say
from core.web.listing import Status
from vendors.diligence.queries import VENDOR_NAME
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import Service
from vendors.specifications import rules, shelf
from vendors.specifications.models import Channel, ChannelTest, Specification, SpecificationPart
from vendors.specifications.rules import ChannelStanding, Judged, PartState, Stage

REACHED = and_(
    Service.is_ended.is_(False),
    Vendor.status.not_in((VendorStatus.ENDED, VendorStatus.PROSPECT)),
    Vendor.out_of_scope_reason == "",
)
"""SQL: services in use, of vendors that the rule reaches; needs Service joined with Vendor."""


def services_reached(ids: Collection[int] | None = None) -> Sequence[Any]:
    """Rows of services that need a specification: id, name, vendor_id, vendor, owner_id."""
    query = (
        select(Service.id, Service.name, Service.vendor_id, VENDOR_NAME.label("vendor"), Vendor.owner_id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(REACHED)
        .order_by(Service.id)
    )
    return db.session.execute(query if ids is None else query.where(Service.id.in_(ids))).all()


@dataclass(frozen=True)
class Current:
    """A service's newest agreed version as columns, whether a draft is open, and what the version says of its parts."""

    spec_id: int | None
    number: int
    agreed_on: date | None
    review_on: date | None
    has_draft: bool
    said: Mapping[str, PartState] | None
    reasons: Mapping[str, str]


NOTHING = Current(None, 0, None, None, False, None, {})


def currents(as_of: date, ids: Collection[int] | None = None) -> Mapping[int, Current]:
    """By service: what was agreed by a day. Three reads, however many services."""
    newest = (
        select(Specification.service_id, func.max(Specification.number).label("number"))
        .where(Specification.stage == Stage.AGREED, Specification.agreed_on <= as_of)
        .group_by(Specification.service_id)
    )
    drafts = select(Specification.service_id).where(Specification.stage == Stage.DRAFT)
    if ids is not None:
        newest, drafts = (
            newest.where(Specification.service_id.in_(ids)),
            drafts.where(Specification.service_id.in_(ids)),
        )
    top = newest.subquery()
    join = and_(Specification.service_id == top.c.service_id, Specification.number == top.c.number)
    agreed = db.session.execute(
        select(
            Specification.id, Specification.service_id, Specification.number, Specification.agreed_on, Specification.review_on
        ).join(top, join)
    ).all()  # fmt: skip
    said, reasons = _said(top, join)
    drafted = set(db.session.scalars(drafts))
    found = {
        row.service_id: Current(
            row.id, row.number, row.agreed_on, row.review_on, row.service_id in drafted, said.get(row.id, {}),
            reasons.get(row.id, {}),
        )
        for row in agreed
    }  # fmt: skip
    for service_id in drafted - found.keys():
        found[service_id] = Current(None, 0, None, None, True, None, {})
    return found


def _said(top: Any, join: Any) -> tuple[dict[int, dict[str, PartState]], dict[int, dict[str, str]]]:
    query = (
        select(
            SpecificationPart.specification_id, SpecificationPart.part, SpecificationPart.state, SpecificationPart.reason
        )
        .join(Specification, SpecificationPart.specification_id == Specification.id)
        .join(top, join)
    )  # fmt: skip
    said: dict[int, dict[str, PartState]] = {}
    reasons: dict[int, dict[str, str]] = {}
    for row in db.session.execute(query):
        said.setdefault(row.specification_id, {})[row.part] = row.state
        if row.reason:
            reasons.setdefault(row.specification_id, {})[row.part] = row.reason
    return said, reasons


def judged(current: Current, as_of: date) -> Judged:
    return rules.judge(shelf.policy(), current.said, current.number, current.review_on, current.has_draft, as_of)


def standings(as_of: date) -> Mapping[int, Judged]:
    """How each service that needs a specification stands; read once in a request."""
    if has_request_context() and getattr(g, "specification_standings", (None, None))[0] == as_of:
        return g.specification_standings[1]  # type: ignore[no-any-return]
    known = currents(as_of)
    found = {row.id: judged(known.get(row.id, NOTHING), as_of) for row in services_reached()}
    if has_request_context():
        g.specification_standings = as_of, found
    return found


@dataclass(frozen=True)
class ChannelRow:
    """A channel as columns, with its last test and how it stands."""

    channel_id: int
    service_id: int
    who: str
    purpose: rules.Purpose
    standing: ChannelStanding
    due_on: date


def channel_rows(as_of: date, ids: Collection[int] | None = None) -> Mapping[int, list[ChannelRow]]:
    """By service: the channels in use on a day. Two reads."""
    policy = shelf.policy()
    query = select(Channel.id, Channel.service_id, Channel.who, Channel.purpose, Channel.added_on).where(
        Channel.ended_on.is_(None), Channel.added_on <= as_of
    )
    last = last_tests(as_of, ids)
    found: dict[int, list[ChannelRow]] = {}
    for row in db.session.execute(
        (query if ids is None else query.where(Channel.service_id.in_(ids))).order_by(Channel.id)
    ):
        tested_on, answer = last.get(row.id, (None, None))
        standing, due = rules.channel_standing(policy, row.added_on, tested_on, answer, as_of)
        found.setdefault(row.service_id, []).append(
            ChannelRow(row.id, row.service_id, row.who, row.purpose, standing, due)
        )
    return found


def last_tests(as_of: date, ids: Collection[int] | None = None) -> dict[int, tuple[date | None, rules.Answer | None]]:
    """By channel: its newest test by a day."""
    query: Select[*tuple[Any, ...]] = select(ChannelTest.channel_id, ChannelTest.tested_on, ChannelTest.answer)
    query = query.where(ChannelTest.tested_on <= as_of).order_by(ChannelTest.tested_on, ChannelTest.id)
    if ids is not None:
        query = query.join(Channel, ChannelTest.channel_id == Channel.id).where(Channel.service_id.in_(ids))
    return {row.channel_id: (row.tested_on, row.answer) for row in db.session.execute(query)}


def standing_status(judged: Judged) -> Status:
    standing = judged.standing
    return Status(say(rules.STANDING_NAMES[standing]), rules.STANDING_TONES.get(standing, "bad"))


def stage_status(spec: Specification) -> Status:
    return Status(say(rules.STAGE_NAMES[spec.stage]), rules.STAGE_TONES[spec.stage])


def part_status(state: PartState) -> Status:
    return Status(say(rules.PART_STATE_NAMES[state]), rules.PART_TONES[state])


def channel_status(standing: ChannelStanding) -> Status:
    return Status(say(rules.CHANNEL_NAMES[standing]), rules.CHANNEL_TONES.get(standing, "bad"))


def answer_status(answer: rules.Answer) -> Status:
    return Status(say(rules.ANSWER_NAMES[answer]), rules.ANSWER_TONES[answer])


def specification_page(spec_id: int) -> Specification:
    """One version with its parts. 404 for a number nobody has."""
    query = select(Specification).where(Specification.id == spec_id)
    options = (
        joinedload(Specification.service).joinedload(Service.vendor),
        joinedload(Specification.created_by),
        selectinload(Specification.parts),
    )
    found: Specification = db.one_or_404(query.options(*options))
    return found


def part_of(spec_id: int, part: str) -> SpecificationPart:
    query = select(SpecificationPart).where(
        SpecificationPart.specification_id == spec_id, SpecificationPart.part == part
    )
    found: SpecificationPart = db.one_or_404(query.options(joinedload(SpecificationPart.specification)))
    return found


def versions_of(service_id: int) -> Sequence[Specification]:
    """A service's versions, the newest first."""
    query = select(Specification).where(Specification.service_id == service_id)
    return db.session.scalars(
        query.options(joinedload(Specification.created_by), selectinload(Specification.parts)).order_by(
            Specification.number.desc()
        )
    ).all()


def channels_of(service_id: int) -> Sequence[Channel]:
    """A service's channels, those in use first, with their tests."""
    query = select(Channel).where(Channel.service_id == service_id).options(selectinload(Channel.tests))
    return db.session.scalars(query.order_by(Channel.ended_on.is_not(None), Channel.purpose, Channel.id)).all()


def standing_of(channel: Channel, today: date | None = None) -> tuple[ChannelStanding, date]:
    last = channel.tests[0] if channel.tests else None
    return rules.channel_standing(
        shelf.policy(), channel.added_on, last.tested_on if last else None, last.answer if last else None,
        today or clock.today(),
    )  # fmt: skip
