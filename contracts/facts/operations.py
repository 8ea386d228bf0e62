"""Taking facts from papers: into the register, and kept beside it with their passages. Called in a unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from contracts.documents.models import Document, DocumentWords
from contracts.documents.rules import DocumentKind, unpacked
from contracts.facts.combining import Offer
from contracts.facts.models import ContractFact, DocumentFacts
from contracts.facts.reading import VERSION, read_facts
from contracts.facts.rules import MANY, REGISTERED, Fact, FactKind
from contracts.facts.shown import shown
from contracts.facts.values import (
    IN_A_YEAR,
    Day,
    Duration,
    Money,
    Per,
    Renewing,
    Text,
    Value,
    kept,
    value_of,
)  # fmt: skip
from contracts.register.agreed import Amendment, Notice
from contracts.register.models import Contract
from contracts.register.operations import edit_contract
from contracts.terms.operations import add_event
from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.i18n.formats import major
from core.phrases import N_

BY_AMENDMENT = frozenset({FactKind.ENDS_ON, FactKind.RENEWAL, FactKind.NOTICE})
"""What an amendment changes as an event of the term, not as a correction of the register."""


def packed(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """Readings as they are kept; the words are left to the paper's text."""
    return [
        {
            "kind": fact.kind.value, "value": kept(fact.value), "start": fact.start, "end": fact.end, "page": fact.page,
            "text": fact.text, "score": fact.score, "about": fact.about, "is_derived": fact.is_derived,
        }
        for fact in facts
    ]  # fmt: skip


def unpacked_facts(stored: Sequence[Mapping[str, Any]]) -> tuple[Fact, ...]:
    """The readings that `packed` kept."""
    return tuple(Fact(**{**each, "kind": FactKind(each["kind"]), "value": value_of(each["value"])}) for each in stored)


def read_words(words: DocumentWords) -> DocumentFacts:
    """Read a file's text for facts and keep them, in place of what an older reading found."""
    found = packed(read_facts(unpacked("", words)))
    row = db.session.get(DocumentFacts, words.sha256)
    if row is None:
        row = DocumentFacts(sha256=words.sha256)
        db.session.add(row)
    row.reading, row.characters, row.facts = VERSION, len(words.text), found
    return row


def forget_words(words: DocumentWords) -> None:
    """Drop what was read in a text that has changed, so that nobody is shown passages that no longer stand there."""
    row = db.session.get(DocumentFacts, words.sha256)
    if row is not None:
        db.session.delete(row)


@dataclass(frozen=True)
class Taken:
    """An offer that a person takes, with the value as the person left it."""

    offer: Offer
    value: Value

    @property
    def is_edited(self) -> bool:
        return self.value != self.offer.fact.value


@dataclass(frozen=True)
class AmendedOn:
    """When an amendment was signed and when it takes effect, as the person confirmed it."""

    signed_on: date
    effective_on: date


def take_facts(
    contract: Contract,
    taken: Sequence[Taken],
    *,
    amended: AmendedOn | None = None,
    version: int | str | None = None,
    by: User | None,
) -> list[ContractFact]:
    """Put what was taken where it belongs: the register's fields are corrected, what an amendment changed is recorded as
    one, and each fact is kept with its passage.

    Raises Refused, naming a fact's kind or a field of the register, and Conflict when somebody else changed the contract.
    """
    check_version(contract, version)
    if not taken:
        raise Refused(N_("Tick what you take from the papers."))
    _refuse_doubles(taken)
    events = [each for each in taken if each.offer.is_amendment and each.offer.kind in BY_AMENDMENT]
    corrections: dict[str, Any] = {}
    for each in taken:
        if each.offer.kind in REGISTERED and each not in events:
            corrections |= register_fields(each.offer.kind, each.value)
    if corrections:
        edit_contract(contract, by=by, **corrections)
    if events:
        _amend(contract, events, amended, by)
    return [keep_fact(contract, each, by=by) for each in taken]


def _refuse_doubles(taken: Sequence[Taken]) -> None:
    single = [each.offer.kind for each in taken if each.offer.kind not in MANY]
    for kind in FactKind:
        if single.count(kind) > 1:
            raise Refused(N_("Only one of these can be true; take one of them."), field=kind.value)


def register_fields(kind: FactKind, value: Value) -> dict[str, Any]:
    """The fields of the register of contracts that a fact fills. Raises Refused where the register cannot hold it."""
    match kind, value:
        case FactKind.TITLE, Text(words):
            return {"title": words[:200]}
        case FactKind.NUMBER, Text(words):
            return {"number": words[:60]}
        case ((FactKind.SIGNED_ON | FactKind.STARTS_ON | FactKind.ENDS_ON), Day(on)):
            return {kind.value: on}
        case FactKind.RENEWAL, Renewing(renewal, months):
            return {"renewal": renewal, "renewal_months": months or None}
        case FactKind.NOTICE, Duration():
            return dict(zip(("notice_amount", "notice_unit"), _notice(value), strict=True))
        case FactKind.VALUE, Money():
            return _price(value)
        case _:
            return {}


