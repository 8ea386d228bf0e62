"""The table of end of life, what belongs to it, and what is done about versions without support. Inside a unit of work;
none commits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, or_, select

from core import clock
from core.audit import record
from core.auth.models import User
from core.days import add_months
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_, kept, phrase
from sbom.components.rows import package_of
from sbom.products.models import Product
from sbom.support.models import ComponentSupport, SupportCycle, SupportEvent, SupportMapping, SupportProduct
from sbom.support.refreshing import refresh
from sbom.support.rules import COURSE_NAMES, FOR_A_TIME, LONGEST_MONTHS, Course, Supported, decide_by


def keep_products(found: Sequence[Supported], *, is_sample: bool = False) -> tuple[int, int, int]:
    """(new, changed, unchanged) products of a file; a product's cycles are those of the last file that names it."""
    added = changed = 0
    for one in {p.name: p for p in found}.values():
        held = db.session.scalar(select(SupportProduct).where(SupportProduct.name == one.name))
        if held is None:
            held = SupportProduct(name=one.name, label=one.label, changed_at=clock.now(), is_sample=is_sample)
            db.session.add(held)
            db.session.flush()
            added += 1
        elif _is_same(held, one):
            _map(one.purls, held)
            continue
        else:
            held.label, held.changed_at = one.label, clock.now()
            changed += 1
        _write_cycles(held, one)
        _map(one.purls, held)
    return added, changed, len(found) - added - changed


def _facts(cycles: Iterable[Any]) -> list[tuple[Any, ...]]:
    return [(c.name, c.ends_on, c.ended, c.latest, c.released_on) for c in cycles]


def _is_same(held: SupportProduct, one: Supported) -> bool:
    return held.label == one.label and _facts(held.cycles) == _facts(one.cycles)


def _write_cycles(held: SupportProduct, one: Supported) -> None:
    db.session.execute(delete(SupportCycle).where(SupportCycle.product_id == held.id))
    rows = [
        {"product_id": held.id, "name": c.name, "number": n, "ends_on": c.ends_on, "ended": c.ended, "latest": c.latest,
         "released_on": c.released_on}
        for n, c in enumerate(one.cycles)
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(SupportCycle), rows)
    db.session.expire(held)


def _map(purls: Iterable[str], held: SupportProduct) -> None:
    """The table's own packages; what people set, or ended, stands."""
    for package in {key_of(purl) for purl in purls}:
        if db.session.scalar(select(SupportMapping.id).where(SupportMapping.package == package).limit(1)) is None:
            db.session.add(SupportMapping(package=package, support_id=held.id, is_from_table=True, set_at=clock.now()))
    db.session.flush()


def key_of(text: str) -> str:
    """How a package is kept: a package URL without version and qualifiers, or a bare name in small letters."""
    text = text.strip()
    return package_of(text)[:400] if text.lower().startswith("pkg:") else text.casefold()[:200]


def set_mapping(package: str, support_id: int, *, reason: str, by: User | None) -> SupportMapping:
    """Say which product of the table a package is; what was said of it before ends. Raises Refused."""
    key = key_of(package)
    if not key:
        raise Refused(N_("Give the package URL or the name that SBOMs use."), field="package")
    held = db.session.get(SupportProduct, support_id) if support_id else None
    if held is None:
        raise Refused(N_("Choose the product of the table."), field="support_id")
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    for old in db.session.scalars(
        select(SupportMapping).where(SupportMapping.package == key, SupportMapping.ended_at.is_(None))
    ):
        old.ended_at = clock.now()
    mapping = SupportMapping(
        package=key, support_id=held.id, reason=reason.strip(), set_by_id=by.id if by else None, set_at=clock.now()
    )
    db.session.add(mapping)
    db.session.flush()
    record("sbom:support:map", mapping, by=by, package=key, table_product=held.label, reason=reason.strip())
    refresh()
    return mapping


def end_mapping(mapping: SupportMapping, *, by: User | None) -> None:
    """The package is not this product of the table; nothing happens the second time."""
    if mapping.ended_at is None:
        mapping.ended_at = clock.now()
        record("sbom:support:unmap", mapping, by=by, package=mapping.package)
        db.session.flush()
        refresh()


# what is done about it


def decide(
    row: ComponentSupport,
    *,
    course: Course,
    target: str = "",
    plan: str = "",
    reason: str = "",
    owner_id: int | None = None,
    due: date | None = None,
    with_line: bool = False,
    version: int | str | None = None,
    by: User | None,
) -> int:
    """What people decide on a version without support: how it goes on and until when, who sees to it, the plan to retire
    it. `with_line`: for the others of `line_of` too. How many were decided on. Raises Refused, Conflict."""
    check_version(row, version)
    if row.gone_at is not None:
        raise Refused(N_("It is not in the software in use any more; there is nothing to decide."))
    _check_words(course, plan, reason)
    _check_owner(course, owner_id, row)
    _check_day(course, due, row)
    said: dict[str, Any] = {"course": course, "target": target.strip(), "plan": plan.strip(), "reason": reason.strip(),
                            "owner_id": owner_id}  # fmt: skip
    rows = [row, *(line_of(row) if with_line else ())]
    return sum(_decide_one(each, {**said, **_day_of(each, course, due)}, by) for each in rows)


