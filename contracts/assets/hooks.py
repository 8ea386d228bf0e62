"""Where what vendors hold shows on other pages."""

from typing import Any

from flask import Flask

from contracts.assets import queries
from contracts.assets.rules import MUST_END_NAMES, PAPER_KIND_NAMES, AssetState
from contracts.assets.touched import touched
from contracts.register.models import Contract
from core import clock
from core.web.panels import Panel, register_panel
from vendors.stress.touched import register_touched


def on_contract_page(contract: Contract) -> dict[str, Any]:
    rows = queries.assets_of(contract, clock.today())
    return {
        "rows": [(asset, queries.state_badge(state), MUST_END_NAMES[asset.must_end]) for asset, state in rows],
        "papers": queries.papers_of(contract),
        "paper_kinds": PAPER_KIND_NAMES,
        "wrong": sum(state is AssetState.OUTLIVES for _, state in rows),
    }


def init_app(app: Flask) -> None:
    register_panel(
        app, "contract", Panel("contracts/assets/_on_contract.html", "contracts.view", on_contract_page, order=70)
    )
    register_touched(app, 30, touched)
