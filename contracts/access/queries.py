"""Reads of vendors' ways in: the list, one contract's, and those that stand though they should not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from contracts.access.models import AccessGrant, access_grant_contract
from contracts.access.rules import (
    GRANT_STATE_NAMES,
    PRIVILEGE_NAMES,
    Grant,
    GrantState,
    Privilege,
    grant_state,
    weaknesses,
)
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from contracts.register.standings import standings
from core import clock
from core.auth.models import User
from core.db import db
from core.i18n import say
from core.phrases import Phrase
from core.web import listing
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices
from vendors.register.models import Vendor

TONES = {
    GrantState.OUTLIVES: "bad",
    GrantState.EXPIRED: "bad",
    GrantState.IDLE: "warn",
    GrantState.LIVE: "good",
    GrantState.REVOKED: "muted",
}


def state_badge(state: GrantState) -> listing.Status:
    return listing.Status(say(GRANT_STATE_NAMES[state]), TONES[state])


def grant_states(as_of: date) -> dict[int, GrantState]:
    """The state of every way in on a day, by its id: three queries, however many there are."""
    found = standings(as_of)
    served: dict[int, list[int]] = {}
    for row in db.session.execute(select(access_grant_contract)):
        served.setdefault(row.grant_id, []).append(row.contract_id)
    columns = (
        AccessGrant.id, AccessGrant.contract_id, AccessGrant.granted_on, AccessGrant.last_used_on,
        AccessGrant.expires_on, AccessGrant.revoked_on,
    )  # fmt: skip
    states = {}
    for row in db.session.execute(select(*columns)):
        ends = tuple(
            found[key].effective_end if key in found else None for key in (row.contract_id, *served.get(row.id, ()))
        )
        grant = Grant(row.granted_on, row.last_used_on, row.expires_on, row.revoked_on, ends)
        states[row.id] = grant_state(grant, as_of)
    return states


def grants(as_of: date | None = None) -> Listing:
    """The list of vendors' ways in as of a day (today), the wrong ones findable by one filter."""
    states, order = grant_states(as_of or clock.today()), list(GrantState)
    return Listing(
        name="vendor-access",
        title=gettext("Vendor access"),
        statement=select(AccessGrant)
        .join(Contract, AccessGrant.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .outerjoin(User, AccessGrant.sponsor_id == User.id)
        .options(
            contains_eager(AccessGrant.contract).contains_eager(Contract.vendor), contains_eager(AccessGrant.sponsor)
        ),
        key=AccessGrant.id,
        tiebreak=AccessGrant.id,
        search=(AccessGrant.system, AccessGrant.account, Contract.number, Vendor.name_zh, Vendor.name_en),
        default_sort="state",
        filters=[
            Filter(
                "state",
                gettext("State"),
                attribute_choices(GRANT_STATE_NAMES),
                keep=lambda value: lambda key: states.get(key) == value,
            ),
            Filter(
                "privilege",
                gettext("Privilege"),
                attribute_choices(PRIVILEGE_NAMES),
                lambda v: AccessGrant.privilege == Privilege(v),
            ),
            Filter(
                "entered",
                gettext("How it came here"),
                _entry_choices,
                lambda v: AccessGrant.is_direct.is_(v == "direct"),
            ),
            Filter("remote", gettext("Remote"), _remote_choices, lambda v: AccessGrant.is_remote.is_(v == "yes")),
        ],
        columns=[
            Column(
                "system",
                _l("System"),
                lambda g: g.system,
                sort=AccessGrant.system,
                url=lambda g: url_for("contracts.access.show", grant_id=g.id),
            ),
            Column("account", _l("Account"), lambda g: g.account, sort=AccessGrant.account),
            Column(
                "state",
                _l("State"),
                lambda g: state_badge(states[g.id]),
                Kind.STATUS,
                rank=lambda key: order.index(states[key]),
            ),
            Column(
                "contract",
                _l("Contract"),
                lambda g: g.contract.number,
                sort=Contract.number,
                url=lambda g: url_for("contracts.register.show", contract_id=g.contract_id),
            ),
            Column("vendor", _l("Vendor"), lambda g: g.contract.vendor.name, sort=VENDOR_NAME),
            Column(
                "privilege",
                _l("Privilege"),
                lambda g: say(PRIVILEGE_NAMES[g.privilege]),
                sort=AccessGrant.privilege,
                is_minor=True,
            ),
            Column(
                "remote",
                _l("Remote"),
                lambda g: gettext("yes") if g.is_remote else gettext("no"),
                sort=AccessGrant.is_remote,
                is_minor=True,
            ),
            Column(
                "two_factor",
                _l("Two factors"),
                lambda g: gettext("yes") if g.two_factor else gettext("no"),
                sort=AccessGrant.two_factor,
                is_minor=True,
            ),
            Column(
                "entered",
                _l("How it came here"),
                lambda g: gettext("Entered directly") if g.is_direct else gettext("Asked for and approved"),
                sort=AccessGrant.is_direct,
                is_minor=True,
            ),
            Column("hours", _l("Hours"), lambda g: g.hours, sort=AccessGrant.hours, is_minor=True),
            Column("sources", _l("Source addresses"), lambda g: g.sources, is_minor=True),
            Column(
                "sponsor", _l("Sponsor"), lambda g: g.sponsor.name if g.sponsor else None, sort=User.name, is_minor=True
            ),
            Column(
                "last_used",
                _l("Last used"),
                lambda g: g.last_used_on,
                Kind.DAY,
                sort=AccessGrant.last_used_on,
                is_minor=True,
            ),
            Column(
                "expires", _l("Expires"), lambda g: g.expires_on, Kind.DAY, sort=AccessGrant.expires_on, is_minor=True
            ),
        ],
    )


def _entry_choices() -> Sequence[tuple[str, str]]:
    return [("asked", gettext("Asked for and approved")), ("direct", gettext("Entered directly"))]


def _remote_choices() -> Sequence[tuple[str, str]]:
    return [("yes", gettext("Remote")), ("no", gettext("On site"))]


def grant_page(grant_id: int) -> AccessGrant:
    query = (
        select(AccessGrant)
        .where(AccessGrant.id == grant_id)
        .options(
            joinedload(AccessGrant.contract).joinedload(Contract.vendor),
            joinedload(AccessGrant.sponsor),
            joinedload(AccessGrant.revoked_by),
            selectinload(AccessGrant.also_for),
        )
    )
    found: AccessGrant = db.one_or_404(query)
    return found


def grants_of(contract: Contract, as_of: date) -> list[tuple[AccessGrant, GrantState]]:
    """The ways in that serve a contract, live ones first, each with its state."""
    also = select(access_grant_contract.c.grant_id).where(access_grant_contract.c.contract_id == contract.id)
    query = (
        select(AccessGrant)
        .where(or_(AccessGrant.contract_id == contract.id, AccessGrant.id.in_(also)))
        .options(joinedload(AccessGrant.contract), selectinload(AccessGrant.also_for), joinedload(AccessGrant.sponsor))
        .order_by(AccessGrant.revoked_on.is_not(None), AccessGrant.system, AccessGrant.id)
    )
    found = standings(as_of)
    return [(grant, _state(grant, found, as_of)) for grant in db.session.scalars(query)]


def state_of(grant: AccessGrant, as_of: date) -> GrantState:
    return _state(grant, standings(as_of), as_of)


def _state(grant: AccessGrant, found, as_of: date) -> GrantState:  # type: ignore[no-untyped-def]
    ends = tuple(found[key].effective_end for key in grant.contract_ids if key in found)
    return grant_state(
        Grant(grant.granted_on, grant.last_used_on, grant.expires_on, grant.revoked_on, ends or (None,)), as_of
    )


def weaknesses_of(record: Any) -> list[Phrase]:
    """Where a way in, registered or asked for, is wider than it need be."""
    return weaknesses(
        privilege=record.privilege, is_remote=record.is_remote, two_factor=record.two_factor, hours=record.hours,
        sources=record.sources, expires_on=record.expires_on,
    )  # fmt: skip


def sibling_choices(contract: Contract) -> list[tuple[int, str]]:
    """The vendor's other contracts, which may need the same way in."""
    query = (
        select(Contract.id, Contract.number, Contract.title)
        .where(Contract.vendor_id == contract.vendor_id, Contract.id != contract.id)
        .order_by(Contract.number)
    )
    return [(row.id, f"{row.number} {row.title}") for row in db.session.execute(query)]


def linked_to(contract_ids: Iterable[int]) -> set[int]:
    """Contracts that share a way in with these: when one's end moves, it may fall to another to revoke it."""
    ids = set(contract_ids)
    further = select(access_grant_contract.c.grant_id).where(access_grant_contract.c.contract_id.in_(ids))
    shared = select(access_grant_contract.c.grant_id).distinct()
    grants = select(AccessGrant.id).where(
        or_(AccessGrant.id.in_(further), AccessGrant.contract_id.in_(ids) & AccessGrant.id.in_(shared))
    )
    found = set(db.session.scalars(select(AccessGrant.contract_id).where(AccessGrant.id.in_(grants))))
    also = select(access_grant_contract.c.contract_id).where(access_grant_contract.c.grant_id.in_(grants))
    return found | set(db.session.scalars(also)) | ids


@dataclass(frozen=True)
class AccessTally:
    """One contract's ways in by state; `total` counts revoked ones too."""

    total: int = 0
    live: int = 0
    outlives: int = 0
    expired: int = 0


def tallies(as_of: date) -> dict[int, AccessTally]:
    """Per contract id, over the contract the way in was registered under."""
    states = grant_states(as_of)
    counted: dict[int, list[GrantState]] = {}
    for row in db.session.execute(select(AccessGrant.id, AccessGrant.contract_id)):
        counted.setdefault(row.contract_id, []).append(states[row.id])
    return {
        contract_id: AccessTally(
            total=len(found),
            live=sum(state is not GrantState.REVOKED for state in found),
            outlives=found.count(GrantState.OUTLIVES),
            expired=found.count(GrantState.EXPIRED),
        )
        for contract_id, found in counted.items()
    }
