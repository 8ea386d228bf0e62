"""What names two vendors at once: who works for whom, and who could take over from whom. It is not moved blindly: nobody
works for themselves or stands in for themselves."""

from datetime import date

from sqlalchemy import delete, insert, select, update

from core.db import db
from vendors.register.models import Subcontracting
from vendors.services.models import Service, service_alternative


def move_chain(from_id: int, into_id: int, on: date) -> dict[str, list[int]]:
    """Relations with a subcontractor or a prime vendor move; one that would be with itself, or stands already, ends: what
    stands and had ended goes on again while the one that came is alive (its last day is kept, to go back to)."""
    ends = (Subcontracting.vendor_id == from_id) | (Subcontracting.subcontractor_id == from_id)
    moved: dict[str, list[int]] = {
        "works_for": [],
        "subcontractor": [],
        "chain_ended": [],
        "chain_reopened": [],
    }
    for link in db.session.scalars(select(Subcontracting).where(ends).order_by(Subcontracting.id)).all():
        above = into_id if link.vendor_id == from_id else link.vendor_id
        below = into_id if link.subcontractor_id == from_id else link.subcontractor_id
        twin = _standing(above, below, link.service_id)
        if above == below or twin is not None:
            if twin is not None and twin.ended_on is not None and link.ended_on is None:
                moved["chain_reopened"].append(twin.id)
                twin.ended_on = None
            if link.ended_on is None:
                link.ended_on = on
                moved["chain_ended"].append(link.id)
            continue
        moved["works_for" if link.vendor_id == from_id else "subcontractor"].append(link.id)
        link.vendor_id, link.subcontractor_id = above, below
        db.session.flush()
    return moved


def ended_links(vendor_id: int) -> dict[str, str]:
    """The last days of a vendor's relations that are over, by their number."""
    ends = (Subcontracting.vendor_id == vendor_id) | (Subcontracting.subcontractor_id == vendor_id)
    over = select(Subcontracting.id, Subcontracting.ended_on).where(ends, Subcontracting.ended_on.is_not(None))
    return {str(link_id): on.isoformat() for link_id, on in db.session.execute(over) if on}


def _standing(above: int, below: int, service_id: int | None) -> Subcontracting | None:
    same = select(Subcontracting).where(
        Subcontracting.vendor_id == above, Subcontracting.subcontractor_id == below,
        Subcontracting.service_id.is_(None) if service_id is None else Subcontracting.service_id == service_id,
    )  # fmt: skip
    return db.session.scalar(same)


def move_chain_back(moved: dict[str, list[int]], from_id: int, ended: dict[str, str]) -> None:
    for key, column in (("works_for", "vendor_id"), ("subcontractor", "subcontractor_id"), ("chain_ended", "")):
        for link in db.session.scalars(select(Subcontracting).where(Subcontracting.id.in_(moved.get(key, [])))):
            if column:
                setattr(link, column, from_id)
            else:
                link.ended_on = None
    for link in db.session.scalars(
        select(Subcontracting).where(Subcontracting.id.in_(moved.get("chain_reopened", [])))
    ):
        link.ended_on = date.fromisoformat(ended[str(link.id)])
    db.session.flush()


def move_alternatives(from_id: int, into_id: int) -> dict[str, list[int]]:
    """The vendor that remains stands in where the other did, save for its own services. Called once services have moved."""
    table = service_alternative
    own = set(db.session.scalars(select(Service.id).where(Service.vendor_id == into_id)))
    named = list(db.session.scalars(select(table.c.service_id).where(table.c.vendor_id == from_id)))
    known = set(db.session.scalars(select(table.c.service_id).where(table.c.vendor_id == into_id)))
    dropped = sorted(key for key in named if key in own or key in known)
    moved = sorted(set(named) - set(dropped))
    itself = sorted(known & own)
    if dropped:
        db.session.execute(delete(table).where(table.c.vendor_id == from_id, table.c.service_id.in_(dropped)))
    if moved:
        where = (table.c.vendor_id == from_id) & table.c.service_id.in_(moved)
        db.session.execute(update(table).where(where).values(vendor_id=into_id))
    if itself:
        db.session.execute(delete(table).where(table.c.vendor_id == into_id, table.c.service_id.in_(itself)))
    return {"alternative": moved, "alternative_dropped": dropped, "alternative_itself": itself}


def move_alternatives_back(moved: dict[str, list[int]], from_id: int, into_id: int) -> None:
    table = service_alternative
    where = (table.c.vendor_id == into_id) & table.c.service_id.in_(moved.get("alternative", []))
    db.session.execute(update(table).where(where).values(vendor_id=from_id))
    for key, vendor_id in (("alternative_dropped", from_id), ("alternative_itself", into_id)):
        there = set(db.session.scalars(select(table.c.service_id).where(table.c.vendor_id == vendor_id)))
        rows = [{"service_id": each, "vendor_id": vendor_id} for each in moved.get(key, []) if each not in there]
        if rows:
            db.session.execute(insert(table), rows)
