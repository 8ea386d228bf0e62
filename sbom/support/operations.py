"""The table of end of life, what belongs to it, and what it means for the software in use. Inside a unit of work; none commits."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db
from core.errors import Refused
from core.phrases import N_
from sbom.components.models import Component, Delivery, Package
from sbom.components.packages import folded, folded_purl
from sbom.components.rows import package_of
from sbom.products.models import Product, Release
from sbom.support.models import ComponentSupport, SupportCycle, SupportMapping, SupportProduct
from sbom.support.rules import Supported, cycle_of

_AT_ONCE = 400


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


# what it means


def refresh(product_ids: Collection[int] | None = None) -> tuple[int, int]:
    """(new, gone) after laying the table beside the SBOMs in use, of some products or all. A few queries, however many."""
    wanted = {(r["product_id"], r["package"], r["package_version"]): r for r in _wanted(product_ids)}
    query = select(*ComponentSupport.__table__.c)
    if product_ids is not None:
        query = query.where(ComponentSupport.product_id.in_(product_ids))
    known = {(r.product_id, r.package, r.package_version): r for r in db.session.execute(query)}
    new = [row for place, row in wanted.items() if place not in known]
    if new:
        db.session.execute(insert(ComponentSupport), [{**row, "found_at": clock.now()} for row in new])
    same = [(known[place], {**row, "gone_at": None}) for place, row in wanted.items() if place in known]
    _change([(old.id, row) for old, row in same if any(getattr(old, n) != v for n, v in row.items())])
    gone = [old for place, old in known.items() if place not in wanted and old.gone_at is None]
    _change([(old.id, {"gone_at": clock.now()}) for old in gone])
    return len(new), len(gone)


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


def remove_sample() -> None:
    """Take the invented table out again, and what it meant for the sample's products."""
    invented = select(SupportProduct.id).where(SupportProduct.is_sample)
    products = select(Product.id).where(Product.is_sample)
    db.session.execute(
        delete(ComponentSupport).where(
            or_(ComponentSupport.support_id.in_(invented), ComponentSupport.product_id.in_(products))
        )
    )
    db.session.execute(delete(SupportMapping).where(SupportMapping.support_id.in_(invented)))
    db.session.execute(delete(SupportCycle).where(SupportCycle.product_id.in_(invented)))
    db.session.execute(delete(SupportProduct).where(SupportProduct.is_sample))
