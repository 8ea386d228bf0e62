"""Where terms show on other pages: the contract's page, and the first page of whoever has to decide."""

from typing import Any

from flask import Flask, url_for
from flask_babel import gettext

from contracts.register.agreed import EVENT_KIND_NAMES
from contracts.register.models import Contract
from contracts.terms import queries, work
from contracts.terms.deciding import CHOICE_NAMES
from core import clock
from core.auth.models import User
from core.home import Card, Item, register_card
from core.my_work import Source, register_work
from core.phrases import N_
from core.web.panels import Panel, register_panel


def on_contract_page(contract: Contract) -> dict[str, Any]:
    page = queries.term_page(contract, clock.today())
    return {
        "page": page,
        "renewal": queries.renewal_words(page.agreed),
        "notice": queries.notice_words(page.agreed.notice if page.agreed else None),
        "decisions": [(each, CHOICE_NAMES[each.choice]) for each in queries.decisions_of(contract)],
        "events": [(each, EVENT_KIND_NAMES[each.kind], queries.event_lines(each)) for each in page.events],
    }


def decisions_card(user: User) -> Card | None:
    """Renewals this person has to decide on, and those nobody owns."""
    today = clock.today()
    found = queries.decisions_due(today, owner_id=user.id)
    if not found:
        return None
    items = [
        Item(
            each.contract.name,
            url_for("contracts.terms.decide", contract_id=each.contract.id),
            due_on=each.waits.due_on,
            tone="bad" if (each.waits.due_on - today).days <= 14 else "warn",
            note=each.contract.vendor.name if each.contract.owner_id else gettext("nobody is responsible for it"),
        )
        for each in found[:8]
    ]
    return Card(
        gettext("Renewals to decide"),
        "hourglass-split",
        len(found),
        items,
        url=url_for("core.my_work.index", kind="renewals"),
        tone="warn",
    )


def init_app(app: Flask) -> None:
    register_panel(
        app, "contract", Panel("contracts/terms/_on_contract.html", "contracts.view", on_contract_page, order=10)
    )
    register_card(app, "contracts.edit", decisions_card, order=40)
    register_work(app, Source("renewals", N_("Renewals to decide"), "contracts.edit", work.decisions))
