"""Which releases hold what a notice speaks of: searched for like a component, in every ecosystem's own order of versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.errors import Refused
from core.phrases import N_
from sbom.components.models import Component
from sbom.find.parsing import parse
from sbom.find.queries import components_at, find
from sbom.find.rules import Query

MOST_LINES = 20
_SHOWN = 8


@dataclass
class Touch:
    """One release that holds it: of which vendor, and which components (the first of them)."""

    release_id: int
    release: str
    product_id: int
    product: str
    vendor_id: int
    vendor: str
    count: int = 0
    components: list[str] = field(default_factory=list)


def queries_of(lines: Sequence[str]) -> list[Query]:
    """What the lines ask for. Raises Refused for one that cannot be understood, or that names no component."""
    if len(lines) > MOST_LINES:
        raise Refused(N_("At most %(n)s lines."), field="sought", n=MOST_LINES)
    return [_query(line) for line in lines]


def _query(line: str) -> Query:
    try:
        query = parse(line)
    except Refused as error:
        msgid = N_("“%(line)s”: %(why)s")
        raise Refused(msgid, field="sought", line=line[:80], why=error.phrase) from error
    if not query.names_a_component:
        raise Refused(N_("“%(line)s” names no component."), field="sought", line=line[:80])
    return query


def touched(lines: Sequence[str]) -> list[Touch]:
    """Every release in use that holds one of them, whoever delivers it, by vendor and product."""
    found: dict[int, Touch] = {}
    seen: set[tuple[int, int]] = set()
    for query in queries_of(lines):
        for component in components_at(find(query, most=500).places):
            key = (component.delivery_id, component.position)
            if key not in seen:
                seen.add(key)
                _add(found, component)
    return sorted(found.values(), key=lambda t: (t.vendor, t.product, t.release))


def _add(found: dict[int, Touch], component: Component) -> None:
    release = component.delivery.release
    product = release.product
    touch = found.setdefault(
        release.id,
        Touch(release.id, release.number, product.id, product.name, product.vendor_id, product.vendor.name),
    )
    touch.count += 1
    if len(touch.components) < _SHOWN:
        touch.components.append(f"{component.full_name} {component.version}".strip()[:200])


def of_vendor(touches: Iterable[Touch], vendor_id: int) -> tuple[list[Touch], list[Touch]]:
    """(those that the vendor delivers, those of other vendors)."""
    every = list(touches)
    return [t for t in every if t.vendor_id == vendor_id], [t for t in every if t.vendor_id != vendor_id]
