"""The sample firm's papers: contracts of our own invention, each lacking something else, and what people said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

from sqlalchemy import delete, insert, select

from contracts.clauses.basis import Ground, evidence_mark
from contracts.clauses.checking import RULEBOOK
from contracts.clauses.models import (
    ClauseDecision,
    ClauseException,
    ClauseFinding,
    ContractRulebook,
    VerdictChange,
)
from contracts.clauses.operations import find, text_hash, together
from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Finding, Verdict
from contracts.clauses.sample_text import draft_of, english_text, text
from contracts.documents import reading
from contracts.documents.models import Document, DocumentWords
from contracts.documents.rules import DocumentKind, Extraction, packed, sentence
from contracts.register.sample import SAMPLE
from core import clock
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context
from core.files import store

MOST = 300
"""Papers are attached to this many contracts at most, whatever the size of the firm."""
VARIANTS = 24
"""So many different texts; contracts of a kind share one."""

WITH_DRAFT = 4
"""Of so many contracts the firm's own draft is kept too, to be compared with what was signed."""


class PapersPart:
    """Papers, findings, some decisions and an exception or two."""

    def load(self, context: Context) -> None:
        contracts: Sequence[int] = context.made.get("contracts", [])[:MOST]
        if not contracts:
            return
        variants = [_variant(context.rng, number) for number in range(min(VARIANTS, len(contracts)))]
        reviewers = [u.id for u in context.made["people"].get(Role.COMPLIANCE, [])]
        askers = [u.id for u in context.made["people"].get(Role.PROCUREMENT, [])]
        findings: list[dict[str, Any]] = []
        for number, contract_id in enumerate(contracts):
            if context.rng.random() < 0.12:
                continue  # papers not handed in yet
            variant = variants[number % len(variants)]
            document = Document(
                contract_id=contract_id,
                sha256=variant.sha256,
                name=variant.name,
                kind=DocumentKind.CONTRACT,
                size=variant.size,
                extraction=Extraction.READ,
                message={},
                uploaded_by_id=askers[0] if askers else None,
                uploaded_at=clock.now(),
            )
            db.session.add(document)
            db.session.flush()
            findings += _rows(context, contract_id, document.id, variant, reviewers, askers)
            if number < WITH_DRAFT:
                _keep_draft(document, number, draft_of(variant.words))
            context.tell("papers", number + 1, len(contracts))
        db.session.flush()
        if findings:
            db.session.execute(insert(ClauseFinding), findings, execution_options={"render_nulls": True})

    def remove(self) -> dict[str, int]:
        ids = SAMPLE.scalar_subquery()
        for model in (VerdictChange, ContractRulebook, ClauseFinding, ClauseDecision, ClauseException):
            db.session.execute(delete(model).where(model.contract_id.in_(ids)))
        documents = list(db.session.scalars(select(Document).where(Document.contract_id.in_(ids))))
        hashes = {document.sha256 for document in documents}
        db.session.execute(delete(Document).where(Document.contract_id.in_(ids)))
        kept = set(db.session.scalars(select(Document.sha256).where(Document.sha256.in_(hashes))))
        db.session.execute(delete(DocumentWords).where(DocumentWords.sha256.in_(hashes - kept)))
        return {"papers": len(documents)}

    def exists(self) -> bool:
        return db.session.scalar(select(Document.id).where(Document.contract_id.in_(SAMPLE)).limit(1)) is not None

    def has_real_data(self) -> bool:
        return db.session.scalar(select(Document.id).where(Document.contract_id.not_in(SAMPLE)).limit(1)) is not None


@dataclass(frozen=True)
class _Variant:
    """A text that several contracts share: its file, and what the check says of it."""

    sha256: str
    name: str
    words: str
    size: int
    found: Mapping[str, Finding]
    text_hash: str
    ground_mark: str


