"""Reads about terms: what the contract's page says of its term, and whose notice deadline is near."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from contracts.register.agreed import NOTICE_UNIT_NAMES, RENEWAL_NAMES, Notice, NoticeUnit, Period, Renewal, periods
from contracts.register.models import Contract, ContractEvent, contract_service
from contracts.register.rules import Standing, current_period, earliest_exit, next_renewal, termination
from contracts.register.standings import standing_of, standings
from contracts.terms.deciding import LONGEST, Choice, Waiting, waiting
from contracts.terms.models import RenewalDecision
from core.calendar import calendar
from core.db import db
from core.phrases import N_, Phrase, counted, phrase
from vendors.services.models import BusinessFunction, service_function
from vendors.services.rules import Criticality

RANKS = (Criticality.ORDINARY, Criticality.IMPORTANT, Criticality.CORE)
SOON = timedelta(days=90)


@dataclass(frozen=True)
class TermPage:
    """What the contract's page says of the term on a day; `notes` are (tone, sentence), the loudest first."""

    standing: Standing
    period: Period | None
    agreed: Period | None
    notes: Sequence[tuple[str, Phrase]]
    is_terminated: bool
    events: Sequence[ContractEvent]


def term_page(contract: Contract, as_of: date) -> TermPage:
    term, standing = contract.term, standing_of(contract, as_of)
    query = (
        select(ContractEvent)
        .where(ContractEvent.contract_id == contract.id)
        .options(joinedload(ContractEvent.recorded_by))
        .order_by(ContractEvent.known_on.desc(), ContractEvent.id.desc())
    )
    events = db.session.scalars(query).all()
    if term is None:
        return TermPage(standing, None, None, [("bad", phrase(N_("The contract's start is missing; correct the contract first.")))],
                        False, events)  # fmt: skip
    ended, period = termination(term, as_of), current_period(term, as_of)
    notes = list(_notes(contract, standing, as_of))
    if ended and not standing.status.is_over:
        notes.insert(0, ("warn", phrase(N_("Terminated: %(day)s is the last day."), day=ended.terminates_on)))
    agreed = period or periods(term, as_of)[-1]
    return TermPage(standing, period, agreed, notes, ended is not None and not standing.status.is_over, events)


def _notes(contract: Contract, standing: Standing, as_of: date):  # type: ignore[no-untyped-def]
    term, deadline = contract.term, standing.deadline
    assert term is not None
    if deadline and deadline.is_missed:
        way_out = earliest_exit(term, as_of, calendar())
        says = N_("The notice deadline of %(day)s has passed: it renews until %(until)s. The next way out is %(exit)s.")
        yield "warn", phrase(says, day=deadline.on, until=deadline.renews_until, exit=way_out)
    elif deadline:
        says = N_("Unless notice is given by %(day)s (act by %(act_by)s), it renews until %(until)s.")
        tone = "warn" if deadline.on - as_of <= SOON else "info"
        yield tone, phrase(says, day=deadline.on, act_by=deadline.act_by, until=deadline.renews_until)
        if not deadline.is_calendar_announced:
            yield "info", phrase(N_("That year's holidays are not announced yet; the day to act by may move."))
    elif (asked := standing.agreement) is not None:
        says = N_(
            "It ends on %(end)s unless its renewal is agreed; what is wanted is to be said by %(day)s (act by %(act_by)s)."
        )
        if asked.is_missed:
            says = N_("It ends on %(end)s unless its renewal is agreed; the day to announce it, %(day)s, has passed.")
        tone = "warn" if asked.on - as_of <= SOON else "info"
        yield tone, phrase(says, end=asked.period_ends_on, day=asked.on, act_by=asked.act_by)
    elif standing.effective_end is None and not standing.status.is_over:
        way_out = earliest_exit(term, as_of, calendar())
        yield "info", phrase(N_("Open-ended: with notice given today it can end on %(exit)s."), exit=way_out)
    if (coming := next_renewal(term, as_of)) and coming.tacit > 1:
        yield (
            "info",
            phrase(N_("Automatic renewals since its end was last agreed: %(count)s."), count=coming.tacit - 1),
        )


def renewal_words(period: Period | None) -> Phrase:
    if period is None:
        return phrase(N_("over"))
    if period.renewal is Renewal.AUTOMATIC:
        return phrase(
            counted(
                period.renewal_months, N_("Automatic, for %(months)s month"), N_("Automatic, for %(months)s months")
            ),
            months=period.renewal_months,
        )
    return phrase(RENEWAL_NAMES[period.renewal])


