"""Reads of the register of contracts: the list, the page about one, what others ask of it."""

from collections.abc import Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from contracts.register.agreed import RENEWAL_NAMES, Renewal
from contracts.register.models import Contract
from contracts.register.rules import STATUS_NAMES, Standing, Status
from contracts.register.standings import standings
from core import clock
from core.auth.models import User
from core.db import db
from core.i18n import say
from core.web import listing
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices
from vendors.register.models import Vendor
from vendors.services.models import Service

TONES = {
    Status.INCOMPLETE: "bad",
    Status.DRAFT: "muted",
    Status.NOT_STARTED: "info",
    Status.UNSIGNED: "bad",
    Status.IN_FORCE: "good",
    Status.DECISION_DUE: "warn",
    Status.EXPIRING: "warn",
    Status.NOTICE_RUNNING: "warn",
    Status.ENDED: "muted",
    Status.TERMINATED: "muted",
}
VENDOR_NAME = func.coalesce(func.nullif(Vendor.name_zh, ""), Vendor.name_en)


def status_badge(status: Status) -> listing.Status:
    return listing.Status(say(STATUS_NAMES[status]), TONES[status])


def contracts(as_of: date | None = None) -> Listing:
    """The list of contracts; status, end and notice deadline are those of `as_of` (today)."""
    found = standings(as_of or clock.today())
    order = list(Status)

    def at(contract_id: int) -> Standing:
        return found.get(contract_id) or Standing(Status.INCOMPLETE)

    def deadline(contract_id: int) -> date | None:
        coming = at(contract_id).deadline
        return coming.on if coming and not coming.is_missed else None

    return Listing(
        name="contracts",
        title=gettext("Contracts"),
        statement=select(Contract)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .outerjoin(User, Contract.owner_id == User.id)
        .options(contains_eager(Contract.vendor), contains_eager(Contract.owner)),
        key=Contract.id,
        tiebreak=Contract.id,
        search=(Contract.number, Contract.title, Vendor.name_zh, Vendor.name_en, Contract.signed_as),
        default_sort="number",
        filters=[
            Filter(
                "status",
                gettext("State"),
                attribute_choices(STATUS_NAMES),
                keep=lambda value: lambda key: at(key).status == value,
            ),
            Filter("vendor", gettext("Vendor"), vendors_with_contracts, lambda v: Contract.vendor_id == int(v)),
            Filter(
                "renewal",
                gettext("Renewal"),
                attribute_choices(RENEWAL_NAMES),
                lambda v: Contract.renewal == Renewal(v),
            ),
            Filter("owner", gettext("Responsible person"), _owners, _owned_by),
        ],
        columns=[
            Column("number", _l("Number"), lambda c: c.number, sort=Contract.number, url=_link),
            Column("title", _l("Title"), lambda c: c.title, sort=Contract.title),
            Column(
                "vendor",
                _l("Vendor"),
                lambda c: c.vendor.name,
                sort=VENDOR_NAME,
                url=lambda c: url_for("vendors.register.show", vendor_id=c.vendor_id),
            ),
            Column(
                "status",
                _l("State"),
                lambda c: status_badge(at(c.id).status),
                Kind.STATUS,
                rank=lambda key: order.index(at(key).status),
            ),
            Column(
                "starts_on", _l("Starts on"), lambda c: c.starts_on, Kind.DAY, sort=Contract.starts_on, is_minor=True
            ),
            Column(
                "ends_on",
                _l("Effective end"),
                lambda c: at(c.id).effective_end,
                Kind.DAY,
                rank=lambda key: at(key).effective_end,
            ),
            Column("deadline", _l("Notice by"), lambda c: deadline(c.id), Kind.DAY, rank=deadline, is_minor=True),
            Column(
                "value",
                _l("Value"),
                lambda c: (c.value_minor, c.currency) if c.value_minor is not None else None,
                Kind.MONEY,
                sort=Contract.value_minor,
                is_minor=True,
            ),
            Column(
                "owner",
                _l("Responsible person"),
                lambda c: c.owner.name if c.owner else None,
                sort=User.name,
                is_minor=True,
            ),
        ],
    )


def _link(contract: Contract) -> str:
    return url_for("contracts.register.show", contract_id=contract.id)


def _owners() -> Sequence[tuple[str, str]]:
    query = select(User.id, User.name).where(User.id.in_(select(Contract.owner_id))).order_by(User.name)
    return [("none", gettext("nobody")), *((str(row.id), row.name) for row in db.session.execute(query))]


def _owned_by(value: str):  # type: ignore[no-untyped-def]
    return Contract.owner_id.is_(None) if value == "none" else Contract.owner_id == int(value)


def vendors_with_contracts() -> Sequence[tuple[str, str]]:
    query = select(Vendor.id, VENDOR_NAME).where(Vendor.id.in_(select(Contract.vendor_id))).order_by(VENDOR_NAME)
    return [(str(row[0]), row[1]) for row in db.session.execute(query)]


def contract_page(contract_id: int) -> Contract:
    """One contract with what its page shows. 404 for a number nobody has."""
    query = (
        select(Contract)
        .where(Contract.id == contract_id)
        .options(
            joinedload(Contract.vendor),
            joinedload(Contract.owner),
            selectinload(Contract.services),
            selectinload(Contract.events),
        )
    )
    found: Contract = db.one_or_404(query)
    return found


def contracts_of_vendor(vendor_id: int) -> Sequence[Contract]:
    query = select(Contract).where(Contract.vendor_id == vendor_id).order_by(Contract.starts_on.desc(), Contract.id)
    return db.session.scalars(query).all()


def service_choices(vendor_id: int) -> list[tuple[int, str]]:
    """What a contract of this vendor can cover; ended services stay choosable where a contract names them."""
    query = (
        select(Service.id, Service.name).where(Service.vendor_id == vendor_id).order_by(Service.is_ended, Service.name)
    )
    return [(row.id, row.name) for row in db.session.execute(query)]
