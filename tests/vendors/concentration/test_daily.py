"""Once a day the figures are kept and limits that are passed are found; somebody answers, acts or accepts; the trend."""

import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from core import clock
from core.audit.models import AuditEntry
from core.auth.models import User
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Refused
from core.obligations import State
from core.report.models import BoardSnapshot
from core.scheduler.jobs import tick
from tests.contracts.factories import make_contract
from tests.support.together import at_once
from tests.vendors.factories import make_vendor
from vendors.concentration import breaches, operations
from vendors.concentration.breaches import judge
from vendors.concentration.dimensions import Dimension
from vendors.concentration.jobs import KEPT_DIMENSIONS, daily
from vendors.concentration.models import ConcentrationSnapshot, LimitBreach
from vendors.concentration.rules import Measure
from vendors.register.rules import VendorStatus

DAY = datetime(2026, 6, 1, 4, tzinfo=UTC)


def active(name, **fields):
    return make_vendor(name_zh=name, status=VendorStatus.ACTIVE, **fields)


@pytest.fixture
def firm(app):
    """Two vendors at 60 and 40 a year: 6,000² + 4,000², both above the limit on one party."""
    vendors = [active("甲"), active("乙")]
    for vendor, millions in zip(vendors, (60, 40), strict=True):
        make_contract(vendor, value_minor=millions * 100_000_000, is_yearly=True)
    return vendors


def keep(day):
    with clock.at(DAY + timedelta(days=day)):
        return daily()


def test_a_day_is_kept_once_and_stays_as_it_was(firm):
    assert keep(0)["snapshots"] == 4 * len(KEPT_DIMENSIONS)
    assert keep(0) == {}
    make_contract(active("丙"), value_minor=10**10, is_yearly=True)
    assert keep(1)["snapshots"]
    kept = db.session.query(ConcentrationSnapshot).filter_by(dimension=Dimension.GROUP, basis="spend")
    assert [round(row.figures["hhi"]) for row in kept.order_by(ConcentrationSnapshot.as_of)] == [5200, 3800]


def test_a_breach_stands_from_the_day_it_is_found_to_the_day_it_is_not(firm):
    keep(0)
    standing = db.session.query(LimitBreach).filter_by(dimension=Dimension.GROUP, basis="spend", measure=Measure.SHARE)
    assert {(row.party_name, row.opened_on, row.closed_on) for row in standing} == {
        ("甲", date(2026, 6, 1), None), ("乙", date(2026, 6, 1), None)
    }  # fmt: skip
    with unit_of_work():
        operations.set_limit(dimension=Dimension.GROUP, measure=Measure.SHARE, at_most="50", source="董事會", by=None)
    keep(1)
    assert {(row.party_name, row.closed_on) for row in standing} == {("甲", None), ("乙", date(2026, 6, 2))}
    keep(2)
    assert standing.count() == 2


def states(day):
    return {o.state for o in judge(day) if o.subject_name == "甲"}


def test_a_breach_is_not_met_until_somebody_acts_or_accepts(firm, sign_in, person):
    tick()
    today = clock.today()
    breach = db.session.query(LimitBreach).filter_by(party_name="甲", dimension=Dimension.GROUP, basis="spend").one()
    assert states(today) == {State.NOT_MET}
    manager, url = sign_in(Role.IT_MANAGER), f"/vendors/concentration/breaches/{breach.id}"
    owner = person(Role.IT_MANAGER)
    assert manager.post(f"{url}/answer", {"owner_id": owner.id, "version": breach.version}).status_code == 302
    due = str(today + timedelta(days=20))
    measure = {"what": "另尋一家", "owner_id": owner.id, "due_on": due}
    assert manager.post(f"{url}/actions", measure).status_code == 302
    page = manager.get(url).get_data(as_text=True)
    assert "另尋一家" in page
    assert State.DUE_SOON in states(today)
    db.session.expire_all()
    version = db.session.get(LimitBreach, breach.id).version
    accepted = {"until": due, "reason": "已有退場計畫", "version": version}
    assert "somebody else does" in manager.post(f"{url}/accept", accepted).get_data(as_text=True)
    judge_of_it = sign_in(Role.COMPLIANCE)
    assert 'id="until-error"' in judge_of_it.post(f"{url}/accept", accepted | {"until": str(today)}).get_data(
        as_text=True
    )
    assert judge_of_it.post(f"{url}/accept", accepted).status_code == 302
    assert "已有退場計畫" in judge_of_it.get(url).get_data(as_text=True)
    assert "甲" in manager.get("/vendors/concentration/breaches").get_data(as_text=True)


