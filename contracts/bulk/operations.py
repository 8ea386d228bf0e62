"""What is done with a check of many papers. Each is called inside a unit of work; none commits."""

import io
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import IO, Any

from sqlalchemy import delete, insert, select, update

from contracts.bulk.models import BulkCheck, BulkFile, BulkFinding
from contracts.bulk.rules import FileState
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rules import Verdict
from contracts.documents.archives import Member, shown_name
from contracts.documents.models import Document, DocumentWords
from contracts.documents.operations import add_document
from contracts.documents.rules import DocumentKind, sentence
from contracts.register.models import Contract
from core import clock
from core.audit import record
from core.auth.models import User
from core.background import submit
from core.db import check_version, db
from core.errors import Refused
from core.files import forget, open_file, store, unreferred
from core.phrases import N_, Phrase

WORK = "contracts.bulk.check"


def begin_check(
    stream: IO[bytes], members: Sequence[Member], *, name: str, rulebook: Rulebook, by: User | None
) -> BulkCheck:
    """Keep a zip and queue its files. `members` as the archive tells them; those it refuses are refused at once."""
    stream.seek(0)
    kept = store(stream)
    check = BulkCheck(
        name=shown_name(name) or "archive.zip",
        rulebook_id=rulebook.id,
        rulebook_version=rulebook.version,
        rulebook_digest=rulebook.digest,
        archive_sha256=kept.sha256,
        by_id=by.id if by else None,
        started_at=clock.now(),
    )
    db.session.add(check)
    db.session.flush()
    rows = [_row(check.id, member) for member in members]
    db.session.execute(insert(BulkFile), rows, execution_options={"render_nulls": True})
    record(
        "contracts:bulk:start", check, by=by, files=len(rows), rulebook=f"{rulebook.id} {rulebook.version}",
        sha256=kept.sha256,
    )  # fmt: skip
    queue_next(check, by=by)
    return check


def _row(check_id: int, member: Member) -> dict[str, Any]:
    return {
        "check_id": check_id,
        "position": member.index,
        "name": member.name,
        "size": min(member.size, 2**31 - 1),
        "state": FileState.REFUSED if member.refusal else FileState.WAITING,
        "message": sentence(member.refusal) if member.refusal else {},
        "sha256": None,
        "pages": 0,
        "absent": 0,
        "partial": 0,
    }


def queue_next(check: BulkCheck, *, by: User | None) -> None:
    """Have the background go on with a check; whatever piece of work was at it before is no longer entitled to."""
    check.work_id = submit(WORK, {"check_id": check.id}, by=by).id


def resume_check(check: BulkCheck, *, by: User | None) -> None:
    """Go on with a check that stopped."""
    if check.finished_at is not None:
        raise Refused(N_("This check is finished."))
    record("contracts:bulk:resume", check, by=by)
    queue_next(check, by=by)


def keep_findings(file: BulkFile, data: bytes, words: Mapping[str, Any], findings: Mapping[str, Any]) -> None:
    """Note what was found in a file; keeps its bytes and its words."""
    kept = store(io.BytesIO(data))
    if db.session.get(DocumentWords, kept.sha256) is None:
        db.session.add(DocumentWords(sha256=kept.sha256, **words))
    verdicts = [found["verdict"] for found in findings.values()]
    file.sha256, file.state, file.checked_at = kept.sha256, FileState.CHECKED, clock.now()
    file.pages = max((page[0] for page in words["pages"]), default=1)
    file.absent, file.partial = verdicts.count(Verdict.ABSENT), verdicts.count(Verdict.PARTIAL)
    rows = [{"file_id": file.id, "clause_id": clause_id, **found} for clause_id, found in findings.items()]
    db.session.flush()
    if rows:
        db.session.execute(insert(BulkFinding), [row | {"verdict": Verdict(row["verdict"])} for row in rows])


def refuse_file(file: BulkFile, why: Phrase) -> None:
    """Note why a file was not checked; nothing of it is kept."""
    file.state, file.message, file.checked_at = FileState.REFUSED, sentence(why), clock.now()


def finish_check(check: BulkCheck, *, by: User | None) -> set[str]:
    """All files are through. Returns the hashes whose bytes may go: the zip's, unless something else is the same file."""
    check.finished_at, check.work_id = clock.now(), None
    archive, check.archive_sha256 = check.archive_sha256, None
    states = list(db.session.scalars(select(BulkFile.state).where(BulkFile.check_id == check.id)))
    refused = states.count(FileState.REFUSED)
    record("contracts:bulk:finish", check, by=by, checked=len(states) - refused, refused=refused)
    db.session.flush()
    return _let_go({archive} if archive else set())


def delete_check(check: BulkCheck, *, version: int | str | None = None, by: User | None) -> set[str]:
    """Take out a check with the papers that belong to nothing else. Returns the hashes whose bytes may go."""
    check_version(check, version)
    hashes = set(db.session.scalars(select(BulkFile.sha256).where(BulkFile.check_id == check.id)))
    hashes |= {check.archive_sha256}
    files = select(BulkFile.id).where(BulkFile.check_id == check.id)
    count = len(db.session.scalars(files).all())
    record("contracts:bulk:delete", check, by=by, files=count, started_at=check.started_at)
    db.session.execute(delete(BulkFinding).where(BulkFinding.file_id.in_(files)))
    db.session.execute(delete(BulkFile).where(BulkFile.check_id == check.id))
    db.session.flush()
    db.session.delete(check)
    db.session.flush()
    return _let_go({each for each in hashes if each})


def _let_go(hashes: Collection[str]) -> set[str]:
    """Forget the files that no record speaks of any more, with the words read from them."""
    gone = unreferred(hashes, besides=("document_words",))
    db.session.execute(delete(DocumentWords).where(DocumentWords.sha256.in_(gone)))
    forget(gone)
    return gone


def file_paper(
    file: BulkFile, contract: Contract, *, kind: DocumentKind, signed_on: date | None, by: User | None
) -> Document:
    """Attach a checked paper to a contract; its clauses are then judged with the contract's other papers.

    Raises Refused when it is filed already, or this very file is attached to the contract already.
    """
    if file.state is not FileState.CHECKED or file.sha256 is None:
        raise Refused(N_("Only a file that was checked can be filed."))
    if file.document_id is not None:
        raise Refused(N_("The paper is filed already."))
    name = PurePosixPath(file.name).name
    with open_file(file.sha256) as stream:  # its words are known: it is read again only where pages were left out
        document = add_document(contract, stream, name=name, kind=kind, signed_on=signed_on, outcome=None, by=by)
    file.contract_id, file.document_id = contract.id, document.id
    file.filed_by_id, file.filed_at = (by.id if by else None), clock.now()
    check = db.session.get_one(BulkCheck, file.check_id)
    record("contracts:bulk:file", check, by=by, file=file.name, contract=contract.number)
    return document


def unlink_contracts(contract_ids: Any) -> None:
    """Forget to which of these contracts papers were filed: the contracts are going."""
    values = {"contract_id": None, "document_id": None, "filed_by_id": None, "filed_at": None}
    db.session.execute(update(BulkFile).where(BulkFile.contract_id.in_(contract_ids)).values(values))
