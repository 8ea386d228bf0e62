"""Two people at the same contract in the same moment: one decides, the other is told."""

from datetime import date, datetime
from threading import Barrier, Thread

from contracts.register.agreed import Termination
from contracts.register.models import Contract, ContractEvent
from contracts.register.operations import register_contract
from contracts.terms.operations import add_event
from core import clock
from core.db import db, unit_of_work
from core.errors import Refused
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_vendor
from vendors.register.models import Vendor

TODAY = datetime(2026, 6, 1, 10)


def at_once(app, *acts):
    """Run these in threads of their own, started together; what each of them was told, "" for those who succeeded."""
    start, told = Barrier(len(acts)), []

    def run(act):
        with app.app_context(), clock.at(TODAY):
            start.wait()
            try:
                with unit_of_work():
                    act()
                told.append("")
            except Refused as error:
                told.append(str(error.phrase))
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_a_contract_is_terminated_once(app):
    key = make_contract().id
    db.session.remove()

    def terminate(day):
        return lambda: add_event(db.session.get_one(Contract, key), Termination(date(2026, 6, 1), day), by=None)

    told = at_once(app, *(terminate(date(2026, 9, day)) for day in (10, 20, 30)))
    assert told[0] == ""
    assert all("already terminated" in each for each in told[1:])
    assert db.session.query(ContractEvent).count() == 1


def test_a_number_is_given_once(app):
    vendor_id = make_vendor().id
    db.session.remove()

    def register():
        vendor = db.session.get_one(Vendor, vendor_id)
        register_contract(vendor, by=None, number="C-SAME", title="同號", starts_on=date(2026, 1, 1))

    told = at_once(app, register, register, register)
    assert told[0] == ""
    assert all("C-SAME" in each for each in told[1:])
    assert db.session.query(Contract).count() == 1
