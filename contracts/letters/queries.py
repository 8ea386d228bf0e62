"""Reads of letters, and of what one would ask for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from contracts.clauses.checking import RULEBOOK
from contracts.clauses.effective import Effective
from contracts.clauses.models import ClauseFinding
from contracts.clauses.rulebook import Clause
from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Verdict
from contracts.letters.models import Letter, LetterGap
from contracts.letters.rules import LETTER_KIND_NAMES, LETTER_STATE_NAMES, TONES, LetterKind, LetterState
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from contracts.register.standings import standings
from core import clock
from core.db import db
from core.i18n import language, say
from core.web import listing
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices
from vendors.register.models import Contact, Vendor

GAPS = (Verdict.ABSENT, Verdict.PARTIAL)


@dataclass(frozen=True)
class Lacking:
    """A clause that a contract lacks today. `verdict` is absent or partial, also where an exception covers it."""

    finding: ClauseFinding
    clause: Clause
    number: int
    verdict: Verdict
    state: Effective

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.finding.contract_id}.{self.clause.id}"

    @property
    def name(self) -> str:
        return self.clause.name.in_language(language())

    @property
    def is_excepted(self) -> bool:
        return self.state is Effective.EXCEPTED


def lacking_of(contract_ids: Sequence[int], rulebook_id: str = RULEBOOK) -> dict[int, list[Lacking]]:
    """What contracts lack, by contract, in the rulebook's order; those without gaps are left out. One query."""
    clauses = list(load(rulebook_id).clauses.values())
    places = {clause.id: at for at, clause in enumerate(clauses)}
    today, found = clock.today(), defaultdict(list)
    query = select(ClauseFinding).where(
        ClauseFinding.contract_id.in_(contract_ids), ClauseFinding.rulebook_id == rulebook_id,
        or_(ClauseFinding.verdict.in_(GAPS), ClauseFinding.decided.in_(GAPS)),
    )  # fmt: skip
    for finding in db.session.scalars(query):
        verdict, state = finding.decided or finding.verdict, finding.effective(today)
        if verdict is not Verdict.PRESENT and finding.clause_id in places:
            at = places[finding.clause_id]
            found[finding.contract_id].append(Lacking(finding, clauses[at], at + 1, verdict, state))
    return {key: sorted(rows, key=lambda row: row.number) for key, rows in found.items()}


def contracts_to_ask_about(vendor_id: int, *also: int) -> list[Contract]:
    """The contracts named and the vendor's running ones, by number."""
    running = standings(clock.today())
    query = select(Contract).where(Contract.vendor_id == vendor_id).order_by(Contract.number)
    found = [
        c for c in db.session.scalars(query) if c.id in also or (c.id in running and running[c.id].status.is_running)
    ]
    return sorted(found, key=lambda contract: contract.id not in also)


def contacts_to_write_to(vendor_id: int) -> Sequence[Contact]:
    query = select(Contact).where(Contact.vendor_id == vendor_id, Contact.ended_on.is_(None)).order_by(Contact.id)
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class VendorGaps:
    """A vendor with something to be asked for: in how many running contracts, how many clauses."""

    id: int
    name: str
    contracts: int
    gaps: int


def vendors_with_gaps() -> list[VendorGaps]:
    """Vendors whose running contracts lack clauses, those that lack most first."""
    today = clock.today()
    where = standings(today)
    query = (
        select(Contract.id, Contract.vendor_id, VENDOR_NAME.label("vendor"), ClauseFinding.verdict, ClauseFinding.decided,
               ClauseFinding.excepted_until)
        .join(ClauseFinding, and_(ClauseFinding.contract_id == Contract.id, ClauseFinding.rulebook_id == RULEBOOK))
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(or_(ClauseFinding.decided.in_(GAPS), and_(ClauseFinding.decided.is_(None), ClauseFinding.verdict.in_(GAPS))))
        .where(or_(ClauseFinding.excepted_until.is_(None), ClauseFinding.excepted_until < today))
        .where(Vendor.out_of_scope_reason == "")
    )  # fmt: skip
    names: dict[int, str] = {}
    gaps: dict[int, list[int]] = defaultdict(list)
    for row in db.session.execute(query):
        if row.id in where and where[row.id].status.is_running:
            names[row.vendor_id] = row.vendor
            gaps[row.vendor_id].append(row.id)
    rows = [VendorGaps(key, names[key], len(set(each)), len(each)) for key, each in gaps.items()]
    return sorted(rows, key=lambda row: (-row.gaps, row.name))


def letter_page(letter_id: int) -> Letter:
    """One letter with what its page shows. 404 for a number nobody has."""
    query = (
        select(Letter)
        .where(Letter.id == letter_id)
        .options(joinedload(Letter.vendor), joinedload(Letter.drafted_by))
        .options(selectinload(Letter.gaps).joinedload(LetterGap.contract))
    )
    found: Letter = db.one_or_404(query)
    return found


@dataclass(frozen=True)
class Asked:
    """A clause that a letter asked for, and how it stands today."""

    gap: LetterGap
    name: str
    state: Effective

    @property
    def is_open(self) -> bool:
        return self.state.is_gap


def asked_in(letter: Letter) -> list[Asked]:
    """What a letter asked for, in its order, each with how the contract stands today."""
    today = clock.today()
    ids = {gap.contract_id for gap in letter.gaps}
    query = select(ClauseFinding).where(ClauseFinding.contract_id.in_(ids))
    states = {
        (f.contract_id, f.rulebook_id, f.clause_id): f.effective(today) for f in db.session.scalars(query)
    }  # fmt: skip
    return [
        Asked(
            gap, _clause_name(gap), states.get((gap.contract_id, gap.rulebook_id, gap.clause_id), Effective.UNCHECKED)
        )
        for gap in letter.gaps
    ]


