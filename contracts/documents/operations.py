from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath
from typing import IO

from sqlalchemy import select

from contracts.documents import reading
from contracts.documents.events import PapersChanged
from contracts.documents.models import Document, DocumentWords
from contracts.documents.reading import DocumentText
from contracts.documents.rules import DocumentKind, Extraction, packed, sentence
from contracts.register.models import Contract
from core import clock
from core.audit import record
from core.auth.models import User
from core.background import submit
from core.db import check_version, db
from core.errors import Refused, Unreadable
from core.events import announce
from core.files import store
from core.phrases import N_, Phrase

READ_WORK = "contracts.documents.read"
LONGEST_BACK = timedelta(days=3 * 366)
"""How long before its signature a paper may take effect (an agreement signed late, on what was already lived)."""


@dataclass(frozen=True)
class Outcome:
    """What came of reading a file: its text, or why there is none."""

    text: DocumentText | None
    failure: Phrase | None = None


def read_bytes(data: bytes, name: str) -> Outcome:
    """Read a file; slow for large ones, so call it outside a unit of work."""
    try:
        return Outcome(reading.read(data, name))
    except Unreadable as error:
        return Outcome(None, error.phrase)


def add_document(
    contract: Contract,
    stream: IO[bytes],
    *,
    name: str,
    kind: DocumentKind,
    signed_on: date | None,
    effective_on: date | None = None,
    outcome: Outcome | None,
    by: User | None,
) -> Document:
    """Attach a file. With an `outcome` its text is kept at once; without one it is read in the background.

    Raises Refused when this very file is attached to this contract already.
    """
    name = PurePath(name.replace("\\", "/")).name.replace("\x00", "").strip()[:255] or "document"
    kept = store(stream)
    twin = db.session.scalar(
        select(Document).where(
            Document.contract_id == contract.id, Document.sha256 == kept.sha256, Document.withdrawn_at.is_(None)
        )
    )
    if twin is not None:
        raise Refused(
            N_("“%(name)s” is attached to this contract already, as “%(twin)s”."),
            field="files",
            name=name,
            twin=twin.name,
        )
    document = Document(
        contract_id=contract.id,
        sha256=kept.sha256,
        name=name,
        kind=kind,
        signed_on=signed_on,
        effective_on=_in_order(signed_on, effective_on),
        size=kept.size,
        uploaded_by_id=by.id if by else None,
        uploaded_at=clock.now(),
    )
    db.session.add(document)
    db.session.flush()
    record("contracts:document:add", document, by=by, contract=contract.number, kind=kind, sha256=kept.sha256)
    if outcome is None:
        submit(READ_WORK, {"document_id": document.id}, by=by)
    else:
        keep_words(document, outcome)
    return document


def keep_words(document: Document, outcome: Outcome) -> None:
    """Note what reading brought, and tell who checks the papers."""
    if outcome.text is None:
        document.extraction = Extraction.UNREADABLE
        document.message = sentence(outcome.failure) if outcome.failure else {}
    else:
        document.extraction, document.message = Extraction.READ, {}
        if db.session.get(DocumentWords, document.sha256) is None:
            db.session.add(DocumentWords(sha256=document.sha256, **packed(outcome.text)))
    db.session.flush()
    announce(PapersChanged(document.contract_id))


def _in_order(signed_on: date | None, effective_on: date | None) -> date | None:
    if signed_on and effective_on and effective_on < signed_on - LONGEST_BACK:
        raise Refused(N_("It takes effect long before it was signed; look at both days."), field="effective_on")
    return effective_on


def correct_document(
    document: Document,
    *,
    kind: DocumentKind,
    signed_on: date | None,
    effective_on: date | None,
    version: int | str | None = None,
    by: User | None,
) -> Document:
    """Put right what a paper is and when it was signed and takes effect; its words stay as they are."""
    check_version(document, version)
    wanted = {"kind": kind, "signed_on": signed_on, "effective_on": _in_order(signed_on, effective_on)}
    changes = {k: (getattr(document, k), v) for k, v in wanted.items() if getattr(document, k) != v}
    if not changes:
        return document
    for name, value in wanted.items():
        setattr(document, name, value)
    record("contracts:document:correct", document, by=by, **changes)
    db.session.flush()
    announce(PapersChanged(document.contract_id))
    return document


def withdraw_document(
    document: Document, *, reason: str, version: int | str | None = None, by: User | None
) -> Document:
    """Take a paper out of what is read and checked; it stays downloadable, with the reason beside it."""
    check_version(document, version)
    if document.is_withdrawn:
        raise Refused(N_("This paper is withdrawn already."))
    if not reason.strip():
        raise Refused(N_("Say why the paper is withdrawn."), field="reason")
    document.withdrawn_at, document.withdrawal_reason = clock.now(), reason.strip()
    record("contracts:document:withdraw", document, by=by, reason=reason.strip())
    db.session.flush()
    announce(PapersChanged(document.contract_id))
    return document
