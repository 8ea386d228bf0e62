from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO

from sqlalchemy import select

from contracts.documents import reading
from contracts.documents.events import PapersChanged
from contracts.documents.models import Document, DocumentWords
from contracts.documents.reading import DocumentText, NoTextLayer, Recognise
from contracts.documents.reading.limits import MAX_BYTES
from contracts.documents.reading.paged import ranges
from contracts.documents.reading.pictures import is_image
from contracts.documents.reading.recognition import missing
from contracts.documents.rules import (
    AT_ONCE_BYTES,
    NOT_WHOLLY_READ,
    READ_WORK,
    WITH_TEXT,
    DocumentKind,
    Extraction,
    packed,
    sentence,
    unread_pages,
)
from contracts.register.models import Contract
from core import clock
from core.audit import record
from core.auth.models import User
from core.background import submit
from core.db import check_version, db
from core.errors import Refused, Unreadable
from core.events import announce
from core.files import path_of, plain_name, store
from core.phrases import N_, Phrase, phrase

LONGEST_BACK = timedelta(days=3 * 366)
"""How long before its signature a paper may take effect (an agreement signed late, on what was already lived)."""


@dataclass(frozen=True)
class Outcome:
    """What came of reading a file: its text, or why there is none (`is_scan`: because there are only pictures).

    `was_recognised` tells that text recognition has had its turn: what is unread now stays so.
    """

    text: DocumentText | None
    failure: Phrase | None = None
    is_scan: bool = False
    was_recognised: bool = False

    @property
    def state(self) -> Extraction:
        """What is to be said of a file that brought no words."""
        return Extraction.SCANNED if self.is_scan else Extraction.UNREADABLE

    @property
    def has_pictures(self) -> bool:
        """Whether text recognition could find more."""
        return not self.was_recognised and (self.is_scan or bool(self.text and self.text.unread))


def received(stream: IO[bytes], name: str) -> tuple[str, bytes]:
    """The name and the bytes of an uploaded file; refuses one that is empty or too large."""
    data = stream.read(MAX_BYTES + 1)
    if not data:
        raise Unreadable(N_("“%(name)s” is empty."), field="files", name=name)
    if len(data) > MAX_BYTES:
        raise Unreadable(
            N_("“%(name)s” is larger than %(limit)s MB."), field="files", name=name, limit=MAX_BYTES // 1024**2
        )
    return name, data


def read_bytes(data: bytes, name: str, recognise: Recognise | None = None) -> Outcome:
    """Read a file; slow for large ones and very slow for pictures, so call it outside a unit of work."""
    try:
        return Outcome(reading.read(data, name, recognise), was_recognised=recognise is not None)
    except Unreadable as error:
        return Outcome(None, error.phrase, isinstance(error, NoTextLayer), was_recognised=recognise is not None)


def read_stored(sha256: str, name: str, recognise: Recognise | None = None) -> Outcome:
    """Read a file that was stored."""
    path = path_of(sha256)
    if not path.exists():
        return Outcome(None, phrase(N_("The file is not in the store; restore it from the backup.")))
    return read_bytes(path.read_bytes(), name, recognise)


def read_at_once(data: bytes, name: str) -> Outcome | None:
    """What reading brings while the person waits; None where that is left to the background: large files, pictures."""
    if len(data) > AT_ONCE_BYTES and not is_image(data):
        return None
    outcome = read_bytes(data, name)
    return None if outcome.has_pictures and missing() is None else outcome


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
    name = plain_name(name, "document", longest=255)
    kept = store(stream)
    _refuse_twin(contract.id, kept.sha256, name)
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
    known = db.session.get(DocumentWords, document.sha256)
    if known is not None and not unread_pages(known):
        keep_state(document, Extraction.READ)
    elif outcome is None:
        submit(READ_WORK, {"document_id": document.id}, by=by)
    else:
        keep_words(document, outcome)
    return document


def keep_words(document: Document, outcome: Outcome) -> None:
    """Note what reading brought, for every paper that is this file, and tell who checks the papers."""
    if not keep_text(document.sha256, outcome, document):
        keep_state(document, outcome.state, outcome.failure)


def keep_text(sha256: str, outcome: Outcome, document: Document | None = None) -> bool:
    """Keep a file's text where it says more than what is known, and note it at every paper that is this file.

    False where nothing is known of it, now as before.
    """
    known = db.session.get(DocumentWords, sha256)
    changed = outcome.text is not None and (known is None or len(outcome.text.unread) < len(unread_pages(known)))
    if outcome.text is not None and changed:
        known = known or DocumentWords(sha256=sha256)
        for name, value in packed(outcome.text).items():
            setattr(known, name, value)
        db.session.add(known)
        db.session.flush()
    if known is None:
        return False
    state, why = state_of(known, was_recognised=outcome.was_recognised)
    for each in _papers_of_file(sha256):
        if each is document or changed or each.extraction not in WITH_TEXT:
            keep_state(each, state, why)
    return True


def state_of(words: DocumentWords, *, was_recognised: bool) -> tuple[Extraction, Phrase | None]:
    """How far a file is read of which there are words, and the pages that were tried in vain."""
    unread = unread_pages(words)
    why = phrase(NOT_RECOGNISED, pages=ranges(unread)) if unread and was_recognised else None
    return (Extraction.PARTLY if unread else Extraction.READ), why


NOT_RECOGNISED = N_("Pages that text recognition could make nothing of: %(pages)s")


def _papers_of_file(sha256: str) -> Sequence[Document]:
    return db.session.scalars(select(Document).where(Document.sha256 == sha256).order_by(Document.id)).all()


def keep_state(document: Document, state: Extraction, why: Phrase | None = None) -> None:
    """How far the reading of a paper is; whoever checks papers is told."""
    document.extraction, document.message = state, sentence(why) if why else {}
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


def read_again(document: Document, *, version: int | str | None = None, by: User | None) -> Document:
    """Have a paper read once more that could not be read, or only in part: a program may have been added meanwhile."""
    check_version(document, version)
    if document.is_withdrawn or document.extraction not in NOT_WHOLLY_READ:
        raise Refused(N_("There is nothing left to read in this paper."))
    if document.extraction is not Extraction.PARTLY:
        document.extraction, document.message = Extraction.WAITING, {}
    submit(READ_WORK, {"document_id": document.id}, by=by)
    record("contracts:document:reread", document, by=by)
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


def restore_document(document: Document, *, reason: str, version: int | str | None = None, by: User | None) -> Document:
    """A paper counts again, and why; that it was withdrawn stays in the trail. Refused where the same file was attached
    meanwhile."""
    check_version(document, version)
    if not document.is_withdrawn:
        raise Refused(N_("This paper is not withdrawn."))
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    _refuse_twin(document.contract_id, document.sha256, document.name)
    record("contracts:document:restore", document, by=by, reason=(document.withdrawal_reason, reason.strip()))
    document.withdrawn_at, document.withdrawal_reason = None, ""
    db.session.flush()
    announce(PapersChanged(document.contract_id))
    return document


def _refuse_twin(contract_id: int, sha256: str, name: str) -> None:
    """The same bytes count once for a contract."""
    twin = db.session.scalar(
        select(Document).where(
            Document.contract_id == contract_id, Document.sha256 == sha256, Document.withdrawn_at.is_(None)
        )
    )
    if twin is not None:
        raise Refused(
            N_("“%(name)s” is attached to this contract already, as “%(twin)s”."),
            field="files",
            name=name,
            twin=twin.name,
        )
