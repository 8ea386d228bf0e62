"""One page with everything that waits for a person."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from contracts.offboarding import operations as ends
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.plan_operations import replan
from contracts.register.agreed import Renewal
from core import clock
from core.auth import operations as people
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Refused
from core.my_work.queries import Chosen, narrowed, work_of
from core.my_work.rules import Turn, When
from tests.contracts.factories import make_contract, make_grant

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _first_of_june():
    with clock.at(datetime(2026, 6, 1, 9)):
        yield


@pytest.fixture
def it(person):
    return person(Role.IT_MANAGER)


def ending(owner=None, ends_on=date(2026, 6, 30), **fields):
    """A contract that ends this month, with an account to revoke: its tasks are planned."""
    contract = make_contract(ends_on=ends_on, owner_id=owner.id if owner else None, **fields)
    make_grant(contract, account="ext-7")
    with unit_of_work():
        replan([contract.id])
    return contract


def turns(user):
    return {line.task.key: line.turn for line in work_of(user, TODAY)}


def page(browser, query=""):
    return browser.get(f"/my-work/{query}").get_data(as_text=True)


def test_an_owner_finds_the_tasks_that_end_a_contract_with_days_and_links(sign_in, it):
    ending(it, number="C-77")
    shown = page(sign_in(Role.IT_MANAGER))
    task = db.session.query(OffboardingTask).filter_by(kind="revoke_access").one()
    assert "Revoke access: VPN · ext-7" in shown
    assert f"/contracts/offboarding/{task.id}" in shown
    assert "C-77" in shown
    assert "in 29 d" in shown


def test_what_is_overdue_stands_first_and_says_since_when(sign_in, it):
    ending(it, ends_on=date(2026, 5, 20), number="LATE")
    ending(it, number="SOON")
    shown = page(sign_in(Role.IT_MANAGER))
    assert shown.index("LATE") < shown.index("SOON")
    assert "12 d overdue" in shown


def test_somebody_else_sees_nothing_of_it(it, person):
    ending(it)
    assert not turns(person(Role.IT_MANAGER, login="another"))


def test_a_role_that_may_not_do_the_work_is_not_shown_it(person):
    ending(None)
    assert not turns(person(Role.AUDITOR))
    assert not turns(person(Role.ADMINISTRATOR))


def test_work_that_nobody_answers_for_is_shown_to_all_who_may_do_it(it, person):
    ending(None)
    assert set(turns(it).values()) == {Turn.NOBODYS}
    assert set(turns(person(Role.PROCUREMENT)).values()) == {Turn.NOBODYS}


def test_work_of_a_closed_account_is_nobodys(it, person):
    left, admin = person(Role.IT_MANAGER, login="left"), person(Role.ADMINISTRATOR)
    ending(left)
    assert not turns(it)
    with unit_of_work():
        people.edit_person(
            left, name="Left", email="", department="", roles=left.roles, disabled=True, version=None, by=admin
        )
    assert set(turns(it).values()) == {Turn.NOBODYS}


def test_a_deputy_does_the_work_of_somebody_who_is_away_and_only_then(it, person, sign_in):
    away = person(Role.IT_MANAGER, login="away")
    ending(away)
    with unit_of_work():
        people.plan_absence(away, deputy_id=it.id, away_from=date(2026, 6, 1), away_until=date(2026, 6, 5))
    assert set(turns(it).values()) == {Turn.DEPUTY}
    assert set(turns(away).values()) == {Turn.OWN}, "it stays theirs"
    shown = page(sign_in(Role.IT_MANAGER))
    assert "As deputy of Away" in shown or "As deputy of" in shown
    assert "You stand in for" in shown
    with clock.at(datetime(2026, 6, 6, 9)):
        assert not work_of(it, date(2026, 6, 6))


def test_a_deputy_who_is_away_too_passes_the_work_on_to_their_own(it, person):
    away, between = person(Role.IT_MANAGER, login="away"), person(Role.IT_MANAGER, login="between")
    ending(away)
    days = {"away_from": date(2026, 6, 1), "away_until": date(2026, 6, 5)}
    with unit_of_work():
        people.plan_absence(away, deputy_id=between.id, **days)
    assert not turns(it)
    with unit_of_work():
        people.plan_absence(between, deputy_id=it.id, **days)
    assert set(turns(it).values()) == {Turn.DEPUTY}
    with unit_of_work():
        people.plan_absence(db.session.merge(it), deputy_id=away.id, **days)  # a circle of people who are all away
    assert set(turns(it).values()) == {Turn.DEPUTY}


def test_where_deputies_are_away_together_the_manager_does_their_work_and_without_one_it_is_nobodys(
    it, person, sign_in
):
    away, other = person(Role.IT_MANAGER, login="away"), person(Role.IT_MANAGER, login="other")
    ending(away)
    days = {"away_from": date(2026, 6, 1), "away_until": date(2026, 6, 5)}
    with unit_of_work():
        people.plan_absence(away, deputy_id=other.id, **days)
        people.plan_absence(other, deputy_id=away.id, **days)
    assert set(turns(it).values()) == {Turn.NOBODYS}
    assert set(turns(away).values()) == {Turn.OWN}
    with unit_of_work():
        db.session.merge(away).manager_id = it.id
    assert set(turns(it).values()) == {Turn.DEPUTY}
    assert "You stand in for" in page(sign_in(Role.IT_MANAGER))


def test_a_manager_sees_what_their_staff_left_overdue(it, person):
    chief = person(Role.IT_MANAGER, login="chief")
    with unit_of_work():
        db.session.merge(it).manager_id = chief.id
    ending(it, ends_on=date(2026, 5, 20))
    ending(it, ends_on=date(2026, 6, 30))
    found = work_of(chief, TODAY)
    assert found
    assert {(line.turn, line.when) for line in found} == {(Turn.STAFF, When.OVERDUE)}


def test_who_did_a_task_is_not_asked_to_verify_it(it, person, sign_in):
    ending(it)
    task = db.session.query(OffboardingTask).filter_by(kind="revoke_access").one()
    with unit_of_work():
        ends.complete_task(task, done_on=TODAY, note="停用截圖", by=it)
    second = person(Role.COMPLIANCE)
    assert f"{task.key}:verify" not in turns(it)
    assert turns(second)[f"{task.key}:verify"] is Turn.SHARED
    assert "Verify: Revoke access" in page(sign_in(Role.COMPLIANCE))


def test_what_somebody_did_is_verified_by_who_stands_in_for_them_where_that_is_known(it, person):
    deputy = person(Role.PROCUREMENT)
    ending(it)
    task = db.session.query(OffboardingTask).filter_by(kind="revoke_access").one()
    with unit_of_work():
        db.session.merge(it).deputy_id = deputy.id
        ends.complete_task(task, done_on=TODAY, note="停用截圖", by=it)
    assert turns(deputy)[f"{task.key}:verify"] is Turn.OWN
    assert f"{task.key}:verify" not in turns(person(Role.COMPLIANCE))


def test_a_renewal_to_decide_is_due_on_the_last_business_day_to_act(it):
    contract = make_contract(
        owner_id=it.id, ends_on=date(2026, 7, 31), renewal=Renewal.AUTOMATIC, renewal_months=12, notice_amount=30
    )
    (line,) = [line for line in work_of(it, TODAY) if line.source.name == "renewals"]
    assert line.task.key == f"renewal:{contract.id}:2026-07-31"
    assert line.task.due_on == date(2026, 7, 1)


def test_an_account_past_its_own_last_day_waits_for_its_sponsor(it):
    grant = make_grant(make_contract(ends_on=date(2028, 1, 1)), sponsor_id=it.id, expires_on=date(2026, 5, 30))
    (line,) = [line for line in work_of(it, TODAY) if line.task.due_on]
    assert line.task.key == f"access:{grant.id}:expiry"
    assert line.when is When.OVERDUE


def test_filters_narrow_and_odd_values_change_nothing(sign_in, it):
    ending(it, number="C-1")
    ending(None, number="C-2")
    lines = work_of(it, TODAY)
    assert {line.turn for line in narrowed(lines, Chosen(turn="nobodys"))} == {Turn.NOBODYS}
    assert {line.source.name for line in narrowed(lines, Chosen(kind="ends"))} == {"ends"}
    assert all("C-2" in line.task.about for line in narrowed(lines, Chosen(text="c-2")))
    browser = sign_in(Role.IT_MANAGER)
    for query in ("?when=nonsense&kind=%00&turn=x&page=999999999", "?q=%00%25_&page=-1", "?page=２"):
        assert browser.get(f"/my-work/{query}").status_code == 200
    assert "Nothing matches" in page(browser, "?q=nowhere-to-be-found")


def test_the_export_holds_all_pages(sign_in, it):
    for _ in range(20):
        ending(it)
    browser = sign_in(Role.IT_MANAGER)
    assert "Page 1 of 2" in page(browser)
    sheet = load_workbook(BytesIO(browser.get("/my-work/?format=xlsx").data)).active
    assert sheet.max_row == 1 + len(work_of(it, TODAY)) > 51


def test_an_empty_page_is_calm(sign_in):
    shown = page(sign_in(Role.PROCUREMENT))
    assert "Nothing waits for you" in shown
    assert "<table" not in shown


def test_a_person_plans_an_absence_and_says_who_stands_in(sign_in, it, person):
    other = person(Role.PROCUREMENT)
    browser = sign_in(Role.IT_MANAGER)
    answer = browser.post(
        "/my-work/absence", {"deputy_id": str(other.id), "away_from": "115/6/1", "away_until": "115/6/3"}
    )
    assert answer.status_code == 302
    assert "You are away until 2026-06-03" in page(browser)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ((date(2026, 6, 3), date(2026, 6, 1)), "away_until"),
        ((date(2026, 6, 3), None), "away_until"),
        ((None, date(2026, 6, 3)), "away_from"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_where_it_is_wrong(it, person, days, field):
    deputy = person(Role.BOARD)
    with pytest.raises(Refused) as refusal, unit_of_work():
        people.plan_absence(it, deputy_id=deputy.id, away_from=days[0], away_until=days[1])
    assert refusal.value.field == field


def test_nobody_stands_in_for_themselves_nor_goes_away_without_a_deputy(it):
    for deputy in (it.id, None, 10**6):
        with pytest.raises(Refused) as refusal, unit_of_work():
            people.plan_absence(it, deputy_id=deputy, away_from=TODAY, away_until=TODAY + timedelta(days=1))
        assert refusal.value.field == "deputy_id"


def test_nobody_reports_to_themselves_through_others(it, person):
    chief, admin = person(Role.IT_MANAGER, login="chief"), person(Role.ADMINISTRATOR)

    def report(user, manager):
        with unit_of_work():
            people.edit_person(
                db.session.merge(user), name=user.name, email="", department="", roles=user.roles, disabled=False,
                version=None, manager_id=manager.id, by=admin,
            )  # fmt: skip

    report(it, chief)
    with pytest.raises(Refused) as refusal:
        report(chief, it)
    assert refusal.value.field == "manager_id"


def test_an_address_that_is_none_is_refused_at_its_field(sign_in):
    browser = sign_in(Role.ADMINISTRATOR)
    for wrong in ("nobody", "a@b@c.tw", "a@example.com\r\nBcc: x@example.com", "a b@example.com"):
        answer = browser.post("/people/new", {"login": "new", "name": "New", "email": wrong})
        assert answer.status_code == 200
        assert "This is not an e-mail address" in answer.get_data(as_text=True)
