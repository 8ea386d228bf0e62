"""What a pipeline sends is read and matched in one piece of work: when its token says it is done, its findings are there."""

import logging
from typing import Any

from sqlalchemy import select

from core.auth.models import User
from core.background import Progress
from core.db import db
from sbom.disclosure.reading import read_delivery
from sbom.pipelines.models import PipelineUpload
from sbom.vulnerabilities.jobs import match_all

log = logging.getLogger(__name__)


def read_and_match(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Read an SBOM; one of a pipeline is matched at once, others by the scheduler. Raises Unreadable."""
    result = read_delivery(params, by, progress)
    key = params["upload_key"]
    token = "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:]))
    if db.session.scalar(select(PipelineUpload.token).where(PipelineUpload.token == token)) is not None:
        try:
            match_all()
        except Exception:  # the SBOM is kept; the scheduler matches it in a minute
            log.exception("an SBOM of a pipeline could not be matched at once")
            db.session.rollback()
    return result
