"""Contracts that are not signed, as the check before signing takes them."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select

from contracts.register.models import Contract
from contracts.register.rules import Status
from contracts.register.standings import standing_of, standings_of
from core import clock
from core.db import db
from vendors.concentration.queries import dated_rates
from vendors.concentration.rules import rounded
from vendors.concentration.spend import Price, Pricing, yearly_spend
from vendors.proposals.drafts import Contracts
from vendors.proposals.queries import badge, proposals_of_draft
from vendors.proposals.rules import Proposed

MOST = 500
"""Contracts of one vendor to choose from, the newest."""
UNSIGNED = (Status.DRAFT, Status.INCOMPLETE, Status.UNSIGNED)


def draft(contract_id: int) -> Proposed | None:
    """What signing the contract would add; None for one that is signed or that nobody has."""
    contract = db.session.get(Contract, contract_id)
    today = clock.today()
    if contract is None or standing_of(contract, today).status not in UNSIGNED:
        return None
    pricing = Pricing.YEAR if contract.is_yearly else Pricing.WHOLE_TERM
    price = Price(contract.value_minor, contract.currency, pricing, contract.starts_on, contract.ends_on)
    spend = yearly_spend(price, dated_rates(), today).twd_minor
    services = contract.services
    kinds = Counter(service.kind.value for service in services)
    return Proposed(
        title=contract.name[:200],
        vendor_id=contract.vendor_id,
        kind=kinds.most_common(1)[0][0] if kinds else "other",
        country=next((s.processing_country for s in services if s.processing_country), ""),
        function_ids=tuple(sorted({f.id for s in services for f in s.functions})),
        twd_minor=None if spend is None else int(rounded(spend)),
    )


def known(vendor_id: int | None) -> list[tuple[int, str]]:
    """Numbers and names of a vendor's contracts, or of any vendor's where none is given; the newest first."""
    query = select(Contract.id, Contract.number, Contract.title).order_by(Contract.id.desc()).limit(MOST)
    if vendor_id is not None:
        query = query.where(Contract.vendor_id == vendor_id)
    return [(row.id, f"{row.number} {row.title}") for row in db.session.execute(query)]


def signed_on(contract_id: int) -> date | None:
    return db.session.scalar(select(Contract.signed_on).where(Contract.id == contract_id))


def running(contract_ids: Collection[int], as_of: date) -> dict[int, int]:
    found = standings_of(contract_ids, as_of)
    query = select(Contract.id, Contract.vendor_id).where(Contract.id.in_(contract_ids))
    return {row.id: row.vendor_id for row in db.session.execute(query) if found[row.id].status.is_running}


CONTRACTS = Contracts(draft, known, signed_on, running)


def on_contract_page(contract: Contract) -> dict[str, Any] | None:
    """The checks of a contract, and the way to one while it is not signed."""
    found = [(each, badge(each)) for each in proposals_of_draft(contract.id)]
    is_draft = standing_of(contract, clock.today()).status in UNSIGNED
    return {"proposals": found, "is_draft": is_draft} if found or is_draft else None
