"""Where the register of contracts shows on other pages."""

from typing import Any

from flask import Flask

from contracts.register import concentration, operations, queries
from contracts.register.drafts import CONTRACTS
from contracts.register.drafts import on_contract_page as proposals_on_contract
from contracts.register.models import Contract
from contracts.register.report import sheet
from contracts.register.standings import standings
from contracts.register.touched import touched
from core import clock
from core.events import listen
from core.phrases import N_
from core.report import register_sheet
from core.web.panels import Panel, register_panel
from vendors.merging.events import VendorsMoved, VendorsParting
from vendors.merging.following import Following, register_following
from vendors.proposals.drafts import register_drafts
from vendors.register.models import Vendor
from vendors.stress.touched import register_touched


def on_vendor_page(vendor: Vendor) -> dict[str, Any]:
    found = standings(clock.today())
    contracts = queries.contracts_of_vendor(vendor.id)
    return {
        "rows": [(each, found[each.id], queries.status_badge(found[each.id].status)) for each in contracts],
    }


def init_app(app: Flask) -> None:
    register_panel(
        app, "vendor", Panel("contracts/register/_on_vendor.html", "contracts.view", on_vendor_page, order=30)
    )
    register_sheet(app, 300, sheet)
    concentration.init_app(app)
    register_touched(app, 10, touched)
    register_drafts(app, CONTRACTS)
    register_following(app, Following("contract", N_("Contracts"), Contract))
    listen(VendorsMoved, operations.follow_vendor)
    listen(VendorsParting, operations.guard_parting)
    panel = Panel("contracts/register/_proposals.html", "proposals.view", proposals_on_contract, order=20)
    register_panel(app, "contract-side", panel)
