"""Reads of one file of a check in bulk: its clauses, its words, and where it may belong."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from contracts.bulk.models import BulkFile, BulkFinding
from contracts.bulk.queries import GAPS
from contracts.bulk.rules import (
    FileState,
    KnownContract,
    KnownVendor,
    Proposal,
    proposals,
    vendors_named,
)
from contracts.clauses.effective import Effective
from contracts.clauses.queries import badge
from contracts.clauses.rulebook import Clause, Rulebook
from contracts.documents.models import Document, DocumentWords
from contracts.documents.reading import DocumentText
from contracts.documents.rules import phrase_of, unpacked
from contracts.register.models import Contract
from core.db import db
from core.i18n import language
from core.phrases import N_, Phrase, phrase
from core.web import listing
from vendors.register.models import Vendor


def file_page(file_id: int) -> BulkFile:
    """One file that was checked. 404 for a number nobody has, and for a file that was not."""
    query = (
        select(BulkFile)
        .where(BulkFile.id == file_id, BulkFile.state == FileState.CHECKED)
        .options(joinedload(BulkFile.check), joinedload(BulkFile.contract), joinedload(BulkFile.filed_by))
    )
    found: BulkFile = db.one_or_404(query)
    return found


def words_of(file: BulkFile) -> DocumentText | None:
    kept = db.session.get(DocumentWords, file.sha256)
    return unpacked(file.name, kept) if kept else None


@dataclass(frozen=True)
class FileClause:
    """One clause of one file."""

    clause: Clause
    finding: BulkFinding

    @property
    def name(self) -> str:
        return self.clause.name.in_language(language())

    @property
    def badge(self) -> listing.Status:
        return badge(Effective(self.finding.verdict.value))

    @property
    def is_gap(self) -> bool:
        return self.finding.verdict in GAPS

    @property
    def why(self) -> list[Phrase]:
        return [phrase_of(each) for each in self.finding.reasons]

    @property
    def lacking(self) -> list[Phrase]:
        return [phrase_of(each) for each in self.finding.lacks]


def clauses_of(file: BulkFile, rulebook: Rulebook) -> list[FileClause]:
    """In the rulebook's order."""
    query = select(BulkFinding).where(BulkFinding.file_id == file.id)
    found = {each.clause_id: each for each in db.session.scalars(query)}
    return [FileClause(clause, found[clause.id]) for clause in rulebook.clauses.values() if clause.id in found]


@dataclass(frozen=True)
class Place:
    """A contract where a paper may belong, and why."""

    contract: Contract
    why: Sequence[Phrase]


def places_for(file: BulkFile, text: str) -> list[Place]:
    """Contracts the paper may belong to, the surest first; one that holds this very file already at the head."""
    query = select(Document.contract_id).where(Document.sha256 == file.sha256, Document.withdrawn_at.is_(None))
    held = list(db.session.scalars(query.order_by(Document.contract_id).limit(3)))
    already = [Proposal(key, 0, (phrase(N_("This very file is attached to it already.")),)) for key in held]
    columns = (Contract.id, Contract.vendor_id, Contract.number, Contract.title)
    known = [KnownContract(*row) for row in db.session.execute(select(*columns))]
    found = already + [one for one in proposals(text, known, _known_vendors()) if one.contract_id not in held]
    contracts = select(Contract).where(Contract.id.in_([one.contract_id for one in found]))
    by_id = {each.id: each for each in db.session.scalars(contracts.options(joinedload(Contract.vendor)))}
    return [Place(by_id[one.contract_id], one.why) for one in found if one.contract_id in by_id]


def vendors_for(text: str) -> list[int]:
    """Vendors that the paper names, the surest first."""
    return vendors_named(text, _known_vendors())


def _known_vendors() -> list[KnownVendor]:
    query = select(Vendor.id, Vendor.name_zh, Vendor.name_en, Vendor.business_number)
    return [
        KnownVendor(row.id, tuple(filter(None, (row.name_zh, row.name_en))), row.business_number or "")
        for row in db.session.execute(query)
    ]


def contract_numbered(number: str) -> Contract | None:
    """The contract with this number, however its letters are written."""
    return db.session.scalar(select(Contract).where(func.lower(Contract.number) == number.strip().lower()))
