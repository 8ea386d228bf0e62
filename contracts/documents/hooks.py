"""Where a contract's papers show on other pages, and who reads the large ones."""

from typing import Any

from flask import Flask

from contracts.documents import jobs, queries
from contracts.documents.models import Document
from contracts.documents.reading.recognition import missing, recogniser
from contracts.documents.rules import DOCUMENT_KIND_NAMES, READ_WORK
from contracts.register.models import Contract
from core.auth.models import User
from core.background import Progress, handles
from core.db import db
from core.extras import Extra, register_extra
from core.phrases import N_
from core.scheduler.jobs import Job, register_job
from core.web.panels import Panel, register_panel


def on_contract_page(contract: Contract) -> dict[str, Any]:
    return {
        "documents": [(each, queries.state_badge(each)) for each in queries.documents_of(contract.id)],
        "kinds": DOCUMENT_KIND_NAMES,
    }


def read_in_background(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Read one large or scanned file; run again after a crash it does the same again."""
    document = db.session.get(Document, params["document_id"])
    if document is not None:
        jobs.read_now(document, recogniser(progress))
    return {}


def init_app(app: Flask) -> None:
    register_panel(
        app, "contract", Panel("contracts/documents/_panel.html", "contracts.view", on_contract_page, order=20)
    )
    handles(READ_WORK, read_in_background)
    register_job(app, Job("papers", N_("Read papers that wait, and scans once text recognition is there"), jobs.run))
    register_extra(app, Extra(N_("Text recognition, for scanned contracts"), missing))
