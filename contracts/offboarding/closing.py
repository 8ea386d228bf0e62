"""The end of a contract as a whole: its days in order, and the report that closes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.planning import ASSET_TASKS
from contracts.offboarding.queries import TaskTally, tally_of, task_status, tasks_of
from contracts.offboarding.remains import Parts, confidentiality, how_it_ended, left_to_others, parts_of
from contracts.offboarding.rules import TaskKind, TaskState
from contracts.register.models import Contract
from contracts.register.standings import standing_of
from core.i18n import formats, say
from core.phrases import N_, Phrase, counted, phrase
from core.web.listing import Status


@dataclass(frozen=True)
class Day:
    """A day on the way to the end: what is due on it, and what else it is (the last day, today)."""

    on: date
    tasks: Sequence[tuple[OffboardingTask, Status]]
    is_last: bool = False
    is_today: bool = False


def timeline(tasks: Sequence[OffboardingTask], end: date | None, today: date) -> list[Day]:
    """The days on which something is due, the last day and today among them, in order; withdrawn tasks left out."""
    wanted = [task for task in tasks if task.state is not TaskState.WITHDRAWN]
    days = {task.due_on for task in wanted}
    if not days:
        return []
    days |= {end} if end else set()
    if min(days) <= today <= max(days):
        days.add(today)
    return [
        Day(day, [(t, task_status(t, today)) for t in wanted if t.due_on == day], day == end, day == today)
        for day in sorted(days)
    ]


@dataclass(frozen=True)
class Report:
    """The closing report of a contract as it stands on a day: final once the closing is verified."""

    contract: Contract
    as_of: date
    ends_on: date | None
    tasks: Sequence[OffboardingTask]
    excepted: Sequence[OffboardingTask]
    open: Sequence[OffboardingTask]
    tally: TaskTally | None
    closed_on: date | None
    parts: Parts
    left: Sequence[tuple[str, Phrase]]
    """Accounts that stay because another contract needs them, and which."""
    confidentiality: Phrase

    @property
    def says(self) -> Phrase:
        """In one sentence, how the end stands."""
        if self.tally is None:
            return phrase(N_("Nothing was planned for the end of this contract."))
        if not self.open and self.excepted:
            says = counted(
                self.tally.wanted,
                N_("Done and verified: %(verified)s of %(all)s task; excepted: %(excepted)s."),
                N_("Done and verified: %(verified)s of %(all)s tasks; excepted: %(excepted)s."),
            )
            return phrase(says, verified=self.tally.verified, all=self.tally.wanted, excepted=self.tally.excepted)
        if not self.open:
            return phrase(
                counted(
                    self.tally.wanted,
                    N_("The %(all)s task is done and verified by a second person."),
                    N_("All %(all)s tasks are done and verified by a second person."),
                ),
                all=self.tally.wanted,
            )
        says = counted(
            len(self.open),
            N_("Not closed: %(open)s of %(all)s tasks is open or not verified."),
            N_("Not closed: %(open)s of %(all)s tasks are open or not verified."),
        )
        return phrase(says, open=len(self.open), all=self.tally.wanted)


def report_of(contract: Contract, as_of: date) -> Report:
    tasks = [task for task in tasks_of(contract) if task.state is not TaskState.WITHDRAWN]
    closings = [task for task in tasks if task.kind is TaskKind.CLOSING and task.state is TaskState.VERIFIED]
    return Report(
        contract,
        as_of,
        standing_of(contract, as_of).effective_end,
        tasks,
        [task for task in tasks if task.state is TaskState.EXCEPTED],
        [task for task in tasks if task.state in (TaskState.OPEN, TaskState.DONE)],
        tally_of(tasks, as_of),
        closings[-1].done_on if closings else None,
        parts_of(tasks),
        left_to_others(contract.id, as_of),
        confidentiality(contract),
    )


def facts(report: Report) -> list[tuple[str, str]]:
    """The contract in pairs of label and value, for page and file alike."""
    contract = report.contract
    return [
        (gettext("Contract"), f"{contract.number} {contract.title}"),
        (gettext("Vendor"), contract.vendor.name),
        (gettext("Effective end"), formats.day(report.ends_on)),
        (gettext("Responsible person"), contract.owner.name if contract.owner else "—"),
        (gettext("Closed on"), formats.day(report.closed_on) if report.closed_on else gettext("not closed yet")),
        (gettext("As of"), formats.day(report.as_of)),
        (gettext("Confidentiality after the end"), say(report.confidentiality)),
    ]


def heads() -> list[str]:
    return [
        gettext("Task"), gettext("Due"), gettext("State"), gettext("Done"), gettext("Verified"), gettext("Evidence"),
    ]  # fmt: skip


def row(task: OffboardingTask, report: Report) -> list[str]:
    """One task in words: what, due, state, who did it and when, who verified it and when, by what it shows."""
    parts = report.parts.get(task.item_id or 0, ()) if task.kind in ASSET_TASKS.values() else ()
    evidence = [say(each) for part in parts for each in how_it_ended(part)]
    evidence += [f"{each.file_name} (SHA-256 {each.sha256[:12]}…)" for each in task.evidence]
    if task.completion_note:
        evidence.append(task.completion_note)
    return [
        say(task.title),
        formats.day(task.due_on),
        str(task_status(task, report.as_of).label),
        f"{task.completed_by.name}\n{formats.day(task.done_on)}" if task.completed_by else "—",
        f"{task.verified_by.name}\n{formats.day(task.verified_at)}" if task.verified_by else "—",
        "\n".join(evidence) or "—",
    ]
