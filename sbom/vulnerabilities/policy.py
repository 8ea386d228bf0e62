"""The firm's terms for findings: within how many days each severity is dealt with. Reads, and the one change."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_
from core.severity import Severity
from sbom.vulnerabilities.models import Finding, FindingTerm
from sbom.vulnerabilities.rules import DEFAULT_DAYS, OPEN_STATES, due_on

MOST_DAYS = 3650


def terms() -> Mapping[Severity, FindingTerm]:
    """The firm's own lines, by severity."""
    found = db.session.scalars(select(FindingTerm).options(joinedload(FindingTerm.set_by)))
    return {term.severity: term for term in found}


def days_by_severity() -> Mapping[Severity, int]:
    """The terms that hold: the defaults, and what the firm set otherwise."""
    own = db.session.execute(select(FindingTerm.severity, FindingTerm.days))
    return {**DEFAULT_DAYS, **{row.severity: row.days for row in own}}


def set_term(
    severity: Severity, *, days: int, reason: str, version: int | str | None = None, by: User | None
) -> FindingTerm:
    """Change how long findings of a severity may stay open; the days of those that are open move along, unless somebody
    set them. Raises Refused, Conflict."""
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    if not 0 <= days <= MOST_DAYS:
        raise Refused(N_("Give a number of days between 0 and %(most)s."), field="days", most=MOST_DAYS)
    term = db.session.scalar(select(FindingTerm).where(FindingTerm.severity == severity))
    before = term.days if term else DEFAULT_DAYS[severity]
    values = {"days": days, "reason": reason.strip(), "set_at": clock.now(), "set_by_id": by.id if by else None}
    if term is None:
        term = FindingTerm(severity=severity, **values)
        db.session.add(term)
    else:
        check_version(term, version)
        for name, value in values.items():
            setattr(term, name, value)
    db.session.flush()
    record("sbom:vulnerability:term", term, by=by, severity=severity, days=(before, days), reason=reason.strip())
    _move_open_ones(severity, days)
    return term


def _move_open_ones(severity: Severity, days: int) -> None:
    query = select(Finding.id, Finding.found_at).where(
        Finding.severity == severity,
        Finding.closed_at.is_(None),
        Finding.state.in_(OPEN_STATES),
        Finding.is_due_set.is_(False),
    )
    rows = [
        {"which": row.id, "day": due_on(row.found_at.astimezone(clock.zone()).date(), severity, {severity: days})}
        for row in db.session.execute(query)
    ]
    if rows:
        table: Any = Finding.__table__
        statement = table.update().where(table.c.id == bindparam("which")).values(due_on=bindparam("day"))
        db.session.connection().execute(statement, rows)