def _clause_name(gap: LetterGap) -> str:
    clause = load(gap.rulebook_id).clauses.get(gap.clause_id)
    return clause.name.in_language(language()) if clause else gap.clause_id


def letters_about(contract_id: int) -> Sequence[Letter]:
    """A contract's letters, the newest first."""
    asked = select(LetterGap.letter_id).where(LetterGap.contract_id == contract_id)
    query = select(Letter).where(Letter.id.in_(asked)).options(selectinload(Letter.gaps)).order_by(Letter.id.desc())
    return db.session.scalars(query).all()


def letters_to(vendor_id: int) -> Sequence[Letter]:
    """A vendor's letters, the newest first."""
    query = select(Letter).where(Letter.vendor_id == vendor_id).options(selectinload(Letter.gaps))
    return db.session.scalars(query.order_by(Letter.id.desc())).all()


WAITING = and_(Letter.withdrawn_at.is_(None), Letter.answered_on.is_(None))


def waiting_letters() -> Sequence[Letter]:
    """Letters not answered yet, the one due first at the head."""
    query = select(Letter).where(WAITING).options(joinedload(Letter.vendor)).order_by(Letter.reply_by, Letter.id)
    return db.session.scalars(query).all()


def waiting_by_contract() -> Mapping[int, Letter]:
    """Of each contract with a letter that was sent and not answered, the newest such letter."""
    query = (
        select(LetterGap.contract_id, Letter)
        .join(Letter, LetterGap.letter_id == Letter.id)
        .where(WAITING, Letter.sent_on.is_not(None))
        .order_by(Letter.id)
        .distinct()
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def badge(letter: Letter, today: date) -> listing.Status:
    state = letter.state(today)
    return listing.Status(say(LETTER_STATE_NAMES[state]), TONES[state])


def letters() -> Listing:
    """All letters, the newest first."""
    today = clock.today()
    conditions = state_conditions(today)
    return Listing(
        name="letters",
        title=gettext("Letters to vendors"),
        statement=select(Letter)
        .join(Vendor, Letter.vendor_id == Vendor.id)
        .options(contains_eager(Letter.vendor), selectinload(Letter.gaps).joinedload(LetterGap.contract)),
        tiebreak=Letter.id.desc(),
        search=(Letter.reference, Vendor.name_zh, Vendor.name_en),
        default_sort="-dated_on",
        filters=[
            Filter("state", gettext("State"), attribute_choices(LETTER_STATE_NAMES), lambda v: conditions[LetterState(v)]),
            Filter("kind", gettext("Asks for"), attribute_choices(LETTER_KIND_NAMES), lambda v: Letter.kind == LetterKind(v)),
            Filter("vendor", gettext("Vendor"), _vendors_written_to, lambda v: Letter.vendor_id == int(v)),
        ],
        columns=[
            Column("reference", _l("Our reference"), lambda r: r.reference, sort=Letter.reference, url=_link),
            Column("vendor", _l("Vendor"), lambda r: r.vendor.name, sort=VENDOR_NAME),
            Column("kind", _l("Asks for"), lambda r: say(LETTER_KIND_NAMES[r.kind]), sort=Letter.kind),
            Column("about", _l("Speaks of"), _about),
            Column("gaps", _l("Clauses asked for"), lambda r: len(r.gaps) or None, Kind.NUMBER, is_minor=True),
            Column("state", _l("State"), lambda r: badge(r, today), Kind.STATUS),
            Column("dated_on", _l("Dated"), lambda r: r.dated_on, Kind.DAY, sort=Letter.dated_on, is_minor=True),
            Column("sent_on", _l("Sent on"), lambda r: r.sent_on, Kind.DAY, sort=Letter.sent_on),
            Column("reply_by", _l("Answer due"), lambda r: r.reply_by, Kind.DAY, sort=Letter.reply_by),
            Column("answered_on", _l("Answered on"), lambda r: r.answered_on, Kind.DAY, sort=Letter.answered_on),
        ],
    )  # fmt: skip


def state_conditions(today: date) -> dict[LetterState, Any]:
    """The SQL for each state of a letter on a day."""
    sent, open_ = Letter.sent_on.is_not(None), and_(Letter.withdrawn_at.is_(None), Letter.answered_on.is_(None))
    return {
        LetterState.OVERDUE: and_(open_, sent, Letter.reply_by < today),
        LetterState.SENT: and_(open_, sent, Letter.reply_by >= today),
        LetterState.DRAFTED: and_(open_, Letter.sent_on.is_(None)),
        LetterState.ANSWERED: and_(Letter.withdrawn_at.is_(None), Letter.answered_on.is_not(None)),
        LetterState.WITHDRAWN: Letter.withdrawn_at.is_not(None),
    }


def _about(letter: Letter) -> list[str] | str:
    return sorted({gap.contract.number for gap in letter.gaps}) or letter.about


def _link(letter: Letter) -> str:
    return url_for("contracts.letters.show", letter_id=letter.id)


def _vendors_written_to() -> Sequence[tuple[str, Any]]:
    query = select(Vendor.id, VENDOR_NAME).where(Vendor.id.in_(select(Letter.vendor_id))).order_by(VENDOR_NAME)
    return [(str(row[0]), row[1]) for row in db.session.execute(query)]
