"""Where facts from the papers show on other pages, and when papers are read for them."""

from typing import Any

from flask import Flask

from contracts.documents.events import PapersChanged
from contracts.documents.models import Document
from contracts.facts import cli, intake_operations, jobs, operations, queries, work
from contracts.facts.rules import FACT_NAMES, SURE
from contracts.facts.shown import shown
from contracts.register.models import Contract
from core.background import handles
from core.events import listen
from core.my_work import Source, register_work
from core.phrases import N_
from core.scheduler.jobs import Job, register_job
from core.web.panels import Panel, register_panel

SHOWN = 8


def on_papers_changed(event: PapersChanged) -> None:
    """Read the papers for facts, unless they are long (then the job does); what was confirmed from a withdrawn paper is
    ended."""
    operations.end_facts_of_withdrawn_papers(event.contract_id)
    for words in jobs.unread_words(event.contract_id):
        if len(words.text) <= jobs.AT_ONCE_CHARACTERS:
            operations.read_words(words)
        else:
            operations.forget_words(words)


def on_contract_page(contract: Contract) -> dict[str, Any] | None:
    papers = queries.read_papers(contract.id)
    confirmed = queries.confirmed_facts(contract.id)
    if not papers and not confirmed:
        return None
    return {
        "differences": queries.contract_differences(contract),
        "confirmed": [(FACT_NAMES[fact.kind], shown(fact.meaning), fact) for fact in confirmed],
        "count": sum(len(paper.facts) for paper in papers),
        "names": FACT_NAMES,
    }


def on_document_page(document: Document) -> dict[str, Any] | None:
    paper = next((each for each in queries.read_papers(document.contract_id) if each.number == document.id), None)
    if paper is None:
        return None
    sure = [fact for fact in paper.facts if fact.score >= SURE]
    return {"facts": [(FACT_NAMES[fact.kind], shown(fact.value), fact) for fact in sure], "count": len(paper.facts)}


def init_app(app: Flask) -> None:
    listen(PapersChanged, on_papers_changed)
    handles(intake_operations.READ_WORK, intake_operations.read_in_background)
    register_panel(
        app, "contract", Panel("contracts/facts/_on_contract.html", "contracts.view", on_contract_page, order=22)
    )
    register_panel(app, "document", Panel("contracts/facts/_on_document.html", "contracts.view", on_document_page))
    app.cli.add_command(cli.contracts)
    register_work(app, Source("intakes", N_("Papers taken in"), "contracts.edit", work.intakes))
    register_job(app, Job("facts", N_("Read papers for facts"), jobs.run))
