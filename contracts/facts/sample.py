"""The sample firm's facts: on some of its contracts somebody has confirmed what the paper says."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from contracts.documents.models import Document, DocumentWords
from contracts.facts.combining import ReadPaper, offers
from contracts.facts.models import ContractFact, DocumentFacts
from contracts.facts.operations import read_words, unpacked_facts
from contracts.facts.rules import SURE, FactKind
from contracts.facts.values import kept
from contracts.register.sample import SAMPLE
from core import clock
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context

KINDS = (
    FactKind.AVAILABILITY, FactKind.RESPONSE, FactKind.REPAIR, FactKind.INCIDENT_NOTICE, FactKind.PENALTY,
    FactKind.WARRANTY, FactKind.COURT,
)  # fmt: skip
MOST = 120
"""Facts are confirmed on this many contracts at most."""


class FactsPart:
    """Confirmed facts on about half of the contracts that have papers."""

    def load(self, context: Context) -> None:
        documents: Sequence[Document] = db.session.scalars(
            select(Document).where(Document.contract_id.in_(SAMPLE)).order_by(Document.id).limit(2 * MOST)
        ).all()
        people = [user.id for user in context.made["people"].get(Role.PROCUREMENT, [])]
        read = {
            sha256: read_words(db.session.get_one(DocumentWords, sha256)) for sha256 in {d.sha256 for d in documents}
        }
        for document in documents:
            if context.rng.random() < 0.5:
                _confirm(document, read[document.sha256], people[0] if people else None)

    def remove(self) -> dict[str, int]:
        ids = SAMPLE.scalar_subquery()
        count = len(db.session.scalars(select(ContractFact.id).where(ContractFact.contract_id.in_(ids))).all())
        db.session.execute(delete(ContractFact).where(ContractFact.contract_id.in_(ids)))
        return {"confirmed facts": count}

    def exists(self) -> bool:
        return (
            db.session.scalar(select(ContractFact.id).where(ContractFact.contract_id.in_(SAMPLE)).limit(1)) is not None
        )

    def has_real_data(self) -> bool:
        return (
            db.session.scalar(select(ContractFact.id).where(ContractFact.contract_id.not_in(SAMPLE)).limit(1))
            is not None
        )


def _confirm(document: Document, read: DocumentFacts, by_id: int | None) -> None:
    paper = ReadPaper(document.id, document.name, document.kind, document.signed_on, unpacked_facts(read.facts))
    found = offers([paper])
    for kind in KINDS:
        for offer in [each for each in found.get(kind, ()) if each.score >= SURE][:2]:
            fact = offer.fact
            db.session.add(
                ContractFact(
                    contract_id=document.contract_id, document_id=document.id, kind=kind, value=kept(fact.value),
                    about=fact.about, start=fact.start, end=fact.end, page=fact.page, passage=fact.text,
                    confirmed_by_id=by_id, confirmed_at=clock.now(),
                )
            )  # fmt: skip
