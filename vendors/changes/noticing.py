"""What changes in the register by itself is noticed, in the same unit of work; none commits.

Nothing that stood before this was watched is a change, nor is filling in what was empty, nor a relation that is older
than the vendor's own entry.
"""

from sqlalchemy import ColumnElement, or_, select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db
from core.phrases import N_
from vendors.changes.models import NoticedChange, ServiceChange
from vendors.changes.rules import ChangeState, Field, kind_of
from vendors.register.events import GroupChanged, SubcontractorChanged
from vendors.register.models import Group, Vendor
from vendors.register.rules import VendorStatus
from vendors.services.events import ServiceMoved

SUPPLYING = (VendorStatus.ACTIVE, VendorStatus.EXITING)
TAKEN_BACK = N_("Taken back in the register")
COVERING = (ChangeState.APPROVED, ChangeState.REVIEWED)


def subcontractor(event: SubcontractorChanged) -> None:
    vendor, other = _vendor(event.vendor_id), db.session.get(Vendor, event.subcontractor_id)
    if vendor is None or other is None:
        return
    if event.is_added and event.started_on and event.started_on < vendor.created_at.astimezone(clock.zone()).date():
        return
    was, is_now = ("", other.name) if event.is_added else (other.name, "")
    covers = ServiceChange.subcontractor_id == other.id
    _notice(vendor, event.service_id, Field.SUBCONTRACTOR, was, is_now, event.by, covers)


def place(event: ServiceMoved) -> None:
    vendor = _vendor(event.vendor_id)
    if vendor is None:
        return
    for name, (was, is_now) in event.fields.items():
        if was:
            field = Field(name)
            is_country = field in (Field.PROCESSING, Field.STORAGE)
            covers = ServiceChange.country == is_now if is_country else None
            _notice(vendor, event.service_id, field, was, is_now, event.by, covers)


def group(event: GroupChanged) -> None:
    vendor = _vendor(event.vendor_id)
    if vendor is None or event.was_id is None:
        return
    was, is_now = (db.session.get(Group, each) if each else None for each in (event.was_id, event.now_id))
    _notice(vendor, None, Field.GROUP, was.name if was else "", is_now.name if is_now else "", event.by, None)


def _vendor(vendor_id: int) -> Vendor | None:
    """Of vendors that supply nothing yet, or nothing any more, or that the rule does not reach, nothing is noticed."""
    vendor = db.session.get(Vendor, vendor_id)
    return vendor if vendor is not None and vendor.status in SUPPLYING and vendor.is_in_scope else None


def _notice(
    vendor: Vendor, service_id: int | None, field: Field, was: str, is_now: str, by: User | None,
    covers: ColumnElement[bool] | None,
) -> None:  # fmt: skip
    back = _open_one(vendor.id, service_id, field, is_now[:200], was[:200])
    if back is not None and back.change_id is None:  # what was noticed is as it was before: nothing changed
        settle(back, TAKEN_BACK, by=by)
        return
    found = NoticedChange(
        vendor_id=vendor.id, service_id=service_id, field=field, was=was[:200], is_now=is_now[:200],
        noticed_at=clock.now(), noticed_by_id=by.id if by else None, settled_why="",
    )  # fmt: skip
    found.change_id = _covering(vendor.id, service_id, field, covers)
    db.session.add(found)
    db.session.flush()
    record("vendors:noticed:add", found, by=by, vendor=vendor.name, what=field.value, value=(was, is_now))


def _open_one(vendor_id: int, service_id: int | None, field: Field, was: str, is_now: str) -> NoticedChange | None:
    same = select(NoticedChange).where(
        NoticedChange.vendor_id == vendor_id, NoticedChange.service_id == service_id, NoticedChange.field == field,
        NoticedChange.was == was, NoticedChange.is_now == is_now, NoticedChange.settled_at.is_(None),
    )  # fmt: skip
    return db.session.scalar(same.order_by(NoticedChange.id.desc()).limit(1))


def _covering(vendor_id: int, service_id: int | None, field: Field, covers: ColumnElement[bool] | None) -> int | None:
    """The newest approved assessment of just this, where there is one that covers nothing noticed yet."""
    taken = select(NoticedChange.change_id).where(NoticedChange.change_id.is_not(None), NoticedChange.field == field)
    query = (
        select(ServiceChange)
        .where(ServiceChange.vendor_id == vendor_id, ServiceChange.state.in_(COVERING), ServiceChange.id.not_in(taken))
        .where(or_(ServiceChange.service_id.is_(None), ServiceChange.service_id == service_id))
    )
    if covers is not None:
        query = query.where(covers)
    kind = kind_of(field)
    fitting = [each.id for each in db.session.scalars(query.order_by(ServiceChange.id.desc())) if kind in each.kinds]
    return fitting[0] if fitting else None


def settle(found: NoticedChange, why: str, *, by: User | None) -> None:
    """It needs no assessment, and why."""
    found.settled_at, found.settled_why, found.settled_by_id = clock.now(), why, by.id if by else None
    record("vendors:noticed:settle", found, by=by, reason=why)
