"""Where letters show on other pages, and who is reminded of an answer that is due."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext

from contracts.clauses.steps import Step, register_step
from contracts.letters import queries, work
from contracts.letters.models import Letter
from contracts.letters.rules import LetterState
from contracts.register.models import Contract
from core import clock
from core.auth.models import User
from core.home import Card, Item, register_card
from core.my_work import Source, register_work
from core.phrases import N_, phrase
from core.web.panels import Panel, register_panel
from vendors.merging.following import Following, register_following
from vendors.register.models import Vendor

SHOWN = 6


def on_clause_page(contract: Contract) -> dict[str, Any]:
    """The letter is about the rulebook that is looked at."""
    return {"rulebook": request.args.get("rulebook") or None}


def on_contract_page(contract: Contract) -> dict[str, Any] | None:
    found = queries.letters_about(contract.id)
    return {"rows": _rows(found), "of": contract.id} if found else None


def on_vendor_page(vendor: Vendor) -> dict[str, Any] | None:
    found = queries.letters_to(vendor.id)
    return {"rows": _rows(found), "of": None} if found else None


def _rows(letters: Any) -> list[tuple[Letter, Any]]:
    today = clock.today()
    return [(letter, queries.badge(letter, today)) for letter in letters]


def waiting_card(user: User) -> Card | None:
    """Letters that wait for an answer or were never sent: overdue ones first."""
    today, found = clock.today(), list(queries.waiting_letters())
    if not found:
        return None
    found.sort(key=lambda each: (each.state(today) is not LetterState.OVERDUE, each.reply_by, each.id))
    overdue = sum(each.state(today) is LetterState.OVERDUE for each in found)
    return Card(
        gettext("Letters waiting for an answer"),
        "envelope",
        len(found),
        [_item(each, today) for each in found[:SHOWN]],
        url=url_for("contracts.letters.index"),
        tone="bad" if overdue else "info",
    )


def _item(letter: Letter, today: date) -> Item:
    badge = queries.badge(letter, today)
    url = url_for("contracts.letters.show", letter_id=letter.id)
    return Item(f"{letter.vendor.name} · {letter.reference}", url, letter.reply_by, badge.tone, badge.label)


def steps(as_of: date) -> Mapping[int, Step]:
    """What is being done about a contract's gaps: the vendor was written to."""
    return {contract_id: _step(letter, as_of) for contract_id, letter in queries.waiting_by_contract().items()}


def _step(letter: Letter, as_of: date) -> Step:
    if letter.reply_by < as_of:
        words = N_("The vendor has not answered letter %(reference)s, due %(day)s: press for the answer.")
    else:
        words = N_("Wait for the vendor's answer to letter %(reference)s.")
        return Step(phrase(words, reference=letter.reference), letter.reply_by)
    return Step(phrase(words, reference=letter.reference, day=letter.reply_by), letter.reply_by)


def init_app(app: Flask) -> None:
    register_panel(app, "clause-actions", Panel("contracts/letters/_action.html", "letters.write", on_clause_page))
    register_panel(app, "contract", Panel("contracts/letters/_panel.html", "clauses.view", on_contract_page, order=26))
    register_panel(app, "vendor", Panel("contracts/letters/_panel.html", "clauses.view", on_vendor_page, order=35))
    register_card(app, "letters.write", waiting_card, order=45)
    register_step(app, steps)
    register_work(app, Source("letters", N_("Letters to vendors"), "letters.write", work.letters))
    register_following(app, Following("letter", N_("Letters to vendors"), Letter))
