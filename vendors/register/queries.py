"""Reads of the register: the list, the page about one vendor, the choices for other forms."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload

from core.auth.guard import may
from core.auth.models import User
from core.db import db
from core.i18n import say
from core.places import country_name
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from vendors.register.models import Contact, Group, Ownership, Subcontracting, Vendor
from vendors.register.rules import COMMON_OWNER, VENDOR_STATUS_NAMES, VendorStatus, name_key

TONES = {
    VendorStatus.PROSPECT: "info",
    VendorStatus.ACTIVE: "good",
    VendorStatus.EXITING: "warn",
    VendorStatus.ENDED: "muted",
}


def vendor_status(vendor: Vendor) -> Status:
    return Status(say(VENDOR_STATUS_NAMES[vendor.status]), TONES[vendor.status])


def vendors() -> Listing:
    """The list of vendors."""
    return Listing(
        name="vendors",
        title=gettext("Vendors"),
        statement=select(Vendor, Group.name.label("group_name")).outerjoin(Group, Vendor.group_id == Group.id),
        tiebreak=Vendor.id,
        search=(Vendor.name_zh, Vendor.name_en, Vendor.business_number, Vendor.lei, Group.name),
        default_sort="name",
        filters=[
            Filter(
                "status",
                gettext("State"),
                attribute_choices(VENDOR_STATUS_NAMES),
                lambda v: Vendor.status == VendorStatus(v),
            ),
            Filter("group", gettext("Group"), group_choices, lambda v: Vendor.group_id == int(v)),
            Filter("country", gettext("Country"), country_choices, lambda v: Vendor.country == v),
            Filter("scope", gettext("Within the rule?"), scope_choices, _in_scope),
        ],
        columns=[
            Column(
                "name",
                _l("Name"),
                lambda r: r.Vendor.name,
                sort=func.coalesce(func.nullif(Vendor.name_zh, ""), Vendor.name_en),
                url=lambda r: url_for("vendors.register.show", vendor_id=r.Vendor.id),
            ),
            Column("name_en", _l("English name"), lambda r: r.Vendor.name_en, sort=Vendor.name_en, is_minor=True),
            Column(
                "business_number",
                _l("Business number"),
                lambda r: r.Vendor.business_number,
                sort=Vendor.business_number,
            ),
            Column("lei", _l("LEI"), lambda r: r.Vendor.lei, sort=Vendor.lei, is_minor=True),
            Column("group", _l("Group"), lambda r: r.group_name, sort=Group.name, is_minor=True),
            Column(
                "country", _l("Country"), lambda r: country_name(r.Vendor.country), sort=Vendor.country, is_minor=True
            ),
            Column("status", _l("State"), lambda r: vendor_status(r.Vendor), Kind.STATUS, sort=Vendor.status),
        ],
    )


def _in_scope(value: str):  # type: ignore[no-untyped-def]
    return Vendor.out_of_scope_reason == "" if value == "in" else Vendor.out_of_scope_reason != ""


def scope_choices() -> Sequence[tuple[str, str]]:
    return [("in", gettext("Within the rule")), ("out", gettext("Outside the rule"))]


def vendor_page(vendor_id: int) -> Vendor:
    """One vendor with what its page shows. 404 for a number nobody has."""
    query = select(Vendor).where(Vendor.id == vendor_id).options(joinedload(Vendor.group), joinedload(Vendor.owner))
    found: Vendor = db.one_or_404(query)
    return found


def contacts_of(vendor: Vendor) -> Sequence[Contact]:
    query = select(Contact).where(Contact.vendor_id == vendor.id).order_by(Contact.ended_on.is_not(None), Contact.id)
    return db.session.scalars(query).all()


def owners_of(vendor: Vendor) -> Sequence[tuple[Ownership, Sequence[Vendor]]]:
    """Who holds how much of it, each with the other vendors that the same owner holds 25 % or more of."""
    held = select(Ownership).where(Ownership.vendor_id == vendor.id)
    owners = list(db.session.scalars(held.order_by(Ownership.ended_on.is_not(None), Ownership.id)))
    keys = [owner.owner_key for owner in owners if Decimal(owner.share) >= COMMON_OWNER and owner.ended_on is None]
    others = (
        select(Ownership, Vendor)
        .join(Vendor, Vendor.id == Ownership.vendor_id)
        .where(Ownership.owner_key.in_(keys), Ownership.vendor_id != vendor.id, Ownership.ended_on.is_(None))
        .order_by(Vendor.id)
    )
    beside: dict[str, list[Vendor]] = {}
    for owner, other in db.session.execute(others):
        if Decimal(owner.share) >= COMMON_OWNER:
            beside.setdefault(owner.owner_key, []).append(other)
    return [(owner, beside.get(owner.owner_key, ()) if owner.ended_on is None else ()) for owner in owners]


def chain_below(vendor: Vendor) -> Sequence[Subcontracting]:
    """Who works for this vendor."""
    query = (
        select(Subcontracting)
        .where(Subcontracting.vendor_id == vendor.id)
        .options(joinedload(Subcontracting.subcontractor))
        .order_by(Subcontracting.ended_on.is_not(None), Subcontracting.id)
    )
    return db.session.scalars(query).all()


def chain_above(vendor: Vendor) -> Sequence[Subcontracting]:
    """For whom this vendor works."""
    query = (
        select(Subcontracting)
        .where(Subcontracting.subcontractor_id == vendor.id, Subcontracting.ended_on.is_(None))
        .options(joinedload(Subcontracting.vendor))
    )
    return db.session.scalars(query).all()


def groups() -> Listing:
    """The list of groups, each under the one it belongs to."""
    parent = aliased(Group)
    return Listing(
        name="vendor-groups",
        title=gettext("Groups"),
        statement=select(Group, parent.name.label("parent_name")).outerjoin(parent, Group.parent_id == parent.id),
        tiebreak=Group.id,
        search=(Group.name, parent.name),
        default_sort="name",
        columns=[
            Column("name", _l("Name"), lambda r: r.Group.name, sort=Group.name, url=_group_url),
            Column("parent", _l("Stands under"), lambda r: r.parent_name, sort=parent.name),
            Column("country", _l("Country"), lambda r: country_name(r.Group.country), sort=Group.country),
        ],
    )


def _group_url(row: Any) -> str:
    return url_for("vendors.register.edit_group", group_id=row.Group.id) if may("vendors.edit") else ""


def group_parents() -> dict[int, int | None]:
    return {row.id: row.parent_id for row in db.session.execute(select(Group.id, Group.parent_id))}


def group_choices() -> Sequence[tuple[str, str]]:
    return [(str(row.id), row.name) for row in db.session.execute(select(Group.id, Group.name).order_by(Group.name))]


def country_choices() -> Sequence[tuple[str, str]]:
    found = db.session.scalars(select(Vendor.country).where(Vendor.country != "").distinct().order_by(Vendor.country))
    return [(code, country_name(code)) for code in found]


def vendor_choices(*, without: int | None = None) -> Sequence[tuple[int, str]]:
    """Every vendor that has not ended, by name."""
    query = select(Vendor.id, Vendor.name_zh, Vendor.name_en).where(Vendor.status != VendorStatus.ENDED)
    rows = [(r.id, r.name_zh or r.name_en) for r in db.session.execute(query) if r.id != without]
    return sorted(rows, key=lambda r: r[1])


def similar_vendors(name: str, *, without: int | None = None) -> Sequence[Vendor]:
    """Vendors whose name is the same but for its legal form: probably the same one typed twice."""
    key = name_key(name)[:200]
    query = select(Vendor).where(or_(Vendor.name_key == key), Vendor.id != (without or 0))
    return db.session.scalars(query).all() if key else []


def owner_names() -> dict[int, str]:
    """Who answers for each vendor that somebody answers for, by the vendor's number."""
    query = select(Vendor.id, User.name).join(User, Vendor.owner_id == User.id)
    return {row.id: row.name for row in db.session.execute(query)}
