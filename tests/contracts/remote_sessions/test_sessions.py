"""Vendors connect in a window that somebody else approved; what was done is recorded, and each month reviewed."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import event

from contracts.access import operations as access
from contracts.register.agreed import Amendment, Termination
from contracts.remote_sessions import operations
from contracts.remote_sessions.forms import instants
from contracts.remote_sessions.models import RemoteSession, SessionReview
from contracts.remote_sessions.rules import Flag, Session, SessionState, flags, review_due
from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.my_work.queries import work_of
from core.obligations import State
from core.obligations.registry import obligations
from tests.contracts.factories import add_event, make_contract, make_grant

ASK = {
    "engineer": "王工程師",
    "on": "2026-03-02",
    "begins": "22:00",
    "until": "1:00",
    "purpose": "更新憑證",
    "systems": "",
}


@pytest.fixture(autouse=True)
def _on_a_day(app):
    with clock.at(datetime(2026, 3, 2, 10)):
        yield


def text_of(answer):
    return answer.get_data(as_text=True)


def only():
    db.session.expire_all()
    return db.session.query(RemoteSession).one()


def remote(**fields):
    return make_grant(make_contract(number="C-1"), is_remote=True, two_factor=True, **fields)


def judged():
    (duty,) = [o for o in obligations(clock.today()) if o.rule_id == "CC-17010-1-8"]
    return duty.state


def at(*parts):
    return datetime(*parts, tzinfo=clock.zone())


def test_asked_approved_recorded_out_of_its_window_and_reviewed(sign_in, person):
    grant = remote()
    assert judged() is State.NOT_ASSESSED
    buyer, manager = sign_in(Role.PROCUREMENT), sign_in(Role.IT_MANAGER)
    assert buyer.post(f"/contracts/access/{grant.id}/sessions/new", ASK).status_code == 302
    one = only()
    assert (one.window_from, one.window_until, one.systems) == (at(2026, 3, 2, 22), at(2026, 3, 3, 1), "VPN")
    page = f"/contracts/remote-sessions/{one.id}"
    assert "Approved." in text_of(
        manager.post(f"{page}/decide", {"verdict": "approve", "version": one.version}, follow_redirects=True)
    )
    early = {"on": "2026-03-02", "begins": "22:00", "until": "23:00", "done": "x", "version": only().version}
    assert "lies in the future" in text_of(buyer.post(f"{page}/record", early))
    with clock.at(datetime(2026, 3, 3, 9)):
        assert judged() is State.NOT_MET
        assert "sessions.record" in {line.source.name for line in work_of(person(Role.PROCUREMENT), clock.today())}
        form = {"on": "2026-03-02", "begins": "22:05", "until": "01:40", "done": "完成", "version": only().version}
        buyer.post(f"{page}/record", form | {"file": (BytesIO(b"log"), "s.log")}, content_type="multipart/form-data")
        assert only().state is SessionState.DONE
        assert "Outside the approved window" in text_of(buyer.get(page))
        assert "王工程師" in text_of(buyer.get("/contracts/remote-sessions/?flag=out_of_window"))
        assert "王工程師" not in text_of(buyer.get("/contracts/remote-sessions/?flag=no_log"))
        assert buyer.get(f"{page}/log").data == b"log"
        month = "/contracts/remote-sessions/months/2026-03"
        assert "not over yet" in text_of(manager.post(month, {"remarks": "x"}, follow_redirects=True))
    with clock.at(datetime(2026, 4, 2, 9)):
        assert judged() is State.DUE_SOON
        assert "what became of" in text_of(manager.post(month, {"remarks": ""})).lower()
        assert buyer.post(month, {"remarks": "x"}).status_code == 403
        manager.post(month, {"remarks": "逾時 40 分，已請廠商改善"})
        assert judged() is State.MET
        assert "reviewed already" in text_of(manager.post(month, {"remarks": "x"}, follow_redirects=True))
        assert "已請廠商改善" in text_of(sign_in(Role.AUDITOR).get(month))
    assert db.session.query(SessionReview).one().figures["out_of_window"] == 1


def test_nobody_approves_their_own_nor_afterwards_and_who_recorded_does_not_review(sign_in):
    grant, manager = remote(), sign_in(Role.IT_MANAGER)
    manager.post(f"/contracts/access/{grant.id}/sessions/new", ASK)
    decide = f"/contracts/remote-sessions/{only().id}/decide"
    form = {"verdict": "approve", "version": only().version}
    assert "somebody else approves" in text_of(manager.post(decide, form, follow_redirects=True))
    late = sign_in(Role.COMPLIANCE)
    with clock.at(datetime(2026, 3, 3, 1, 0)):
        assert "nothing is approved afterwards" in text_of(late.post(decide, form, follow_redirects=True))
    with clock.at(datetime(2026, 4, 16, 9)):
        month = "/contracts/remote-sessions/months/2026-03"
        assert "decided or recorded: 1" in text_of(late.post(month, {"remarks": "x"}, follow_redirects=True))
        cancel = f"/contracts/remote-sessions/{only().id}/cancel"
        manager.post(cancel, {"reason": "改期", "version": only().version})
        form = ASK | {"on": "2026-03-05", "done": "搶修"}
        manager.post(f"/contracts/access/{grant.id}/sessions/unapproved", form)
        assert judged() is State.NOT_MET
        assert "recorded sessions of this month yourself" in text_of(
            manager.post(month, {"remarks": "x"}, follow_redirects=True)
        )
        assert "Nobody approved it beforehand" in text_of(late.get(month))
        late.post(month, {"remarks": "緊急搶修，事後補登"})
        assert judged() is State.MET


def test_what_comes_to_light_after_the_months_review_is_reviewed_further(sign_in, person):
    grant = remote()
    manager, buyer, late = sign_in(Role.IT_MANAGER), sign_in(Role.PROCUREMENT), sign_in(Role.COMPLIANCE)
    unapproved, month = f"/contracts/access/{grant.id}/sessions/unapproved", "/contracts/remote-sessions/months/2026-03"
    with clock.at(datetime(2026, 4, 2, 9)):
        buyer.post(unapproved, ASK | {"on": "2026-03-05", "done": "搶修"})
        late.post(month, {"remarks": "已查明"})
        assert judged() is State.MET
    with clock.at(datetime(2026, 5, 20, 9)):
        assert "access.review" not in {line.source.name for line in work_of(person(Role.COMPLIANCE), clock.today())}
        buyer.post(unapproved, ASK | {"on": "2026-03-09", "done": "防火牆紀錄中發現"})
        assert judged() is State.DUE_SOON
        (task,) = [
            line.task
            for line in work_of(person(Role.COMPLIANCE), clock.today())
            if line.source.name == "sessions.review"
        ]
        assert (task.due_on, task.key) == (date(2026, 6, 15), "remote-sessions:2026-03:2")
        assert "reviewed further" in text_of(late.get(month))
        assert "what became of" in text_of(manager.post(month, {"remarks": ""})).lower()
        manager.post(month, {"remarks": "補行檢討"})
        assert judged() is State.MET
        assert "reviewed already" in text_of(late.post(month, {"remarks": "x"}, follow_redirects=True))
        page = text_of(late.get(month))
        assert "已查明" in page
        assert "補行檢討" in page
    assert [(r.round, r.figures["sessions"]) for r in db.session.query(SessionReview).order_by(SessionReview.id)] == [
        (1, 1),
        (2, 1),
    ]


def test_no_session_outlives_the_contract_and_one_that_would_falls_away(sign_in):
    grant = remote()
    buyer, manager = sign_in(Role.PROCUREMENT), sign_in(Role.IT_MANAGER)
    new = f"/contracts/access/{grant.id}/sessions/new"
    page = text_of(buyer.post(new, ASK | {"on": "2026-12-31"}))
    assert "The contract ends on 2026-12-31" in page
    assert 'id="on-error"' in page
    assert buyer.post(new, ASK | {"on": "2026-12-31", "until": "23:59"}).status_code == 302
    add_event(grant.contract, Termination(date(2026, 3, 2), date(2026, 6, 30)))
    one = only()
    assert one.state is SessionState.CANCELLED
    assert "The contract ends on 2026-06-30" in text_of(buyer.get(f"/contracts/remote-sessions/{one.id}"))
    decide = f"/contracts/remote-sessions/{one.id}/decide"
    assert "decided already" in text_of(
        manager.post(decide, {"verdict": "approve", "version": one.version}, follow_redirects=True)
    )


def test_however_many_sessions_lie_ahead_the_days_their_contracts_end_are_read_at_once(person):
    buyer, contract, counts = person(Role.PROCUREMENT), make_contract(number="C-1"), []
    seen: list[str] = []

    def look(*found: Any) -> None:
        if "table_change" not in found[2]:  # a table's first count is written by a statement of its own
            seen.append(found[2])

    event.listen(db.engine, "before_cursor_execute", look)
    for day, more in ((date(2027, 1, 31), 1), (date(2027, 2, 28), 6)):
        for _ in range(more):
            grant = make_grant(contract, is_remote=True)
            with unit_of_work():
                operations.ask_session(
                    db.session.merge(grant), engineer="王", purpose="更新憑證", systems="", by=db.session.merge(buyer),
                    window_from=at(2026, 6, 1, 9), window_until=at(2026, 6, 1, 10),
                )  # fmt: skip
        seen.clear()
        add_event(contract, Amendment(date(2026, 3, 2), date(2026, 3, 2), changes_end=True, ends_on=day))
        counts.append(len(seen))
    assert {one.state for one in db.session.query(RemoteSession)} == {SessionState.ASKED}
    assert counts[0] == counts[1]


def test_a_revoked_way_in_takes_its_sessions_ahead_with_it_but_not_one_under_way(sign_in, person):
    grant, buyer = remote(), sign_in(Role.PROCUREMENT)
    for day in ("2026-03-02", "2026-03-09"):
        buyer.post(f"/contracts/access/{grant.id}/sessions/new", ASK | {"on": day})
    manager = person(Role.IT_MANAGER)
    with clock.at(datetime(2026, 3, 2, 23)), unit_of_work():
        access.revoke_access(db.session.merge(grant), revoked_on=clock.today(), by=manager)
    found = db.session.query(RemoteSession).order_by(RemoteSession.id)
    assert [one.state for one in found] == [SessionState.ASKED, SessionState.CANCELLED]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"begins": "25:00"}, "begins"), ({"until": ""}, "until"), ({"on": "2026-03-01"}, "until"), ({"purpose": " "}, "purpose"),
     ({"on": "2026-12-31", "begins": "23:00", "until": "22:00"}, "on")],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_at_its_field(sign_in, typed, field):
    grant = remote(expires_on=date(2026, 12, 31))
    page = text_of(sign_in(Role.PROCUREMENT).post(f"/contracts/access/{grant.id}/sessions/new", ASK | typed))
    assert f'id="{field}-error"' in page
    assert not db.session.query(RemoteSession).count()


def test_months_that_are_none_are_not_found(sign_in):
    browser = sign_in(Role.IT_MANAGER)
    for month in ("2026-13", "x", "2026-1", "0000-01"):
        assert browser.get(f"/contracts/remote-sessions/months/{month}").status_code == 404


def test_flags_and_days():
    asked = Session(SessionState.APPROVED, at(2026, 3, 2, 22), at(2026, 3, 3, 1), at(2026, 3, 2, 9))
    assert flags(asked, at(2026, 3, 3, 0)) == []
    assert flags(asked, at(2026, 3, 3, 2)) == [Flag.UNRECORDED]
    done = Session(
        SessionState.DONE, at(2026, 3, 2, 22), at(2026, 3, 3, 1), None, at(2026, 3, 2, 21), at(2026, 3, 2, 22)
    )
    assert flags(done, at(2026, 3, 4)) == [Flag.UNAPPROVED, Flag.OUT_OF_WINDOW, Flag.NO_LOG]
    assert review_due("2026-12") == date(2027, 1, 15)
    assert review_due("2026-01") == date(2026, 2, 15)
    begins, ends = instants(date(2026, 3, 2), at(2026, 1, 1, 9).time(), at(2026, 1, 1, 9).time())
    assert (ends - begins).days == 1
