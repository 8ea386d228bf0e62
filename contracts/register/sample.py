"""The sample firm's contracts: believable numbers, every kind of term, some near their end and some past it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import delete, func, insert, select

from contracts.register.agreed import EventKind, NoticeUnit, Renewal
from contracts.register.models import Contract, ContractEvent, contract_service
from core import clock
from core.auth.rules import Role
from core.days import add_months, last_day_of_months
from core.db import db
from core.demo.operations import Context
from vendors.register.models import Vendor
from vendors.services.models import Service

TITLES = (
    "交易系統維護", "網路下單平台建置", "機房代管服務", "資安監控服務（SOC）", "弱點掃描與滲透測試", "雲端主機租用",
    "行情資訊源授權", "資料庫維護", "帳務系統增修", "行動下單 App 開發", "網路專線租用", "端點防護授權",
    "駐點人力服務", "備份與異地備援", "電子對帳單系統", "風險管理系統授權",
)  # fmt: skip
CHUNK = 2000
STAGED = (
    (330, 35, Renewal.NONE, 0),  # ends next month
    (340, 24, Renewal.AGREEMENT, 0),
    (360, 4, Renewal.NONE, 0),
    (375, -10, Renewal.NONE, 0),  # ended, still being worked through
    (380, -16, Renewal.AGREEMENT, 0),
    (400, -35, Renewal.NONE, 0),
    (285, 80, Renewal.AUTOMATIC, 60),  # a renewal to decide within weeks
    (275, 90, Renewal.AUTOMATIC, 30),
    (345, 20, Renewal.AUTOMATIC, 60),  # its notice deadline is missed
    (900, None, Renewal.NONE, 90),  # open-ended
)
"""Days since the start, days to the end, renewal and days of notice of the first contracts of every sample."""
SAMPLE = select(Contract.id).join(Vendor, Contract.vendor_id == Vendor.id).where(Vendor.is_sample)


class ContractsPart:
    """Contracts and what happened to their terms."""

    def load(self, context: Context) -> None:
        vendors = list(db.session.scalars(select(Vendor.id).where(Vendor.is_sample).order_by(Vendor.id)))
        if not vendors:
            context.made["contracts"] = []
            return
        owners = [u.id for role in (Role.PROCUREMENT, Role.IT_MANAGER) for u in context.made["people"].get(role, [])]
        rows = list(_contracts(context, vendors, owners))
        made: list[int] = []
        for at in range(0, len(rows), CHUNK):
            statement = insert(Contract).returning(Contract.id, sort_by_parameter_order=True)
            made += db.session.scalars(statement, rows[at : at + CHUNK], execution_options={"render_nulls": True})
            context.tell("contracts", min(at + CHUNK, len(rows)), len(rows))
        _link_services(context.rng, dict(zip(made, (row["vendor_id"] for row in rows), strict=True)))
        _add_events(context, made, rows)
        context.made["contracts"] = made

    def remove(self) -> dict[str, int]:
        ids = SAMPLE.scalar_subquery()
        db.session.execute(delete(ContractEvent).where(ContractEvent.contract_id.in_(ids)))
        db.session.execute(delete(contract_service).where(contract_service.c.contract_id.in_(ids)))
        count = db.session.scalar(select(func.count()).select_from(SAMPLE.subquery())) or 0
        db.session.execute(delete(Contract).where(Contract.id.in_(ids)))
        return {"contracts": count}

    def exists(self) -> bool:
        return db.session.scalar(SAMPLE.limit(1)) is not None

    def has_real_data(self) -> bool:
        real = select(Contract.id).join(Vendor, Contract.vendor_id == Vendor.id).where(~Vendor.is_sample)
        return db.session.scalar(real.limit(1)) is not None


def _contracts(context: Context, vendors: list[int], owners: list[int]) -> Iterator[dict[str, Any]]:
    rng, today = context.rng, context.today
    taken: dict[int, int] = defaultdict(int)
    known = db.session.scalar(select(func.count()).select_from(Contract)) or 0
    for number in range(context.sizes.contracts):
        vendor_id = vendors[number] if number < len(vendors) else rng.choice(vendors)
        term = _staged(STAGED[number], today) if number < len(STAGED) else _term(rng, today)
        roc_year = (term["signed_on"] or term["starts_on"]).year - 1911
        taken[roc_year] += 1
        currency = rng.choices(["TWD", "USD", "JPY"], [90, 8, 2])[0]
        scale = {"TWD": 100, "USD": 100 / 30, "JPY": 5}[currency]
        value = int(10 ** rng.uniform(5.3, 7.4)) // 10_000 * 10_000
        yield term | {
            "number": f"IT-{roc_year:03d}-{taken[roc_year] + known:04d}",
            "title": rng.choice(TITLES),
            "vendor_id": vendor_id,
            "value_minor": None if rng.random() < 0.05 else int(value * scale) // 1000 * 1000,
            "currency": currency,
            "is_yearly": rng.random() < 0.25,
            "owner_id": rng.choice(owners) if owners and rng.random() > 0.05 else None,
            "note": "",
            "created_at": _registered(term["starts_on"]),
            "version": 1,
        }


def _registered(starts_on: date) -> datetime:
    """Contracts are registered when they begin, so that those that have ended since were worked through."""
    return min(clock.now(), datetime.combine(starts_on, time(9), clock.zone()).astimezone(UTC))


def _staged(shape: tuple[int, int | None, Renewal, int], today: date) -> dict[str, Any]:
    """A term that shows one thing to look at, whatever else chance makes."""
    began, ends, renewal, notice_days = shape
    return {
        "signed_on": today - timedelta(days=began + 14),
        "starts_on": today - timedelta(days=began),
        "ends_on": None if ends is None else today + timedelta(days=ends),
        "renewal": renewal,
        "renewal_months": 12 if renewal is Renewal.AUTOMATIC else None,
        "notice_amount": notice_days,
        "notice_unit": NoticeUnit.DAYS,
    }


def _term(rng: Random, today: date) -> dict[str, Any]:
    """A term of one of the customary shapes, placed so that today meets every state."""
    years = rng.choice([1, 1, 1, 2, 3])
    shape = rng.choices(["fixed", "automatic", "open", "agreement"], [40, 30, 8, 22])[0]
    back = rng.randint(20, 1500) if shape != "fixed" else rng.randint(-30, 365 * years + 60)
    starts_on = today - timedelta(days=back)
    if rng.random() < 0.5:
        starts_on = starts_on.replace(day=1)
    found: dict[str, Any] = {
        "signed_on": None if rng.random() < 0.03 else starts_on - timedelta(days=rng.randint(3, 40)),
        "starts_on": starts_on,
        "ends_on": None if shape == "open" else last_day_of_months(starts_on, 12 * years),
        "renewal": {"automatic": Renewal.AUTOMATIC, "agreement": Renewal.AGREEMENT}.get(shape, Renewal.NONE),
        "renewal_months": 12 if shape == "automatic" else None,
        "notice_amount": 0,
        "notice_unit": NoticeUnit.DAYS,
    }
    if shape in ("automatic", "open"):
        found["notice_amount"], found["notice_unit"] = rng.choice(
            [(30, NoticeUnit.DAYS), (60, NoticeUnit.DAYS), (90, NoticeUnit.DAYS), (1, NoticeUnit.MONTHS),
             (3, NoticeUnit.MONTHS), (20, NoticeUnit.BUSINESS_DAYS)]
        )  # fmt: skip
    return found


def _link_services(rng: Random, contracts: dict[int, int]) -> None:
    services = defaultdict(list)
    for row in db.session.execute(select(Service.id, Service.vendor_id)):
        services[row.vendor_id].append(row.id)
    links = [
        {"contract_id": contract_id, "service_id": service_id}
        for contract_id, vendor_id in contracts.items()
        for service_id in rng.sample(services[vendor_id], min(len(services[vendor_id]), rng.randint(1, 2)))
    ]
    for at in range(0, len(links), CHUNK):
        db.session.execute(insert(contract_service), links[at : at + CHUNK])


def _add_events(context: Context, made: list[int], rows: list[dict[str, Any]]) -> None:
    events = []
    for contract_id, row in zip(made, rows, strict=True):
        if (event := _event(context.rng, context.today, row)) is not None:
            events.append(event | {"contract_id": contract_id, "recorded_at": clock.now(), "note": ""})
    for at in range(0, len(events), CHUNK):
        db.session.execute(insert(ContractEvent), events[at : at + CHUNK], execution_options={"render_nulls": True})


def _event(rng: Random, today: date, row: dict[str, Any]) -> dict[str, Any] | None:
    """Sometimes a renewal agreed, an end moved, a termination notified."""
    nothing = {
        "changes_end": False, "ends_on": None, "renewal": None, "renewal_months": None, "notice_amount": None,
        "notice_unit": None, "recorded_by_id": None,
    }  # fmt: skip
    ends_on, luck = row["ends_on"], rng.random()
    if row["renewal"] is Renewal.AGREEMENT and ends_on and ends_on < today and luck < 0.7:
        signed = ends_on - timedelta(days=rng.randint(5, 60))
        until = last_day_of_months(ends_on + timedelta(days=1), rng.choice([12, 24, 36]))
        renewed = {"known_on": signed, "effective_on": ends_on + timedelta(days=1), "ends_on": until}
        return nothing | {"kind": EventKind.RENEWAL} | renewed
    if ends_on and ends_on > today and row["starts_on"] < today:
        known = today - timedelta(days=rng.randint(1, max(1, min(200, (today - row["starts_on"]).days))))
        if luck < 0.08:
            last = min(ends_on, today + timedelta(days=rng.randint(-20, 75)))
            return nothing | {"kind": EventKind.TERMINATION, "known_on": min(known, last), "effective_on": last}
        if luck < 0.14:
            moved = {"changes_end": True, "ends_on": add_months(ends_on, rng.choice([3, 6, 12]))}
            return nothing | {"kind": EventKind.AMENDMENT, "known_on": known, "effective_on": known} | moved
    return None
