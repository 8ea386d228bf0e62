"""Draft contracts that can be weighed before they are signed: the register of contracts tells what one would be."""

from collections.abc import Callable

from flask import Flask, current_app

from vendors.proposals.rules import Proposed

Source = Callable[[int], Proposed | None]


def register_drafts(app: Flask, source: Source) -> None:
    """`source(contract_id)`: the draft as a proposal; None for a number that is no draft."""
    app.extensions["contract_drafts"] = source


def draft(contract_id: int) -> Proposed | None:
    source: Source | None = current_app.extensions.get("contract_drafts")
    return source(contract_id) if source else None
