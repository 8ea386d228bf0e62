"""Uploading a file of vendors, carrying out its plan, or putting it aside. Each inside one unit of work; none commits."""

from collections.abc import Mapping
from typing import IO

from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db
from core.errors import Conflict, Refused
from core.files import plain_name, store
from core.phrases import N_
from vendors.register import operations
from vendors.register.import_rows import Plan, RowPlan, Verdict
from vendors.register.importing import VendorImport, companions, plan_of
from vendors.register.models import Contact, Vendor
from vendors.register.rules import folded

PLAN_CHANGED = N_(
    "The register or the file's plan changed since it was shown. Nothing was saved; look at the plan below and confirm again."
)


def upload(stream: IO[bytes], name: str, *, by: User | None) -> VendorImport:
    """Keep the file and make sure that vendors can be read from it. Raises Unreadable; nothing is kept then."""
    kept = store(stream)
    file = VendorImport(
        sha256=kept.sha256,
        name=plain_name(name, "vendors", longest=255),
        uploaded_by_id=by.id if by else None,
        uploaded_at=clock.now(),
    )
    plan = plan_of(file)
    db.session.add(file)
    db.session.flush()
    record("vendors:import:upload", file, by=by, sha256=kept.sha256, rows=len(plan.rows))
    return file


def apply(file: VendorImport, digest: str, *, by: User | None) -> Plan:
    """Carry out the plan that was shown, all of it. Raises Conflict when it would no longer be the same, Refused when
    there is nothing to do or something is wrong."""
    if not file.is_open:
        raise Refused(N_("This file has been dealt with already."))
    plan = plan_of(file)
    if plan.digest != digest:
        raise Conflict(PLAN_CHANGED)
    if not plan.can_apply:
        raise Refused(N_("There is nothing to import: correct what is wrong in the file and upload it again."))
    groups = _added_groups(plan, by)
    due = [row for row in plan.rows if row.verdict in (Verdict.NEW, Verdict.CHANGED)]
    ids = [row.vendor_id for row in due if row.vendor_id is not None]
    vendors: dict[int, Vendor] = {}
    for at in range(0, len(ids), 500):
        found = db.session.scalars(select(Vendor).where(Vendor.id.in_(ids[at : at + 500])))
        vendors |= {vendor.id: vendor for vendor in found}
    for row in due:
        _apply_row(row, vendors, groups, by)
    counts = plan.counts
    file.applied_at, file.added, file.changed = clock.now(), counts[Verdict.NEW], counts[Verdict.CHANGED]
    record("vendors:import:apply", file, by=by, added=file.added, changed=file.changed)
    return plan


def _added_groups(plan: Plan, by: User | None) -> dict[str, int]:
    """The groups that the file names and nobody knew, each added once however it is spelt."""
    made: dict[str, int] = {}
    for row in plan.rows:
        if row.group and (key := folded(row.group)) not in made:
            made[key] = operations.add_group(name=row.group, by=by).id
    return made


def _apply_row(row: RowPlan, vendors: Mapping[int, Vendor], groups: Mapping[str, int], by: User | None) -> None:
    values = row.values | ({"group_id": groups[folded(row.group)]} if row.group else {})
    if row.vendor_id is None:
        vendor = operations.register_vendor(by=by, **values)
    else:
        vendor = vendors[row.vendor_id]
        if values:
            operations.edit_vendor(vendor, version=row.version, by=by, **values)
    if row.contact and row.contact_id is None:
        operations.add_contact(vendor, by=by, **row.contact)
    elif row.contact and by is not None:
        contact = db.session.get_one(Contact, row.contact_id)
        operations.edit_contact(contact, by=by, **row.contact)
    for companion in companions():
        if payload := row.more.get(companion.name):
            companion.apply(vendor, payload, by)


def discard(file: VendorImport, *, by: User | None) -> None:
    """Put the file aside without importing it; it stays on record that it was uploaded."""
    if file.is_open:
        file.discarded_at = clock.now()
        record("vendors:import:discard", file, by=by)
