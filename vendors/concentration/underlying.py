"""What vendors' work rests on besides other vendors: software components and their suppliers, told by higher domains.

A source gives each thing once, with the vendors whose products or services hold it; concentration, the stress test and
the pictures take it in like any other party.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app

from core.audit.kept import while_unchanged
from vendors.concentration.supply import service_node, vendor_node


@dataclass(frozen=True)
class Underlying:
    """One thing that vendors rest on. `key` names it among its kind, always the same; `name` is shown as it is;
    `path`: where its page is, inside the product, or empty.

    `service_ids`: the single services that rest on it; `vendor_ids`: vendors that do with all they supply, because
    nothing says with which service.
    """

    key: str
    name: str
    vendor_ids: frozenset[int]
    path: str = ""
    service_ids: frozenset[int] = frozenset()

    @property
    def nodes(self) -> frozenset[str]:
        """What stops with it, as chains name it (vendors.concentration.supply)."""
        return frozenset({*map(vendor_node, self.vendor_ids), *map(service_node, self.service_ids)})


@dataclass(frozen=True)
class UnderlyingKind:
    """A kind of such things: `name` as in the address, `label` and `meaning` marked texts, `things(as_of)` each once.

    `things` may name only those worth a page, such as components in the newest release of each product; it is asked
    once while nothing in the firm's records changes.
    """

    name: str
    label: str
    meaning: str
    things: Callable[[date], Iterable[Underlying]]
    order: int = 100


def register_underlying(app: Flask, kind: UnderlyingKind) -> None:
    known: dict[str, UnderlyingKind] = app.extensions.setdefault("concentration_underlying", {})
    if kind.name in known:
        raise ValueError(f"kind declared twice: {kind.name}")
    known[kind.name] = kind


def underlying_kinds() -> list[UnderlyingKind]:
    return sorted(current_app.extensions.get("concentration_underlying", {}).values(), key=lambda kind: kind.order)


def underlying(kind: UnderlyingKind, as_of: date) -> Sequence[Underlying]:
    """Every thing of a kind on a day that at least one vendor or service rests on."""
    return while_unchanged(
        ("underlying", kind.name, as_of),
        lambda: tuple(each for each in kind.things(as_of) if each.vendor_ids or each.service_ids),
    )
