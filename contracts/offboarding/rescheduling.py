"""How the tasks of a contract follow when its end moves, or its accounts and assets change. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts.offboarding.rules import Plan, Task, TaskKind, TaskState, Wanted
from core.phrases import N_, Phrase, phrase


@dataclass(frozen=True)
class Create:
    wanted: Wanted


@dataclass(frozen=True)
class Move:
    key: str
    due_on: date


@dataclass(frozen=True)
class Withdraw:
    key: str
    reason: Phrase


@dataclass(frozen=True)
class Restore:
    """A withdrawn task is wanted again."""

    key: str
    due_on: date


Change = Create | Move | Withdraw | Restore


def reschedule(existing: Sequence[Task], plan: Plan) -> tuple[Change, ...]:
    """What makes the tasks of one contract agree with its plan. Done and verified ones are never touched; with the
    changes made, the same plan asks for no further change."""
    tasks = {task.key: task for task in existing}
    changes: list[Change] = []
    kept = set()
    for wanted in _with_closing_of_this_round(existing, plan.wanted):
        kept.add(wanted.key)
        task = tasks.get(wanted.key)
        if task is None:
            changes.append(Create(wanted))
        elif task.state is TaskState.WITHDRAWN:
            changes.append(Restore(task.key, wanted.due_on))
        elif task.state is TaskState.OPEN and task.due_on != wanted.due_on:
            changes.append(Move(task.key, wanted.due_on))
    for task in existing:
        if task.state is TaskState.OPEN and task.key not in kept:
            changes.append(Withdraw(task.key, _reason_to_withdraw(task, plan)))
    return tuple(changes)


def _with_closing_of_this_round(existing: Sequence[Task], wanted: tuple[Wanted, ...]) -> list[Wanted]:
    """A contract closed, revived and ended again with new work is closed a second time; the first closing stays."""
    closings = sorted((t for t in existing if t.kind is TaskKind.CLOSING), key=lambda t: (len(t.key), t.key))
    settled = {task.key for task in existing if task.is_settled}
    has_work = any(each.key not in settled for each in wanted if each.kind is not TaskKind.CLOSING)
    found = []
    for each in wanted:
        if each.kind is TaskKind.CLOSING and closings:
            again = closings[-1].is_settled and has_work
            key = f"{each.key}:{len(closings) + 1}" if again else closings[-1].key
            found.append(replace(each, key=key))
        else:
            found.append(each)
    return found


def _reason_to_withdraw(task: Task, plan: Plan) -> Phrase:
    if not plan.wanted:
        return phrase(N_("The contract no longer ends."))
    if plan.continued_by and task.kind in {TaskKind.STEP, TaskKind.CONFIDENTIALITY_REMINDER}:
        return phrase(N_("The contract goes on in %(number)s."), number=plan.continued_by)
    if task.kind is TaskKind.STEP:
        return phrase(N_("The list of steps does not ask for it any more, or not of this contract's services."))
    gone = phrase(N_("Nothing is left to do: the access or asset has ended, or is to end in another way."))
    return plan.left_alone.get(task.key, gone)
