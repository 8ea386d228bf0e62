"""Reads of facts: what the papers offer for a contract, what was confirmed, and what other features ask of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from contracts.documents.models import Document, DocumentWords
from contracts.documents.rules import WITH_TEXT, DocumentKind, in_reading_order, unpacked
from contracts.facts.combining import Offer, ReadPaper, offers
from contracts.facts.comparison import Difference, Registered, differences
from contracts.facts.models import ContractFact, DocumentFacts
from contracts.facts.operations import BY_AMENDMENT, unpacked_facts
from contracts.facts.reading import VERSION, read_facts
from contracts.facts.rules import FACT_NAMES, Fact, FactKind
from contracts.facts.shown import shown
from contracts.facts.values import Duration, Share, value_of
from contracts.register.agreed import EventKind, Notice, periods
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME, vendors_with_contracts
from contracts.register.standings import standing_of
from core import clock
from core.auth.models import User
from core.db import db
from core.i18n import say
from core.web import listing
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices
from vendors.register.models import Vendor


def facts_of(sha256: str, kept: DocumentFacts | None) -> tuple[Fact, ...]:
    """What was read in a file; read now where nobody kept it yet (a paper older than this reading)."""
    if kept is not None and kept.reading == VERSION:
        return unpacked_facts(kept.facts)
    words = db.session.get(DocumentWords, sha256)
    return read_facts(unpacked("", words)) if words else ()


def read_papers(contract_id: int) -> list[ReadPaper]:
    """A contract's readable papers with their facts, in reading order; also what takes effect only later, no drafts."""
    query = (
        select(Document, DocumentFacts)
        .outerjoin(DocumentFacts, DocumentFacts.sha256 == Document.sha256)
        .where(
            Document.contract_id == contract_id,
            Document.withdrawn_at.is_(None),
            Document.extraction.in_(WITH_TEXT),
            Document.kind != DocumentKind.DRAFT,
        )
        .order_by(Document.id)
    )
    found: list[tuple[Document, DocumentFacts | None]] = [(row[0], row[1]) for row in db.session.execute(query)]
    order = in_reading_order([(document.kind, document.dated_on) for document, _ in found])
    return [_read_paper(*found[i]) for i in order]


def _read_paper(document: Document, kept: DocumentFacts | None) -> ReadPaper:
    facts = facts_of(document.sha256, kept)
    return ReadPaper(document.id, document.name, document.kind, document.signed_on, facts, document.effective_on)


def registered(contract: Contract) -> Registered:
    """What the register holds of a contract, with every end, renewal and notice its term has had."""
    term, today = contract.term, clock.today()
    run = periods(term, today) if term else ()
    ends = {contract.ends_on, standing_of(contract, today).effective_end, *(period.ends_on for period in run)}
    ends |= {event.ends_on for event in contract.events if event.changes_end or event.kind is EventKind.RENEWAL}
    notice = Notice(contract.notice_amount, contract.notice_unit)
    return Registered(
        vendor_names=(contract.vendor.name, contract.vendor.name_zh, contract.vendor.name_en, contract.signed_as),
        business_number=contract.vendor.business_number or "",
        signed_on=contract.signed_on,
        starts_on=contract.starts_on,
        ends=frozenset(ends),
        renewals=frozenset(
            {(contract.renewal, contract.renewal_months or 0), *((p.renewal, p.renewal_months) for p in run)}
        ),
        notices=frozenset({notice, *(period.notice for period in run)}),
        value_minor=contract.value_minor,
        currency=contract.currency,
        is_yearly=contract.is_yearly,
        months=_months(contract),
    )


def _months(contract: Contract) -> int | None:
    """The whole months of the first term, where it is a number of them."""
    if contract.starts_on is None or contract.ends_on is None:
        return None
    days = (contract.ends_on - contract.starts_on).days + 1
    months = round(days / 30.4375)
    return months if months and abs(days - months * 30.4375) < 3 else None