def _keep_draft(signed: Document, number: int, words: str) -> None:
    """What the firm had proposed, to be compared with what was signed."""
    data = words.encode()
    name, kept = f"本公司草案-{number + 1:02d}.txt", store(BytesIO(data))
    if db.session.get(DocumentWords, kept.sha256) is None:
        db.session.add(DocumentWords(sha256=kept.sha256, **packed(reading.read(data, name))))
    db.session.add(
        Document(
            contract_id=signed.contract_id,
            sha256=kept.sha256,
            name=name,
            kind=DocumentKind.DRAFT,
            size=len(data),
            extraction=Extraction.READ,
            message={},
            uploaded_by_id=signed.uploaded_by_id,
            uploaded_at=signed.uploaded_at - timedelta(days=21),
        )
    )


def _variant(rng: Random, number: int) -> _Variant:
    words = english_text(rng) if number % 8 == 7 else text(rng, lacking=number % 6)
    data = words.encode()
    name = f"{'master services agreement' if number % 8 == 7 else '委外服務合約書'}-{number + 1:02d}.txt"
    kept = store(BytesIO(data))
    document = reading.read(data, name)
    if db.session.get(DocumentWords, kept.sha256) is None:
        db.session.add(DocumentWords(sha256=kept.sha256, **packed(document)))
    papers = [(Document(id=0, sha256=kept.sha256, kind=DocumentKind.CONTRACT, signed_on=None), document)]
    return _Variant(
        kept.sha256,
        name,
        words,
        len(data),
        find(papers, load(RULEBOOK)),
        text_hash(papers),
        Ground.of(together(papers).counted).mark,
    )


def _rows(
    context: Context, contract_id: int, document_id: int, variant: _Variant, reviewers: list[int], askers: list[int],
) -> list[dict[str, Any]]:  # fmt: skip
    rows, now = [], clock.now()
    for clause_id, finding in variant.found.items():
        row = {
            "contract_id": contract_id,
            "rulebook_id": RULEBOOK,
            "rulebook_version": load(RULEBOOK).version,
            "rulebook_digest": load(RULEBOOK).digest,
            "clause_id": clause_id,
            "verdict": finding.verdict,
            "score": finding.score,
            "evidence": [
                {"document_id": document_id, "page": e.page, "start": e.start, "end": e.end, "text": e.text}
                for e in finding.evidence
            ],
            "reasons": [sentence(reason) for reason in finding.reasons],
            "lacks": [sentence(lack) for lack in finding.lacks],
            "evidence_hash": evidence_mark(finding.verdict, (e.text for e in finding.evidence)),
            "text_hash": variant.text_hash,
            "ground_mark": variant.ground_mark,
            "checked_at": now,
            "recheck_on": None,
            "decided": None,
            "is_stale": False,
            "excepted_until": None,
            "version": 1,
        }
        if finding.verdict is not Verdict.PRESENT and reviewers:
            _reviewed(context, row, reviewers, askers)
        rows.append(row)
    return rows


def _reviewed(context: Context, row: dict[str, Any], reviewers: list[int], askers: list[int]) -> None:
    """Half of the gaps have been looked at; some were excepted."""
    luck = context.rng.random()
    here = {key: row[key] for key in ("contract_id", "rulebook_id", "clause_id")}
    if luck < 0.5:
        row["decided"] = row["verdict"]
        db.session.add(
            ClauseDecision(
                **here,
                verdict=row["verdict"],
                machine_verdict=row["verdict"],
                reason="已與承辦人確認，原約定如此。",
                evidence_hash=row["evidence_hash"],
                passages=[each["text"] for each in row["evidence"]],
                ground_mark=row["ground_mark"],
                by_id=reviewers[-1],
                at=clock.now(),
            )
        )
    asker = next((one for one in askers if one != reviewers[-1]), None)
    if luck < 0.12 and asker is not None:
        row["excepted_until"] = context.today + timedelta(days=context.rng.choice([14, 60, 180]))
        db.session.add(
            ClauseException(
                **here,
                reason="原廠定型化契約不接受修改；已以補償措施控管，下次續約時增補。",
                requested_by_id=asker,
                granted_by_id=reviewers[-1],
                granted_on=context.today - timedelta(days=30),
                expires_on=row["excepted_until"],
            )
        )
