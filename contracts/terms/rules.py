"""Which event may be added to a term: each refusal says why, and what to do instead. Pure."""

from dataclasses import replace
from datetime import date, timedelta

from contracts.register.agreed import (
    Amendment,
    Event,
    Renewal,
    Renewed,
    Term,
    Termination,
    TerminationCancelled,
    periods,
)
from contracts.register.rules import certain_end, effective_end, termination
from core.errors import Refused
from core.phrases import N_


def with_event(term: Term, event: Event, today: date) -> Term:
    """The term with `event` added; raises `Refused`, naming the field, when it cannot have happened."""
    match event:
        case Amendment():
            _check_signed(event.signed_on, today)
            _check_amendment(term, event, today)
        case Renewed():
            _check_signed(event.signed_on, today)
            _check_renewed(term, event, today)
        case Termination():
            _check_termination(term, event, today)
        case TerminationCancelled():
            _check_cancellation(term, event, today)
    changed = replace(term, events=(*term.events, event))
    _check_outcome(changed, today)
    return changed


def _check_signed(signed_on: date, today: date) -> None:
    if signed_on > today:
        raise Refused(N_("The signing date lies in the future; enter it once it is signed."), field="signed_on")


def _check_follows(term: Term, starts_on: date, today: date, *, moves_end: bool, field: str) -> None:
    """An amendment takes effect while the contract runs; a new period at the latest on the day after its end."""
    if starts_on < term.starts_on:
        raise Refused(N_("This is before the contract starts."), field=field)
    if termination(term, today):
        raise Refused(
            N_("The contract is terminated; cancel the termination first, or register a new contract."), field=field
        )
    end = certain_end(term, max(today, starts_on - timedelta(days=1)))
    if end is not None and starts_on > end + timedelta(days=1 if moves_end else 0):
        raise Refused(
            N_("The contract ends on %(end)s, before this takes effect; register a new contract."), field=field, end=end
        )


def _check_amendment(term: Term, event: Amendment, today: date) -> None:
    if not (event.changes_end or event.renewal or event.renewal_months or event.notice):
        raise Refused(N_("Say what the amendment changes."))
    _check_follows(term, event.effective_on, today, moves_end=event.changes_end, field="effective_on")
    if event.changes_end and event.ends_on and event.ends_on < event.effective_on:
        raise Refused(N_("The new end lies before the amendment takes effect."), field="ends_on")


def _check_renewed(term: Term, event: Renewed, today: date) -> None:
    _check_follows(term, event.starts_on, today, moves_end=True, field="starts_on")
    if event.ends_on and event.ends_on < event.starts_on:
        raise Refused(N_("The renewal ends before it starts."), field="ends_on")
    agreed = periods(term, today)[-1].anchor
    if agreed and event.ends_on and event.ends_on <= agreed:
        raise Refused(
            N_("The contract runs until %(end)s already; a renewal goes beyond that. What shortens it is an amendment or a termination."),
            field="ends_on", end=agreed,
        )  # fmt: skip


def _check_termination(term: Term, event: Termination, today: date) -> None:
    if event.notified_on > today:
        raise Refused(N_("The day of notice lies in the future; enter it once notice is given."), field="notified_on")
    if event.terminates_on < event.notified_on:
        raise Refused(N_("A contract cannot end before notice of it is given."), field="terminates_on")
    if standing := termination(term, today):
        raise Refused(
            N_("The contract is already terminated for %(day)s; cancel that termination first."),
            field="terminates_on",
            day=standing.terminates_on,
        )
    end = certain_end(term, today)
    if end is not None and event.terminates_on > end:
        raise Refused(N_("The contract ends on %(end)s without a termination."), field="terminates_on", end=end)


def _check_cancellation(term: Term, event: TerminationCancelled, today: date) -> None:
    if event.agreed_on > today:
        raise Refused(N_("The day of agreement lies in the future; enter it once it is agreed."), field="agreed_on")
    standing = termination(term, event.agreed_on)
    if standing is None:
        raise Refused(N_("No termination was notified by that day; there is none to cancel."), field="agreed_on")
    if standing.terminates_on < event.agreed_on:
        raise Refused(
            N_("The contract had already ended on %(day)s; register a new contract."),
            field="agreed_on",
            day=standing.terminates_on,
        )


def _check_outcome(term: Term, today: date) -> None:
    last = periods(term, today)[-1]
    if last.renewal is Renewal.AUTOMATIC and last.renewal_months == 0:
        raise Refused(N_("Say for how many months it renews automatically."), field="renewal_months")
    if last.renewal is Renewal.AUTOMATIC and last.anchor is None and termination(term, today) is None:
        raise Refused(N_("A contract without an end does not renew; give it an end."), field="ends_on")
    if (end := effective_end(term, today)) is not None and end < term.starts_on and not termination(term, today):
        raise Refused(N_("The contract ends before it starts."), field="ends_on")