@dataclass(frozen=True)
class FactsPage:
    """What the page about a contract's facts shows."""

    papers: Sequence[ReadPaper]
    offers: Mapping[FactKind, Sequence[Offer]]
    differences: Sequence[Difference]
    confirmed: Sequence[ContractFact]

    @property
    def has_amendments(self) -> bool:
        """Whether something on offer would be recorded as an amendment of the term."""
        return any(each.is_amendment for kind in BY_AMENDMENT for each in self.offers.get(kind, ()))


def facts_page(contract: Contract) -> FactsPage:
    papers = read_papers(contract.id)
    found = offers(papers)
    return FactsPage(papers, found, differences(found, registered(contract)), confirmed_facts(contract.id))


def contract_differences(contract: Contract) -> list[Difference]:
    """Where the contract's papers and the register disagree."""
    return differences(offers(read_papers(contract.id)), registered(contract))


def confirmed_facts(contract_id: int) -> Sequence[ContractFact]:
    """What people confirmed and still counts, in the order of the kinds."""
    query = (
        select(ContractFact)
        .where(ContractFact.contract_id == contract_id, ContractFact.ended_at.is_(None))
        .options(joinedload(ContractFact.document), joinedload(ContractFact.confirmed_by))
    )
    order = list(FactKind)
    return sorted(db.session.scalars(query), key=lambda fact: (order.index(fact.kind), fact.id))


def fact_page(fact_id: int) -> ContractFact:
    """One confirmed fact with its contract. 404 for a number nobody has."""
    query = select(ContractFact).where(ContractFact.id == fact_id).options(joinedload(ContractFact.contract))
    found: ContractFact = db.one_or_404(query)
    return found


# --- what other features ask -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Confirmed:
    """A confirmed fact as another feature uses it: its value, what it is about, and where it stands in the paper."""

    value: Any
    about: str
    document_id: int
    page: int
    passage: str


def confirmed(contract_id: int, kind: FactKind) -> list[Confirmed]:
    """The confirmed facts of one kind of a contract, the latest first."""
    query = (
        select(ContractFact)
        .where(ContractFact.contract_id == contract_id, ContractFact.kind == kind, ContractFact.ended_at.is_(None))
        .order_by(ContractFact.id.desc())
    )
    return [
        Confirmed(value_of(row.value), row.about, row.document_id, row.page, row.passage)
        for row in db.session.scalars(query)
    ]


def incident_notice(contract_id: int) -> Confirmed | None:
    """Within which time this contract has the vendor tell of a security incident: the strictest that was confirmed."""
    found = [each for each in confirmed(contract_id, FactKind.INCIDENT_NOTICE) if isinstance(each.value, Duration)]
    return min(found, key=lambda each: each.value.hours, default=None)


_FEW = 500
"""Contracts that one question names one by one; of more, every confirmed fact is read and the wanted ones are kept."""


def incident_notices(contract_ids: Collection[int]) -> dict[int, Confirmed]:
    """The same of many contracts, in one query; those without a confirmed time are not in it."""
    query = (
        select(ContractFact)
        .where(ContractFact.kind == FactKind.INCIDENT_NOTICE, ContractFact.ended_at.is_(None))
        .order_by(ContractFact.id.desc())
    )
    if len(contract_ids) <= _FEW:
        query = query.where(ContractFact.contract_id.in_(contract_ids))
    found: dict[int, Confirmed] = {}
    for row in db.session.scalars(query):
        value, known = value_of(row.value), found.get(row.contract_id)
        if row.contract_id not in contract_ids or not isinstance(value, Duration):
            continue
        if known is None or value.hours < known.value.hours:
            found[row.contract_id] = Confirmed(value, row.about, row.document_id, row.page, row.passage)
    return found


def incident_notice_hours(contract_id: int) -> Decimal | None:
    """The same in hours; a business day counts as 24, the earliest reading. None where nothing was confirmed."""
    found = incident_notice(contract_id)
    return found.value.hours if found else None


