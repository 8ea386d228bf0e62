"""Where the replacement of contracts shows on other pages."""

from typing import Any

from flask import Flask

from contracts.register.models import Contract
from contracts.replacing import operations, queries
from core.events import listen
from core.web.panels import Panel, register_panel
from vendors.merging.events import VendorsParting


def on_contract_page(contract: Contract) -> dict[str, Any]:
    found = queries.replacements_of(contract)
    return {"rows": found, "is_replaced": any(r.contract_id == contract.id and r.undone_at is None for r in found)}


def init_app(app: Flask) -> None:
    listen(VendorsParting, operations.guard_parting)
    register_panel(
        app, "contract", Panel("contracts/replacing/_on_contract.html", "contracts.view", on_contract_page, order=12)
    )
