"""Changes to the register of contracts. Each is called inside a unit of work; none commits."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from contracts.register.events import ContractTermChanged
from contracts.register.models import Contract, term_of
from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db, violates
from core.errors import Refused
from core.events import announce
from core.i18n.formats import minor
from core.phrases import N_
from vendors.merging.events import VendorsMoved, VendorsParting
from vendors.register.models import Vendor
from vendors.services.models import Service

TERM_FIELDS = ("signed_on", "starts_on", "ends_on", "renewal", "renewal_months", "notice_amount", "notice_unit")
FIELDS = ("number", "title", *TERM_FIELDS, "value_minor", "currency", "is_yearly", "owner_id", "note")


def register_contract(vendor: Vendor, *, by: User | None, service_ids: Iterable[int] = (), **fields: Any) -> Contract:
    """A new contract. Raises Refused, naming the field, for a number that is taken or a term that contradicts itself."""
    if vendor.merged_into is not None:
        says = N_("%(name)s was merged into %(other)s; register the contract there.")
        raise Refused(says, name=vendor.name, other=vendor.merged_into.name)
    contract = Contract(vendor_id=vendor.id, created_at=clock.now())
    values = _checked(fields, contract)
    for key, value in values.items():
        setattr(contract, key, value)
    contract.services = _services(vendor.id, service_ids)
    db.session.add(contract)
    _flush_number(contract)
    _check_term(contract)
    shown = {k: v for k, v in values.items() if v not in (None, "")}
    record("contracts:contract:add", contract, by=by, vendor=vendor.name, **shown)
    announce(ContractTermChanged(contract.id))
    return contract


def edit_contract(
    contract: Contract,
    *,
    version: int | str | None = None,
    by: User | None,
    service_ids: Iterable[int] | None = None,
    **fields: Any,
) -> Contract:
    """Correct what was registered. What the parties changed later is an event (contracts.terms), not a correction."""
    check_version(contract, version)
    values = _checked(fields, contract)
    changes = {k: (getattr(contract, k), v) for k, v in values.items() if getattr(contract, k) != v}
    for key, value in values.items():
        setattr(contract, key, value)
    if service_ids is not None:
        before = [service.name for service in contract.services]
        contract.services = _services(contract.vendor_id, service_ids)
        after = [service.name for service in contract.services]
        if sorted(before) != sorted(after):
            changes["services"] = (", ".join(before), ", ".join(after))
    _check_term(contract)
    _flush_number(contract)
    if changes:
        record("contracts:contract:edit", contract, by=by, **changes)
    if changes.keys() & set(TERM_FIELDS):
        announce(ContractTermChanged(contract.id))
    return contract


def guard_parting(event: VendorsParting) -> None:
    """A merge is not taken back while a contract on one side of it covers a service of the other."""
    covers = (
        select(Contract.id, Contract.number, Service.id, Service.name)
        .join(Contract.services)
        .where(Contract.vendor_id == event.into_id)
    )
    for contract_id, number, service_id, name in db.session.execute(covers):
        if event.crosses(("contract", contract_id), ("service", service_id)):
            raise Refused(
                N_(
                    "Contract %(number)s covers “%(service)s” of the other vendor since; take it out of the contract first."
                ),
                number=number,
                service=name,
            )


def follow_vendor(event: VendorsMoved) -> None:
    """Contracts went with their vendor into another, or back: each says so, and under which name it was signed."""
    ids = event.moved.get("contract", ())
    for at in range(0, len(ids), 500):
        for contract in db.session.scalars(select(Contract).where(Contract.id.in_(ids[at : at + 500]))).all():
            before = contract.signed_as
            if event.is_back and before == event.now:
                contract.signed_as = ""
            elif not event.is_back and not before and event.was != event.now:
                contract.signed_as = event.was
            record("contracts:contract:vendor", contract, by=event.by, vendor=(event.was, event.now),
                   signed_as=(before, contract.signed_as))  # fmt: skip
    db.session.flush()


def _checked(fields: dict[str, Any], contract: Contract) -> dict[str, Any]:
    values = {k: v for k, v in fields.items() if k in FIELDS}
    for key in ("number", "title", "note"):
        if key in values:
            values[key] = (values[key] or "").strip()
    if "number" in values:
        _check_number(values["number"], contract)
    if "title" in values and not values["title"]:
        raise Refused(N_("Give the contract a title."), field="title")
    if "currency" in values:
        values["currency"] = (values["currency"] or "TWD").strip().upper()
        if values["currency"] not in list_currencies():
            raise Refused(N_("“%(code)s” is not a currency code (ISO 4217), such as TWD or USD."), field="currency",
                          code=values["currency"])  # fmt: skip
    if "value" in fields:
        currency = values.get("currency") or contract.currency or "TWD"
        values["value_minor"] = _minor(fields["value"], currency)
    if (values.get("value_minor") or 0) < 0:
        raise Refused(N_("The value cannot be negative."), field="value")
    if "notice_amount" in values:
        values["notice_amount"] = values["notice_amount"] or 0
    return values


def _minor(value: Decimal | None, currency: str) -> int | None:
    return None if value is None else minor(value, currency)


def _check_number(number: str, contract: Contract) -> None:
    if not number:
        raise Refused(N_("Give the contract its number."), field="number")
    query = select(Contract).where(func.lower(Contract.number) == number.lower())
    with db.session.no_autoflush:
        holder = db.session.scalar(query)
    if holder is not None and holder.id != contract.id:
        raise Refused(
            N_("%(number)s is the number of “%(title)s”, which is registered already."),
            field="number",
            number=holder.number,
            title=holder.title,
        )


def _flush_number(contract: Contract) -> None:
    """Write now, so that a number somebody else took in this very moment is refused in words."""
    number = contract.number
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_contract_number", "contract.number"):
            raise Refused(
                N_("%(number)s was just registered by somebody else."), field="number", number=number
            ) from error
        raise


def _check_term(contract: Contract) -> None:
    """The dates must make sense together; the refusal names the field."""
    term_of(contract, contract.events)


def _services(vendor_id: int, service_ids: Iterable[int]) -> list[Service]:
    wanted = {int(each) for each in service_ids}
    found = db.session.scalars(select(Service).where(Service.id.in_(wanted), Service.vendor_id == vendor_id)).all()
    if len(found) != len(wanted):
        raise Refused(N_("A contract covers services of its own vendor only."), field="service_ids")
    return list(found)