def notice_words(notice: Notice | None) -> Phrase:
    if notice is None or notice.amount == 0:
        return phrase(N_("none agreed"))
    return phrase(N_("%(amount)s %(unit)s"), amount=notice.amount, unit=phrase(NOTICE_UNIT_NAMES[notice.unit]))


def event_lines(event: ContractEvent) -> list[Phrase]:
    """What an event changed, one sentence a change."""
    lines = []
    if event.changes_end or event.kind == "renewal":
        until = N_("until %(day)s") if event.ends_on else N_("open-ended from then on")
        lines.append(phrase(until, day=event.ends_on) if event.ends_on else phrase(until))
    if event.renewal:
        lines.append(phrase(N_("renewal: %(renewal)s"), renewal=phrase(RENEWAL_NAMES[event.renewal])))
    if event.renewal_months:
        lines.append(
            phrase(
                counted(event.renewal_months, N_("renews for %(months)s month"), N_("renews for %(months)s months")),
                months=event.renewal_months,
            )
        )
    if event.notice_amount is not None:
        words = notice_words(Notice(event.notice_amount, event.notice_unit or NoticeUnit.DAYS))
        lines.append(phrase(N_("notice: %(notice)s"), notice=words))
    return lines


@dataclass(frozen=True)
class Decision:
    contract: Contract
    waits: Waiting


def decisions_due(as_of: date, *, owner_id: int | None = None) -> list[Decision]:
    """Contracts whose renewal asks for something, the most pressing first; all of them, or one person's (and those that
    nobody owns: they must fall to somebody)."""
    found = waiting_decisions(as_of)
    kept = [c for c in _contracts(list(found)) if owner_id is None or c.owner_id in (owner_id, None)]
    return sorted((Decision(c, found[c.id]) for c in kept), key=lambda d: (d.waits.due_on, d.contract.id))


def waiting_decisions(as_of: date) -> dict[int, Waiting]:
    """By contract what its renewal asks for on a day."""
    near = {
        key: standing.decision
        for key, standing in standings(as_of).items()
        if standing.decision and standing.decision.on - as_of <= LONGEST and standing.status.is_running
    }
    critical, chosen = criticalities(near), _chosen(near, as_of)
    found = {
        key: waiting(
            deadline, chosen.get((key, deadline.period_ends_on)), critical.get(key, Criticality.ORDINARY), as_of
        )
        for key, deadline in near.items()
    }
    return {key: each for key, each in found.items() if each is not None}


def criticalities(contract_ids: Iterable[int]) -> dict[int, Criticality]:
    """Of each contract how critical the most critical function is that its services support."""
    found: dict[int, Criticality] = {}
    order, ids = list(RANKS), sorted(contract_ids)
    for at in range(0, len(ids), 500):
        query = (
            select(contract_service.c.contract_id, BusinessFunction.criticality)
            .join(service_function, service_function.c.service_id == contract_service.c.service_id)
            .join(BusinessFunction, BusinessFunction.id == service_function.c.function_id)
            .where(contract_service.c.contract_id.in_(ids[at : at + 500]))
            .distinct()
        )
        for row in db.session.execute(query):
            found[row.contract_id] = max(found.get(row.contract_id, order[0]), row.criticality, key=order.index)
    return found


def _chosen(contract_ids: Iterable[int], as_of: date) -> dict[tuple[int, date], Choice]:
    """The latest decision of each contract and period that is not over."""
    columns = (RenewalDecision.contract_id, RenewalDecision.period_ends_on, RenewalDecision.choice)
    wanted = set(contract_ids)
    query = select(*columns).where(RenewalDecision.period_ends_on >= as_of).order_by(RenewalDecision.id)
    rows = db.session.execute(query)
    return {(row.contract_id, row.period_ends_on): row.choice for row in rows if row.contract_id in wanted}


def decisions_of(contract: Contract) -> Sequence[RenewalDecision]:
    query = select(RenewalDecision).where(RenewalDecision.contract_id == contract.id)
    query = query.options(joinedload(RenewalDecision.decided_by)).order_by(RenewalDecision.id.desc())
    return db.session.scalars(query).all()


def _contracts(ids: list[int]) -> list[Contract]:
    found: list[Contract] = []
    for at in range(0, len(ids), 500):
        query = select(Contract).where(Contract.id.in_(ids[at : at + 500])).options(joinedload(Contract.vendor))
        found += db.session.scalars(query)
    return found
