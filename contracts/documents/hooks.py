"""Where a contract's papers show on other pages, and who reads the large ones."""

from typing import Any

from flask import Flask

from contracts.documents import operations, queries
from contracts.documents.models import Document
from contracts.documents.rules import DOCUMENT_KIND_NAMES
from contracts.register.models import Contract
from core.auth.models import User
from core.background import Progress, handles
from core.db import db, unit_of_work
from core.files import path_of
from core.web.panels import Panel, register_panel


def on_contract_page(contract: Contract) -> dict[str, Any]:
    return {
        "documents": [(each, queries.state_badge(each)) for each in queries.documents_of(contract.id)],
        "kinds": DOCUMENT_KIND_NAMES,
    }


def read_in_background(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Read one large file; run again after a crash it does the same again."""
    document = db.session.get(Document, params["document_id"])
    if document is None:
        return {}
    outcome = operations.read_bytes(path_of(document.sha256).read_bytes(), document.name)
    with unit_of_work():
        found = db.session.get_one(Document, params["document_id"])
        operations.keep_words(found, outcome)
    return {}


def init_app(app: Flask) -> None:
    register_panel(
        app, "contract", Panel("contracts/documents/_panel.html", "contracts.view", on_contract_page, order=20)
    )
    handles(operations.READ_WORK, read_in_background)
