"""What a vendor's failure touches of contracts, and which contracts those are for accounts and assets above."""

from collections.abc import Set
from datetime import date

from sqlalchemy import select

from contracts.register.concentration import spend_on
from contracts.register.models import Contract, contract_service
from contracts.register.rules import STATUS_NAMES
from contracts.register.standings import standings
from core.audit.kept import while_unchanged
from core.db import db
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.concentration.queries import known_names
from vendors.concentration.rules import rounded
from vendors.stress.rules import Item, Part


def contracts_touched(as_of: date, vendor_ids: Set[int], service_ids: Set[int]) -> Set[int]:
    """Contracts with vendors that stand still, and those that cover a service that does, running or not."""
    links, vendors = while_unchanged(("contracts", "touched"), _links)
    found = {contract for service in service_ids for contract in links.get(service, ())}
    return found | {contract for vendor in vendor_ids for contract in vendors.get(vendor, ())}


def _links() -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    services: dict[int, list[int]] = {}
    for contract_id, service_id in db.session.execute(select(contract_service)):
        services.setdefault(service_id, []).append(contract_id)
    vendors: dict[int, list[int]] = {}
    for contract_id, vendor_id in db.session.execute(select(Contract.id, Contract.vendor_id)):
        vendors.setdefault(vendor_id, []).append(contract_id)
    return services, vendors


def touched(as_of: date, vendor_ids: Set[int], service_ids: Set[int], most: int | None) -> Part:
    """Running contracts, what each costs in a year, when it ends; the dearest first, those not known last."""
    wanted, names, at = contracts_touched(as_of, vendor_ids, service_ids), known_names(), standings(as_of)
    found = [
        (None if spend.twd_minor is None else int(rounded(spend.twd_minor)), contract)
        for contract, spend in spend_on(as_of)
        if contract.id in wanted
    ]
    found.sort(key=lambda each: (each[0] is None, -(each[0] or 0), each[1].id))
    base = address("contracts.register.index")
    items = tuple(
        Item(
            f"{contract.number} {contract.title}",
            names.vendors[contract.vendor_id][0],
            (at[contract.id].effective_end or "—", phrase(STATUS_NAMES[at[contract.id].status])),
            minor,
            f"{base}{contract.id}",
        )
        for minor, contract in found[:most]
    )
    known = [minor for minor, _ in found if minor is not None]
    headings = (N_("Effective end"), N_("State"))
    return Part("contracts", N_("Running contracts"), headings, items, len(found), sum(known), len(found) - len(known))
