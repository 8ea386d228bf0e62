"""Files of advisories into the database: received, read in the background in small units of work, then matched at once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.auth.models import User
from core.background import Progress
from core.db import db, unit_of_work
from core.errors import Refused
from core.files import forget, sweep, unreferred
from core.files.store import path_of
from core.phrases import N_, counted, from_kept, phrase
from core.web.addresses import address
from sbom.support import endoflife
from sbom.support import operations as support
from sbom.support.rules import Supported
from sbom.vulnerabilities import jobs, operations, osv, vex_csaf, vex_cyclonedx, vex_xml
from sbom.vulnerabilities.advisories import Advisory
from sbom.vulnerabilities.keeping import Tally, keep_advisories
from sbom.vulnerabilities.models import Import
from sbom.vulnerabilities.operations import Read
from sbom.vulnerabilities.sources import Piece, pieces
from sbom.vulnerabilities.stating import keep_document
from sbom.vulnerabilities.vex import Document

_BATCH = 500
"""Records kept in one unit of work: nobody waits long for the database."""


@dataclass
class _Batch:
    """Records on their way in, and what was read and refused since the last unit of work."""

    advisories: list[Advisory] = field(default_factory=list)
    documents: list[tuple[str, Document]] = field(default_factory=list)
    supported: list[Supported] = field(default_factory=list)
    read: Read = field(default_factory=Read)

    @property
    def is_full(self) -> bool:
        return self.read.records >= _BATCH


def read_file(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Read an uploaded file, and match. Run again after a crash it goes through the file anew; what it kept is nothing new."""
    path = path_of(params["sha256"])
    if path.is_file():
        take_in(params["import_id"], path, by=by, tell=progress)
        _drop_bytes(params["import_id"], params["sha256"])
    jobs.match_all()
    return {"url": address("sbom.vulnerabilities.source", import_id=params["import_id"])}


def take_in(import_id: int, path: Path, *, by: User | None, tell: Callable[[int, int], None]) -> None:
    """Every record of a file, kept a few hundred at a time. Raises Refused for a file that is none of ours."""
    with unit_of_work():
        run = db.session.get_one(Import, import_id)
        operations.restart_import(run)
        file_name = run.file_name
    batch = _Batch()
    try:
        for piece in pieces(path):
            _read(piece, batch, file_name)
            if batch.is_full:
                _keep(batch, import_id)
                batch = _Batch()
                tell(piece.done, piece.total)
        _keep(batch, import_id)
        _check_something(import_id)
    except Refused as error:
        with unit_of_work():
            operations.finish_import(db.session.get_one(Import, import_id), by=by, why=error.phrase)
        raise
    with unit_of_work():
        operations.finish_import(db.session.get_one(Import, import_id), by=by)


def _read(piece: Piece, batch: _Batch, file_name: str) -> None:
    if piece.fault is not None:
        batch.read.refuse(piece.where, piece.fault)
        return
    for where, record in _records(piece.where, piece.document):
        try:
            _take(where, record, batch, file_name)
        except Refused as error:
            batch.read.refuse(where, error.phrase)


def _take(where: str, record: Any, batch: _Batch, file_name: str) -> None:
    """One record or document, of whatever kind it is. Raises Refused."""
    if osv.is_osv(record):
        batch.advisories.append(osv.advisory_of(record))
        batch.read.kinds.add("OSV")
        batch.read.records += 1
        return
    if endoflife.is_endoflife(record):
        found = endoflife.products_of(record, where or file_name)
        batch.supported += found
        batch.read.kinds.add("endoflife.date")
        batch.read.records += len(found)
        return
    document = _document(record)
    if not document.said:
        raise Refused(N_("It says nothing of vulnerabilities. An SBOM is uploaded under SBOMs."))
    batch.documents.append((where, document))
    batch.read.kinds.add(document.origin)
    batch.read.records += len(document.said)
    if document.unsaid:
        batch.read.refuse(
            where,
            phrase(
                counted(
                    document.unsaid,
                    N_("%(n)s entry names no vulnerability or nothing that it affects."),
                    N_("%(n)s entries name no vulnerability or nothing that it affects."),
                ),
                n=document.unsaid,
            ),
        )
        batch.read.refused += document.unsaid - 1


def _document(record: Any) -> Document:
    """A vendor's document (VEX). Raises Refused for what is none."""
    if isinstance(record, bytes):
        return vex_cyclonedx.document_of(vex_xml.document_of(record))
    if vex_cyclonedx.is_cyclonedx(record):
        return vex_cyclonedx.document_of(record)
    if vex_csaf.is_csaf(record):
        return vex_csaf.document_of(record)
    raise Refused(N_("This is neither an OSV record, a CycloneDX or CSAF document, nor a table of endoflife.date."))


def _records(where: str, document: Any) -> Iterator[tuple[str, Any]]:
    """The records in a document: itself, or the list in an answer of OSV's interface."""
    if isinstance(document, dict) and isinstance(document.get("vulns"), list):
        yield from ((f"{where}/vulns/{n}".lstrip("/"), one) for n, one in enumerate(document["vulns"]))
    else:
        yield where, document


def _keep(batch: _Batch, import_id: int) -> None:
    with unit_of_work():
        run = db.session.get_one(Import, import_id)
        tally = keep_advisories(batch.advisories, import_id, is_sample=run.is_sample)
        for where, document in batch.documents:
            added, unchanged, faults = keep_document(document, import_id=import_id, product_id=run.product_id)
            tally += Tally(added, 0, unchanged)
            for place, fault in faults:
                batch.read.refuse(f"{where}{place}", fault)
        tally += Tally(*support.keep_products(batch.supported, is_sample=run.is_sample))
        operations.count(run, batch.read, tally)


def _check_something(import_id: int) -> None:
    run = db.session.get_one(Import, import_id)
    if run.read == 0:
        first = run.faults[0] if run.faults else None
        why = from_kept(first) if first else phrase(N_("The file is empty."))
        raise Refused(N_("Nothing in the file could be read: %(why)s"), why=why, field="file")


def _drop_bytes(import_id: int, sha256: str) -> None:
    """A database's copy is not kept: its records are, and it can be had again."""
    with unit_of_work():
        run = db.session.get_one(Import, import_id)
        if operations.is_to_be_kept(run):
            return
        run.sha256 = None
        db.session.flush()
        gone: Iterable[str] = unreferred([sha256])
        forget(list(gone))
    with unit_of_work():
        sweep([sha256])
