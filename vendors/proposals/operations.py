"""Changes to checks before signing. Each is called inside a unit of work; none commits."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_, Phrase
from vendors.concentration.answering import refuse_day
from vendors.proposals.drafts import contracts_for
from vendors.proposals.keeping import to_record
from vendors.proposals.models import Proposal
from vendors.proposals.queries import approvers
from vendors.proposals.rules import Assessment, Decision, Proposed


def keep_proposal(
    proposed: Proposed,
    found: Assessment,
    *,
    approver_id: int | None,
    draft_id: int | None,
    again: Proposal | None = None,
    by: User,
) -> Proposal:
    """Keep the answer. Where a limit would be passed, somebody else than the asker is named to decide. `again`: the check
    whose place it takes; while that waits for somebody who can decide, this one waits for the same."""
    able = {person.id: person for person in approvers()}
    approver = able.get(approver_id or 0)
    if again is not None and again.decision is Decision.REPLACED:
        raise Refused(N_("A newer check has taken its place already."))
    if found.breaches:
        if approver is None:
            raise Refused(N_("A limit would be passed: name who decides on it."), field="approver_id")
        if approver.id == by.id:
            raise Refused(N_("Somebody else than you decides on it."), field="approver_id")
        _refuse_another_judge(again, approver, able)
    proposal = Proposal(
        title=proposed.title[:200],
        vendor_name=found.vendor[:200],
        vendor_id=proposed.vendor_id,
        draft_id=draft_id,
        as_of=date.fromisoformat(found.as_of),
        proposed=asdict(proposed),
        assessment=to_record(found),
        decision=Decision.WAITING if found.breaches else Decision.CLEAR,
        approver_id=approver.id if approver and found.breaches else None,
        reason="",
        made_by_id=by.id,
        made_at=clock.now(),
    )
    db.session.add(proposal)
    db.session.flush()
    named = approver.name if approver and found.breaches else ""
    record("vendors:proposal:keep", proposal, by=by, breaches=len(found.breaches), approver=named)
    if again is not None:
        before, again.decision = again.decision, Decision.REPLACED
        record("vendors:proposal:replace", again, by=by, decision=(before, again.decision), newer=proposal.id)
    return proposal


def _refuse_another_judge(again: Proposal | None, approver: User, able: Mapping[int, User]) -> None:
    """Nobody asks anew because the one who was named might say no."""
    named = able.get(again.approver_id or 0) if again and again.decision is Decision.WAITING else None
    if named is not None and named.id != approver.id:
        raise Refused(N_("%(name)s was named to decide and still does."), field="approver_id", name=named.name)


def decide(
    proposal: Proposal,
    *,
    approve: bool,
    reason: str,
    holds_until: date | None,
    grown: Sequence[Phrase] = (),
    version: int | str | None = None,
    by: User,
) -> Proposal:
    """The one who was named says yes, until a day, or no; and why. `grown`: limits that signing would pass by more today
    than in the answer that was kept: nobody accepts what they were not shown."""
    check_version(proposal, version)
    if proposal.decision is not Decision.WAITING:
        raise Refused(N_("This is decided already."))
    if by.id != proposal.approver_id:
        raise Refused(N_("Only %(name)s decides on it."), name=proposal.approver.name if proposal.approver else "—")
    if not reason.strip():
        raise Refused(N_("Say why."), field="reason")
    if approve and grown:
        raise Refused(N_("The figures have grown since this was kept: have it checked anew, or refuse."))
    if approve:
        refuse_day(holds_until, "holds_until")
    proposal.decision = Decision.APPROVED if approve else Decision.REFUSED
    proposal.reason, proposal.decided_at = reason.strip(), clock.now()
    proposal.holds_until = holds_until if approve else None
    record(
        "vendors:proposal:decide", proposal, by=by, decision=proposal.decision, reason=proposal.reason,
        holds_until=proposal.holds_until,
    )  # fmt: skip
    return proposal


def hand_over(
    proposal: Proposal, *, approver_id: int | None, reason: str, version: int | str | None = None, by: User
) -> None:
    """Somebody else decides: the one who was named hands it on, or anybody else where that one no longer can. Nobody
    chooses another judge because the first one might say no, and nobody ever decides on what they asked for."""
    check_version(proposal, version)
    if proposal.decision is not Decision.WAITING:
        raise Refused(N_("This is decided already."))
    before, able = proposal.approver, {person.id: person for person in approvers()}
    if before is not None and before.id in able and before.id != by.id:
        raise Refused(N_("%(name)s can still decide; only they hand it on."), name=before.name)
    named = able.get(approver_id or 0)
    if named is None or named == before:
        raise Refused(N_("Name somebody else who may decide."), field="approver_id")
    if named.id == proposal.made_by_id:
        raise Refused(N_("Who asked for it does not decide on it; name somebody else."), field="approver_id")
    if not reason.strip():
        raise Refused(N_("Say why."), field="reason")
    proposal.approver_id = named.id
    names = (before.name if before else "", named.name)
    record("vendors:proposal:hand_over", proposal, by=by, approver=names, reason=reason.strip())


def link_contract(
    proposal: Proposal, *, contract_id: int | None, version: int | str | None = None, by: User | None
) -> None:
    """Say which contract came of it. Refused for one of another vendor, and for what nobody has."""
    check_version(proposal, version)
    known = dict(contracts_for(proposal.vendor_id))
    if contract_id is not None and contract_id not in known:
        raise Refused(N_("Choose a contract of this vendor."), field="contract_id")
    names = (known.get(proposal.draft_id or 0, ""), known.get(contract_id or 0, ""))
    proposal.draft_id = contract_id
    record("vendors:proposal:link", proposal, by=by, contract=names)
