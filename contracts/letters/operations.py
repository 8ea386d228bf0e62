"""What is done with letters. Each is called inside a unit of work; none commits."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from contracts.letters import content
from contracts.letters.content import Draft, Paper, compose
from contracts.letters.models import Letter, LetterGap
from contracts.letters.rules import MOST_CONTRACTS, MOST_GAPS, Answer, LetterKind, check_reply_by
from core import clock
from core.audit import record
from core.auth.models import User
from core.calendar import calendar
from core.db import check_version, db
from core.errors import Refused
from core.files import store
from core.phrases import N_
from vendors.register.models import Vendor


def draft_letter(vendor: Vendor, draft: Draft, gaps: Sequence[LetterGap], *, by: User | None) -> Letter:
    """Keep a letter: its file, what it asks for, until when. `gaps` are new rows without their letter.

    Without a reference of the firm's own the letter gets the next of ours. Raises Refused for a letter that asks for
    nothing, a reference that is taken, or a day of answer that is none.
    """
    if not gaps:
        raise Refused(N_("Choose at least one clause: the letter would ask for nothing."), field="chosen")
    if len(gaps) > MOST_GAPS or len({gap.contract_id for gap in gaps}) > MOST_CONTRACTS:
        raise Refused(
            N_("A letter asks for at most %(gaps)s clauses of %(contracts)s contracts; write two letters."),
            field="chosen",
            gaps=MOST_GAPS,
            contracts=MOST_CONTRACTS,
        )
    noted = {"contracts": sorted({part.number for part in draft.parts}), "clauses": [gap.clause_id for gap in gaps]}
    letter = keep_letter(
        vendor, draft, lambda reference: compose(replace(draft, reference=reference)), by=by, noted=noted
    )
    letter.gaps = list(gaps)
    return letter


def keep_letter(
    vendor: Vendor,
    paper: Paper,
    write: Callable[[str], content.Letter],
    *,
    kind: LetterKind = LetterKind.CLAUSES,
    about: str = "",
    noted: dict[str, Any],
    by: User | None,
) -> Letter:
    """Keep a letter of any kind: `write` gives its words under the reference that it gets; `noted` goes into the trail.

    Without a reference of the firm's own the letter gets the next of ours. Raises Refused for a reference that is taken, or
    a day of answer that is none.
    """
    check_reply_by(paper.reply_by, paper.dated_on, calendar())
    _refuse_taken(paper.reference)
    letter = Letter(
        kind=kind,
        vendor_id=vendor.id,
        about=about[:500],
        reference=paper.reference or _next_reference(paper.dated_on),
        language=paper.language,
        attention=paper.attention[:300],
        dated_on=paper.dated_on,
        reply_by=paper.reply_by,
        drafted_by_id=by.id if by else None,
        drafted_at=clock.now(),
    )
    from contracts.letters.word_file import write_letter

    kept = store(io.BytesIO(write_letter(write(letter.reference), letter.drafted_at)))
    letter.sha256, letter.size = kept.sha256, kept.size
    db.session.add(letter)
    db.session.flush()
    record(
        "contracts:letter:draft",
        letter,
        by=by,
        vendor=vendor.name,
        **noted,
        reply_by=letter.reply_by,
        sha256=letter.sha256,
    )
    return letter


def _refuse_taken(reference: str) -> None:
    holder = db.session.query(Letter.id).filter(Letter.reference == reference).first() if reference else None
    if holder is not None:
        raise Refused(
            N_("Another letter has the reference %(reference)s already."), field="reference", reference=reference
        )


def _next_reference(dated_on: date) -> str:
    """CL-2026-0001, 0002 …: the first of the year that is free."""
    begins = f"CL-{dated_on.year}-"
    taken = {row[0] for row in db.session.query(Letter.reference).filter(Letter.reference.startswith(begins))}
    number = len(taken) + 1
    while f"{begins}{number:04d}" in taken:
        number += 1
    return f"{begins}{number:04d}"


def send_letter(
    letter: Letter, *, sent_on: date | None, how: str, version: int | str | None = None, by: User | None
) -> Letter:
    """Note that the letter went out, on which day and how."""
    check_version(letter, version)
    _refuse_withdrawn(letter)
    if letter.sent_on is not None:
        raise Refused(N_("The letter was sent already."))
    if sent_on is None or sent_on > clock.today():
        raise Refused(N_("Give the day on which it was sent; it cannot lie ahead."), field="sent_on")
    if sent_on < letter.dated_on:
        raise Refused(N_("It cannot have been sent before its own date."), field="sent_on")
    letter.sent_on, letter.sent_how = sent_on, how.strip()
    record("contracts:letter:send", letter, by=by, sent_on=sent_on, sent_how=letter.sent_how)
    return letter


def record_answer(
    letter: Letter, *, answered_on: date | None, answer: Answer, note: str, version: int | str | None = None, by: User | None
) -> Letter:  # fmt: skip
    """Note what the vendor answered. The clauses themselves change only when an amendment is attached and checked."""
    check_version(letter, version)
    _refuse_withdrawn(letter)
    if letter.sent_on is None:
        raise Refused(N_("Note first that the letter was sent."))
    if letter.answered_on is not None:
        raise Refused(N_("The answer is recorded already."))
    if answered_on is None or answered_on > clock.today() or answered_on < letter.sent_on:
        raise Refused(N_("The answer came on a day from the letter's sending until today."), field="answered_on")
    if answer is not Answer.AGREED and not note.strip():
        raise Refused(N_("Say what the vendor did not agree to, and what it proposes."), field="note")
    letter.answered_on, letter.answer, letter.answer_note = answered_on, answer, note.strip()
    record("contracts:letter:answer", letter, by=by, answered_on=answered_on, answer=answer, note=note.strip())
    return letter


def withdraw_letter(letter: Letter, *, reason: str, version: int | str | None = None, by: User | None) -> Letter:
    """A letter that no longer counts: it stays on record, and nobody is reminded of it."""
    check_version(letter, version)
    _refuse_withdrawn(letter)
    if not reason.strip():
        raise Refused(N_("Say why the letter is withdrawn."), field="reason")
    letter.withdrawn_at, letter.withdrawal_reason = clock.now(), reason.strip()
    record("contracts:letter:withdraw", letter, by=by, reason=reason.strip())
    return letter


def _refuse_withdrawn(letter: Letter) -> None:
    if letter.withdrawn_at is not None:
        raise Refused(N_("The letter is withdrawn already."))
