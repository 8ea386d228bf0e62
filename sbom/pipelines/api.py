"""`/api`: what clients of Dependency-Track call. Addresses, field names, status codes and bodies are theirs.

A GET's body is never looked at: one client sends its query as a body that claims to be JSON and is not.
"""

from uuid import uuid4

from flask import Blueprint, Response, request

from core.auth.guard import KEY, PUBLIC, requires
from core.db import unit_of_work
from core.errors import Refused, Unreadable
from core.files import Incoming
from core.phrases import N_
from core.web import csrf
from sbom.ingest.reading import glance, is_sound, read_plain
from sbom.ingest.rules import FindingKind
from sbom.ingest.unpacking import plain_bytes
from sbom.pipelines import operations, queries
from sbom.pipelines.answering import answers, as_json, current_key, key_shown, sent_json
from sbom.pipelines.multipart import parts_of
from sbom.pipelines.rules import (
    Answer,
    UploadRequest,
    from_fields,
    from_json,
    invalid_bom,
    known_uuid,
)

bp = Blueprint("api", __name__, url_prefix="/api")
csrf.exempt(bp)  # no cookie opens anything here
READ_IN_FULL = 1_000_000
"""Bytes that are read in full before the answer; of a larger file that keeps its schema no more is asked."""
READ_AT_ONCE = 15_000_000
"""Bytes that are judged before the answer; a larger file is judged in the background."""
MAX_ERRORS = 20


@bp.get("/version")
@requires(PUBLIC)
def version() -> Response:
    """What a client asks to know whom it speaks to. The version is that of the interface."""
    return as_json({"application": "vendor-risk", "version": "4.14.0", "uuid": "", "timestamp": ""})


@bp.put("/v1/bom")
@requires(KEY)
@answers
def put_bom() -> Response:
    """An SBOM in JSON, base64 inside."""
    asked, bom = from_json(sent_json())
    with Incoming() as file:
        file.write(bom)
        return _upload(asked, file)


@bp.post("/v1/bom")
@requires(KEY)
@answers
def post_bom() -> Response:
    """An SBOM as a file."""
    if request.mimetype != "multipart/form-data":
        raise Answer(415, "Send multipart/form-data, or JSON with PUT.")
    with Incoming() as file:
        fields = parts_of(request.stream, request.content_type or "", file.write)
        if not file.size:
            raise Answer(400, "No BOM file provided.")
        return _upload(from_fields(fields), file)


def _upload(asked: UploadRequest, file: Incoming) -> Response:
    token, client = str(uuid4()), str(request.user_agent)[:120]
    try:
        _check(file, keeps_invalid=key_shown().keeps_invalid)
    except Unreadable as error:
        _note_refusal(asked, token, client, error)
        raise invalid_bom(str(error.phrase)) from error
    except _Faulty as faulty:
        _note_refusal(asked, token, client, faulty.refusal)
        raise invalid_bom("Schema validation failed", faulty.errors) from None
    file.finish()
    with unit_of_work():
        upload = operations.take_in(current_key(), asked, file, token=token, client=client)
        assert upload.release is not None
        project = upload.release.uuid
    return as_json({"token": token, "projectUuid": project})


class _Faulty(Exception):
    def __init__(self, errors: list[str]) -> None:
        self.errors = errors
        self.refusal = Refused(N_("The SBOM breaks its schema: %(why)s"), why="; ".join(errors)[:400])


def _check(file: Incoming, *, keeps_invalid: bool) -> None:
    """Raises Unreadable, or _Faulty where the key takes valid SBOMs only. A very large one is read later."""
    plain = plain_bytes(file.read())
    if len(plain) > READ_AT_ONCE:
        glance(plain)
        return
    if len(plain) > READ_IN_FULL and is_sound(plain):
        return
    sbom = read_plain(plain)
    if not sbom.valid and not keeps_invalid:
        faults = [finding for finding in sbom.findings if finding.kind is FindingKind.FAULT]
        raise _Faulty([f"{fault.where}: {fault.what}" for fault in faults[:MAX_ERRORS]])


def _note_refusal(asked: UploadRequest, token: str, client: str, why: Refused) -> None:
    with unit_of_work():
        operations.note_refusal(current_key(), asked, token=token, client=client, why=why.phrase)


@bp.get("/v1/bom/token/<token>")
@bp.get("/v1/event/token/<token>")
@requires(KEY)
@answers
def token(token: str) -> Response:
    """Whether what was sent under the token is still being read."""
    return as_json({"processing": queries.is_processing(known_uuid(token, "uuid"))})
