"""Reads about merged vendors."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from core.db import db
from vendors.merging.following import followings
from vendors.merging.models import VendorMerge
from vendors.register.models import Vendor


def would_move(vendor: Vendor) -> list[tuple[str, int]]:
    """What belongs to a vendor and would go with it: label and number of each kind there is any of."""
    counted = [(each.label, each.count(vendor.id)) for each in followings()]
    return [(label, n) for label, n in counted if n]


def merges_of(vendor: Vendor) -> Sequence[VendorMerge]:
    """Every merge a vendor was part of, the latest first."""
    query = (
        select(VendorMerge)
        .where(or_(VendorMerge.vendor_id == vendor.id, VendorMerge.into_id == vendor.id))
        .options(
            joinedload(VendorMerge.vendor), joinedload(VendorMerge.into), joinedload(VendorMerge.merged_by),
            joinedload(VendorMerge.undone_by),
        )
        .order_by(VendorMerge.id.desc())
    )  # fmt: skip
    return db.session.scalars(query).all()


def moved_rows(merge: VendorMerge) -> list[tuple[str, int]]:
    """What moved, in words."""
    return [(each.label, len(merge.moved[each.name])) for each in followings() if merge.moved.get(each.name)]


def remaining() -> dict[int, int]:
    """Vendors that went into another → the one that remains, through however many merges."""
    query = select(Vendor.id, Vendor.merged_into_id).where(Vendor.merged_into_id.is_not(None))
    into = {row.id: row.merged_into_id for row in db.session.execute(query)}
    return {vendor_id: _end_of(vendor_id, into) for vendor_id in into}


def _end_of(vendor_id: int, into: Mapping[int, int]) -> int:
    seen = set()
    while vendor_id in into and vendor_id not in seen:
        seen.add(vendor_id)
        vendor_id = into[vendor_id]
    return vendor_id


def went_into(vendor_id: int) -> list[int]:
    """The vendors that this one has taken in, directly or through others."""
    return sorted(gone for gone, now in remaining().items() if now == vendor_id)


def merge_page(merge_id: int) -> VendorMerge:
    query = select(VendorMerge).where(VendorMerge.id == merge_id)
    found: VendorMerge = db.one_or_404(query.options(joinedload(VendorMerge.vendor), joinedload(VendorMerge.into)))
    return found
