"""Changes to the register of vendors. Each is called inside a unit of work; none commits."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.events import announce
from core.phrases import N_
from vendors.register import queries
from vendors.register.events import GroupChanged, SubcontractorChanged
from vendors.register.models import Contact, Group, Ownership, Subcontracting, Vendor
from vendors.register.rules import business_number, lei, name_key, would_close_ring

VENDOR_FIELDS = (
    "name_zh", "name_en", "business_number", "lei", "country", "group_id", "status",
    "categories", "website", "note", "out_of_scope_reason", "owner_id",
)  # fmt: skip


def register_vendor(*, by: User | None, is_sample: bool = False, **fields: Any) -> Vendor:
    """A new vendor. Raises Refused for a number that fails its check or is taken, or a vendor without a name."""
    values = checked_vendor(fields, vendor=None)
    _refuse_double(values)
    vendor = Vendor(**values, created_at=clock.now(), is_sample=is_sample)
    db.session.add(vendor)
    db.session.flush()
    record("vendors:vendor:add", vendor, by=by, **{k: v for k, v in values.items() if v and k != "name_key"})
    return vendor


def edit_vendor(vendor: Vendor, *, version: int | str | None = None, by: User | None, **fields: Any) -> Vendor:
    """Change what is known of a vendor. Raises Conflict when somebody else changed it since the form was opened."""
    check_version(vendor, version)
    values = checked_vendor(fields, vendor=vendor)
    if values.get("status", vendor.status) is not vendor.status:
        refuse_merged(vendor, field="status")
    changes = {k: (getattr(vendor, k), v) for k, v in values.items() if getattr(vendor, k) != v}
    for key, value in values.items():
        setattr(vendor, key, value)
    changes.pop("name_key", None)
    if changes:
        record("vendors:vendor:edit", vendor, by=by, **changes)
    if "group_id" in changes:
        announce(GroupChanged(vendor.id, *changes["group_id"], by))
    return vendor


def refuse_merged(vendor: Vendor, *, field: str = "") -> None:
    """A vendor that went into another stays as it was then: what is new is registered at the one that remains, so that a
    merge can be taken back."""
    if vendor.merged_into is not None:
        says = N_("%(name)s was merged into %(other)s; go on there, or take the merge back first.")
        raise Refused(says, field=field, name=vendor.name, other=vendor.merged_into.name)


def checked_vendor(fields: dict[str, Any], *, vendor: Vendor | None) -> dict[str, Any]:
    """The fields as they are stored, every number checked. Fields that are left out stay as they were."""
    values = {k: v for k, v in fields.items() if k in VENDOR_FIELDS}
    for key in ("name_zh", "name_en", "website", "note", "out_of_scope_reason"):
        if key in values:
            values[key] = (values[key] or "").strip()
    names = {k: values.get(k, getattr(vendor, k, "")) for k in ("name_zh", "name_en")}
    if not any(names.values()):
        raise Refused(N_("Give the vendor a name, in Chinese or English."), field="name_zh")
    values["name_key"] = name_key(names["name_zh"] or names["name_en"])[:200]
    for key, check in (("business_number", business_number), ("lei", lei)):
        if key in values:
            values[key] = _checked_number(key, check, values[key], vendor)
    return values


def _refuse_double(values: dict[str, Any]) -> None:
    """A vendor without any number is known by its name and country: the same again is the same one, sent twice."""
    if values.get("business_number") or values.get("lei"):
        return
    same = select(Vendor).where(
        Vendor.name_zh == values.get("name_zh", ""),
        Vendor.name_en == values.get("name_en", ""),
        Vendor.country == values.get("country", "TW"),
    )
    known = db.session.scalar(same.limit(1))
    if known is not None:
        field = "name_zh" if values.get("name_zh") else "name_en"
        raise Refused(
            N_("%(name)s is registered already. If this is another company, give its business number or LEI."),
            field=field,
            name=known.name,
        )


def _checked_number(key: str, check: Any, text: str | None, vendor: Vendor | None) -> str | None:
    if not (text or "").strip():
        return None
    try:
        number: str = check(text)
    except Refused as error:
        raise Refused(error.phrase.msgid, field=key, **error.phrase.params) from error
    holder = db.session.scalar(select(Vendor).where(getattr(Vendor, key) == number))
    if holder is not None and (vendor is None or holder.id != vendor.id):
        raise Refused(
            N_("%(number)s belongs to %(name)s, which is registered already."),
            field=key,
            number=number,
            name=holder.name,
        )
    return number


def add_group(
    *, name: str, country: str = "", parent_id: int | None = None, is_sample: bool = False, by: User | None
) -> Group:
    """A new corporate group. Raises Refused for a name that is taken."""
    name = name.strip()
    if db.session.scalar(select(Group.id).where(Group.name == name)):
        raise Refused(N_("There is already a group named %(name)s."), field="name", name=name)
    group = Group(name=name, country=country, parent_id=parent_id, is_sample=is_sample)
    db.session.add(group)
    db.session.flush()
    record("vendors:group:add", group, by=by, name=name, parent_id=parent_id)
    return group


def edit_group(
    group: Group, *, name: str, country: str, parent_id: int | None, version: int | str | None = None, by: User
) -> Group:
    """Change a group; a group cannot stand under itself, however long the way round."""
    check_version(group, version)
    taken = db.session.scalar(select(Group.id).where(Group.name == name.strip(), Group.id != group.id))
    if taken:
        raise Refused(N_("There is already a group named %(name)s."), field="name", name=name)
    if parent_id is not None and would_close_ring(group.id, parent_id, queries.group_parents()):
        raise Refused(N_("A group cannot stand under itself."), field="parent_id")
    record(
        "vendors:group:edit",
        group,
        by=by,
        name=(group.name, name.strip()),
        country=(group.country, country),
        parent_id=(group.parent_id, parent_id),
    )
    group.name, group.country, group.parent_id = name.strip(), country, parent_id
    return group


def add_contact(vendor: Vendor, *, by: User | None, **fields: Any) -> Contact:
    contact = Contact(vendor_id=vendor.id, **fields)
    db.session.add(contact)
    record("vendors:contact:add", vendor, by=by, **{k: v for k, v in fields.items() if v})
    return contact


def edit_contact(contact: Contact, *, version: int | str | None = None, by: User, **fields: Any) -> Contact:
    check_version(contact, version)
    record("vendors:contact:edit", contact.vendor, by=by, **{k: (getattr(contact, k), v) for k, v in fields.items()})
    for key, value in fields.items():
        setattr(contact, key, value)
    return contact


def end_contact(contact: Contact, *, by: User) -> Contact:
    """Close a contact; it stays in the history."""
    contact.ended_on = contact.ended_on or clock.today()
    record("vendors:contact:end", contact.vendor, by=by, name=contact.name, ended_on=contact.ended_on)
    return contact


def restore_contact(contact: Contact, *, by: User) -> Contact:
    """Closed by mistake, or to be called again; that it was closed stays in the history."""
    if contact.ended_on is not None:
        record("vendors:contact:restore", contact.vendor, by=by, name=contact.name, ended_on=(contact.ended_on, None))
        contact.ended_on = None
    return contact


def add_owner(
    vendor: Vendor, *, owner_name: str, share: Decimal, known_on: date, source: str, by: User | None
) -> Ownership:
    """Who holds how much of a vendor. Refused for what is no share, and for an owner that is recorded already."""
    key = name_key(owner_name)[:200]
    if not key:
        raise Refused(N_("Give the owner a name."), field="owner_name")
    if not 0 < share <= 100:
        raise Refused(N_("A share lies above 0 and at 100 per cent at most."), field="share")
    if known_on > clock.today():
        raise Refused(N_("This day lies in the future."), field="known_on")
    held = select(Ownership).where(Ownership.vendor_id == vendor.id, Ownership.ended_on.is_(None))
    standing = list(db.session.scalars(held))
    if any(each.owner_key == key for each in standing):
        raise Refused(N_("This owner is recorded already; end that entry first."), field="owner_name")
    if sum((Decimal(each.share) for each in standing), share) > 100:
        raise Refused(N_("All owners together would hold more than 100 per cent."), field="share")
    owner = Ownership(
        vendor_id=vendor.id, owner_name=owner_name.strip(), owner_key=key, share=f"{share.normalize():f}",
        known_on=known_on, source=source.strip(),
    )  # fmt: skip
    db.session.add(owner)
    db.session.flush()
    record("vendors:owner:add", vendor, by=by, owner_name=owner.owner_name, share=owner.share, source=owner.source)
    return owner


def end_owner(owner: Ownership, vendor: Vendor, *, by: User | None) -> Ownership:
    """It holds it no more, or was wrong; the entry stays in the history."""
    if owner.ended_on is None:
        owner.ended_on = clock.today()
        record("vendors:owner:end", vendor, by=by, owner_name=owner.owner_name, ended_on=owner.ended_on)
    return owner


def restore_owner(owner: Ownership, vendor: Vendor, *, by: User | None) -> Ownership:
    """Ended by mistake. Refused where the same owner is recorded again since."""
    same = select(Ownership.id).where(
        Ownership.vendor_id == vendor.id, Ownership.owner_key == owner.owner_key, Ownership.ended_on.is_(None)
    )
    if owner.ended_on is not None and db.session.scalar(same) is not None:
        raise Refused(N_("It is recorded again since; change that entry instead."))
    if owner.ended_on is not None:
        record("vendors:owner:restore", vendor, by=by, owner_name=owner.owner_name, ended_on=(owner.ended_on, None))
        owner.ended_on = None
    return owner


def add_subcontractor(
    vendor: Vendor,
    *,
    subcontractor_id: int,
    service_id: int | None = None,
    work: str = "",
    started_on: date | None = None,
    by: User | None,
) -> Subcontracting:
    """Note that one vendor works for another. Refused for itself and for a relation that stands already."""
    if subcontractor_id == vendor.id:
        raise Refused(N_("A vendor cannot be its own subcontractor."), field="subcontractor_id")
    same = select(Subcontracting).where(
        Subcontracting.vendor_id == vendor.id,
        Subcontracting.subcontractor_id == subcontractor_id,
        Subcontracting.service_id == service_id,
    )
    known = db.session.scalar(same)
    if known is not None and known.ended_on is None:
        raise Refused(N_("This subcontractor is registered already."), field="subcontractor_id")
    if known is not None:  # they work together again: the relation is opened anew, the trail keeps the earlier end
        known.ended_on, known.started_on, known.work = None, started_on, work
        link = known
    else:
        link = Subcontracting(
            vendor_id=vendor.id,
            subcontractor_id=subcontractor_id,
            service_id=service_id,
            work=work,
            started_on=started_on,
        )
        db.session.add(link)
    db.session.flush()
    record(
        "vendors:subcontracting:add",
        vendor,
        by=by,
        subcontractor=link.subcontractor.name,
        work=work,
        started_on=started_on,
    )
    _tell(link, is_added=True, by=by)
    return link


def _tell(link: Subcontracting, *, is_added: bool, by: User | None) -> None:
    announce(
        SubcontractorChanged(link.vendor_id, link.service_id, link.subcontractor_id, is_added, link.started_on, by)
    )


def end_subcontracting(link: Subcontracting, *, ended_on: date, by: User) -> Subcontracting:
    link.ended_on = ended_on
    record("vendors:subcontracting:end", link.vendor, by=by, subcontractor=link.subcontractor.name, ended_on=ended_on)
    _tell(link, is_added=False, by=by)
    return link


def restore_subcontracting(link: Subcontracting, *, by: User) -> Subcontracting:
    """Ended by mistake. Refused where the same pair is recorded again since."""
    same = select(Subcontracting.id).where(
        Subcontracting.vendor_id == link.vendor_id,
        Subcontracting.subcontractor_id == link.subcontractor_id,
        Subcontracting.ended_on.is_(None),
    )
    if link.ended_on is not None and db.session.scalar(same) is not None:
        raise Refused(N_("It is recorded again since; change that entry instead."))
    if link.ended_on is not None:
        name = link.subcontractor.name
        record("vendors:subcontracting:restore", link.vendor, by=by, subcontractor=name, ended_on=(link.ended_on, None))
        link.ended_on = None
        _tell(link, is_added=True, by=by)
    return link
