"""Where vendors' access shows on other pages."""

from typing import Any

from flask import Flask

from contracts.access import operations, queries
from contracts.access.exposure import exposure
from contracts.access.rules import PRIVILEGE_NAMES
from contracts.access.touched import touched
from contracts.register.models import Contract
from core import clock
from core.events import listen
from core.web.panels import Panel, register_panel
from vendors.assessments.exposure import register_exposure
from vendors.merging.events import VendorsParting
from vendors.stress.touched import register_touched


def on_contract_page(contract: Contract) -> dict[str, Any]:
    rows = queries.grants_of(contract, clock.today())
    return {
        "rows": [(grant, state, queries.state_badge(state), PRIVILEGE_NAMES[grant.privilege]) for grant, state in rows],
        "wrong": sum(state.is_wrong for _, state in rows),
    }


def init_app(app: Flask) -> None:
    register_panel(
        app, "contract", Panel("contracts/access/_on_contract.html", "contracts.view", on_contract_page, order=60)
    )
    register_touched(app, 20, touched)
    listen(VendorsParting, operations.guard_parting)
    register_exposure(app, exposure)
