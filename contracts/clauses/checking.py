"""When the check runs: at once for papers of ordinary length, in the background for long ones."""

from typing import Any

from contracts.clauses import operations
from contracts.clauses.rulebooks import load
from contracts.documents import queries as documents
from contracts.documents.events import PapersChanged
from contracts.register.models import Contract
from core.auth.models import User
from core.background import Progress, submit
from core.db import db, unit_of_work

RULEBOOK = "cc19000"
WORK = "contracts.clauses.check"
AT_ONCE_CHARACTERS = 120_000
"""About 60 dense pages: half a second."""


def on_papers_changed(event: PapersChanged) -> None:
    """Check the contract's papers anew, in the unit of work that changed them, unless they are long."""
    papers = documents.papers_of(event.contract_id)
    contract = db.session.get_one(Contract, event.contract_id)
    if sum(len(words.text) for _, words in papers) > AT_ONCE_CHARACTERS:
        submit(WORK, {"contract_id": contract.id}, by=None)
    else:
        operations.check_contract(contract, papers, load(RULEBOOK), by=None)


def check_now(contract_id: int, by: User | None) -> None:
    """Check, and keep what was found unless the papers changed while it ran (then whoever changed them checks)."""
    papers, rulebook = documents.papers_of(contract_id), load(RULEBOOK)
    found = operations.find(papers, rulebook) if papers else {}
    digest = operations.text_hash(papers)
    with unit_of_work():
        current = documents.papers_of(contract_id)
        if operations.text_hash(current) == digest:
            contract = db.session.get_one(Contract, contract_id)
            operations.check_contract(contract, current, rulebook, by=by, found=found)


def check_in_background(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    check_now(int(params["contract_id"]), by)
    return {}
