"""Each half-year every sponsor answers for their accounts; nothing is closed while one is open."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from contracts.access import operations as access
from contracts.access.models import AccessGrant
from contracts.access_reviews.jobs import open_due
from contracts.access_reviews.models import AccessReview, AccessReviewLine
from contracts.access_reviews.rules import Answer, Answerer, LineState, line_state, may_answer, period_of
from core import clock
from core.auth import operations as people
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.my_work.queries import work_of
from core.my_work.rules import Turn
from core.obligations import State
from core.obligations.registry import obligations
from tests.contracts.factories import make_contract, make_grant


@pytest.fixture(autouse=True)
def _on_a_day(app):
    with clock.at(datetime(2026, 7, 1, 10)):
        yield


def text_of(answer):
    return answer.get_data(as_text=True)


def review():
    db.session.expire_all()
    return db.session.query(AccessReview).one()


def line_of(grant):
    return db.session.query(AccessReviewLine).filter_by(grant_id=grant.id).one()


def answer(browser, said, *grants, **more):
    form = {"answer": said, "line": [f"{(line := line_of(grant)).id}.{line.version}" for grant in grants]} | more
    return text_of(browser.post(f"/contracts/access-reviews/{review().id}/answer", form, follow_redirects=True))


def state_of(rule, number):
    return {o.subject_name: o.state for o in obligations(clock.today()) if o.rule_id == rule}[number]


def test_from_opened_by_itself_to_the_working_paper(sign_in, person):
    it, buyer = person(Role.IT_MANAGER), person(Role.PROCUREMENT)
    contract = make_contract(number="C-1")
    rights = {
        "two_factor": True,
        "hours": "營業日",
        "expires_on": date(2026, 12, 31),
        "last_used_on": date(2026, 6, 30),
    }
    mine, other, old, nobodys = (
        make_grant(contract, account=name, sponsor_id=who, **rights)
        for name, who in (("mine", buyer.id), ("other", it.id), ("old", buyer.id), ("nobodys", None))
    )
    assert state_of("CC-18000-2-7", "C-1") is State.NOT_ASSESSED
    assert open_due() == {"opened": 1}
    assert open_due() == {}
    assert (review().period, review().due_on) == ("2026H2", date(2026, 7, 31))
    assert state_of("CC-18000-2-7", "C-1") is State.DUE_SOON
    assert state_of("CC-18000-2-8", "C-1") is State.NOT_ASSESSED
    assert state_of("CC-18000-2-9", "C-1") is State.MET
    (task,) = [
        line for line in work_of(buyer, clock.today()) if line.source.name == "access.review" and line.turn is Turn.OWN
    ]
    assert task.what == "Confirm or revoke vendors' accounts: 2"

    browser = sign_in(Role.PROCUREMENT)
    assert "somebody else vouches" in answer(browser, "confirm", mine, other)
    assert line_of(mine).answer is Answer.OPEN, "all of what was ticked, or nothing"
    assert "somebody else vouches" in answer(browser, "confirm", nobodys)
    assert "Accounts answered for: 1." in answer(browser, "confirm", mine)
    assert "Say why" in answer(browser, "revoke", old)
    answer(browser, "revoke", old, reason="專案結束")
    close = f"/contracts/access-reviews/{review().id}/close"
    assert browser.post(close).status_code == 403

    manager = sign_in(Role.IT_MANAGER)
    assert "nobody has answered for: 2" in text_of(
        manager.post(close, {"version": review().version}, follow_redirects=True)
    )
    answer(manager, "confirm", other, nobodys)
    assert "still to be revoked: 1" in text_of(
        manager.post(close, {"version": review().version}, follow_redirects=True)
    )
    carry = f"/contracts/access-reviews/lines/{line_of(old).id}/carry-out"
    form = {"done_on": "2026-07-01", "version": line_of(old).version}
    assert "Say how" in text_of(manager.post(carry, form))
    manager.post(carry, form | {"file": (BytesIO(b"disabled"), "ad.txt")}, content_type="multipart/form-data")
    db.session.expire_all()
    assert db.session.get(AccessGrant, old.id).revoked_on == date(2026, 7, 1)
    assert manager.get(f"/contracts/access-reviews/lines/{line_of(old).id}/file").data == b"disabled"
    manager.post(close, {"version": review().version})
    assert review().figures == {"open": 0, "to_revoke": 0, "confirmed": 3, "settled": 1, "gone": 0}
    assert state_of("CC-18000-2-7", "C-1") is State.MET
    assert state_of("CC-18000-2-8", "C-1") is State.MET
    assert "This review is closed" in answer(manager, "confirm", other)

    auditor = sign_in(Role.AUDITOR)
    book = load_workbook(BytesIO(auditor.get(f"/contracts/access-reviews/{review().id}/paper.xlsx").data))
    assert len(book.worksheets) == 2
    cells = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {"2026H2", "專案結束", "ad.txt", "Still needed"} <= set(cells)
    paper = text_of(auditor.get(f"/contracts/access-reviews/{review().id}/paper"))
    assert "專案結束" in paper
    assert "Approved by" in paper


def test_who_does_not_answer_is_late_and_their_manager_answers(sign_in, person):
    buyer, it = person(Role.PROCUREMENT), person(Role.IT_MANAGER)
    contract = make_contract(number="C-1")
    grant = make_grant(contract, sponsor_id=buyer.id, last_used_on=date(2026, 6, 30))
    with unit_of_work():
        people.edit_person(buyer, name=buyer.name, email="", department="", roles=buyer.roles, manager_id=it.id, disabled=False,
                           version=None, by=it)  # fmt: skip
    open_due()
    manager = sign_in(Role.IT_MANAGER)
    assert "somebody else vouches" in answer(manager, "confirm", grant)
    with clock.at(datetime(2026, 8, 4, 10)):
        assert state_of("CC-18000-2-7", "C-1") is State.NOT_MET
        assert [line.turn for line in work_of(it, clock.today()) if line.source.name == "access.review"] == [Turn.STAFF]
        assert "answered for: 1" in answer(manager, "confirm", grant)


def test_an_account_past_its_contract_is_not_confirmed_and_one_revoked_meanwhile_needs_no_answer(sign_in, person):
    it = person(Role.IT_MANAGER)
    over = make_grant(make_contract(ends_on=date(2026, 6, 30)), sponsor_id=it.id)
    gone = make_grant(make_contract(), sponsor_id=it.id)
    open_due()
    with unit_of_work():
        access.revoke_access(db.session.get(AccessGrant, gone.id), revoked_on=clock.today(), by=it)
    browser = sign_in(Role.IT_MANAGER)
    assert "past its contract" in answer(browser, "confirm", over)
    assert "revoked already" in answer(browser, "confirm", gone)
    assert "Choose at least one" in text_of(
        browser.post(f"/contracts/access-reviews/{review().id}/answer", {"answer": "confirm", "line": ["x", "99999", "99999.1"]},
                     follow_redirects=True)
    )  # fmt: skip


def test_what_was_confirmed_stays_so_when_it_is_revoked_later():
    assert line_state(Answer.CONFIRMED, date(2026, 9, 1)) is LineState.CONFIRMED
    assert line_state(Answer.OPEN, date(2026, 7, 1)) is LineState.GONE
    assert line_state(Answer.REVOKE, date(2026, 7, 1)) is LineState.SETTLED


@pytest.mark.parametrize(
    ("sponsor", "left", "late", "expected"),
    [(1, False, False, True), (2, False, False, False), (2, False, True, True), (3, False, True, False),
     (1, True, False, False), (None, False, False, False)],
)  # fmt: skip
def test_who_may_answer(sponsor, left, late, expected):
    who = Answerer(frozenset({1}), frozenset({2}))
    assert may_answer(who, sponsor, sponsor_left=left, is_late=late) is expected


def test_what_somebody_answered_meanwhile_is_not_overruled_by_a_page_that_is_older(sign_in, person):
    buyer = person(Role.PROCUREMENT)
    first, second = (make_grant(make_contract(), sponsor_id=buyer.id) for _ in range(2))
    open_due()
    stale = [f"{line_of(each).id}.{line_of(each).version}" for each in (first, second)]
    browser = sign_in(Role.PROCUREMENT)
    answer(browser, "revoke", first, reason="不再需要")
    url = f"/contracts/access-reviews/{review().id}/answer"
    page = text_of(browser.post(url, {"answer": "confirm", "line": stale}, follow_redirects=True))
    assert "Somebody answered for it meanwhile" in page
    assert [line_of(each).answer for each in (first, second)] == [Answer.REVOKE, Answer.OPEN]


def test_who_entered_an_account_without_approval_does_not_confirm_it_alone(sign_in, person):
    it, compliance = person(Role.IT_MANAGER), person(Role.COMPLIANCE)
    contract = make_contract(number="C-1")
    open_due()
    browser = sign_in(Role.IT_MANAGER)
    form = {
        "system": "VPN",
        "account": "self",
        "privilege": "ordinary",
        "granted_on": "2026-07-01",
        "sponsor_id": it.id,
    }
    with clock.at(datetime(2026, 7, 1, 10)):
        make_grant(contract, account="first")
        open_due()
        assert browser.post(f"/contracts/{contract.id}/access/new", form).status_code == 302
    grant = db.session.query(AccessGrant).filter_by(account="self").one()
    assert grant.entered_by_id == it.id
    assert line_of(grant).answer is Answer.OPEN, "entered while the review was under way: asked about too"
    assert "somebody else confirms it" in answer(browser, "confirm", grant)
    kinds = {who: {line.source.name for line in work_of(who, clock.today())} for who in (it, compliance)}
    assert "access.review.nobody" in kinds[compliance]
    assert "access.review" not in kinds[it]
    assert "answered for: 1" in answer(sign_in(Role.COMPLIANCE), "confirm", grant)


def test_the_working_paper_is_whole_and_the_list_what_it_is_narrowed_to(sign_in, person):
    buyer = person(Role.PROCUREMENT)
    kept, gone = (make_grant(make_contract(), account=name, sponsor_id=buyer.id) for name in ("stays", "goes"))
    open_due()
    browser = sign_in(Role.PROCUREMENT)
    for account in (kept, gone):  # a list of the directory comes in while the review is under way
        with unit_of_work():
            db.session.merge(account).last_used_on = date(2026, 6, 28)
    paper = f"/contracts/access-reviews/{review().id}/paper"
    assert text_of(browser.get(paper)).count("2026-06-28") == 2
    answer(browser, "confirm", kept)
    answer(browser, "revoke", gone, reason="x")
    with unit_of_work():
        db.session.merge(kept).last_used_on = date(2026, 6, 30)
    shown = text_of(browser.get(paper))
    assert shown.count("2026-06-28") == 2, "what the sponsor saw is what the paper says"
    assert "2026-06-30" not in shown

    def accounts(url):
        book = load_workbook(BytesIO(browser.get(url).data))
        cells = {cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
        return cells & {"stays", "goes"}

    base = f"/contracts/access-reviews/{review().id}"
    assert accounts(f"{base}?state=confirmed&format=xlsx") == {"stays"}
    assert accounts(f"{base}/paper.xlsx?state=confirmed") == {"stays", "goes"}


def test_a_year_has_two_periods():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [period_of(day) for day in days] == ["2026H1"] * 181 + ["2026H2"] * 184


def test_an_account_entered_after_the_review_opened_is_not_taken_for_confirmed():
    contract = make_contract(number="C-1")
    open_due()
    make_grant(contract, account="new", granted_on=clock.today())
    db.session.commit()
    assert state_of("CC-18000-2-7", "C-1") is State.NOT_ASSESSED
