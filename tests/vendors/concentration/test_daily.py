"""Once a day the figures are kept and limits that are passed are found; somebody answers, acts or accepts; the trend."""

import io
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import openpyxl
import pytest

from contracts.register import operations as contracts
from core import clock
from core.audit.models import AuditEntry
from core.auth.models import User
from core.auth.rules import Role
from core.background.models import State as WorkState
from core.background.models import Work
from core.background.operations import run_next
from core.db import db, unit_of_work
from core.errors import Refused
from core.my_work.registry import Owners
from core.obligations import State
from core.report.models import BoardSnapshot
from core.scheduler.jobs import tick
from tests.contracts.factories import make_contract
from tests.support.together import at_once
from tests.vendors.factories import make_function, make_vendor
from vendors.concentration import answering, breaches, looking, operations
from vendors.concentration.bases import basis_named
from vendors.concentration.breaches import judge
from vendors.concentration.dimensions import Dimension
from vendors.concentration.jobs import KEPT_DIMENSIONS, daily
from vendors.concentration.models import ConcentrationSnapshot, LimitBreach
from vendors.concentration.obligations import judge as dependences
from vendors.concentration.queries import figures
from vendors.concentration.rules import Measure
from vendors.concentration.trend import Why, compared, entered, moved
from vendors.register import operations as register
from vendors.register.rules import VendorStatus
from vendors.services.rules import Criticality

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
    accepted = {"figure": "60", "until": due, "reason": "已有退場計畫", "version": version}
    assert "somebody else does" in manager.post(f"{url}/accept", accepted).get_data(as_text=True)
    judge_of_it = sign_in(Role.COMPLIANCE)
    assert 'id="until-error"' in judge_of_it.post(f"{url}/accept", accepted | {"until": str(today)}).get_data(
        as_text=True
    )
    assert judge_of_it.post(f"{url}/accept", accepted).status_code == 302
    assert "已有退場計畫" in judge_of_it.get(url).get_data(as_text=True)
    assert "甲" in manager.get("/vendors/concentration/breaches").get_data(as_text=True)


def test_an_acceptance_reaches_up_to_its_figure_and_no_further(firm, sign_in, person):
    """Accepted at 60 %, grown to 80 %: open again, on the page, in the duty, in the work of who answers; then anew."""
    keep(0)
    owner = person(Role.IT_MANAGER, login="owner")
    found = db.session.query(LimitBreach).filter_by(party_name="甲", dimension=Dimension.GROUP, basis="spend").one()
    key = found.id
    with clock.at(DAY), unit_of_work():
        answering.assign(found, owner_id=owner.id, version=None, by=None)
    url = f"/vendors/concentration/breaches/{key}"
    judge_of_it = sign_in(Role.COMPLIANCE)
    answer = {"figure": "60", "until": "2026-12-01", "reason": "已有退場計畫"}
    with clock.at(DAY):
        assert 'value="60.00"' in judge_of_it.get(f"{url}/accept").get_data(as_text=True)
        for wrong, field in (
            ({"figure": "59.99"}, "figure"), ({"figure": "101"}, "figure"), ({"figure": "NaN"}, "figure"),
            ({"until": "2029-06-02"}, "until"), ({"until": "2026-06-01"}, "until"),
        ):  # fmt: skip
            page = judge_of_it.post(f"{url}/accept", answer | wrong).get_data(as_text=True)
            assert f'id="{field}-error"' in page
        assert judge_of_it.post(f"{url}/accept", answer).status_code == 302
        assert states(date(2026, 6, 1)) == {State.DUE_SOON, State.NOT_MET}  # by another basis it is not accepted

    def duty(day):
        return next(o for o in judge(day) if o.subject_id == key)

    assert duty(date(2026, 6, 1)).due_on == date(2026, 12, 1)
    make_contract(firm[0], value_minor=100 * 100_000_000, is_yearly=True)
    assert keep(1)["outgrown"] == 1
    with clock.at(DAY + timedelta(days=1)):
        grown = duty(date(2026, 6, 2))
        assert grown.state is State.NOT_MET
        assert "Accepted at 60.00%, today 80.00%" in str(grown.why)
        page = judge_of_it.get(url).get_data(as_text=True)
        assert "Accepted at 60.00%, today 80.00%" in page
        assert "Above what was accepted" in judge_of_it.get("/vendors/concentration/breaches").get_data(as_text=True)
        told = [
            t for t in breaches.waiting(clock.today(), Owners([owner.id])) if t.key.startswith(f"breach:{key}:above")
        ]
        assert len(told) == 1
        assert "less would not hold" in judge_of_it.post(f"{url}/accept", answer).get_data(as_text=True)
        assert judge_of_it.post(f"{url}/accept", answer | {"figure": "80"}).status_code == 302
        assert duty(date(2026, 6, 2)).state is State.DUE_SOON
        others = db.session.query(LimitBreach).filter_by(
            party_name="甲", dimension=Dimension.GROUP, measure=Measure.SHARE
        )
        dependence = lambda: next(o for o in dependences(date(2026, 6, 2)) if o.subject_id == firm[0].id)  # noqa: E731
        assert dependence().state is State.NOT_MET
        for other in others.filter(LimitBreach.id != key).all():
            there = f"/vendors/concentration/breaches/{other.id}/accept"
            assert judge_of_it.post(there, answer | {"figure": "100", "until": "2026-09-01"}).status_code == 302
        assert (dependence().state, dependence().due_on) == (State.DUE_SOON, date(2026, 9, 1))
    tags = [
        e.tag.rpartition(":")[2]
        for e in db.session.query(AuditEntry)
        .filter_by(subject_type="concentration_breach", subject_id=str(key))
        .order_by(AuditEntry.seq)
    ]
    assert tags == ["open", "assign", "accept", "outgrow", "accept"]


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


