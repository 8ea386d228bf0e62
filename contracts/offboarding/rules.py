"""Which tasks end a contract, when each is due, and what may happen to one. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from core.days import Calendar, next_business_day, previous_business_day
from core.errors import Refused
from core.phrases import N_, Phrase, Wording, phrase

ONE_DAY = timedelta(days=1)


class TaskKind(StrEnum):
    """What is to be done at a contract's end (CC-19000-4-4, 4-6, 4-8)."""

    REVOKE_ACCESS = "revoke_access"
    RETURN_ASSET = "return_asset"
    DESTROY_ASSET = "destroy_asset"
    HAND_OVER_ASSET = "hand_over_asset"
    CONFIDENTIALITY_REMINDER = "confidentiality_reminder"
    STEP = "step"
    CLOSING = "closing"


class TaskState(StrEnum):
    """Open until completed with evidence; done until somebody else verified it; withdrawn when no longer wanted;
    excepted when somebody entitled to accepted that it stays undone."""

    OPEN = "open"
    DONE = "done"
    VERIFIED = "verified"
    WITHDRAWN = "withdrawn"
    EXCEPTED = "excepted"


TASK_KIND_NAMES = {
    TaskKind.REVOKE_ACCESS: N_("Revoke access"),
    TaskKind.RETURN_ASSET: N_("Return asset"),
    TaskKind.DESTROY_ASSET: N_("Destroy asset"),
    TaskKind.HAND_OVER_ASSET: N_("Hand over asset"),
    TaskKind.CONFIDENTIALITY_REMINDER: N_("Confidentiality reminder"),
    TaskKind.STEP: N_("Step of the list"),
    TaskKind.CLOSING: N_("Closing"),
}
TASK_STATE_NAMES = {
    TaskState.OPEN: N_("Open"),
    TaskState.DONE: N_("Done, to be verified"),
    TaskState.VERIFIED: N_("Verified"),
    TaskState.WITHDRAWN: N_("Withdrawn"),
    TaskState.EXCEPTED: N_("Excepted"),
}
TASK_TITLES = {
    TaskKind.REVOKE_ACCESS: N_("Revoke access: %(item)s"),
    TaskKind.RETURN_ASSET: N_("Have returned: %(item)s"),
    TaskKind.DESTROY_ASSET: N_("Have destroyed, with proof: %(item)s"),
    TaskKind.HAND_OVER_ASSET: N_("Have handed over: %(item)s"),
    TaskKind.CONFIDENTIALITY_REMINDER: N_("Remind %(item)s that confidentiality goes on"),
    TaskKind.STEP: N_("%(item)s"),
    TaskKind.CLOSING: N_("Close contract %(item)s"),
}


@dataclass(frozen=True)
class Need:
    """Another contract that uses the same account or asset; `ends_on`: the end certain to come, None while none is."""

    contract_id: int
    number: str
    ends_on: date | None


@dataclass(frozen=True)
class Item:
    """A live access grant or asset: what its end asks for (`kind`), and which other contracts use it."""

    id: int
    kind: TaskKind
    label: str
    needed_by: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Ending:
    """The contract's certain end. `known_on`: when that end was settled (the notice, the amendment, the signature); a
    task is not due before it, unless the contract itself ended before."""

    contract_id: int
    number: str
    vendor: str
    ends_on: date
    known_on: date | None = None
    continued_by: str = ""
    """The number of the contract in which it goes on with the same vendor."""


@dataclass(frozen=True)
class Wanted:
    """A task that the contract's end asks for. `key` is one per contract, kind and item, and never changes."""

    key: str
    kind: TaskKind
    due_on: date
    title: Phrase
    item_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """The tasks wanted, and for items that get none the reason, by the key their task would have."""

    wanted: tuple[Wanted, ...] = ()
    left_alone: Mapping[str, Phrase] = field(default_factory=dict)
    continued_by: str = ""


def task_key(contract_id: int, kind: TaskKind, item_id: int | None = None) -> str:
    return ":".join(str(part) for part in ("offboarding", contract_id, kind, item_id) if part is not None)


def step_key(contract_id: int, step: str) -> str:
    return f"{task_key(contract_id, TaskKind.STEP)}:{step}"


def step_title(name: Wording) -> Phrase:
    return phrase(TASK_TITLES[TaskKind.STEP], item=name)


def plan(ending: Ending | None, items: Iterable[Item], calendar: Calendar, further: Sequence[Wanted] = ()) -> Plan:
    """The tasks of a contract's end: one for each live item, a reminder of confidentiality, and the closing.

    Access is revoked by the last day: on a holiday the due day moves before it, never after. Things are returned,
    destroyed or handed over on the last day or the next business day. `further` tasks are those of the firm's list of steps.
    Closing is due the business day after the rest.
    An item that another contract still needs is left to the contract that ends last. A contract that goes on in another
    with the same vendor asks for neither the reminder nor the steps: the relation does not end. No ending: nothing is wanted.
    """
    if ending is None:
        return Plan()
    wanted, left_alone = [], {}
    for item in items:
        key = task_key(ending.contract_id, item.kind, item.id)
        if keeper := _keeper(ending, item):
            left_alone[key] = _needed_still(keeper)
        else:
            wanted.append(_task(ending, item.kind, item.label, calendar, item.id))
    if ending.continued_by:
        further = ()
    else:
        wanted.append(_task(ending, TaskKind.CONFIDENTIALITY_REMINDER, ending.vendor, calendar))
    # nothing else is due later than the first business day from the end on, whatever was done meanwhile
    wanted += further
    latest = max([next_business_day(ending.ends_on, calendar), *(each.due_on for each in further)])
    closing_on = next_business_day(latest + ONE_DAY, calendar)
    title = phrase(TASK_TITLES[TaskKind.CLOSING], item=ending.number)
    wanted.append(Wanted(task_key(ending.contract_id, TaskKind.CLOSING), TaskKind.CLOSING, closing_on, title))
    return Plan(tuple(wanted), left_alone, ending.continued_by)


