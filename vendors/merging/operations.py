"""Merging one vendor into another, and taking that back. Each is called inside a unit of work; none commits."""

from datetime import date

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.events import announce
from core.phrases import N_
from vendors.merging.chain import ended_links, move_alternatives, move_alternatives_back, move_chain, move_chain_back
from vendors.merging.events import VendorsMoved, VendorsParting
from vendors.merging.following import followings
from vendors.merging.models import VendorMerge
from vendors.merging.rules import MergeKind, check_merge, check_parting
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus


def merge_vendor(
    vendor: Vendor, *, into: Vendor, kind: MergeKind, effective_on: date, note: str,
    version: int | str | None = None, by: User,
) -> VendorMerge:  # fmt: skip
    """Everything that is the vendor's goes to the one that remains; contracts keep the name they were signed under.
    Its assessments, owners and history stay with it, as what was said of it at the time. Raises Refused."""
    check_version(vendor, version)
    check_merge(
        vendor.id, into.id, effective_on=effective_on, today=clock.today(), note=note,
        is_merged=vendor.merged_into_id is not None, is_into_merged=into.merged_into_id is not None,
    )  # fmt: skip
    if vendor.is_sample is not into.is_sample:
        raise Refused(N_("One of them belongs to the sample firm; it is not mixed with real records."), field="into_id")
    for each in followings():
        if each.check is not None:
            each.check(vendor.id, into.id)
    merge = VendorMerge(
        vendor_id=vendor.id, into_id=into.id, kind=kind, effective_on=effective_on, note=note.strip(), moved={},
        before={"status": vendor.status, "into_status": into.status, "into_group": into.group_id, "ended": ended_links(into.id)},
        merged_by_id=by.id, merged_at=clock.now(),
    )  # fmt: skip
    db.session.add(merge)
    moved = {each.name: each.move(vendor.id, into.id) for each in followings()}
    moved |= move_chain(vendor.id, into.id, effective_on) | move_alternatives(vendor.id, into.id)
    merge.moved = {name: ids for name, ids in moved.items() if ids}
    _join(vendor, into)
    db.session.flush()
    db.session.expire_all()
    counts = {f"moved_{name}": len(ids) for name, ids in merge.moved.items()}
    record("vendors:vendor:merge", vendor, by=by, into=into.name, merge_kind=kind, effective_on=effective_on,
           note=merge.note, **counts)  # fmt: skip
    record(
        "vendors:vendor:absorb", into, by=by, vendor=vendor.name, merge_kind=kind, effective_on=effective_on, **counts
    )
    announce(VendorsMoved(vendor.id, vendor.name, into.name, merge.moved, is_back=False, by=by))
    return merge


def _join(vendor: Vendor, into: Vendor) -> None:
    """The vendor's relation is over; where only it was active or in a group, the one that remains now is."""
    if into.status in (VendorStatus.PROSPECT, VendorStatus.ENDED) and vendor.status is not VendorStatus.ENDED:
        into.status = vendor.status
    if into.group_id is None:
        into.group_id = vendor.group_id
    vendor.merged_into_id, vendor.status = into.id, VendorStatus.ENDED


def part_vendors(merge: VendorMerge, *, reason: str, version: int | str | None = None, by: User) -> VendorMerge:
    """The merge was wrong: what moved goes back; what was registered since stays where it is. Raises Refused where what
    moved has grown together with the rest."""
    check_version(merge, version)
    vendor, into = merge.vendor, merge.into
    check_parting(is_undone=merge.undone_at is not None, has_gone_on=into.merged_into_id is not None, reason=reason)
    announce(VendorsParting(into.id, merge.moved))
    for each in followings():
        each.move_back(merge.moved.get(each.name, []), vendor.id, into.id)
    move_chain_back(merge.moved, vendor.id, merge.before.get("ended", {}))
    move_alternatives_back(merge.moved, vendor.id, into.id)
    vendor.merged_into_id, vendor.status = None, VendorStatus(merge.before["status"])
    if into.status == merge.before["status"]:
        into.status = VendorStatus(merge.before["into_status"])
    if merge.before["into_group"] is None and into.group_id == vendor.group_id:
        into.group_id = None
    merge.undone_by_id, merge.undone_at, merge.undone_reason = by.id, clock.now(), reason.strip()
    db.session.flush()
    db.session.expire_all()
    counts = {f"moved_{name}": len(ids) for name, ids in merge.moved.items()}
    record("vendors:vendor:part", vendor, by=by, into=into.name, reason=reason.strip(), **counts)
    record("vendors:vendor:part", into, by=by, vendor=vendor.name, reason=reason.strip(), **counts)
    announce(VendorsMoved(into.id, into.name, vendor.name, merge.moved, is_back=True, by=by))
    return merge
