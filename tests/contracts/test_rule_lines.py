"""Each line of the rule that contracts are judged by, on the smallest firms that tell met from not met."""

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from contracts.access.rules import Privilege
from contracts.access_requests import operations as requests
from contracts.access_reviews import operations as access_reviews
from contracts.access_reviews.models import AccessReview, AccessReviewLine
from contracts.access_reviews.rules import Answer, Answerer
from contracts.clauses.decisions import decide_clause
from contracts.clauses.models import ClauseFinding
from contracts.clauses.rules import Verdict
from contracts.documents import operations as documents
from contracts.documents.rules import DocumentKind
from contracts.offboarding import operations as offboarding
from contracts.offboarding.models import OffboardingTask
from contracts.register.agreed import Termination
from contracts.register.models import Contract
from contracts.remote_sessions import operations as sessions
from core import clock
from core.auth.rules import Role
from core.background.operations import run_next
from core.db import db, unit_of_work
from core.obligations import State
from tests.contracts.factories import add_event, make_asset, make_contract, make_grant
from tests.support.rule_lines import NOW, Firm, Lack, Line, People, holds
from tests.vendors.factories import make_service

TODAY, END = NOW.date(), date(2026, 6, 30)
PAPERS = Path(__file__).parent / "clauses" / "papers"
FULL = "backup_vault.txt"
"""Holds every clause but one."""


# --- 4-1: the contract and its clauses --------------------------------------------------------------------------------


def contracted(paper: str = "", *, overruled: bool = False) -> Firm:
    """A running contract with a paper of which the check misses one clause, which a person finds."""

    def build(people: People) -> None:
        contract = make_contract()
        if paper:
            _attach(contract, paper)
        missing = db.session.query(ClauseFinding).filter_by(contract_id=contract.id, clause_id="warranty")
        if overruled:
            with unit_of_work():
                decide_clause(missing.one(), Verdict.PRESENT, reason="另有保固書", by=people.one)

    return build


def _attach(contract: Contract, paper: str) -> None:
    data = (PAPERS / paper).read_bytes()
    with unit_of_work():
        documents.add_document(
            db.session.merge(contract), BytesIO(data), name=paper, kind=DocumentKind.CONTRACT,
            signed_on=contract.signed_on, outcome=documents.read_at_once(data, paper), by=None,
        )  # fmt: skip
    while run_next():
        pass
    db.session.expire_all()


def served_without_contract(people: People) -> None:
    make_service()


# --- 4-4 and 4-8: the end ---------------------------------------------------------------------------------------------


def ended(*, done: bool = True, verified: bool = True, days: int = 60) -> Firm:
    """Terminated for the last of June: an account and a notebook end with it."""

    def build(people: People) -> datetime:
        contract = make_contract()
        make_grant(contract)
        make_asset(contract)
        add_event(contract, Termination(TODAY, END))
        with clock.at(datetime(2026, 6, 30, 18)):
            *work, closing = _tasks(contract)
            for number in work if done else ():
                _worked(number, people, verified=verified)
            if done and verified:
                _worked(closing, people)
        return NOW + timedelta(days=days)

    return build


def ended_with_nothing_registered(people: People) -> datetime:
    contract = make_contract()
    add_event(contract, Termination(TODAY, END))
    with clock.at(datetime(2026, 6, 30, 18)):
        for number in _tasks(contract):
            _worked(number, people)
    return NOW + timedelta(days=60)


def _tasks(contract: Contract) -> list[int]:
    """The closing comes last."""
    query = db.session.query(OffboardingTask.id).filter_by(contract_id=contract.id).order_by(OffboardingTask.id)
    return [row.id for row in query]


def _worked(number: int, people: People, *, verified: bool = True) -> None:
    with unit_of_work():
        task = db.session.get_one(OffboardingTask, number)
        offboarding.complete_task(task, done_on=END, note="簽收單", by=people.one)
    if verified:
        with unit_of_work():
            offboarding.verify_task(db.session.get_one(OffboardingTask, number), by=people.two)


# --- 4-6, 18000-2: accounts -------------------------------------------------------------------------------------------


NARROW: dict[str, Any] = {
    "two_factor": True,
    "hours": "營業日",
    "sources": "203.0.113.0/28",
    "expires_on": date(2026, 12, 31),
}


def account(contract: dict[str, Any] | None = None, **rights: Any) -> Firm:
    def build(people: People) -> None:
        make_grant(make_contract(**(contract or {})), **NARROW | rights)

    return build


def no_account(people: People) -> None:
    make_contract()


def approved_account(people: People) -> None:
    contract = make_contract()
    with unit_of_work():
        asked = requests.ask_access(
            db.session.merge(contract),
            purpose="維護",
            system="VPN",
            account="ext-asked",
            privilege=Privilege.ORDINARY,
            by=people.one,
            **NARROW,
        )
    with unit_of_work():
        requests.decide(asked, approve=True, by=people.two)
    with unit_of_work():
        requests.carry_out(asked, granted_on=TODAY, by=people.one)