def line_of(row: ComponentSupport) -> Sequence[ComponentSupport]:
    """The other components of its product that are of the same line of versions, on which nothing was decided, or just
    what was decided on this one: what people decided on one of them by itself stands."""
    query = select(ComponentSupport).where(
        ComponentSupport.product_id == row.product_id,
        ComponentSupport.support_id == row.support_id,
        ComponentSupport.cycle == row.cycle,
        ComponentSupport.gone_at.is_(None),
        ComponentSupport.id != row.id,
    )
    rows = db.session.scalars(query.order_by(ComponentSupport.id))
    return [each for each in rows if each.course is Course.UNDECIDED or _decision(each) == _decision(row)]


def _decision(row: ComponentSupport) -> tuple[Any, ...]:
    return row.course, row.target, row.plan, row.reason, row.owner_id, row.due_on if row.is_due_set else None


def _check_words(course: Course, plan: str, reason: str) -> None:
    if course is Course.RETIRE and not plan.strip():
        raise Refused(N_("Say how it is retired: what takes its place, who does it, in which steps."), field="plan")
    if course in (*FOR_A_TIME, Course.NOT_CONCERNED) and not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")


def _check_owner(course: Course, owner_id: int | None, row: ComponentSupport) -> None:
    if course is Course.RETIRE and owner_id is None:
        raise Refused(N_("Name who sees to it."), field="owner_id")
    if owner_id is not None and owner_id != row.owner_id and db.session.get(User, owner_id) is None:
        raise Refused(N_("Choose a person from the list."), field="owner_id")


def _check_day(course: Course, due: date | None, row: ComponentSupport) -> None:
    if course in (Course.RETIRE, *FOR_A_TIME):
        if due is None:
            raise Refused(N_("Name the day until which this holds."), field="due")
        if due < clock.today() and (due, course) != (row.due_on, row.course):
            raise Refused(N_("This day is over already; name a later one."), field="due")
        latest = max(add_months(clock.today(), LONGEST_MONTHS[course]), row.ends_on or clock.today())
        if due > latest and (due, course) != (row.due_on, row.course):
            raise Refused(
                N_("That is longer than a decision holds: name a day until %(day)s, and decide anew by then."),
                field="due", day=latest,
            )  # fmt: skip


def _day_of(row: ComponentSupport, course: Course, due: date | None) -> dict[str, Any]:
    """A day that somebody names stands; an emptied one follows the table again."""
    if course is Course.NOT_CONCERNED:
        return {"due_on": None, "is_due_set": True}
    if due is None:
        return {"due_on": decide_by(row.ends_on, row.ended, row.found_on), "is_due_set": False}
    return {"due_on": due, "is_due_set": row.is_due_set or due != row.due_on or course is not Course.UNDECIDED}


def _decide_one(row: ComponentSupport, values: Mapping[str, Any], by: User | None) -> bool:
    changes = {name: (getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value}
    if not changes:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.decided_by_id, row.decided_at = by.id if by else None, clock.now()
    record("sbom:support:decide", row, by=by, **changes)
    said = phrase(COURSE_NAMES[row.course])
    if row.due_on and row.is_due_set:
        said = phrase(N_("%(course)s, until %(day)s."), course=said, day=row.due_on)
    note = "\n".join(filter(None, (row.target, row.plan, row.reason)))
    db.session.add(
        SupportEvent(component_support_id=row.id, at=clock.now(), by_id=by.id if by else None, note=note, **kept(said))
    )
    return True


def remove_sample() -> None:
    """Take the invented table out again, and what it meant for the sample's products."""
    invented = select(SupportProduct.id).where(SupportProduct.is_sample)
    products = select(Product.id).where(Product.is_sample)
    theirs = or_(ComponentSupport.support_id.in_(invented), ComponentSupport.product_id.in_(products))
    events = SupportEvent.component_support_id.in_(select(ComponentSupport.id).where(theirs))
    db.session.execute(delete(SupportEvent).where(events))
    db.session.execute(delete(ComponentSupport).where(theirs))
    db.session.execute(delete(SupportMapping).where(SupportMapping.support_id.in_(invented)))
    db.session.execute(delete(SupportCycle).where(SupportCycle.product_id.in_(invented)))
    db.session.execute(delete(SupportProduct).where(SupportProduct.is_sample))