def test_what_was_entered_since_the_daily_run_is_on_record_when_somebody_looks(firm, sign_in):
    """The figures and the list of limits passed say the same, and an open record says what it is today."""
    tick()
    rising = active("丙")
    make_contract(rising, value_minor=10**10, is_yearly=True)
    manager, concentration = sign_in(Role.IT_MANAGER), "/vendors/concentration/?basis=spend&by=group"
    page = manager.get(concentration).get_data(as_text=True)
    assert page.count("Not on record yet") == 1
    standing = db.session.query(LimitBreach).filter_by(party_name="甲", dimension=Dimension.GROUP, basis="spend").one()
    shown = manager.get(f"/vendors/concentration/breaches/{standing.id}").get_data(as_text=True)
    assert "No longer passed" in shown.partition("As it is today")[2]
    assert manager.post("/vendors/concentration/breaches/look", {}).status_code == 302
    assert "Not on record yet" not in manager.get(concentration).get_data(as_text=True)
    found = db.session.query(LimitBreach).filter_by(party_name="丙", dimension=Dimension.GROUP, basis="spend").one()
    assert "丙: 50.00%" in manager.get(f"/vendors/concentration/breaches/{found.id}").get_data(as_text=True)
    assert manager.post("/vendors/concentration/breaches/look", {}).status_code == 302
    assert (
        db.session.query(LimitBreach).filter_by(party_name="丙", dimension=Dimension.GROUP, basis="spend").count() == 1
    )


def test_the_trend_says_which_contracts_moved_it_since_the_board_saw_it(firm, sign_in):
    keep(0)
    with unit_of_work():
        seen = BoardSnapshot(as_of=date(2026, 6, 1), figures={}, made_at=DAY, made_by="x")
        db.session.add(seen)
    make_contract(active("丙"), title="新平台", value_minor=10**10, is_yearly=True, starts_on=date(2026, 6, 15))
    keep(20)
    browser = sign_in(Role.BOARD)
    url = "/vendors/concentration/trend?basis=spend&as_of=2026-06-21"
    page = browser.get(url).get_data(as_text=True)
    assert "新平台" in page
    assert "2026-06-01: 5,200. 2026-06-21: 3,800." in page
    book = openpyxl.load_workbook(io.BytesIO(browser.get(url + "&format=xlsx").data))
    assert [row[0].value.split(" ", 1)[1] for row in book["What moved it"].iter_rows(min_row=2)] == ["新平台"]
    assert book["Trend"].max_row == 3


def test_without_figures_there_is_no_line(app, sign_in):
    page = sign_in(Role.IT_MANAGER).get("/vendors/concentration/trend?by=nonsense").get_data(as_text=True)
    assert "No data yet" in page
    assert "No earlier report" in page
    assert "polyline" not in page


def test_of_two_who_decide_on_one_breach_in_the_same_moment_one_is_told(firm, app, person):
    """Both accept from the same page: one decision stands, one entry in the trail, the other person learns of it."""
    daily()
    found = db.session.query(LimitBreach).filter_by(party_name="甲", dimension=Dimension.GROUP, basis="spend").one()
    key, version = found.id, found.version
    people = [person(Role.COMPLIANCE, login=login).id for login in ("one", "two")]
    db.session.remove()

    def accepting(user_id, days):
        until = clock.today() + timedelta(days=days)
        return lambda: breaches.accept(
            db.session.get_one(LimitBreach, key), until=until, reason=str(days), version=version,
            by=db.session.get_one(User, user_id),
        )  # fmt: skip

    told = at_once(app, accepting(people[0], 30), accepting(people[1], 60))
    assert (told[0], bool(told[1])) == ("", True)
    breach = db.session.get_one(LimitBreach, key)
    assert breach.accepted_until == clock.today() + timedelta(days=int(breach.acceptance_reason))
    assert db.session.query(AuditEntry).filter_by(tag="vendors:breach:accept").count() == 1
    late, other = clock.today() + timedelta(days=900), person(Role.COMPLIANCE)
    with unit_of_work():
        breach.closed_on = clock.today()
    with pytest.raises(Refused, match="no longer passed"), unit_of_work():
        breaches.accept(breach, until=late, reason="x", version=None, by=other)
