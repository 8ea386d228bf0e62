"""When the check runs: at once for papers of ordinary length, in the background for long ones and for many contracts."""

from typing import Any

from contracts.clauses import operations
from contracts.clauses.rulebooks import DEFAULT, available, load
from contracts.documents import queries as documents
from contracts.documents.events import PapersChanged
from contracts.register.models import Contract
from core.auth.models import User
from core.background import Progress, submit
from core.db import db, unit_of_work

RULEBOOK = DEFAULT
WORK = "contracts.clauses.check"
AT_ONCE_CHARACTERS = 120_000
"""About 60 dense pages: half a second."""


def rulebooks_of(contract_id: int) -> list[str]:
    """Ids of the rulebooks by which a contract is judged: the one for all, and those chosen for it that are at hand."""
    known = available()
    chosen = (each.rulebook_id for each in operations.chosen_rulebooks(contract_id))
    return list(dict.fromkeys([RULEBOOK, *(each for each in chosen if each in known)]))


def on_papers_changed(event: PapersChanged) -> None:
    """Check the contract's papers anew, in the unit of work that changed them, unless they are long."""
    papers = documents.papers_of(event.contract_id)
    contract = db.session.get_one(Contract, event.contract_id)
    rulebooks = rulebooks_of(contract.id)
    if is_long(papers, len(rulebooks)):
        submit(WORK, {"contract_id": contract.id}, by=None)
        return
    for rulebook_id in rulebooks:
        operations.check_contract(contract, papers, load(rulebook_id), by=None)


def is_long(papers: operations.Papers, rulebooks: int = 1) -> bool:
    """Whether checking them would keep somebody waiting."""
    return sum(len(words.text) for _, words in papers) * rulebooks > AT_ONCE_CHARACTERS


def check_now(contract_id: int, by: User | None, rulebook_id: str = "") -> None:
    """Check by one rulebook, or by all that judge the contract, and keep what was found unless the papers changed while
    it ran (then whoever changed them checks)."""
    papers = documents.papers_of(contract_id)
    digest = operations.text_hash(papers)
    for each in [rulebook_id] if rulebook_id else rulebooks_of(contract_id):
        rulebook = load(each)
        found = operations.find(papers, rulebook) if papers else {}
        with unit_of_work():
            current = documents.papers_of(contract_id)
            if operations.text_hash(current) == digest:
                contract = db.session.get_one(Contract, contract_id)
                operations.check_contract(contract, current, rulebook, by=by, found=found)


def check_in_background(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    check_now(int(params["contract_id"]), by, str(params.get("rulebook_id", "")))
    return {}
