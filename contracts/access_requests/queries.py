"""Reads of requests for access."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from contracts.access.models import AccessGrant
from contracts.access.rules import PRIVILEGE_NAMES, Privilege
from contracts.access_requests.models import AccessRequest
from contracts.access_requests.rules import REQUEST_STATE_NAMES, TONES, RequestState
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from core.auth.models import User
from core.db import db
from core.i18n import formats, say
from core.web import listing
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices
from vendors.register.models import Vendor

ASKER, DECIDER = aliased(User), aliased(User)


def state_badge(state: RequestState) -> listing.Status:
    return listing.Status(say(REQUEST_STATE_NAMES[state]), TONES[state])


def requests() -> Listing:
    """All requests, the newest first; those still open unless asked otherwise."""
    return Listing(
        name="access-requests",
        title=gettext("Access requests"),
        statement=select(AccessRequest)
        .join(Contract, AccessRequest.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .outerjoin(ASKER, AccessRequest.asked_by_id == ASKER.id)
        .outerjoin(DECIDER, AccessRequest.decided_by_id == DECIDER.id)
        .options(
            contains_eager(AccessRequest.contract).contains_eager(Contract.vendor),
            contains_eager(AccessRequest.asked_by.of_type(ASKER)),
            contains_eager(AccessRequest.decided_by.of_type(DECIDER)),
        ),
        tiebreak=AccessRequest.id.desc(),
        search=(AccessRequest.system, AccessRequest.account, Contract.number, Vendor.name_zh, Vendor.name_en),
        default_sort="-asked",
        filters=[
            Filter("state", gettext("State"), attribute_choices(REQUEST_STATE_NAMES),
                   lambda v: AccessRequest.state == RequestState(v)),
            Filter("privilege", gettext("Privilege"), attribute_choices(PRIVILEGE_NAMES),
                   lambda v: AccessRequest.privilege == Privilege(v)),
        ],
        columns=[
            Column("system", _l("System"), lambda r: r.system, sort=AccessRequest.system,
                   url=lambda r: url_for("contracts.access_requests.show", request_id=r.id)),
            Column("account", _l("Account"), lambda r: r.account, sort=AccessRequest.account),
            Column("kind", _l("Kind"), lambda r: gettext("Change") if r.is_change else gettext("New access"),
                   sort=AccessRequest.is_change, is_minor=True),
            Column("state", _l("State"), lambda r: state_badge(r.state), Kind.STATUS, sort=AccessRequest.state),
            Column("contract", _l("Contract"), lambda r: r.contract.number, sort=Contract.number,
                   url=lambda r: url_for("contracts.register.show", contract_id=r.contract_id)),
            Column("vendor", _l("Vendor"), lambda r: r.contract.vendor.name, sort=VENDOR_NAME),
            Column("privilege", _l("Privilege"), lambda r: say(PRIVILEGE_NAMES[r.privilege]),
                   sort=AccessRequest.privilege, is_minor=True),
            Column("asked_by", _l("Asked for by"), lambda r: r.asked_by.name if r.asked_by else None, sort=ASKER.name),
            Column("asked", _l("Asked on"), lambda r: r.asked_at, Kind.INSTANT, sort=AccessRequest.asked_at),
            Column("decided_by", _l("Decided by"), lambda r: r.decided_by.name if r.decided_by else None,
                   sort=DECIDER.name, is_minor=True),
            Column("decided", _l("Decided on"), lambda r: r.decided_at, Kind.INSTANT, sort=AccessRequest.decided_at,
                   is_minor=True),
            Column("purpose", _l("Purpose of the access"), lambda r: r.purpose, is_minor=True),
        ],
    )  # fmt: skip


def request_page(request_id: int) -> AccessRequest:
    query = (
        select(AccessRequest)
        .where(AccessRequest.id == request_id)
        .options(
            joinedload(AccessRequest.contract).joinedload(Contract.vendor),
            joinedload(AccessRequest.grant),
            joinedload(AccessRequest.sponsor),
            joinedload(AccessRequest.asked_by),
            joinedload(AccessRequest.decided_by),
            joinedload(AccessRequest.done_by),
        )
    )
    found: AccessRequest = db.one_or_404(query)
    return found


def requests_of(grant: AccessGrant) -> Sequence[AccessRequest]:
    query = (
        select(AccessRequest)
        .where(AccessRequest.grant_id == grant.id)
        .options(joinedload(AccessRequest.asked_by), joinedload(AccessRequest.decided_by))
        .order_by(AccessRequest.id.desc())
    )
    return db.session.scalars(query).all()


def rights_rows(request: AccessRequest) -> list[tuple[str, str, str]]:
    """What is asked for, a line each: label, what holds now (of a change), what is asked; "" for nothing."""
    before: Mapping[str, Any] = request.before if request.is_change else {}
    people = {request.sponsor_id, before.get("sponsor_id")} - {None}
    names = {r.id: r.name for r in db.session.execute(select(User.id, User.name).where(User.id.in_(people)))}
    ids = {*request.also_for, *_ids(before.get("also_for"))}
    named = select(Contract.id, Contract.number).where(Contract.id.in_(ids))
    numbers = {r.id: r.number for r in db.session.execute(named)}
    shown: dict[str, Callable[[Any], str]] = {
        "system": str, "account": str, "privilege": lambda v: say(PRIVILEGE_NAMES[Privilege(v)]),
        "is_remote": _yes, "two_factor": _yes, "hours": str, "sources": lambda v: v.replace("\n", ", "),
        "sponsor_id": lambda v: names.get(v, ""), "expires_on": _day,
        "also_for": lambda v: ", ".join(numbers.get(each, "") for each in v),
    }  # fmt: skip
    labels = {
        "system": gettext("System"), "account": gettext("Account"), "privilege": gettext("Privilege"),
        "is_remote": gettext("Remote"), "two_factor": gettext("Two factors"), "hours": gettext("Hours"),
        "sources": gettext("Source addresses"), "sponsor_id": gettext("Sponsor"), "expires_on": gettext("Expires on"),
        "also_for": gettext("Also needed by"),
    }  # fmt: skip
    rows = []
    for key, words in shown.items():
        now, then = getattr(request, key), before.get(key)
        rows.append(
            (labels[key], words(then) if then not in (None, "") else "", words(now) if now not in (None, "") else "")
        )
    return rows


def _ids(value: object) -> list[int]:
    return [each for each in value if isinstance(each, int)] if isinstance(value, list) else []


def _yes(value: object) -> str:
    return str(gettext("yes") if value else gettext("no"))


def _day(value: date | str) -> str:
    return formats.day(date.fromisoformat(value) if isinstance(value, str) else value)
