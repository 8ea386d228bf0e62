"""The table of end of life laid beside the SBOMs in use. Inside a unit of work; none commits."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select

from core import clock
from core.db import db
from core.phrases import N_, Phrase, kept, phrase
from sbom.components.models import Component, Delivery, Package
from sbom.components.packages import folded, folded_purl
from sbom.products.models import Product, Release
from sbom.support.models import ComponentSupport, SupportCycle, SupportEvent, SupportMapping
from sbom.support.rules import COURSE_NAMES, Course, cycle_of, decide_by

_AT_ONCE = 400
_UNDECIDED = {
    "course": Course.UNDECIDED, "target": "", "plan": "", "reason": "", "owner_id": None, "due_on": None,
    "is_due_set": False, "decided_by_id": None, "decided_at": None,
}  # fmt: skip


def refresh(product_ids: Collection[int] | None = None) -> tuple[int, int]:
    """(new, gone) after laying the table beside the SBOMs in use, of some products or all. A few queries, however many."""
    wanted = {(r["product_id"], r["package"], r["package_version"]): r for r in _wanted(product_ids)}
    query = select(*ComponentSupport.__table__.c)
    if product_ids is not None:
        query = query.where(ComponentSupport.product_id.in_(product_ids))
    known = {(r.product_id, r.package, r.package_version): r for r in db.session.execute(query)}
    gone = [old for place, old in known.items() if place not in wanted and old.gone_at is None]
    new = [row for place, row in wanted.items() if place not in known]
    _add(new, gone)
    same = [(known[place], _again(known[place], row)) for place, row in wanted.items() if place in known]
    _change([(old.id, row) for old, row in same if any(getattr(old, n) != v for n, v in row.items())])
    _change([(old.id, {"gone_at": clock.now()}) for old in gone])
    _tell((old.id, phrase(N_("Not in the SBOM in use any more."))) for old in gone)
    _tell(_news(same))
    return len(new), len(gone)


def _add(new: Sequence[Mapping[str, Any]], gone: Iterable[Any]) -> None:
    """What was decided on a version that is gone goes on with the one of the same line that takes its place."""
    if not new:
        return
    earlier = {_line(old._mapping): old for old in gone if old.course is not Course.UNDECIDED}
    now, today = clock.now(), clock.today()
    before = [earlier.get(_line(row)) for row in new]
    rows = [
        {**row, "found_at": now, **_decided(old), **({} if old else {"due_on": decide_by(row["ends_on"], row["ended"], today)})}
        for row, old in zip(new, before, strict=True)
    ]  # fmt: skip
    added = insert(ComponentSupport).returning(ComponentSupport.id, sort_by_parameter_order=True)
    ids = db.session.scalars(added, rows).all()
    _tell(
        (i, phrase(N_("Goes on from version %(version)s: %(course)s."), version=old.package_version,
                   course=phrase(COURSE_NAMES[old.course])))
        for i, old in zip(ids, before, strict=True) if old
    )  # fmt: skip


def _decided(old: Any) -> dict[str, Any]:
    return {name: getattr(old, name) if old else value for name, value in _UNDECIDED.items()}


def _line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["product_id"], row["package"], row["support_id"], row["cycle"]


def _again(old: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """A known one as it stands now: it is there, and its day follows the table unless somebody set it. What was decided
    on another product of the table, or another line of its versions, does not hold for this one."""
    found_on, is_other = old.found_at.astimezone(clock.zone()).date(), _is_other(old, row)
    decided = _decided(None if is_other else old)
    if not decided["is_due_set"]:
        decided["due_on"] = decide_by(row["ends_on"], row["ended"], found_on)
    return {**row, **decided, "gone_at": None, "version": old.version + is_other}


def _is_other(old: Any, row: Mapping[str, Any]) -> bool:
    return (old.support_id, old.cycle) != (row["support_id"], row["cycle"])


def _news(same: Iterable[tuple[Any, Mapping[str, Any]]]) -> Iterator[tuple[int, Phrase]]:
    for old, row in same:
        if old.gone_at is not None:
            yield old.id, phrase(N_("Found again."))
        if _is_other(old, row) and old.course is not Course.UNDECIDED:
            says = N_(
                "The table takes it for another product or line of versions; to be decided again (was: %(course)s)."
            )
            yield old.id, phrase(says, course=phrase(COURSE_NAMES[old.course]))
        if old.ends_on != row["ends_on"] and row["ends_on"]:
            yield old.id, phrase(N_("The table says now that support ends on %(day)s."), day=row["ends_on"])


def _tell(events: Iterable[tuple[int, Phrase]]) -> None:
    rows = [{"component_support_id": i, "at": clock.now(), "note": "", **kept(what)} for i, what in events]
    if rows:
        db.session.execute(insert(SupportEvent), rows)


def _change(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    if rows:
        table: Any = ComponentSupport.__table__
        names = list(rows[0][1])
        values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        statement = table.update().where(table.c.id == bindparam("which")).values(values)
        parameters = [{"which": i, **{f"new_{n}": row[n] for n in names}} for i, row in rows]
        db.session.connection().execute(statement, parameters)


def _wanted(product_ids: Collection[int] | None) -> Iterator[dict[str, Any]]:
    mappings = _mappings()
    cycles: dict[int, dict[str, SupportCycle]] = {}
    for each in db.session.scalars(select(SupportCycle)):
        cycles.setdefault(each.product_id, {})[each.name] = each
    for row in _components(list(mappings), product_ids):
        support_id = mappings[row.package]
        own = cycles.get(support_id, {})
        cycle = own.get(cycle_of(row.version, own) or "")
        yield {
            "product_id": row.product_id, "package": row.package, "package_version": row.version[:255],
            "component": row.component[:300], "support_id": support_id, "cycle": cycle.name if cycle else "",
            "ends_on": cycle.ends_on if cycle else None, "ended": cycle.ended if cycle else None,
            "latest": cycle.latest if cycle else "", "release_id": row.release_id, "delivery_id": row.delivery_id,
            "position": row.position,
        }  # fmt: skip


def _mappings() -> dict[str, int]:
    """Package → product of the table."""
    query = select(SupportMapping.package, SupportMapping.support_id).where(SupportMapping.ended_at.is_(None))
    return {row.package: row.support_id for row in db.session.execute(query.order_by(SupportMapping.id))}


def _components(packages: Sequence[str], product_ids: Collection[int] | None) -> Iterator[Any]:
    """Each mapped package version once a product, with its first place; a bare name counts where no package URL is given."""
    for start in range(0, len(packages), _AT_ONCE):
        part = packages[start : start + _AT_ONCE]
        purls = [p for p in part if p.startswith("pkg:")]
        names = [p for p in part if not p.startswith("pkg:")]
        for package, entries, which in (
            (Component.purl_key, Package.purl_text.in_([folded_purl(p) for p in purls]), Component.purl_key.in_(purls)),
            (Component.name_key, Package.tail_text.in_([folded(n).rpartition("/")[2] for n in names]),
             and_(Component.purl == "", Component.name_key.in_(names))),
        ):  # fmt: skip
            query = (
                select(
                    Product.id.label("product_id"), Release.id.label("release_id"), Delivery.id.label("delivery_id"),
                    package.label("package"), Component.version.label("version"),
                    func.min(Component.name).label("component"), func.min(Component.position).label("position"),
                )
                .join(Release, Release.product_id == Product.id)
                .join(Delivery, Delivery.release_id == Release.id)
                .join(Component, Component.delivery_id == Delivery.id)
                .where(Component.package_id.in_(select(Package.id).where(entries)), which, Component.version != "")
                .where(Delivery.is_current, Release.is_current, Product.is_ended.is_(False))
                .group_by(Product.id, Release.id, Delivery.id, package, Component.version)
            )  # fmt: skip
            yield from db.session.execute(query if product_ids is None else query.where(Product.id.in_(product_ids)))
