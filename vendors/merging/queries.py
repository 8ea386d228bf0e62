"""Reads about merged vendors."""

from collections.abc import Sequence

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


def merge_page(merge_id: int) -> VendorMerge:
    query = select(VendorMerge).where(VendorMerge.id == merge_id)
    found: VendorMerge = db.one_or_404(query.options(joinedload(VendorMerge.vendor), joinedload(VendorMerge.into)))
    return found
