"""CC-19000-4-4 (the end is worked through in order) and CC-19000-4-8 (what the vendor held ends, confidentiality goes on)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from contracts.assets.queries import AssetTally
from contracts.assets.queries import tallies as asset_tallies
from contracts.offboarding.planning import LEAD
from contracts.offboarding.queries import TaskTally, tallies
from contracts.offboarding.rules import TaskKind
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from contracts.register.standings import standings
from core import clock
from core.db import db
from core.obligations.rules import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.register.models import Vendor

HANDING_BACK = (
    TaskKind.RETURN_ASSET,
    TaskKind.DESTROY_ASSET,
    TaskKind.HAND_OVER_ASSET,
    TaskKind.CONFIDENTIALITY_REMINDER,
)
Verdict = tuple[State, Phrase, Phrase | None, date | None]


def judge(as_of: date) -> Iterator[Obligation]:
    """Every contract that has ended, or whose end is certain and near. One that was over when it was registered is
    judged only by what the vendor still holds."""
    found, work, back, held = standings(as_of), tallies(as_of), tallies(as_of, HANDING_BACK), asset_tallies(as_of)
    query = (
        select(Contract.id, Contract.number, Contract.vendor_id, Contract.created_at, VENDOR_NAME.label("vendor"))
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(Vendor.out_of_scope_reason == "")
    )
    for row in db.session.execute(query):
        end = found[row.id].certain_end
        tasks, assets = work.get(row.id), held.get(row.id, AssetTally())
        was_over = end is not None and end < row.created_at.astimezone(clock.zone()).date()
        is_early = end is not None and end > as_of + LEAD
        if end is None or (tasks is None and (is_early or (was_over and not assets.held))):
            continue
        verdicts = {
            "CC-19000-4-4": _ending(tasks, end, as_of),
            "CC-19000-4-8": _handing_back(back.get(row.id), assets, end, as_of),
        }
        for rule, (state, why, next_step, due_on) in verdicts.items():
            url = address("contracts.offboarding.plan", contract_id=row.id)
            yield Obligation(
                rule, "contract", row.id, row.number, row.vendor_id, row.vendor, state, why,
                next_step=next_step, due_on=due_on, url=url,
            )  # fmt: skip


def _ending(tasks: TaskTally | None, end: date, as_of: date) -> Verdict:
    if tasks is None:
        why = phrase(N_("The contract ends on %(day)s and has no tasks yet."), day=end)
        return (State.NOT_MET if end < as_of else State.DUE_SOON), why, phrase(N_("Run the scheduled jobs.")), end
    if tasks.overdue:
        why = phrase(N_("Tasks overdue: %(count)s of %(all)s."), count=tasks.overdue, all=tasks.wanted)
        return State.NOT_MET, why, phrase(N_("Complete them, with evidence.")), tasks.next_due_on
    if tasks.open:
        why = phrase(N_("Tasks open: %(count)s of %(all)s, none overdue."), count=tasks.open, all=tasks.wanted)
        return State.DUE_SOON, why, phrase(N_("Complete them, with evidence.")), tasks.next_due_on
    if tasks.to_verify:
        why = phrase(N_("Completed tasks that wait for a second person: %(count)s."), count=tasks.to_verify)
        return State.DUE_SOON, why, phrase(N_("Have them verified.")), None
    if tasks.excepted:
        why = phrase(
            N_("All tasks are done and verified, or excepted (%(n)s of %(all)s)."), n=tasks.excepted, all=tasks.wanted
        )
        return State.MET, why, None, None
    return State.MET, phrase(N_("All tasks are done and verified (%(all)s)."), all=tasks.wanted), None, None


def _handing_back(tasks: TaskTally | None, assets: AssetTally, end: date, as_of: date) -> Verdict:
    if assets.outlives:
        why = phrase(N_("Assets still with the vendor after the end: %(count)s."), count=assets.outlives)
        step = phrase(N_("Have them returned, destroyed or handed over, with proof."))
        return State.NOT_MET, why, step, tasks.next_due_on if tasks else end
    if tasks is not None and tasks.overdue:
        return State.NOT_MET, phrase(N_("The reminder of confidentiality is overdue.")), None, tasks.next_due_on
    if tasks is not None and (tasks.open or tasks.to_verify):
        why = phrase(N_("Assets and the reminder of confidentiality are being dealt with."))
        return State.DUE_SOON, why, phrase(N_("Complete the tasks and have them verified.")), tasks.next_due_on
    if not assets.total:
        why = phrase(N_("No assets are registered; nobody has said that the vendor holds none."))
        return State.NOT_ASSESSED, why, phrase(N_("Register what the vendor holds, or held.")), None
    return (
        State.MET,
        phrase(N_("All assets are back, destroyed or handed over; confidentiality was recalled.")),
        None,
        None,
    )
