"""Operations on exceptions: a missing clause accepted by somebody entitled to, for a reason, until a day."""

from datetime import date, timedelta

from sqlalchemy import select

from contracts.clauses.models import ClauseException, ClauseFinding
from contracts.clauses.rules import Verdict
from contracts.register.models import Contract
from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db
from core.errors import Refused
from core.phrases import N_

LONGEST_EXCEPTION = timedelta(days=3 * 366)


def running_exception(contract_id: int, rulebook_id: str, clause_id: str) -> ClauseException | None:
    query = (
        select(ClauseException)
        .where(
            ClauseException.contract_id == contract_id,
            ClauseException.rulebook_id == rulebook_id,
            ClauseException.clause_id == clause_id,
            ClauseException.ended_at.is_(None),
        )
        .order_by(ClauseException.expires_on.desc())
        .limit(1)
    )
    with db.session.no_autoflush:
        return db.session.scalar(query)


def grant_exception(
    finding: ClauseFinding, *, reason: str, requested_by: User | None, expires_on: date | None, by: User
) -> ClauseException:
    """Accept that a clause is missing, until a day. Whoever grants it may not be the one who asked for it."""
    today = clock.today()
    if not reason.strip():
        raise Refused(N_("Say why the firm accepts that the clause is missing."), field="exception_reason")
    if requested_by is None:
        raise Refused(N_("Name who asked for the exception."), field="requested_by_id")
    if requested_by.id == by.id:
        raise Refused(
            N_("Somebody else must have asked for it: nobody grants their own request."), field="requested_by_id"
        )
    if expires_on is None or expires_on <= today:
        raise Refused(N_("An exception ends on a day to come."), field="expires_on")
    if expires_on > today + LONGEST_EXCEPTION:
        raise Refused(N_("An exception runs three years at most; it can be granted again."), field="expires_on")
    if (finding.decided or finding.verdict) is Verdict.PRESENT:
        raise Refused(N_("The clause is present: there is nothing to except."))
    if running_exception(finding.contract_id, finding.rulebook_id, finding.clause_id) is not None:
        raise Refused(N_("An exception for this clause is running; end it first."))
    exception = ClauseException(
        contract_id=finding.contract_id,
        rulebook_id=finding.rulebook_id,
        clause_id=finding.clause_id,
        reason=reason.strip(),
        requested_by_id=requested_by.id,
        granted_by_id=by.id,
        granted_on=today,
        expires_on=expires_on,
    )
    db.session.add(exception)
    finding.excepted_until = expires_on
    contract = db.session.get_one(Contract, finding.contract_id)
    record(
        "contracts:exception:grant",
        contract,
        by=by,
        clause=finding.clause_id,
        reason=reason.strip(),
        requested_by=requested_by.name,
        expires_on=expires_on,
    )
    return exception


def end_exception(exception: ClauseException, *, reason: str, by: User | None, has_expired: bool = False) -> None:
    """End an exception before or at its time; the clause counts as missing again."""
    if exception.ended_at is not None:
        raise Refused(N_("The exception has ended already."))
    exception.ended_at, exception.end_reason = clock.now(), reason.strip()
    for finding in db.session.scalars(
        select(ClauseFinding).where(
            ClauseFinding.contract_id == exception.contract_id,
            ClauseFinding.rulebook_id == exception.rulebook_id,
            ClauseFinding.clause_id == exception.clause_id,
        )
    ):
        finding.excepted_until = None
    contract = db.session.get_one(Contract, exception.contract_id)
    if has_expired:
        record(
            "contracts:exception:expire", contract, by=by, clause=exception.clause_id, expires_on=exception.expires_on
        )
    else:
        record("contracts:exception:end", contract, by=by, clause=exception.clause_id, reason=reason.strip())