def _notice(value: Duration) -> tuple[int, Any]:
    if value.notice is None:
        raise Refused(N_("The register counts notice in whole days, business days or months."), field="notice")
    return value.notice


def _price(value: Money) -> dict[str, Any]:
    """The whole price as it is, a monthly or quarterly fee as a year's worth."""
    times = IN_A_YEAR.get(value.per)
    if value.per is not Per.TOTAL and times is None:
        raise Refused(N_("The register keeps a price for the whole term or for a year."), field="value")
    amount: Decimal = major(value.minor * (times or 1), value.currency)
    return {"value": amount, "currency": value.currency, "is_yearly": times is not None}


def _amend(contract: Contract, events: Sequence[Taken], amended: AmendedOn | None, by: User | None) -> None:
    paper = events[0].offer.paper
    if any(each.offer.paper.number != paper.number for each in events):
        raise Refused(N_("Take the changes of one amendment at a time."), field=events[0].offer.kind.value)
    if amended is None:
        raise Refused(N_("Say when the amendment was signed and when it takes effect."), field="amended_signed_on")
    ends = next((e.value.on for e in events if isinstance(e.value, Day)), None)
    renewing = next((e.value for e in events if isinstance(e.value, Renewing)), None)
    notice = next((e.value for e in events if isinstance(e.value, Duration)), None)
    event = Amendment(
        signed_on=amended.signed_on,
        effective_on=amended.effective_on,
        changes_end=ends is not None,
        ends_on=ends,
        renewal=renewing.renewal if renewing else None,
        renewal_months=(renewing.months or None) if renewing else None,
        notice=Notice(*_notice(notice)) if notice else None,
    )
    add_event(contract, event, note=paper.name, by=by)


def keep_fact(contract: Contract, taken: Taken, *, by: User | None) -> ContractFact:
    """Keep a confirmed fact with its passage, in place of what was confirmed of it before."""
    fact, before = taken.offer.fact, _replaced(contract.id, taken)
    for known in before:
        _end(known, by)
    row = ContractFact(
        contract_id=contract.id,
        document_id=taken.offer.paper.number,
        kind=fact.kind,
        value=kept(taken.value),
        about=fact.about,
        start=fact.start,
        end=fact.end,
        page=fact.page,
        passage=fact.text,
        is_edited=taken.is_edited,
        confirmed_by_id=by.id if by else None,
        confirmed_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    meaning = str(shown(taken.value))
    source = f"{taken.offer.paper.name}, {fact.page}: {' '.join(fact.text.split())[:160]}"
    record(
        "contracts:fact:confirm", contract, by=by, fact=fact.kind, passage=source, for_what=fact.about,
        meaning=(str(shown(before[0].meaning)), meaning) if before else meaning,
    )  # fmt: skip
    return row


def _replaced(contract_id: int, taken: Taken) -> Sequence[ContractFact]:
    """What a new confirmation takes the place of: of a fact that can only be one the other, of several the same one."""
    fact = taken.offer.fact
    query = select(ContractFact).where(
        ContractFact.contract_id == contract_id, ContractFact.kind == fact.kind, ContractFact.ended_at.is_(None)
    )
    standing = db.session.scalars(query).all()
    if fact.kind not in MANY:
        return standing
    place = (taken.offer.paper.number, fact.start, fact.end, fact.about)
    return [
        known
        for known in standing
        if (known.document_id, known.start, known.end, known.about) == place
        and known.value in (kept(fact.value), kept(taken.value))
    ]


def end_fact(fact: ContractFact, *, reason: str, version: int | str | None = None, by: User | None) -> None:
    """A confirmed fact no longer counts; it stays in the history with who said so and why."""
    check_version(fact, version)
    if fact.ended_at is not None:
        raise Refused(N_("This fact has been ended already."))
    if not reason.strip():
        raise Refused(N_("Say why it no longer counts."), field="reason")
    _end(fact, by, reason.strip())
    record(
        "contracts:fact:end",
        fact.contract,
        by=by,
        fact=fact.kind,
        meaning=str(shown(fact.meaning)),
        reason=reason.strip(),
    )


def _end(fact: ContractFact, by: User | None, reason: str = "") -> None:
    fact.ended_at, fact.ended_by_id, fact.end_reason = clock.now(), by.id if by else None, reason[:500]


def end_facts_of_withdrawn_papers(contract_id: int) -> None:
    """What was confirmed from a paper that no longer counts (withdrawn, or a draft after all) no longer counts either."""
    query = (
        select(ContractFact)
        .join(Document, Document.id == ContractFact.document_id)
        .where(
            ContractFact.contract_id == contract_id,
            ContractFact.ended_at.is_(None),
            or_(Document.withdrawn_at.is_not(None), Document.kind == DocumentKind.DRAFT),
        )
    )
    for fact in db.session.scalars(query).all():
        _end(fact, None)
        meaning, paper = str(shown(fact.meaning)), fact.document.name
        record("contracts:fact:end", fact.contract, by=None, fact=fact.kind, meaning=meaning, withdrawn=paper)
