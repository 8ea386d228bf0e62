"""The page about a contract's facts, row by row: what the paper says beside what the register says, and the marks in the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from contracts.documents.highlighting import Mark
from contracts.facts.combining import Offer
from contracts.facts.comparison import Registered, difference, is_vendor
from contracts.facts.forms import Entry
from contracts.facts.models import ContractFact
from contracts.facts.rules import FACT_NAMES, MANY, REGISTERED, FactKind
from contracts.facts.shown import literal, shown
from contracts.facts.values import Day, Duration, Money, Party, Per, Renewing, Unit, kept
from contracts.register.agreed import NoticeUnit
from contracts.register.models import Contract
from core.phrases import N_, Phrase


class Standing(StrEnum):
    """How an offer stands to what is known already."""

    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"
    CONFIRMED = "confirmed"


STANDING_NAMES = {
    Standing.NEW: N_("not in the register yet"),
    Standing.SAME: N_("the register agrees"),
    Standing.DIFFERENT: N_("the register says otherwise"),
    Standing.CONFIRMED: N_("confirmed"),
}
MOST_SHOWN = 6
TONES = {Standing.NEW: "info", Standing.SAME: "good", Standing.DIFFERENT: "bad", Standing.CONFIRMED: "good"}


@dataclass(frozen=True)
class Row:
    """One offer: its form, where it stands, and the number of its mark in the papers shown beside it."""

    offer: Offer
    entry: Entry | None
    standing: Standing | None
    mark: str

    @property
    def tone(self) -> str:
        return TONES[self.standing] if self.standing else "muted"

    @property
    def label(self) -> str:
        return STANDING_NAMES[self.standing] if self.standing else ""


@dataclass(frozen=True)
class Section:
    """A kind of fact: what the register says of it, the first offer and the others."""

    kind: FactKind
    name: str
    register_says: Phrase | None
    rows: Sequence[Row]

    @property
    def shown(self) -> Sequence[Row]:
        """The readings to look at first: the believed one; all the sure ones where several can be true at once."""
        sure = [row for row in self.rows if row.offer.is_sure] if self.kind in MANY else []
        return sure[:MOST_SHOWN] or self.rows[:1]

    @property
    def others(self) -> Sequence[Row]:
        """The readings behind them."""
        return [row for row in self.rows if row not in self.shown]

    @property
    def is_open(self) -> bool:
        """Whether one of the others must be seen: the papers disagree, or a form has an error."""
        return any(
            row.offer.is_disputed or (row.entry and (row.entry.errors or row.entry.take.data)) for row in self.others
        )


def sections(
    offers: Mapping[FactKind, Sequence[Offer]],
    entries: Mapping[str, Entry],
    marks: "Marks",
    *,
    contract: Contract | None = None,
    known: Registered | None = None,
    confirmed: Sequence[ContractFact] = (),
) -> list[Section]:
    """In the order of the kinds; without a contract nothing is compared."""
    said = register_says(contract) if contract else {}
    held = {(fact.kind, str(fact.value), fact.about) for fact in confirmed}
    made = []
    for kind in FactKind:
        rows = [
            Row(each, entries.get(each.key), _standing(each, known, said, held), marks.of(each))
            for each in offers.get(kind, ())
        ]
        if rows:
            made.append(Section(kind, FACT_NAMES[kind], said.get(kind), rows))
    return made


def _standing(
    offer: Offer, known: Registered | None, said: Mapping[FactKind, Phrase], held: set[tuple[FactKind, str, str]]
) -> Standing | None:
    if known is not None and difference(offer, known):
        return Standing.DIFFERENT
    if (offer.kind, str(kept(offer.fact.value)), offer.fact.about) in held:
        return Standing.CONFIRMED
    if known is not None and isinstance(offer.fact.value, Party) and is_vendor(offer.fact.value, known):
        return Standing.SAME
    if known is None or offer.kind not in REGISTERED:
        return None
    if offer.kind not in said:
        return Standing.NEW
    if offer.kind in (FactKind.TITLE, FactKind.NUMBER):
        return Standing.SAME if str(shown(offer.fact.value)) == str(said[offer.kind]) else None
    return Standing.SAME


def register_says(contract: Contract) -> dict[FactKind, Phrase]:
    """What the register's fields hold, where they hold something."""
    units = {NoticeUnit.DAYS: Unit.DAYS, NoticeUnit.BUSINESS_DAYS: Unit.BUSINESS_DAYS, NoticeUnit.MONTHS: Unit.MONTHS}
    notice = Duration(Decimal(contract.notice_amount), units[contract.notice_unit]) if contract.notice_amount else None
    price = None
    if contract.value_minor is not None:
        price = Money(contract.value_minor, contract.currency, Per.YEAR if contract.is_yearly else Per.TOTAL)
    held: dict[FactKind, Any] = {
        FactKind.SIGNED_ON: Day(contract.signed_on) if contract.signed_on else None,
        FactKind.STARTS_ON: Day(contract.starts_on) if contract.starts_on else None,
        FactKind.ENDS_ON: Day(contract.ends_on) if contract.ends_on else None,
        FactKind.RENEWAL: Renewing(contract.renewal, contract.renewal_months or 0),
        FactKind.NOTICE: notice,
        FactKind.VALUE: price,
    }
    said = {kind: shown(value) for kind, value in held.items() if value is not None}
    vendor = f"{contract.vendor.name} {contract.vendor.business_number or ''}".strip()
    return said | {
        FactKind.TITLE: literal(contract.title), FactKind.NUMBER: literal(contract.number), FactKind.PARTY: literal(vendor),
    }  # fmt: skip


class Marks:
    """The passages of all offers as marks in the papers: those that overlap share one, so that each can be jumped to."""

    def __init__(self, offers: Mapping[FactKind, Sequence[Offer]]) -> None:
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self._numbers: dict[tuple[int, int], int] = {}
        places: dict[int, set[tuple[int, int]]] = {}
        for found in offers.values():
            for each in found:
                places.setdefault(each.paper.number, set()).add((each.fact.start, each.fact.end))
        number = 0
        for paper, spans in places.items():
            self._spans[paper] = _joined(sorted(spans))
            for start, _ in self._spans[paper]:
                number += 1
                self._numbers[paper, start] = number

    def of(self, offer: Offer) -> str:
        """The id of the mark that holds an offer's passage."""
        paper = offer.paper.number
        start = max(start for start, _ in self._spans[paper] if start <= offer.fact.start)
        return f"passage-{self._numbers[paper, start]}"

    def in_paper(self, paper: int) -> list[Mark]:
        return [Mark(self._numbers[paper, start], start, end) for start, end in self._spans.get(paper, ())]


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
