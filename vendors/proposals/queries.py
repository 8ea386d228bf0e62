"""Reads of checks before signing."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core import clock
from core.auth.models import User
from core.auth.queries import people_with
from core.auth.rules import Role
from core.db import db
from core.i18n import formats, say
from core.places import country_name
from core.web.addresses import address
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from vendors.concentration.dimensions import Dimension
from vendors.concentration.rules import rounded
from vendors.proposals.models import Proposal
from vendors.proposals.rules import DECISION_NAMES, DECISION_TONES, Change, Decision

APPROVERS = (Role.COMPLIANCE, Role.IT_MANAGER)


def approvers() -> list[User]:
    """Who may decide today."""
    return people_with(APPROVERS)


def approver_choices() -> list[tuple[int | str, str]]:
    return [("", "—"), *((p.id, p.name) for p in approvers())]


def is_stuck(proposal: Proposal) -> bool:
    """Whether it waits for somebody who has left, or who may not decide any more."""
    return proposal.decision is Decision.WAITING and proposal.approver_id not in {p.id for p in approvers()}


def badge(proposal: Proposal) -> Status:
    if proposal.decision is Decision.APPROVED and proposal.holds_until and proposal.holds_until < clock.today():
        return Status(gettext("The acceptance has ended"), "bad")
    return Status(say(DECISION_NAMES[proposal.decision]), DECISION_TONES[proposal.decision])


def proposal_page(proposal_id: int) -> Proposal:
    query = select(Proposal).where(Proposal.id == proposal_id)
    found: Proposal = db.one_or_404(query.options(joinedload(Proposal.approver), joinedload(Proposal.made_by)))
    return found


def proposals_of_draft(contract_id: int) -> Sequence[Proposal]:
    query = select(Proposal).where(Proposal.draft_id == contract_id).order_by(Proposal.id.desc())
    return db.session.scalars(query).all()


def proposals() -> Listing:
    """The checks that were kept, the newest first."""
    return Listing(
        name="checks-before-signing",
        title=gettext("Checks before signing"),
        statement=select(Proposal).options(joinedload(Proposal.approver)),
        key=Proposal.id,
        tiebreak=Proposal.id.desc(),
        search=(Proposal.title, Proposal.vendor_name),
        default_sort="-made",
        filters=[
            Filter(
                "decision",
                gettext("State"),
                attribute_choices(DECISION_NAMES),
                lambda v: Proposal.decision == Decision(v),
            )
        ],
        columns=[
            Column("title", _l("Proposed contract"), lambda r: r.title, sort=Proposal.title, url=_url),
            Column("vendor", _l("Vendor"), lambda r: r.vendor_name, sort=Proposal.vendor_name),
            Column("as_of", _l("As of"), lambda r: r.as_of, Kind.DAY, sort=Proposal.as_of),
            Column("decision", _l("State"), badge, Kind.STATUS, sort=Proposal.decision),
            Column("approver", _l("Decided by"), lambda r: r.approver.name if r.approver else None),
            Column("until", _l("Accepted until"), lambda r: r.holds_until, Kind.DAY, sort=Proposal.holds_until, is_minor=True),
            Column("made", _l("Kept"), lambda r: r.made_at, Kind.INSTANT, sort=Proposal.made_at, is_minor=True),
        ],
    )  # fmt: skip


def _url(proposal: Proposal) -> str:
    return url_for("vendors.proposals.show", proposal_id=proposal.id)


def change_columns() -> list[Column]:
    return [
        Column("basis", gettext("Measured by"), lambda c: say(c.basis_label)),
        Column("dimension", gettext("Over"), lambda c: say(c.dimension_label)),
        Column("party", gettext("Party"), _party),
        Column("before", gettext("Share before"), lambda c: c.share_before, Kind.PERCENT),
        Column("after", gettext("Share after"), lambda c: c.share_after, Kind.PERCENT),
        Column("limit", gettext("Limit"), lambda c: c.share_limit or None, Kind.NUMBER),
        Column("hhi", gettext("HHI before"), lambda c: _points(c.hhi_before), Kind.NUMBER, is_minor=True),
        Column("hhi_after", gettext("HHI after"), lambda c: _points(c.hhi_after), Kind.NUMBER),
        Column("delta", gettext("Change of HHI"), _delta, Kind.NUMBER),
    ]


def _party(change: Change) -> str:
    if change.dimension == Dimension.COUNTRY and len(change.party) == CODE:
        return country_name(change.party)
    return say(change.party) if change.dimension == Dimension.SERVICE_KIND else change.party


CODE = 2
"""Letters of a country's code (ISO 3166-1); records of before hold a name."""


def _points(value: Any) -> Any:
    return None if value is None else rounded(value)


def _delta(change: Change) -> str | None:
    if change.hhi_change is None:
        return None
    value = rounded(change.hhi_change)
    return f"{'+' if value > 0 else ''}{formats.number(value)}"


def connected_columns() -> list[Column]:
    return [
        Column("name", gettext("Vendor"), lambda c: c.name, url=_vendor),
        Column("why", gettext("Why"), lambda c: c.why),
    ]


def other_columns() -> list[Column]:
    return [
        Column("name", gettext("Vendor"), lambda o: o.name, url=_vendor),
        Column("supplies", gettext("Supplies today"), lambda o: o.supplies),
        Column("connected", gettext("Connected?"), _hangs, Kind.STATUS),
    ]


def _hangs(other: Any) -> Status:
    if other.is_connected:
        return Status(gettext("Same group or owner"), "bad")
    return Status(gettext("Independent"), "good")


def _vendor(row: Any) -> str:
    return address("vendors.register.show", vendor_id=row.vendor_id)


def point_columns() -> list[Column]:
    return [
        Column("function", gettext("Critical function"), lambda p: p.function),
        Column("party", gettext("Stopped by"), lambda p: p.party),
    ]
