"""What happens to a contract's term. Each is called inside a unit of work; none commits."""

from typing import Any

from sqlalchemy import select

from contracts.register.agreed import Amendment, Event, EventKind, Renewed, Termination, TerminationCancelled
from contracts.register.events import ContractTermChanged
from contracts.register.models import Contract, ContractEvent
from contracts.register.standings import standing_of
from contracts.terms.deciding import Choice, check_decision
from contracts.terms.models import RenewalDecision
from contracts.terms.rules import with_event
from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.events import announce
from core.phrases import N_

KINDS = {
    Amendment: EventKind.AMENDMENT,
    Renewed: EventKind.RENEWAL,
    Termination: EventKind.TERMINATION,
    TerminationCancelled: EventKind.CANCELLATION,
}


def add_event(contract: Contract, event: Event, *, note: str = "", by: User | None) -> ContractEvent:
    """Record that the term was amended, renewed or terminated, or a termination cancelled.

    Everything that follows the term follows in the same unit of work. Raises Refused, naming the field, for what cannot
    have happened.
    """
    # two people at once: the second waits here, then decides on what the first one left
    contract = db.session.scalars(
        select(Contract).where(Contract.id == contract.id).with_for_update(of=Contract),
        execution_options={"populate_existing": True},
    ).one()
    term = contract.term
    if term is None:
        raise Refused(N_("The contract's start is missing; correct the contract first."))
    with_event(term, event, clock.today())
    before = standing_of(contract, clock.today()).effective_end
    added = ContractEvent(
        contract_id=contract.id,
        kind=KINDS[type(event)],
        note=note.strip(),
        recorded_by_id=by.id if by else None,
        recorded_at=clock.now(),
        **_columns(event),
    )
    contract.events.append(added)
    db.session.flush()
    after = standing_of(contract, clock.today()).effective_end
    shown = {k: v for k, v in _columns(event).items() if v not in (None, False)}
    record(
        f"contracts:term:{added.kind.value}", contract, by=by, **shown, effective_end=(before, after), note=added.note
    )
    announce(ContractTermChanged(contract.id))
    return added


def decide_renewal(
    contract: Contract, *, choice: Choice, note: str, version: int | str | None = None, by: User
) -> RenewalDecision:
    """What the firm wants when the period that runs now ends. Raises Refused where nothing renews it."""
    check_version(contract, version)
    deadline = standing_of(contract, clock.today()).decision
    check_decision(deadline, choice, note)
    assert deadline is not None
    decision = RenewalDecision(
        contract_id=contract.id, period_ends_on=deadline.period_ends_on, choice=choice, note=note.strip(),
        decided_by_id=by.id, decided_at=clock.now(),
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    record("contracts:term:decide", contract, by=by, renewal_choice=choice, ends_on=deadline.period_ends_on,
           note=decision.note)  # fmt: skip
    return decision


def _columns(event: Event) -> dict[str, Any]:
    match event:
        case Amendment():
            return {
                "known_on": event.signed_on,
                "effective_on": event.effective_on,
                "changes_end": event.changes_end,
                "ends_on": event.ends_on,
                "renewal": event.renewal,
                "renewal_months": event.renewal_months,
                "notice_amount": event.notice.amount if event.notice else None,
                "notice_unit": event.notice.unit if event.notice else None,
            }
        case Renewed():
            return {"known_on": event.signed_on, "effective_on": event.starts_on, "ends_on": event.ends_on}
        case Termination():
            return {"known_on": event.notified_on, "effective_on": event.terminates_on}
        case TerminationCancelled():
            return {"known_on": event.agreed_on, "effective_on": event.agreed_on}
