"""What is sent is read: a small file by the worker itself, a large one by a process split off for it, which a hostile file
ends and not the server. What a pipeline sends is matched in one piece of work with it: when its token says it is done, its
findings are there."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from sqlalchemy import select

from core import clock, forks
from core.audit.chain import acting_as
from core.auth.models import User
from core.background import Progress
from core.db import db
from core.phrases import N_, phrase
from sbom.components.files import is_small
from sbom.components.versions import compare_versions
from sbom.disclosure import operations
from sbom.disclosure.reading import read_delivery, refuse
from sbom.elements.rules import count
from sbom.ingest import schemas
from sbom.ingest.reading import read_plain
from sbom.pipelines.models import PipelineUpload
from sbom.vulnerabilities.jobs import match_all

log = logging.getLogger(__name__)
READ_APART, MATCH_APART = "sbom.read", "sbom.match"
TOO_MUCH = N_("Reading the file takes more memory or time than any SBOM needs. Ask for one SBOM per product.")


def read_and_match(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Read an SBOM; one of a pipeline, and a large one, is matched at once, others by the scheduler. Raises Refused."""
    if is_small(params["sha256"]):
        result = read_delivery(params, by, progress)
        if _is_sent(params["upload_key"]):
            _matched(match_all)
        return result
    by_id = by.id if by else None
    try:
        found: dict[str, Any] = forks.do(READ_APART, read=params, by_id=by_id, work_id=progress.work_id)
    except forks.TooMuch as error:
        refuse(params, phrase(TOO_MUCH), db.session.get(User, by_id) if by_id else None)
        raise forks.TooMuch(TOO_MUCH) from error
    _matched(lambda: forks.do(MATCH_APART))
    return found


def read_apart(asked: Mapping[str, Any], _: forks.Give) -> dict[str, Any]:
    """Read it in the process that was split off for it."""
    by = db.session.get(User, asked["by_id"]) if asked["by_id"] else None
    with acting_as("work:sbom.read"):
        return read_delivery(asked["read"], by, Progress(asked["work_id"]))


def match_apart(_asked: Mapping[str, Any], _: forks.Give) -> dict[str, int]:
    """Match what is new, in another one: what reading took is given back by then."""
    with acting_as("work:sbom.read"):
        return match_all()


def _is_sent(key: str) -> bool:
    """Whether a pipeline sent what has this upload key: its token."""
    token = "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:]))
    return db.session.scalar(select(PipelineUpload.token).where(PipelineUpload.token == token)) is not None


def _matched(match: Callable[[], object]) -> None:
    try:
        match()
    except Exception:  # the SBOM is kept; the scheduler matches it in a minute
        log.exception("an SBOM could not be matched at once")
        db.session.rollback()


def prepare() -> None:
    """Read a little of every version, so that schemas, licences and orders of versions are there when a file comes."""
    for version in schemas.JSON_VERSIONS:
        part = {"type": "library", "name": "a", "version": "1", "licenses": [{"license": {"id": "MIT"}}]}
        sbom = read_plain(orjson.dumps({"bomFormat": "CycloneDX", "specVersion": version, "components": [part]}))
        judged = operations.judge(sbom, "", clock.today())
        operations.component_rows(judged, operations.paths_of(judged), 0)
        count(sbom)
    compare_versions("1.0a", "1.0", "pypi")