def reviewed(*, answered: bool = True, days: int = 0) -> Firm:
    """An account of before this half-year's review, which somebody confirmed in it, or nobody."""

    def build(people: People) -> datetime:
        grant = make_grant(last_used_on=TODAY, **NARROW)
        with clock.at(datetime(2026, 1, 2, 9)), unit_of_work():
            review = db.session.query(AccessReview).one_or_none() or access_reviews.open_review(by=None)
        if answered:
            with unit_of_work():
                line = db.session.query(AccessReviewLine).filter_by(grant_id=grant.id).one()
                access_reviews.answer_lines(
                    review, {line.id: line.version}, answer=Answer.CONFIRMED, by=people.one,
                    who=Answerer(frozenset({people.one.id}), may_for_nobody=True),
                )  # fmt: skip
        return NOW + timedelta(days=days)

    return build


# --- 17010-1-8: remote sessions ---------------------------------------------------------------------------------------


def connected(
    *, two_factor: bool = True, recorded: bool = True, month: int = 6, reviewed: bool = True, days: int = 40
) -> Firm:
    """An engineer connects in a window that a second person approved; what was done is recorded, the month reviewed."""

    def build(people: People) -> datetime:
        first = NOW.replace(month=month, tzinfo=clock.zone())
        grant = make_grant(is_remote=True, **NARROW | {"two_factor": two_factor})
        with clock.at(first):
            window = {"window_from": first + timedelta(hours=1), "window_until": first + timedelta(hours=2)}
            with unit_of_work():
                asked = sessions.ask_session(
                    grant, engineer="王工程師", purpose="更新憑證", systems="VPN", by=people.one, **window
                )
            with unit_of_work():
                sessions.decide(asked, approve=True, by=people.two)
        with clock.at(first + timedelta(hours=3)):
            if recorded:
                with unit_of_work():
                    sessions.record_session(
                        asked, started_at=window["window_from"], ended_at=window["window_until"], done="完成",
                        upload=("s.log", BytesIO(b"log")), by=people.one,
                    )  # fmt: skip
        if reviewed:
            with clock.at(first + timedelta(days=20)), unit_of_work():
                sessions.review_month(f"2026-{month:02}", remarks="正常", by=people.two)
        return first.replace(tzinfo=None) + timedelta(days=days)

    return build


def way_in_unused(people: People) -> None:
    make_grant(is_remote=True, **NARROW)


LINES = (
    Line("CC-19000-4-1", contracted(FULL, overruled=True), (
        Lack("a contract with a vendor that serves the firm", served_without_contract),
        Lack("the paper", contracted(), State.NOT_ASSESSED),
        Lack("the one clause that is nowhere", contracted(FULL)),
    )),
    Line("CC-19000-4-4", ended(), (
        Lack("the work of the end, by its days", ended(done=False)),
        Lack("the second person", ended(verified=False, days=16), State.DUE_SOON),
        Lack("the work of the end, while there is time", ended(done=False, days=1), State.DUE_SOON),
    )),
    Line("CC-19000-4-8", ended(), (
        Lack("the return of what the vendor holds", ended(done=False)),
        Lack("the second person", ended(verified=False), State.DUE_SOON),
        Lack("a word on what the vendor holds", ended_with_nothing_registered, State.NOT_ASSESSED),
    )),
    Line("CC-19000-4-6", account(), (
        Lack("a word on the vendor's accounts", no_account, State.NOT_ASSESSED),
        Lack("the end of an account whose contract is over", account({"ends_on": date(2026, 6, 14)}, expires_on=None)),
        Lack("the end of an account on its own last day", account(expires_on=date(2026, 6, 14))),
    )),
    Line("CC-18000-2-7", reviewed(), (
        Lack("the half-year's answer, by its day", reviewed(answered=False)),
        Lack("a review of this half-year", reviewed(days=30), State.NOT_ASSESSED),
    )),
    Line("CC-18000-2-8", approved_account, (
        Lack("anybody's approval", account(), State.NOT_ASSESSED),
    )),
    Line("CC-18000-2-9", account(), (
        Lack("two-factor sign-in of a remote account", account(is_remote=True, two_factor=False)),
        Lack("hours and source addresses", account(hours="", sources=""), State.NOT_ASSESSED),
    )),
    Line("CC-17010-1-8", connected(), (
        Lack("any session", way_in_unused, State.NOT_ASSESSED),
        Lack("two-factor sign-in", connected(two_factor=False, month=7)),
        Lack("the record of what was done", connected(recorded=False, reviewed=False, month=8, days=2)),
        Lack("the manager's review, while there is time", connected(reviewed=False, month=9, days=16), State.DUE_SOON),
        Lack("the manager's review", connected(reviewed=False, month=10)),
    )),
)  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.rule)
def test_a_line_tells_the_smallest_firm_that_meets_it_from_those_that_lack_one_thing(line, app, person):
    holds(line, People(person(Role.IT_MANAGER), person(Role.COMPLIANCE)))
