"""Reads of papers taken in before their contract: what they say, whose vendor it is, which of them wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from contracts.documents.models import DocumentWords
from contracts.documents.queries import TONES
from contracts.documents.reading import DocumentText
from contracts.documents.rules import EXTRACTION_NAMES, WITH_TEXT, Extraction, unpacked
from contracts.facts.combining import Offer, ReadPaper, offers
from contracts.facts.models import DocumentFacts, Intake, IntakePaper
from contracts.facts.operations import register_fields
from contracts.facts.queries import facts_of
from contracts.facts.rules import REGISTERED, FactKind
from contracts.facts.values import Party, Role
from core.db import db
from core.errors import Refused
from core.i18n import say
from core.web.listing import Status
from vendors.register.models import Vendor
from vendors.register.queries import vendor_choices
from vendors.register.rules import name_key

NEW = "new"
"""The choice of a vendor that is not registered yet: new-0 for the first party that the papers name."""


@dataclass(frozen=True)
class IntakePage:
    """What the page that registers a contract from its papers shows."""

    intake: Intake
    papers: Sequence[tuple[IntakePaper, DocumentText | None]]
    offers: Mapping[FactKind, Sequence[Offer]]

    @property
    def is_waiting(self) -> bool:
        return any(paper.extraction is Extraction.WAITING for paper, _ in self.papers)

    @property
    def parties(self) -> list[Party]:
        """Whom the papers name: the vendor first, then whose side is unknown, then the client."""
        named = [each.fact.value for each in self.offers.get(FactKind.PARTY, ())]
        order = {Role.VENDOR: 0, Role.UNKNOWN: 1, Role.CLIENT: 2}
        return sorted((party for party in named if isinstance(party, Party)), key=lambda party: order[party.role])


def intake_page(intake_id: int) -> IntakePage:
    """One intake with its papers. 404 for a number nobody has."""
    query = (
        select(Intake).where(Intake.id == intake_id).options(selectinload(Intake.papers), joinedload(Intake.created_by))
    )
    intake: Intake = db.one_or_404(query)
    texts = [(paper, _words(paper)) for paper in intake.papers]
    read = [
        ReadPaper(
            paper.id, paper.name, paper.kind, None, facts_of(paper.sha256, db.session.get(DocumentFacts, paper.sha256))
        )
        for paper, words in texts
        if words
    ]
    return IntakePage(intake, texts, offers(read))


def _words(paper: IntakePaper) -> DocumentText | None:
    kept = db.session.get(DocumentWords, paper.sha256) if paper.extraction in WITH_TEXT else None
    return unpacked(paper.name, kept) if kept else None


def waiting() -> Sequence[Intake]:
    """Papers taken in of which nothing has come yet, the latest first."""
    query = (
        select(Intake)
        .where(Intake.contract_id.is_(None), Intake.dropped_at.is_(None))
        .options(selectinload(Intake.papers), joinedload(Intake.created_by))
        .order_by(Intake.id.desc())
        .limit(50)
    )
    return db.session.scalars(query).all()


def state_badge(paper: IntakePaper) -> Status:
    return Status(say(EXTRACTION_NAMES[paper.extraction]), TONES[paper.extraction])


def matching_vendors(parties: Sequence[Party]) -> list[Vendor]:
    """Registered vendors that the papers name: by 統一編號 first, then by name without the legal form."""
    numbers = {party.business_number for party in parties if party.business_number}
    keys = {name_key(party.name)[:200] for party in parties} - {""}
    query = select(Vendor).where(or_(Vendor.business_number.in_(numbers), Vendor.name_key.in_(keys)))
    found = db.session.scalars(query.order_by(Vendor.id)).all()
    return sorted(found, key=lambda vendor: vendor.business_number not in numbers)


def choices_of_vendor(parties: Sequence[Party], *, may_register: bool) -> list[tuple[str, str]]:
    """The vendors to choose from: those the papers name and nobody registered (to be registered with the contract), then
    every registered one."""
    known = matching_vendors(parties)
    numbers, keys = {vendor.business_number for vendor in known}, {vendor.name_key for vendor in known}
    new = [
        (f"{NEW}-{index}", gettext("Register as a new vendor: %(name)s", name=f"{party.name} {party.business_number}".strip()))
        for index, party in enumerate(parties)
        if party.role is not Role.CLIENT and name_key(party.name)[:200] not in keys
        and (not party.business_number or party.business_number not in numbers)
    ]  # fmt: skip
    registered = [(str(vendor_id), name) for vendor_id, name in vendor_choices()]
    return [("", "—"), *(new if may_register else ()), *registered]


def usual_choice(parties: Sequence[Party], choices: Sequence[tuple[str, str]]) -> str:
    """The vendor that the papers name: registered, else the one to be registered; empty when in doubt."""
    values = {value for value, _ in choices}
    for vendor in matching_vendors([party for party in parties if party.role is not Role.CLIENT]):
        if str(vendor.id) in values:
            return str(vendor.id)
    new = [value for value in values if value.startswith(NEW)]
    return new[0] if len(new) == 1 else ""


def prefilled(found: Mapping[FactKind, Sequence[Offer]]) -> dict[str, Any]:
    """The register's fields as the papers fill them; what contradicts itself is left to the person."""
    fields: dict[str, Any] = {}
    for kind in REGISTERED:
        first = next(iter(found.get(kind, ())), None)
        if first is None or (first.is_disputed and not first.is_amendment) or first.score < 0.5:
            continue
        try:
            fields |= register_fields(kind, first.fact.value)
        except Refused:
            continue
    return fields
