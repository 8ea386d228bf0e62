"""What contracts weigh in concentration: yearly spend in TWD at the dated rate, and their number."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import select

from contracts.register.models import Contract, contract_service
from contracts.register.standings import standings, standings_of
from core.audit.kept import while_tables_unchanged
from core.db import db
from core.phrases import N_
from core.web.addresses import address
from vendors.concentration.bases import Basis, Holding, register_basis
from vendors.concentration.queries import dated_rates
from vendors.concentration.spend import Price, Pricing, Rate, YearlySpend, rate_on, spend_at

COLUMNS = (
    Contract.id, Contract.number, Contract.title, Contract.vendor_id, Contract.value_minor, Contract.currency,
    Contract.is_yearly, Contract.starts_on, Contract.ends_on, Contract.owner_id,
)  # fmt: skip


def annual_spend(as_of: date) -> Iterator[tuple[Any, YearlySpend]]:
    """What each running contract costs in a year, or why that is not known. The rows hold the contract's columns."""
    return _priced(_running(as_of), as_of)


def spend_of(vendor_ids: Collection[int], as_of: date) -> Iterator[tuple[Any, YearlySpend]]:
    """The same for the running contracts of some vendors only."""
    query = select(*COLUMNS).where(Contract.vendor_id.in_(vendor_ids))
    rows = {row.id: row for row in db.session.execute(query)}
    found = standings_of(rows, as_of)
    return _priced((row for key, row in rows.items() if found[key].status.is_running), as_of)


def _priced(contracts: Iterable[Any], as_of: date) -> Iterator[tuple[Any, YearlySpend]]:
    rates, known = dated_rates(), dict[str, Rate | None]()
    for contract in contracts:
        currency = contract.currency
        if currency not in known:
            known[currency] = rate_on(rates, currency, as_of)
        pricing = Pricing.YEAR if contract.is_yearly else Pricing.WHOLE_TERM
        price = Price(contract.value_minor, currency, pricing, contract.starts_on, contract.ends_on)
        yield contract, spend_at(price, known[currency], as_of)


def spend_on(as_of: date) -> tuple[tuple[Any, YearlySpend], ...]:
    """`annual_spend`, worked out once while nothing changes."""
    return while_tables_unchanged(("contracts", "spend", as_of), lambda: tuple(annual_spend(as_of)))


def _running(as_of: date) -> list[Any]:
    """Columns, not objects: twenty thousand of them are read for one figure, once while nothing changes."""
    return while_tables_unchanged(("contracts", "running", as_of), lambda: _read_running(as_of))


def _read_running(as_of: date) -> list[Any]:
    found = standings(as_of)
    running = {contract_id for contract_id, at in found.items() if at.status.is_running}
    return [row for row in db.session.execute(select(*COLUMNS).order_by(Contract.id)) if row[0] in running]


def _services() -> dict[int, tuple[int, ...]]:
    return while_tables_unchanged(("contracts", "their services"), _read_services)


def _read_services() -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for contract_id, service_id in db.session.execute(select(contract_service).order_by(contract_service.c.service_id)):
        found.setdefault(contract_id, []).append(service_id)
    return {contract_id: tuple(services) for contract_id, services in found.items()}


def _spend(as_of: date) -> Iterator[Holding]:
    services = _services()
    for contract, spend in spend_on(as_of):
        yield Holding(
            contract.vendor_id,
            spend.twd_minor,
            f"{contract.number} {contract.title}",
            services.get(contract.id, ()),
            unknown_because=spend.unknown_because,
            url=partial(address, "contracts.register.show", contract_id=contract.id),
            form=_rate_form
            if spend.lacks_rate
            else partial(address, "contracts.register.edit", contract_id=contract.id),
            needs="rates.edit" if spend.lacks_rate else "contracts.edit",
            owner_id=contract.owner_id,
        )


def _rate_form() -> str:
    return address("vendors.concentration.new_rate")


def _contracts(as_of: date) -> Iterator[Holding]:
    services, one = _services(), Fraction(1)
    for contract in _running(as_of):
        yield Holding(
            contract.vendor_id,
            one,
            f"{contract.number} {contract.title}",
            services.get(contract.id, ()),
            url=partial(address, "contracts.register.show", contract_id=contract.id),
            owner_id=contract.owner_id,
        )


RUNNING = {"starts_on", "ends_on", "signed_on", "vendor_id"}
ACTS: dict[str, frozenset[str]] = {
    "contracts:contract:add": frozenset(), "contracts:contract:vendor": frozenset(),
    "contracts:contract:edit": frozenset(RUNNING), "contracts:term:amendment": frozenset(), "contracts:term:renewal": frozenset(),
    "contracts:term:termination": frozenset(), "contracts:term:cancellation": frozenset(),
}  # fmt: skip
PRICED = frozenset({"value_minor", "currency", "is_yearly"} | RUNNING)

SPEND = Basis(
    name="spend",
    label=N_("Spend"),
    meaning=N_("What running contracts cost in a year, in TWD at the rate of the day or of the last day before it."),
    weights=_spend,
    is_money=True,
    order=10,
    moved_by={
        **ACTS,
        "contracts:contract:edit": PRICED,
        "vendors:rate:add": frozenset(),
        "vendors:rate:edit": frozenset({"twd"}),
    },
)
CONTRACTS = Basis(
    name="contracts",
    label=N_("Running contracts"),
    meaning=N_("Each contract that runs on the day counts 1."),
    weights=_contracts,
    is_always_known=True,
    order=30,
    moved_by=ACTS,
)


def init_app(app: Flask) -> None:
    register_basis(app, SPEND)
    register_basis(app, CONTRACTS)
