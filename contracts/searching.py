"""Contracts, their papers and the papers' text in the box that searches everything."""

from collections.abc import Sequence

from flask import Flask, url_for
from flask_babel import gettext
from sqlalchemy import select

from contracts.documents.models import Document, DocumentWords
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from core.db import db
from core.phrases import N_
from core.search import Group, Hit, register_group
from core.search.registry import all_words
from core.search.rules import passage, place_of
from vendors.register.models import Vendor

NEWEST = 3000
"""Papers whose text is read through for a search: what one page may cost."""


def init_app(app: Flask) -> None:
    for group in (
        Group("contracts", N_("Contracts"), "contracts.view", contracts, 30, lambda q: url_for("contracts.register.index", q=q)),
        Group("papers", N_("Contract papers"), "contracts.view", papers, 32),
        Group(
            "contract-text", N_("Text of contracts"), "contracts.view", text, 70, is_slow=True,
            remark=N_("Looked through: the text of the newest 3,000 papers, each word anywhere in the same paper."),
        ),
    ):  # fmt: skip
        register_group(app, group)


def contracts(words: Sequence[str], most: int) -> list[Hit]:
    columns = (Contract.number, Contract.title, Contract.note, Vendor.name_zh, Vendor.name_en)
    query = select(Contract.id, Contract.number, Contract.title, VENDOR_NAME.label("vendor")).join(Vendor)
    query = query.where(all_words(words, columns)).order_by(Contract.id.desc()).limit(most)
    return [
        Hit(f"{row.number} {row.title}".strip(), url_for("contracts.register.show", contract_id=row.id), row.vendor)
        for row in db.session.execute(query)
    ]


def papers(words: Sequence[str], most: int) -> list[Hit]:
    query = select(Document.id, Document.name, Contract.number, Contract.title).join(Contract)
    query = query.where(all_words(words, (Document.name,)), Document.withdrawn_at.is_(None))
    return [
        Hit(row.name, url_for("contracts.documents.show", document_id=row.id), f"{row.number} {row.title}")
        for row in db.session.execute(query.order_by(Document.id.desc()).limit(most))
    ]


def text(words: Sequence[str], most: int) -> list[Hit]:
    """Papers whose text holds every word, the newest first, each with the first passage and the way to its page."""
    newest = (
        select(Document.id, Document.sha256, Document.name, Document.contract_id)
        .where(Document.withdrawn_at.is_(None))
        .order_by(Document.id.desc())
        .limit(NEWEST)
        .subquery()
    )
    query = (
        select(newest.c.id, newest.c.name, Contract.number, DocumentWords.text, DocumentWords.pages)
        .join(DocumentWords, DocumentWords.sha256 == newest.c.sha256)
        .join(Contract, Contract.id == newest.c.contract_id)
        .where(all_words(words, (DocumentWords.text,)))
        .order_by(newest.c.id.desc())
        .limit(most)
    )
    found = []
    for row in db.session.execute(query):
        at = place_of(row.text, words) or 0
        page = next((p[0] for p in row.pages if p[1] <= at < p[2]), row.pages[0][0] if row.pages else 1)
        url = url_for("contracts.documents.show", document_id=row.id, _anchor=f"page-{page}")
        about = gettext("%(contract)s, page %(n)s", contract=row.number, n=page)
        found.append(Hit(row.name, url, about, passage(row.text, at)))
    return found
