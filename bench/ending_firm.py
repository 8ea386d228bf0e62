"""A firm whose contracts come near their end day by day, and what must be true of it whatever died meanwhile."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as hour
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, text

from bench.processes import Place, answered, begin
from contracts.access.models import AccessGrant
from contracts.access.rules import Privilege
from contracts.offboarding.catalogue import shipped
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.planning import LEAD
from contracts.register.agreed import NoticeUnit, Renewal
from contracts.register.models import Contract
from core import clock, schema
from core.audit.chain import verify
from core.auth.operations import add_person
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.outbox.models import Mail
from core.reminders.models import Reminder, ReminderDay
from core.scheduler.jobs import tick
from vendors.register import operations as vendors
from vendors.services.rules import Criticality

TAIPEI = ZoneInfo("Asia/Taipei")
PASSWORD = "a sentence for measuring only"
BASE = date(2026, 3, 2)
CONTRACTS_A_DAY = 5
LOGIN = "buyer"


def make_firm(place: Place, contracts: int, first_end: date, per_day: int) -> None:
    """Contracts that just run out, some each day, each with one account; a few people who answer for them."""
    app = place.app()
    schema.migrate(app)
    with app.app_context(), clock.at(datetime(2026, 1, 5, 9, tzinfo=TAIPEI)):
        with unit_of_work():
            people = [
                add_person(login=f"owner{n}", name=f"Owner {n}", roles=[Role.IT_MANAGER], password="", by=None,
                           email=f"owner{n}@example.com") for n in range(8)
            ]  # fmt: skip
            add_person(login=LOGIN, name="Buyer", roles=[Role.PROCUREMENT], password=PASSWORD, must_change_password=False,
                       by=None)  # fmt: skip
            vendor = vendors.register_vendor(name_zh="測試廠商", by=None)
            owners, vendor_id = [person.id for person in people], vendor.id
        rows, now = [], clock.now()
        for n in range(contracts):
            rows.append({
                "number": f"F-{n:06d}", "title": "維護", "vendor_id": vendor_id, "signed_on": date(2026, 1, 1),
                "starts_on": date(2026, 1, 1), "ends_on": first_end + timedelta(days=n // per_day), "renewal": Renewal.NONE,
                "renewal_months": None, "notice_amount": 0, "notice_unit": NoticeUnit.DAYS, "value_minor": None,
                "currency": "TWD", "is_yearly": False, "owner_id": owners[n % len(owners)] if n % 9 else None, "note": "",
                "created_at": now, "version": 1,
            })  # fmt: skip
        with unit_of_work():
            made = []
            for at in range(0, len(rows), 500):
                statement = insert(Contract).returning(Contract.id, sort_by_parameter_order=True)
                made += db.session.scalars(statement, rows[at : at + 500], execution_options={"render_nulls": True})
            db.session.execute(insert(AccessGrant), [
                {"contract_id": key, "system": "VPN", "account": f"ext-{key}", "privilege": Privilege.ORDINARY,
                 "is_remote": False, "two_factor": False, "hours": "", "sources": "", "is_direct": True, "granted_on": date(2026, 1, 1),
                 "note": "", "created_at": now, "version": 1}
                for key in made
            ])  # fmt: skip
        db.session.remove()
        db.engine.dispose()


def expected_keys(contract_id: int, grant_id: int) -> set[str]:
    """The tasks of one contract's end, counted by hand: an account, the reminder, the closing, the steps for everybody."""
    base = f"offboarding:{contract_id}"
    steps = {
        f"{base}:step:{step.key}"
        for step in shipped()
        if not step.kinds and step.least is Criticality.ORDINARY and not step.is_off
    }
    return steps | {f"{base}:revoke_access:{grant_id}", f"{base}:confidentiality_reminder", f"{base}:closing"}


def faults_of(place: Place, today: date) -> dict[str, Any]:
    """What is not as it must be, after however many deaths; and how much there is."""
    app, faults = place.app(), []
    with app.app_context(), clock.at(datetime.combine(today, hour(10), TAIPEI)):
        tasks: dict[int, list[str]] = {}
        for row in db.session.execute(select(OffboardingTask.contract_id, OffboardingTask.key)):
            tasks.setdefault(row.contract_id, []).append(row.key)
        near = select(Contract.id, AccessGrant.id).join(AccessGrant, AccessGrant.contract_id == Contract.id)
        for contract_id, grant_id in db.session.execute(near.where(Contract.ends_on <= today + LEAD)):
            found = tasks.get(contract_id, [])
            if Counter(found) != Counter(expected_keys(contract_id, grant_id)):
                faults.append(f"contract {contract_id}: {len(found)} tasks")
        mails = dict(row for row in map(tuple, db.session.execute(select(Mail.id, Mail.key))))
        told = db.session.execute(select(Reminder.key, Reminder.mail_id, Reminder.made_on)).all()
        faults += [f"reminder twice: {key}" for key, n in Counter(row.key for row in told).items() if n > 1]
        faults += [f"mail twice: {key}" for key, n in Counter(mails.values()).items() if n > 1]
        faults += [f"reminder without its mail: {row.key}" for row in told if row.mail_id not in mails]
        days = {row.day: row for row in db.session.scalars(select(ReminderDay))}
        per_day = Counter(row.made_on for row in told)
        faults += [
            f"{day}: {per_day[day]} reminders of {row.reminders}"
            for day, row in days.items()
            if per_day[day] != row.reminders
        ]
        faults += [f"reminders of {day}, which is not written" for day in per_day if day not in days]
        chain = verify(db.session())
        faults += [f"audit entry {seq}: {what}" for seq, what in chain.faults]
        if db.engine.dialect.name == "sqlite":
            state = db.session.scalar(text("PRAGMA integrity_check"))
            faults += [] if state == "ok" else [f"database: {state}"]
        counts = {
            "tasks": sum(map(len, tasks.values())),
            "reminders": len(told),
            "mails": len(mails),
            "entries": chain.entries,
        }
        db.session.remove()
        db.engine.dispose()
    return {"faults": faults[:20], **counts}


def make_in_child(place: Place, contracts: int, first_end: date, per_day: int = CONTRACTS_A_DAY) -> None:
    answered(lambda: make_firm(place, contracts, first_end, per_day))


def ticking(place: Place, day: date, after: int = 10) -> Callable[[], Any]:
    def work() -> Any:
        app = place.app()
        with app.app_context(), clock.at(datetime(day.year, day.month, day.day, after, tzinfo=TAIPEI)):
            begin()
            errors = [outcome.job for outcome in tick() if outcome.error]
        return {"errors": errors}

    return work
