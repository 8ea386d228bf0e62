"""What contracts weigh in concentration: yearly spend in TWD at the dated rate, and their number."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from flask import Flask
from sqlalchemy import select

from contracts.register.models import Contract, contract_service
from contracts.register.standings import standings
from core.db import db
from core.phrases import N_
from core.web.links import link
from vendors.concentration.bases import Basis, Holding, register_basis
from vendors.concentration.queries import dated_rates
from vendors.concentration.spend import Price, Pricing, YearlySpend, yearly_spend


def annual_spend(as_of: date) -> Iterator[tuple[Contract, YearlySpend]]:
    """What each running contract costs in a year, or why that is not known."""
    rates = dated_rates()
    for contract in _running(as_of):
        pricing = Pricing.YEAR if contract.is_yearly else Pricing.WHOLE_TERM
        price = Price(contract.value_minor, contract.currency, pricing, contract.starts_on, contract.ends_on)
        yield contract, yearly_spend(price, rates, as_of)


def _running(as_of: date) -> list[Contract]:
    found = standings(as_of)
    query = select(Contract).order_by(Contract.id)
    return [c for c in db.session.scalars(query) if c.id in found and found[c.id].status.is_running]


def _services() -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for contract_id, service_id in db.session.execute(select(contract_service).order_by(contract_service.c.service_id)):
        found.setdefault(contract_id, []).append(service_id)
    return {contract_id: tuple(services) for contract_id, services in found.items()}


def _spend(as_of: date) -> Iterator[Holding]:
    services = _services()
    for contract, spend in annual_spend(as_of):
        yield Holding(
            contract.vendor_id,
            spend.twd_minor,
            contract.name,
            services.get(contract.id, ()),
            unknown_because=spend.unknown_because,
            url=link("contracts.register.show", contract_id=contract.id),
        )


def _contracts(as_of: date) -> Iterator[Holding]:
    services = _services()
    for contract in _running(as_of):
        yield Holding(
            contract.vendor_id,
            Fraction(1),
            contract.name,
            services.get(contract.id, ()),
            url=link("contracts.register.show", contract_id=contract.id),
        )


SPEND = Basis(
    name="spend",
    label=N_("Spend"),
    meaning=N_("What running contracts cost in a year, in TWD at the rate of the day or of the last day before it."),
    weights=_spend,
    is_money=True,
    order=10,
)
CONTRACTS = Basis(
    name="contracts",
    label=N_("Running contracts"),
    meaning=N_("Each contract that runs on the day counts 1."),
    weights=_contracts,
    order=30,
)


def init_app(app: Flask) -> None:
    register_basis(app, SPEND)
    register_basis(app, CONTRACTS)
