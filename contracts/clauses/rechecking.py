"""Contracts that an older version of a rulebook judged: how many, and checking them all anew in the background."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import distinct, func, or_, select

from contracts.clauses.checking import check_now
from contracts.clauses.models import ClauseFinding
from contracts.clauses.queries import outdated
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks import load
from core import clock
from core.audit import record
from core.auth.models import User
from core.background import Progress, submit
from core.background.models import Work
from core.db import db
from core.web.addresses import address

RECHECK = "contracts.clauses.recheck"


def has_outdated(rulebook: Rulebook) -> bool:
    """Whether there is any: quick where there is none, which is nearly always."""
    here, version = ClauseFinding.rulebook_id == rulebook.id, ClauseFinding.rulebook_version
    digest = ClauseFinding.rulebook_digest
    others = (
        or_(version < rulebook.version, version > rulebook.version),
        (version == rulebook.version) & (digest > "") & (digest < rulebook.digest),
        (version == rulebook.version) & (digest > rulebook.digest),
    )
    return any(db.session.scalar(select(ClauseFinding.id).where(here, other).limit(1)) is not None for other in others)


def outdated_count(rulebook: Rulebook) -> int:
    """How many contracts an older version judged."""
    if not has_outdated(rulebook):
        return 0
    return db.session.scalar(select(func.count(distinct(ClauseFinding.contract_id))).where(outdated(rulebook))) or 0


def outdated_contracts(rulebook: Rulebook) -> Sequence[int]:
    """Ids of the contracts that an older version judged."""
    query = select(ClauseFinding.contract_id).where(outdated(rulebook)).distinct()
    return db.session.scalars(query.order_by(ClauseFinding.contract_id)).all()


def recheck_all(rulebook: Rulebook, *, by: User) -> Work:
    """Queue the check of every contract that an older version judged. Decisions and exceptions stay."""
    record("contracts:clauses:recheck", f"rulebook {rulebook.id}", by=by, rulebook=f"{rulebook.id} {rulebook.version}")
    return submit(RECHECK, {"rulebook_id": rulebook.id, "since": clock.now().isoformat()}, by=by)


def recheck_in_background(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """One contract after the other, each in a unit of work of its own; run again it goes on where it stopped."""
    rulebook = load(str(params["rulebook_id"]))
    ids = outdated_contracts(rulebook)
    for done, contract_id in enumerate(ids, 1):
        check_now(contract_id, by, rulebook.id)
        progress(done, len(ids))
    return {"url": address("contracts.clauses.changes", rulebook=rulebook.id, cause="rulebook")}