def _task(ending: Ending, kind: TaskKind, label: str, calendar: Calendar, item_id: int | None = None) -> Wanted:
    if kind in {TaskKind.REVOKE_ACCESS, TaskKind.CONFIDENTIALITY_REMINDER}:
        due_on = previous_business_day(ending.ends_on, calendar)
        if ending.known_on:  # ended at once on a holiday: due that day, not on a working day already gone
            due_on = max(due_on, min(ending.known_on, ending.ends_on))
    else:
        due_on = next_business_day(ending.ends_on, calendar)
    key = task_key(ending.contract_id, kind, item_id)
    return Wanted(key, kind, due_on, phrase(TASK_TITLES[kind], item=label), item_id)


def _keeper(ending: Ending, item: Item) -> Need | None:
    """The other contract to whose end the item is left: one that is not ending, else the one that ends last.

    Of contracts that end on one day the youngest (the highest number) keeps it, so that exactly one of them does.
    """
    later = [
        need
        for need in item.needed_by
        if need.ends_on is None or (need.ends_on, need.contract_id) > (ending.ends_on, ending.contract_id)
    ]
    return max(later, key=lambda need: (need.ends_on or date.max, need.contract_id), default=None)


def _needed_still(keeper: Need) -> Phrase:
    if keeper.ends_on is None:
        return phrase(N_("Contract %(number)s, which is running, still needs it."), number=keeper.number)
    return phrase(N_("Contract %(number)s still needs it until %(day)s."), number=keeper.number, day=keeper.ends_on)


# --- a task's own life -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Task:
    """A task as it stands. `completed_by` and `verified_by` are people."""

    key: str
    kind: TaskKind
    due_on: date
    state: TaskState = TaskState.OPEN
    item_id: int | None = None
    completed_by: int | None = None
    verified_by: int | None = None
    asked_on: date | None = None
    """The day it was planned."""

    @property
    def is_settled(self) -> bool:
        return self.state in {TaskState.DONE, TaskState.VERIFIED, TaskState.EXCEPTED}


def is_overdue(task: Task, today: date) -> bool:
    return task.state is TaskState.OPEN and task.due_on < today


def check_completion(
    task: Task, evidence: Sequence[object], others: Iterable[Task] = (), first: Sequence[Phrase] = ()
) -> None:
    """Whether a task may be reported as done; `others`: the contract's other tasks, for its closing; `first`: the titles of
    open tasks that come before it.

    Raises `Refused`."""
    if task.state is not TaskState.OPEN:
        raise Refused(N_("Only an open task can be completed."))
    if not evidence:
        raise Refused(
            N_("Add the evidence first: a file, or a note of what was done and how it shows."), field="evidence"
        )
    if first:
        raise Refused(N_("This comes first: %(task)s. Complete it, or have it excepted."), task=first[0])
    left = [each for each in others if each.key != task.key and each.state in {TaskState.OPEN, TaskState.DONE}]
    if task.kind is TaskKind.CLOSING and left:
        raise Refused(N_("Closing comes last; other tasks not verified yet: %(count)s."), count=len(left))


ONE_BY_ONE = {
    TaskKind.DESTROY_ASSET: N_("A destruction is reported by itself: its method and its certificate are its own."),
    TaskKind.HAND_OVER_ASSET: N_("A hand-over is reported by itself: it names who took it."),
    TaskKind.CLOSING: N_("A closing is reported by itself: it says that nothing of this contract is left."),
}
"""What is not reported together with others, and why."""


def together_as(task: Task) -> str:
    """What tasks have in common that one note and one file may show to be done: the kind, of steps the step."""
    return f"{task.kind}:{task.key.partition(':step:')[2]}" if task.kind is TaskKind.STEP else task.kind.value


def not_together(task: Task, kind: str) -> Phrase | None:
    """Why a task cannot be reported among several of a `kind` (see `together_as`); None where it can."""
    if alone := ONE_BY_ONE.get(task.kind):
        return phrase(alone)
    if together_as(task) != kind:
        return phrase(N_("Of another kind: what shows that these are done does not show it of this one."))
    return None


def check_verification(task: Task, by: int) -> None:
    """Whether the person `by` may verify a task: it is done, and somebody else did it. Raises `Refused`."""
    if task.state is not TaskState.DONE:
        raise Refused(N_("Only a completed task can be verified."))
    if task.completed_by == by:
        raise Refused(N_("You completed this task; a second person verifies it."))


def check_exception(task: Task, reason: str, *, is_own: bool) -> None:
    """Whether a task may be left undone. Never an account: that is revoked; never the closing. Raises `Refused`."""
    if task.state is not TaskState.OPEN:
        raise Refused(N_("Only an open task can be excepted."))
    if task.kind is TaskKind.REVOKE_ACCESS:
        raise Refused(
            N_("An account is never excepted: it is revoked, or another contract that needs it is named in it.")
        )
    if task.kind is TaskKind.CLOSING:
        raise Refused(N_("The closing is not excepted: it says what was."))
    if is_own:
        raise Refused(N_("Whoever answers for a task does not except it; somebody else does."))
    if not reason.strip():
        raise Refused(N_("Say why the firm accepts that it stays undone."), field="reason")


def check_reopening(task: Task, reason: str) -> None:
    """Whether a completed or verified task may be opened again, which keeps its evidence. Raises `Refused`."""
    if not task.is_settled:
        raise Refused(N_("Only a completed, verified or excepted task can be reopened."))
    if not reason.strip():
        raise Refused(N_("Say why it is reopened."), field="reason")
