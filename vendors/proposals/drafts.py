"""Contracts as checks before signing know them: the register of contracts tells what a draft would be, and which there are."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app

from vendors.proposals.rules import Proposed


@dataclass(frozen=True)
class Contracts:
    """`draft(contract_id)`: an unsigned contract as a proposal; None for a number that is none. `known(vendor_id)`: numbers
    and names of a vendor's contracts, the newest first, or of all vendors' newest ones where none is given.
    `signed_on(contract_id)`: the day it was signed; None where it is not, or where nobody has it. `running(ids, as_of)`:
    the vendor of each of these contracts that runs on a day."""

    draft: Callable[[int], Proposed | None]
    known: Callable[[int | None], Sequence[tuple[int, str]]]
    signed_on: Callable[[int], date | None]
    running: Callable[[Collection[int], date], Mapping[int, int]]


def register_drafts(app: Flask, contracts: Contracts) -> None:
    app.extensions["contract_drafts"] = contracts


def _contracts() -> Contracts | None:
    found: Contracts | None = current_app.extensions.get("contract_drafts")
    return found


def draft(contract_id: int) -> Proposed | None:
    contracts = _contracts()
    return contracts.draft(contract_id) if contracts else None


def contracts_for(vendor_id: int | None) -> Sequence[tuple[int, str]]:
    """What a check can be linked to."""
    contracts = _contracts()
    return contracts.known(vendor_id) if contracts else ()


def signed_on(contract_id: int | None) -> date | None:
    contracts = _contracts()
    return contracts.signed_on(contract_id) if contracts and contract_id else None


def running(contract_ids: Collection[int], as_of: date) -> Mapping[int, int]:
    """Of these contracts, those that run on a day, each with its vendor."""
    contracts = _contracts()
    return contracts.running(contract_ids, as_of) if contracts and contract_ids else {}
