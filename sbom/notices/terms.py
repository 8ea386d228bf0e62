"""Within which time a vendor has to tell: what its contract says, or the firm's default where the contract is silent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import current_app

from contracts.facts.shown import shown
from contracts.facts.values import Duration, Unit
from core import clock
from core.days import Calendar
from core.phrases import N_, Phrase, phrase
from sbom.find.answers import IncidentNotices
from sbom.notices.rules import due_at
from sbom.products.models import Product


@dataclass(frozen=True)
class Term:
    """A time to tell in, and the contract that sets it; no contract: the default of the settings."""

    within: Duration
    contract_id: int | None = None
    number: str = ""

    @property
    def why(self) -> Phrase:
        if self.contract_id is None:
            return phrase(N_("%(time)s: the default, because no confirmed clause says so"), time=shown(self.within))
        return phrase(N_("%(time)s by contract %(number)s"), time=shown(self.within), number=self.number)

    def due_at(self, known_at: datetime, firm: Calendar) -> datetime:
        return due_at(known_at, self.within, firm, clock.zone())

    def kept(self) -> dict[str, Any]:
        found = {"amount": str(self.within.amount), "unit": self.within.unit.value}
        return found | ({"contract_id": self.contract_id, "number": self.number} if self.contract_id else {})


def term_of(kept: dict[str, Any]) -> Term | None:
    """As it was kept with a notice."""
    if not kept:
        return None
    within = Duration(Decimal(kept["amount"]), Unit(kept["unit"]))
    return Term(within, kept.get("contract_id"), kept.get("number", ""))


def default_term() -> Term:
    return Term(Duration(Decimal(current_app.config["SETTINGS"].notice_hours), Unit.HOURS))


class Terms:
    """The terms of some vendors, read in a handful of queries."""

    def __init__(self, vendor_ids: Iterable[int]) -> None:
        self._contracts = IncidentNotices(set(vendor_ids))

    def of_product(self, product: Product) -> Term:
        """Of the contracts that cover the product's service, else of the vendor's: the strictest."""
        found = self._contracts.of(product)
        if found is None or found.confirmed is None:
            return default_term()
        return Term(found.confirmed.value, found.contract_id, found.number)

    def of_vendor(self, vendor_id: int) -> Term:
        """The strictest of the vendor's running contracts."""
        said = [n for n in self._contracts.by_vendor.get(vendor_id, []) if n.confirmed is not None]
        found = min(said, key=lambda n: (n.confirmed.value.hours if n.confirmed else 0, n.contract_id), default=None)
        if found is None or found.confirmed is None:
            return default_term()
        return Term(found.confirmed.value, found.contract_id, found.number)