def service_levels(contract_id: int) -> dict[FactKind, list[Confirmed]]:
    """Confirmed availability, response and repair times."""
    return {kind: confirmed(contract_id, kind) for kind in (FactKind.AVAILABILITY, FactKind.RESPONSE, FactKind.REPAIR)}


def availability(contract_id: int) -> Decimal | None:
    """The highest confirmed availability in per cent."""
    found = [
        each.value.percent for each in confirmed(contract_id, FactKind.AVAILABILITY) if isinstance(each.value, Share)
    ]
    return max(found, default=None)


def warranties(contract_id: int) -> list[Confirmed]:
    """Confirmed warranty periods; `about` says from when or for what."""
    return [each for each in confirmed(contract_id, FactKind.WARRANTY) if isinstance(each.value, Duration)]


# --- the list --------------------------------------------------------------------------------------------------------


def confirmed_list() -> Listing:
    """Every confirmed fact of every contract that still counts, with its passage."""
    return Listing(
        name="contract-facts",
        title=gettext("Facts from the papers"),
        statement=select(ContractFact)
        .join(Contract, ContractFact.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .join(Document, ContractFact.document_id == Document.id)
        .outerjoin(User, ContractFact.confirmed_by_id == User.id)
        .where(ContractFact.ended_at.is_(None))
        .options(
            contains_eager(ContractFact.contract).contains_eager(Contract.vendor),
            contains_eager(ContractFact.document),
            contains_eager(ContractFact.confirmed_by),
        ),
        key=ContractFact.id,
        tiebreak=ContractFact.id,
        search=(
            Contract.number,
            Contract.title,
            Vendor.name_zh,
            Vendor.name_en,
            ContractFact.passage,
            ContractFact.about,
        ),
        default_sort="contract",
        filters=[
            Filter("kind", gettext("Fact"), attribute_choices(FACT_NAMES), lambda v: ContractFact.kind == FactKind(v)),
            Filter("vendor", gettext("Vendor"), vendors_with_contracts, lambda v: Contract.vendor_id == int(v)),
            Filter(
                "edited",
                gettext("Edited"),
                lambda: [("no", gettext("as read")), ("yes", gettext("edited by a person"))],
                lambda v: ContractFact.is_edited.is_(v == "yes"),
            ),
        ],
        columns=[
            Column("contract", _l("Contract"), lambda f: f.contract.number, sort=Contract.number, url=_url),
            Column("vendor", _l("Vendor"), lambda f: f.contract.vendor.name, sort=VENDOR_NAME, is_minor=True),
            Column("kind", _l("Fact"), lambda f: say(FACT_NAMES[f.kind]), sort=ContractFact.kind),
            Column("value", _l("The paper says"), lambda f: say(shown(f.meaning))),
            Column("about", _l("Applies to"), lambda f: f.about, sort=ContractFact.about, is_minor=True),
            Column("passage", _l("Passage"), lambda f: (" ".join(f.passage.split()),), is_minor=True),
            Column("document", _l("Paper"), _place, sort=Document.name, is_minor=True),
            Column(
                "by",
                _l("Confirmed by"),
                lambda f: f.confirmed_by.name if f.confirmed_by else None,
                sort=User.name,
                is_minor=True,
            ),
            Column("at", _l("Confirmed at"), lambda f: f.confirmed_at, Kind.INSTANT, sort=ContractFact.confirmed_at),
        ],
    )


def _url(fact: ContractFact) -> str:
    return url_for("contracts.facts.show", contract_id=fact.contract_id, _anchor="confirmed")


def _place(fact: ContractFact) -> str:
    return str(gettext("%(paper)s, page %(n)s", paper=fact.document.name, n=fact.page))


def badge(offer: Offer) -> listing.Status:
    """How surely an offer says what the paper means."""
    if offer.is_superseded:
        return listing.Status(gettext("overtaken by an amendment"), "muted")
    if offer.is_disputed:
        return listing.Status(gettext("the papers disagree"), "warn")
    return listing.Status(gettext("sure"), "good") if offer.is_sure else listing.Status(gettext("uncertain"), "warn")
