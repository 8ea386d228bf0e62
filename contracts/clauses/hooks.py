"""Where the clause check shows on other pages, what it answers for, and what it does by itself."""

from functools import partial
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext, ngettext

from contracts.clauses import changes, checking, comparing, jobs, queries, rechecking, work
from contracts.clauses.effective import Effective
from contracts.clauses.rulebooks import available, load
from contracts.documents.events import PapersChanged
from contracts.documents.queries import unread_papers
from contracts.register.models import Contract
from contracts.register.standings import standings
from core import clock
from core.auth.models import User
from core.background import handles
from core.db import db
from core.events import listen
from core.home import Card, Item, register_card
from core.i18n import language
from core.my_work import Source, register_work
from core.phrases import N_
from core.readying import register_ready
from core.scheduler.jobs import Job, register_job
from core.web.panels import Panel, register_panel
from vendors.changes.effects import register_effect

SHOWN = 6


def on_contract_page(contract: Contract) -> dict[str, Any]:
    rows = queries.clause_rows(contract.id)
    return {
        "rows": rows,
        "unread": unread_papers(contract.id),
        "is_checked": any(row.finding for row in rows),
        "gaps": [row for row in rows if row.effective.is_gap],
        "excepted": [row for row in rows if row.effective is Effective.EXCEPTED],
    }


def unreviewed_card(user: User) -> Card:
    """For compliance: running contracts with gaps that nobody has looked at, or decisions whose text changed since; those
    with the most first."""
    today = clock.today()
    where, found = standings(today), queries.clause_standings(today)
    open_ones = sorted(
        ((len(one.unreviewed), contract_id) for contract_id, one in found.items()
         if one.unreviewed and where[contract_id].status.is_running),
        key=lambda each: (-each[0], each[1]),
    )  # fmt: skip
    first = [contract_id for _, contract_id in open_ones[:SHOWN]]
    named = {c.id: c for c in db.session.query(Contract).filter(Contract.id.in_(first))}
    items = [
        Item(
            named[contract_id].name,
            queries.clause_url(contract_id),
            tone="bad",
            note=gettext("%(n)s to review", n=count),
        )
        for count, contract_id in open_ones[:SHOWN]
    ]
    return Card(
        gettext("Clauses to review"),
        "card-checklist",
        len(open_ones),
        items,
        gettext("Every gap in a running contract has been reviewed."),
        url_for("contracts.clauses.index", state="unreviewed", term="running"),
        "bad" if open_ones else "good",
    )


def outdated_card(user: User) -> Card | None:
    """Rulebooks that were renewed since contracts were judged by them."""
    items, total = [], 0
    for rulebook in (load(each) for each in available()):
        if count := rechecking.outdated_count(rulebook):
            label = f"{rulebook.name.in_language(language())} {rulebook.version}"
            url = url_for("contracts.clauses.rulebook", rulebook_id=rulebook.id)
            items.append(
                Item(
                    label,
                    url,
                    tone="warn",
                    note=ngettext("%(n)s contract to check anew", "%(n)s contracts to check anew", count, n=count),
                )
            )
            total += count
    if not items:
        return None
    return Card(gettext("Rulebooks renewed"), "journal-check", total, items, "", items[0].url, "warn")


def init_app(app: Flask) -> None:
    register_effect(app, 20, changes.clauses)
    register_ready(app, partial(load, checking.RULEBOOK))
    listen(PapersChanged, checking.on_papers_changed)
    handles(checking.WORK, checking.check_in_background)
    handles(rechecking.RECHECK, rechecking.recheck_in_background)
    handles(comparing.WORK, comparing.compare_in_background)
    register_panel(
        app, "papers", Panel("contracts/clauses/_compare.html", "clauses.view", comparing.on_papers, order=10)
    )
    register_panel(app, "contract", Panel("contracts/clauses/_panel.html", "clauses.view", on_contract_page, order=25))
    register_card(app, "clauses.decide", unreviewed_card, order=40)
    register_card(app, "clauses.decide", outdated_card, order=41)
    register_work(app, Source("exceptions", N_("Exceptions that end"), "clauses.ask", work.exceptions))
    register_work(app, Source("reviews", N_("Clauses to review"), "clauses.decide", work.reviews))
    register_job(
        app, Job("clauses", N_("Check papers that were never checked, end exceptions that have expired"), jobs.run)
    )