def test_on_a_large_firm_looking_is_done_in_the_background(firm, sign_in, monkeypatch):
    monkeypatch.setattr(looking, "LARGE", 2)
    manager = sign_in(Role.IT_MANAGER)
    asked = manager.post("/vendors/concentration/breaches/look", {})
    assert "/background/" in asked.location
    assert db.session.query(LimitBreach).count() == 0
    assert run_next()
    work = db.session.query(Work).filter_by(kind=looking.KIND).one()
    assert (work.state, work.done == work.total, work.total > 1) == (WorkState.DONE, True, True)
    assert "甲" in manager.get(work.result["url"]).get_data(as_text=True)
    opened = db.session.query(AuditEntry).filter_by(tag="vendors:breach:open").first()
    assert opened.actor_id == work.by_id


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
    after = browser.get(url + "&since=2026-06-16").get_data(as_text=True)  # a day of one's own choice
    assert "What moved it since 2026-06-16" in after
    assert "Nothing weighs otherwise than on 2026-06-16." in after
    roc = browser.get(url + "&since=民國115年6月14日").get_data(as_text=True)
    assert "What moved it since 2026-06-14" in roc
    assert "新平台" in roc
    for wrong, says in (
        ("2026-06-21", "Compare with a day before 2026-06-21."),
        ("2026-02-30", "2026-02-30"),
    ):
        page = browser.get(f"{url}&since={wrong}").get_data(as_text=True)
        assert says in page
        assert "since the board's last report" in page


def rate(day, twd):
    with unit_of_work():
        operations.add_rate(currency="USD", quoted_on=day, twd=twd, source="央行", today=clock.today(), by=None)


def test_the_trend_tells_what_happened_from_what_was_learnt_of_the_past(app, sign_in):
    """60, 1 in USD at 30, one without amount, 10 that ends: 4,600. Then the rate is 40, the missing amount is 50, and the
    first two are one group: (100, 50) is 5,555.6; the first day would have been (90, 50, 10), 4,755.6."""
    with clock.at(DAY - timedelta(days=1)):
        one, two, three, four = (active(name) for name in "甲乙丙丁")
        rate(date(2026, 5, 1), "30")
        make_contract(one, value_minor=60 * 100_000_000, is_yearly=True)
        make_contract(two, title="美元", value_minor=1_000_000_00, currency="USD", is_yearly=True)
        unknown = make_contract(three, title="補登", value_minor=None, is_yearly=True)
        make_contract(four, title="到期", value_minor=10 * 100_000_000, is_yearly=True, ends_on=date(2026, 6, 10))
    with unit_of_work():
        operations.set_limit(dimension=Dimension.GROUP, measure=Measure.HHI, at_most="6000", source="董事會", by=None)
        db.session.add(BoardSnapshot(as_of=date(2026, 6, 1), figures={}, made_at=DAY, made_by="x"))
    keep(0)
    with clock.at(DAY + timedelta(days=5)):
        rate(date(2026, 6, 5), "40")
        with unit_of_work():
            contracts.edit_contract(db.session.merge(unknown), value_minor=50 * 100_000_000, by=None)
            group = register.add_group(name="集團", parent_id=None, by=None)
            for vendor in (one, two):
                register.edit_vendor(db.session.merge(vendor), group_id=group.id, by=None)
    for day in (18, 19, 20):
        keep(day)
    basis, since, until = basis_named("spend"), date(2026, 6, 1), date(2026, 6, 21)
    found = compared(Dimension.GROUP, basis, since, until)
    shown = [round(float(value), 1) for value in (found.kept, found.then, found.now)]
    assert shown == [4600.0, 4755.6, 5555.6]
    causes = [
        (m.what.split(" ", 1)[1], m.before and m.before / 10**8, m.after and m.after / 10**8, m.why)
        for m in moved(basis, since, until)
    ]
    assert sorted(causes) == [("到期", 10, None, Why.ENDED), ("美元", 30, 40, Why.RATE)]
    assert [e.tag.partition(":")[2] for e in entered(basis, since)] == [
        "vendor:edit", "vendor:edit", "contract:edit", "rate:add"
    ]  # fmt: skip
    page = sign_in(Role.BOARD).get("/vendors/concentration/trend?basis=spend&as_of=2026-06-21").get_data(as_text=True)
    for words in ("4,600.0", "4,755.6", "5,555.6", "Another exchange rate", "補登", "trend-gap", "Limit 6,000"):
        assert words in page
    assert page.count("<polyline") == 1  # three days without a break; what was before them is left open


def test_on_the_day_a_firm_is_set_up_nothing_is_known_and_nothing_is_said_to_be_0(app, sign_in):
    keep(0)
    kept = db.session.query(ConcentrationSnapshot).filter_by(dimension=Dimension.GROUP, basis="spend").one()
    assert set(kept.figures.values()) == {None}
    page = sign_in(Role.IT_MANAGER).get("/vendors/concentration/trend?as_of=2026-06-01").get_data(as_text=True)
    row = page.partition("<tbody")[2].partition("</tbody>")[0]
    assert "2026-06-01" in row
    assert ">0<" not in row
    make_function(name="下單", criticality=Criticality.CORE)
    assert figures(date(2026, 6, 1), Dimension.GROUP, basis_named("spend")).told[Measure.SINGLE_POINTS] is None


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
        return lambda: answering.accept(
            db.session.get_one(LimitBreach, key), figure="60", today_is=Fraction(6, 10), until=until, reason=str(days), version=version,
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
        answering.accept(breach, figure="60", today_is=Fraction(6, 10), until=late, reason="x", version=None, by=other)
