"""What is sent is read: a small file by the worker itself, a large one apart; what a pipeline sends is matched in one piece
of work with it: when its token says it is done, its findings are there."""

import logging
from typing import Any

from sqlalchemy import select

from core.auth.models import User
from core.background import Progress
from core.db import db
from core.files import open_file
from sbom.disclosure.reading import read_delivery, refuse
from sbom.pipelines import apart
from sbom.pipelines.models import PipelineUpload
from sbom.vulnerabilities.jobs import match_all

log = logging.getLogger(__name__)
READ_HERE = 1_000_000
"""Bytes of a plain file up to which the worker reads it itself: however hostile, it cannot take much memory."""
READ_PACKED_HERE = 50_000
"""The same of an archive: it unpacks to ten megabytes at most."""
_PACKED = (b"\x1f\x8b", b"PK")


def read_and_match(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Read an SBOM; one of a pipeline is matched at once, others by the scheduler. Raises Refused."""
    if _is_small(params["sha256"]):
        return read_here(params, by, progress)
    try:
        return apart.read_apart(params, by, progress)
    except apart.TooMuch as error:
        refuse(params, error.phrase, by)
        raise


def read_here(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """The same in this process. Raises Unreadable."""
    result = read_delivery(params, by, progress)
    key = params["upload_key"]
    token = "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:]))
    is_sent = db.session.scalar(select(PipelineUpload.token).where(PipelineUpload.token == token)) is not None
    if is_sent or not _is_small(params["sha256"]):
        try:
            match_all()
        except Exception:  # the SBOM is kept; the scheduler matches it in a minute
            log.exception("an SBOM could not be matched at once")
            db.session.rollback()
    return result


def _is_small(sha256: str) -> bool:
    with open_file(sha256) as file:
        head = file.read(READ_HERE + 1)
    return len(head) <= (READ_PACKED_HERE if head.startswith(_PACKED) else READ_HERE)
