"""The tasks that end a contract follow its end, its accounts and its assets; what is done stays done."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.offboarding.rescheduling import Create, Move, Restore, Withdraw, reschedule
from contracts.offboarding.rules import (
    TASK_KIND_NAMES,
    TASK_STATE_NAMES,
    Ending,
    Item,
    Need,
    Task,
    TaskKind,
    TaskState,
    check_completion,
    check_reopening,
    check_verification,
    is_overdue,
    plan,
    task_key,
)
from core.days import taiwan_calendar
from core.errors import Refused

TAIWAN = taiwan_calendar()
VPN = Item(1, TaskKind.REVOKE_ACCESS, "VPN vendor01")
LAPTOP = Item(1, TaskKind.RETURN_ASSET, "Laptop 7")
BACKUP = Item(2, TaskKind.DESTROY_ASSET, "Customer data copy")


def ending(day="2026-06-30", contract=7, **more):
    return Ending(contract, f"C-{contract}", "宏遠資訊", date.fromisoformat(day), **more)


def due(found, kind):
    (task,) = [each for each in found.wanted if each.kind is kind]
    return task.due_on.isoformat()


def applied(tasks, changes):
    """What an operation does with the changes, without a database."""
    now = {task.key: task for task in tasks}
    for change in changes:
        match change:
            case Create(wanted):
                assert wanted.key not in now
                now[wanted.key] = Task(wanted.key, wanted.kind, wanted.due_on, item_id=wanted.item_id)
            case Move(key, due_on) | Restore(key, due_on):
                now[key] = replace(now[key], due_on=due_on, state=TaskState.OPEN)
            case Withdraw(key):
                now[key] = replace(now[key], state=TaskState.WITHDRAWN)
    return list(now.values())


def tasks_of(found):
    return applied([], reschedule([], found))


def settled(tasks, state=TaskState.DONE):
    return [replace(task, state=state) for task in tasks]


def test_each_item_gets_its_task_then_the_reminder_then_the_closing():
    found = plan(ending(), [VPN, LAPTOP, BACKUP], TAIWAN)
    assert [(task.kind.value, task.due_on.isoformat(), str(task.title)) for task in found.wanted] == [
        ("revoke_access", "2026-06-30", "Revoke access: VPN vendor01"),
        ("return_asset", "2026-06-30", "Have returned: Laptop 7"),
        ("destroy_asset", "2026-06-30", "Have destroyed, with proof: Customer data copy"),
        ("confidentiality_reminder", "2026-06-30", "Remind 宏遠資訊 that confidentiality goes on"),
        ("closing", "2026-07-01", "Close contract C-7"),
    ]


def test_a_contract_without_accounts_or_assets_still_ends_properly():
    assert [task.kind for task in plan(ending(), [], TAIWAN).wanted] == [
        TaskKind.CONFIDENTIALITY_REMINDER,
        TaskKind.CLOSING,
    ]


def test_over_a_holiday_access_goes_before_and_things_come_after():
    found = plan(ending("2026-02-28"), [VPN, LAPTOP], TAIWAN)  # a Saturday; the Friday before is its day off
    assert due(found, TaskKind.REVOKE_ACCESS) == "2026-02-26"
    assert due(found, TaskKind.RETURN_ASSET) == "2026-03-02"
    assert due(found, TaskKind.CLOSING) == "2026-03-03"


@pytest.mark.parametrize(
    ("known_on", "revoked_by"),
    [("2026-01-05", "2026-02-26"), ("2026-02-27", "2026-02-27"), ("2026-02-28", "2026-02-28"), ("2026-03-09", "2026-02-28")],
)  # fmt: skip
def test_an_end_that_comes_at_once_is_not_due_before_it_was_known_nor_after_it_came(known_on, revoked_by):
    found = plan(ending("2026-02-28", known_on=date.fromisoformat(known_on)), [VPN], TAIWAN)
    assert due(found, TaskKind.REVOKE_ACCESS) == revoked_by


# --- shared with other contracts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needs", "reason"),
    [
        ([Need(8, "C-8", None)], "Contract C-8, which is running, still needs it."),
        ([Need(8, "C-8", date(2026, 12, 31))], "Contract C-8 still needs it until 2026-12-31."),
        ([Need(8, "C-8", date(2026, 12, 31)), Need(9, "C-9", date(2027, 1, 31))], "Contract C-9 still needs it until 2027-01-31."),
        ([Need(8, "C-8", date(2026, 6, 30))], "Contract C-8 still needs it until 2026-06-30."),
        ([Need(8, "C-8", date(2026, 3, 31))], None),
        ([Need(6, "C-6", date(2026, 6, 30))], None),
        ([], None),
    ],
)  # fmt: skip
def test_what_another_contract_still_needs_is_left_to_the_one_that_ends_last(needs, reason):
    found = plan(ending(), [replace(VPN, needed_by=tuple(needs))], TAIWAN)
    key = task_key(7, TaskKind.REVOKE_ACCESS, 1)
    assert (str(found.left_alone[key]) if key in found.left_alone else None) == reason
    assert any(task.key == key for task in found.wanted) is (reason is None)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=4))
def test_an_item_of_several_ending_contracts_has_exactly_one_task(offsets):
    ends = {number: date(2026, 6, 28) + timedelta(days=offset) for number, offset in enumerate(offsets)}
    wanting = []
    for number, end in ends.items():
        others = tuple(Need(n, f"C-{n}", e) for n, e in ends.items() if n != number)
        found = plan(Ending(number, f"C-{number}", "V", end), [replace(VPN, needed_by=others)], TAIWAN)
        wanting += [(number, end) for task in found.wanted if task.kind is TaskKind.REVOKE_ACCESS]
    assert wanting == [(max(ends, key=lambda n: (ends[n], n)), max(ends.values()))]


def test_a_task_opened_before_another_contract_needed_the_item_is_withdrawn_with_the_reason():
    tasks = tasks_of(plan(ending(), [VPN], TAIWAN))
    shared = replace(VPN, needed_by=(Need(8, "C-8", None),))
    (withdrawn,) = [c for c in reschedule(tasks, plan(ending(), [shared], TAIWAN)) if isinstance(c, Withdraw)]
    assert str(withdrawn.reason) == "Contract C-8, which is running, still needs it."


# --- the end moves ---------------------------------------------------------------------------------------------------


def test_an_extension_moves_every_open_task():
    tasks = tasks_of(plan(ending("2026-06-30"), [VPN, LAPTOP], TAIWAN))
    changes = reschedule(tasks, plan(ending("2026-12-31"), [VPN, LAPTOP], TAIWAN))
    assert {type(change) for change in changes} == {Move}
    assert [task.due_on.isoformat() for task in applied(tasks, changes)] == ["2026-12-31"] * 3 + ["2027-01-04"]


def test_a_contract_that_no_longer_ends_has_its_open_tasks_withdrawn_and_gets_them_back():
    tasks = tasks_of(plan(ending(), [VPN], TAIWAN))
    tasks[0] = replace(tasks[0], state=TaskState.DONE)
    changes = reschedule(tasks, plan(None, [VPN], TAIWAN))
    assert [str(change.reason) for change in changes] == ["The contract no longer ends."] * 2
    tasks = applied(tasks, changes)
    assert tasks[0].state is TaskState.DONE
    back = reschedule(tasks, plan(ending("2027-06-30"), [VPN], TAIWAN))
    assert {type(change) for change in back} == {Restore}


def test_an_account_removed_meanwhile_needs_no_task():
    tasks = tasks_of(plan(ending(), [VPN, LAPTOP], TAIWAN))
    (change,) = reschedule(tasks, plan(ending(), [LAPTOP], TAIWAN))
    assert change.key == task_key(7, TaskKind.REVOKE_ACCESS, 1)
    assert "Nothing is left to do" in str(change.reason)


def test_an_account_found_later_adds_its_task_and_leaves_the_others():
    tasks = settled(tasks_of(plan(ending(), [VPN], TAIWAN))[:1]) + tasks_of(plan(ending(), [VPN], TAIWAN))[1:]
    (change,) = reschedule(tasks, plan(ending(), [VPN, replace(VPN, id=2)], TAIWAN))
    assert change.wanted.key == task_key(7, TaskKind.REVOKE_ACCESS, 2)


def test_a_contract_closed_and_revived_is_closed_again_for_its_new_work():
    closed = settled(tasks_of(plan(ending(), [VPN], TAIWAN)), TaskState.VERIFIED)
    assert reschedule(closed, plan(ending("2027-06-30"), [], TAIWAN)) == ()
    again = plan(ending("2027-06-30"), [replace(VPN, id=2)], TAIWAN)
    changes = reschedule(closed, again)
    assert [change.wanted.kind for change in changes] == [TaskKind.REVOKE_ACCESS, TaskKind.CLOSING]
    assert reschedule(applied(closed, changes), again) == ()
    assert reschedule(settled(applied(closed, changes)), again) == ()


days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
needs = st.lists(st.builds(Need, st.integers(8, 10), st.just("C-x"), st.none() | days), max_size=2).map(tuple)
items = st.lists(
    st.builds(Item, st.integers(1, 5), st.sampled_from(list(TaskKind)[:4]), st.just("x"), needs),
    max_size=6,
    unique_by=lambda item: (item.kind, item.id),
)
endings = st.none() | st.builds(Ending, st.just(7), st.just("C-7"), st.just("V"), days, st.none() | days)
steps = st.lists(st.tuples(endings, items, st.sets(st.integers(0, 9)), st.sampled_from(TaskState)), max_size=6)


def lived_through(story):
    """Tasks after a story of ends that move, items that come and go, and people who complete and verify."""
    tasks = []
    for end, held, worked_on, state in story:
        tasks = applied(tasks, reschedule(tasks, plan(end, held, TAIWAN)))
        if state in {TaskState.DONE, TaskState.VERIFIED}:
            tasks = [
                replace(t, state=state) if n in worked_on and t.state is TaskState.OPEN else t
                for n, t in enumerate(tasks)
            ]
    return tasks


@given(steps, endings, items)
def test_doing_it_twice_changes_nothing_and_done_stays_done(story, end, held):
    before, wanted = lived_through(story), plan(end, held, TAIWAN)
    after = applied(before, reschedule(before, wanted))
    assert reschedule(after, wanted) == ()
    assert all(task in after for task in before if task.is_settled)


@given(steps, endings, items)
def test_open_tasks_are_exactly_those_of_live_items_and_none_revokes_late(story, end, held):
    wanted = plan(end, held, TAIWAN)
    before = lived_through(story)
    tasks = applied(before, reschedule(before, wanted))
    open_items = [(t.kind, t.item_id) for t in tasks if t.state is TaskState.OPEN and t.item_id is not None]
    done_items = {(t.kind, t.item_id) for t in tasks if t.is_settled}
    expected = {(w.kind, w.item_id) for w in wanted.wanted if w.item_id is not None} - done_items
    assert sorted(open_items) == sorted(expected)
    for task in tasks:
        if task.state is TaskState.OPEN and task.kind is TaskKind.REVOKE_ACCESS:
            assert task.due_on <= end.ends_on
        if task.state is TaskState.OPEN and task.kind is TaskKind.CLOSING:
            assert all(task.due_on > other.due_on for other in wanted.wanted if other.kind is not TaskKind.CLOSING)


# --- a task's own life -----------------------------------------------------------------------------------------------

OPEN_TASK = Task("offboarding:7:revoke_access:1", TaskKind.REVOKE_ACCESS, date(2026, 6, 30), item_id=1)
DONE_TASK = replace(OPEN_TASK, state=TaskState.DONE, completed_by=3)
CLOSING = Task("offboarding:7:closing", TaskKind.CLOSING, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("task", "today", "overdue"),
    [
        (OPEN_TASK, "2026-06-30", False),
        (OPEN_TASK, "2026-07-01", True),
        (DONE_TASK, "2026-07-01", False),
        (replace(OPEN_TASK, state=TaskState.WITHDRAWN), "2026-07-01", False),
    ],
)
def test_a_task_is_overdue_the_day_after(task, today, overdue):
    assert is_overdue(task, date.fromisoformat(today)) is overdue


@pytest.mark.parametrize(
    ("refused_by", "reason"),
    [
        (lambda: check_completion(OPEN_TASK, []), "evidence"),
        (lambda: check_completion(DONE_TASK, ["log.pdf"]), "open task"),
        (lambda: check_completion(CLOSING, ["minutes.pdf"], [OPEN_TASK, CLOSING]), "not verified yet: 1"),
        (lambda: check_completion(CLOSING, ["minutes.pdf"], [DONE_TASK]), "not verified yet: 1"),
        (lambda: check_verification(OPEN_TASK, by=4), "completed task"),
        (lambda: check_verification(DONE_TASK, by=3), "second person"),
        (lambda: check_reopening(OPEN_TASK, "wrong account"), "can be reopened"),
        (lambda: check_reopening(DONE_TASK, "  "), "why"),
    ],
)
def test_steps_out_of_order_are_refused(refused_by, reason):
    with pytest.raises(Refused, match=reason):
        refused_by()


def test_steps_in_order_are_allowed():
    check_completion(OPEN_TASK, ["log.pdf"])
    check_verification(DONE_TASK, by=4)
    check_reopening(replace(DONE_TASK, state=TaskState.VERIFIED), "the account still worked")
    check_completion(CLOSING, ["minutes.pdf"], [CLOSING, replace(DONE_TASK, state=TaskState.VERIFIED)])


def test_every_kind_and_state_has_a_name():
    assert TASK_KIND_NAMES.keys() == set(TaskKind)
    assert TASK_STATE_NAMES.keys() == set(TaskState)
