"""The sample firm's letters: one waiting, one overdue, one answered."""

from datetime import timedelta
from io import BytesIO

from flask_babel import force_locale
from sqlalchemy import delete, select

from contracts.clauses.checking import RULEBOOK
from contracts.clauses.rulebooks import load
from contracts.letters import drafting, queries
from contracts.letters.content import Draft, compose
from contracts.letters.models import Letter, LetterGap
from contracts.letters.rules import Answer, default_reply_by
from contracts.register.models import Contract
from contracts.register.sample import SAMPLE
from core import clock
from core.auth.models import User
from core.auth.rules import Role
from core.calendar import calendar
from core.db import db
from core.demo.operations import Context
from core.files import store

AGES = (6, 27, 60)
"""How many days ago each was sent."""


class LettersPart:
    """Three letters, each about a contract of another vendor."""

    def load(self, context: Context) -> None:
        writers = context.made["people"].get(Role.PROCUREMENT, [])
        for number, (age, contract) in enumerate(zip(AGES, _lacking_contracts(len(AGES)), strict=False), 1):
            _letter(context, number, age, contract, writers[0] if writers else None)

    def remove(self) -> dict[str, int]:
        ids = set(db.session.scalars(select(LetterGap.letter_id).where(LetterGap.contract_id.in_(SAMPLE))))
        db.session.execute(delete(LetterGap).where(LetterGap.letter_id.in_(ids)))
        db.session.execute(delete(Letter).where(Letter.id.in_(ids)))
        return {"letters": len(ids)}

    def exists(self) -> bool:
        return False  # never without contracts, which tell

    def has_real_data(self) -> bool:
        return False  # a real letter hangs on a real contract


def _lacking_contracts(count: int) -> list[Contract]:
    """Contracts with gaps, each of another vendor."""
    found: dict[int, Contract] = {}
    for contract in db.session.scalars(select(Contract).where(Contract.id.in_(SAMPLE)).order_by(Contract.id).limit(60)):
        if len(found) < count and contract.vendor_id not in found and _gaps(contract):
            found[contract.vendor_id] = contract
    return list(found.values())


def _gaps(contract: Contract) -> list[queries.Lacking]:
    return [row for row in queries.lacking_of([contract.id]).get(contract.id, []) if row.state.is_gap]


def _letter(context: Context, number: int, age: int, contract: Contract, writer: User | None) -> None:
    from contracts.letters.word_file import write_letter

    vendor, chosen = contract.vendor, {contract.id: _gaps(contract)}
    language = drafting.language_for(vendor, contract)
    sent_on = context.today - timedelta(days=age)
    with force_locale(language):
        draft = Draft(
            language=language,
            is_roc=False,
            sender=drafting.sender(writer, language),
            vendor=drafting.vendor_name(vendor, language),
            attention="",
            reference=f"CL-{sent_on.year}-{number:04d}",
            dated_on=sent_on,
            reply_by=default_reply_by(sent_on, calendar()),
            rulebook=load(RULEBOOK),
            parts=drafting.parts_of([contract], chosen, language),
        )
    data = write_letter(compose(draft), clock.now())
    kept = store(BytesIO(data))
    letter = Letter(
        vendor_id=vendor.id,
        reference=draft.reference,
        language=language,
        attention="",
        dated_on=sent_on,
        reply_by=draft.reply_by,
        sha256=kept.sha256,
        size=kept.size,
        drafted_by_id=writer.id if writer else None,
        drafted_at=clock.now() - timedelta(days=age),
        sent_on=sent_on,
        sent_how="掛號郵寄",
    )
    letter.gaps = drafting.gap_rows(chosen, load(RULEBOOK))
    if number == len(AGES):
        letter.answered_on, letter.answer = sent_on + timedelta(days=12), Answer.PARTLY
        letter.answer_note = "稽核權條款同意增補，罰則另提條文。"
    db.session.add(letter)
    db.session.flush()
