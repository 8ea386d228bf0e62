"""CC-19000-4-1: every running contract holds the 17 clauses, and every vendor in scope that serves us has a contract."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from contracts.clauses.checking import RULEBOOK
from contracts.clauses.effective import WARN_DAYS, Standing
from contracts.clauses.queries import clause_standings
from contracts.clauses.rulebooks import load
from contracts.clauses.steps import Step, steps
from contracts.documents.models import Document
from contracts.documents.queries import contracts_not_wholly_read, counting_on
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from contracts.register.standings import standings
from core.db import db
from core.i18n import language
from core.obligations import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.register.models import Vendor
from vendors.services.models import Service

RULE = "CC-19000-4-1"


def judge(as_of: date) -> Iterator[Obligation]:
    """One for each running contract, and one for each vendor that serves us without any."""
    where, found, under_way = standings(as_of), clause_standings(as_of), steps(as_of)
    readable = set(db.session.scalars(select(Document.contract_id).where(counting_on(as_of))))
    unread = contracts_not_wholly_read(as_of)
    query = (
        select(Contract.id, Contract.number, Contract.title, Contract.vendor_id, VENDOR_NAME.label("vendor"))
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(Vendor.out_of_scope_reason == "")
    )
    contracted = set()
    for row in db.session.execute(query):
        if not where[row.id].status.is_running:
            continue
        contracted.add(row.vendor_id)
        standing = found.get(row.id, Standing())
        if standing.gaps and row.id in unread:
            yield _of_contract(row, standing, _UNREAD, None)
        else:
            verdict = _verdict(standing, row.id in readable, as_of)
            yield _of_contract(row, standing, verdict, under_way.get(row.id))
    yield from _without_contract(contracted)


_Verdict = tuple[State, Phrase, Phrase | None]
_UNREAD: _Verdict = (
    State.NOT_ASSESSED,
    phrase(N_("Not all of its papers could be read: what seems to be missing may stand in what was not.")),
    phrase(N_("Look at its papers: attach a copy with text, or have text recognition added.")),
)


def _of_contract(row, standing: Standing, verdict: _Verdict, step: Step | None) -> Obligation:  # type: ignore[no-untyped-def]
    state, why, next_step = verdict
    if state is not State.NOT_MET:
        step = None
    return Obligation(
        rule_id=RULE,
        subject_type="contract",
        subject_id=row.id,
        subject_name=f"{row.number} {row.title}",
        vendor_id=row.vendor_id,
        vendor_name=row.vendor,
        state=state,
        why=why,
        next_step=step.words if step else next_step,
        due_on=step.due_on if step else standing.first_expiry if state is State.DUE_SOON else None,
        url=address("contracts.clauses.show", contract_id=row.id),
    )


def _verdict(standing: Standing, is_readable: bool, as_of: date) -> _Verdict:
    if not standing.is_checked:
        if is_readable:
            return State.NOT_ASSESSED, phrase(N_("Its papers have not been checked yet.")), None
        why = phrase(N_("No readable paper is attached, so its clauses cannot be checked."))
        return State.NOT_ASSESSED, why, phrase(N_("Attach the signed contract."))
    if standing.gaps:
        why = phrase(N_("%(n)s of %(all)s clauses missing or incomplete: %(names)s"), n=len(standing.gaps),
                     all=len(load(RULEBOOK).clauses), names=_names(standing.gaps))  # fmt: skip
        return State.NOT_MET, why, phrase(N_("Review the gaps; amend the contract or grant exceptions."))
    if standing.first_expiry and standing.first_expiry <= as_of + timedelta(days=WARN_DAYS):
        why = phrase(N_("An exception ends soon: %(names)s"), names=_names(standing.excepted))
        return State.DUE_SOON, why, phrase(N_("Amend the contract, or grant the exception again."))
    if standing.excepted:
        return (
            State.MET,
            phrase(N_("All clauses present or excepted: %(names)s"), names=_names(standing.excepted)),
            None,
        )
    return State.MET, phrase(N_("All %(all)s clauses are present."), all=len(load(RULEBOOK).clauses)), None


def _names(clause_ids: tuple[str, ...]) -> str:
    known, order = load(RULEBOOK).clauses, list(load(RULEBOOK).clauses)
    names = [known[i].name.in_language(language()) for i in sorted(clause_ids, key=order.index) if i in known]
    shown = "、".join(names[:6]) if language().startswith("zh") else ", ".join(names[:6])
    return shown + (" …" if len(names) > 6 else "")


def _without_contract(contracted: set[int]) -> Iterator[Obligation]:
    serving = select(Service.vendor_id).where(Service.is_ended.is_(False))
    query = select(Vendor.id, VENDOR_NAME.label("name")).where(Vendor.id.in_(serving), Vendor.out_of_scope_reason == "")
    for row in db.session.execute(query):
        if row.id not in contracted:
            yield Obligation(
                rule_id=RULE,
                subject_type="vendor",
                subject_id=row.id,
                subject_name=row.name,
                vendor_id=row.id,
                vendor_name=row.name,
                state=State.NOT_MET,
                why=phrase(N_("It supplies a service, and no contract with it is running.")),
                next_step=phrase(N_("Register the contract, or end the service.")),
                url=address("vendors.register.show", vendor_id=row.id),
            )
