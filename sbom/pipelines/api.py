"""`/api`: what clients of Dependency-Track call. Addresses, field names, status codes and bodies are theirs.

A GET's body is never looked at: one client sends its query as a body that claims to be JSON and is not.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec
from uuid import uuid4

import orjson
from flask import Blueprint, Response, g, request

from core import clock
from core.audit.chain import acting_as
from core.auth.guard import KEY, PUBLIC, requires
from core.db import db, unit_of_work
from core.errors import Refused, Unreadable
from core.files import Incoming
from core.phrases import N_
from core.web import csrf
from sbom.ingest.reading import glance, is_sound, read_plain
from sbom.ingest.rules import FindingKind
from sbom.ingest.unpacking import plain_bytes
from sbom.pipelines import findings as found
from sbom.pipelines import operations, queries
from sbom.pipelines.models import ApiKey
from sbom.pipelines.multipart import parts_of
from sbom.pipelines.rules import (
    Answer,
    Naming,
    UploadRequest,
    from_fields,
    from_json,
    invalid_bom,
    invalid_field,
    is_true,
    known_uuid,
    naming,
    page_of,
    problem,
    secret_in,
)
from sbom.products import operations as products
from sbom.products.models import Release

bp = Blueprint("api", __name__, url_prefix="/api")
csrf.exempt(bp)  # no cookie opens anything here

READ_IN_FULL = 1_000_000
"""Bytes that are read in full before the answer; of a larger file that keeps its schema no more is asked."""
READ_AT_ONCE = 15_000_000
"""Bytes that are judged before the answer; a larger file is judged in the background."""
MAX_ERRORS = 20
P = ParamSpec("P")
_DENIED = {"status": 403, "title": "Project access denied", "detail": "Access to the requested project is forbidden"}


def open_with_key() -> Response | None:
    """Before every view that asks for a key: 401 without one that is valid today."""
    key = queries.key_of(secret_in(request.headers), clock.today())
    if key is None:
        return Response(status=401)
    g.api_key = key
    if operations.is_use_news(key, request.remote_addr or ""):
        with unit_of_work():
            operations.note_use(key, request.remote_addr or "")
    return None


def answers(view: Callable[P, Response]) -> Callable[P, Response]:
    """Turn what ends a view early into what the client understands."""

    @wraps(view)
    def answering(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            with acting_as(f"{_key().name} ({_key().hint}…)"):
                return view(*args, **kwargs)
        except Answer as answer:
            return _say(answer)
        except queries.Forbidden:
            return _json(_DENIED, 403, "application/problem+json")
        except Refused as refused:
            return _say(problem("The request was refused", str(refused)))

    return answering


@bp.get("/version")
@requires(PUBLIC)
def version() -> Response:
    """What a client asks to know whom it speaks to. The version is that of the interface."""
    return _json({"application": "vendor-risk", "version": "4.14.0", "uuid": "", "timestamp": ""})


@bp.put("/v1/bom")
@requires(KEY)
@answers
def put_bom() -> Response:
    """An SBOM in JSON, base64 inside."""
    try:
        body = orjson.loads(request.get_data(cache=False).removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise problem("The provided JSON payload could not be mapped", str(error)[:200]) from None
    asked, bom = from_json(body)
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
        _check(file, keeps_invalid=_key().keeps_invalid)
    except Unreadable as error:
        _note_refusal(asked, token, client, error)
        raise invalid_bom(str(error.phrase)) from error
    except _Faulty as faulty:
        _note_refusal(asked, token, client, faulty.refusal)
        raise invalid_bom("Schema validation failed", faulty.errors) from None
    file.finish()
    with unit_of_work():
        upload = operations.take_in(_current_key(), asked, file, token=token, client=client)
        assert upload.release is not None
        project = upload.release.uuid
    return _json({"token": token, "projectUuid": project})


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
        operations.note_refusal(_current_key(), asked, token=token, client=client, why=why.phrase)


@bp.get("/v1/bom/token/<token>")
@bp.get("/v1/event/token/<token>")
@requires(KEY)
@answers
def token(token: str) -> Response:
    """Whether what was sent under the token is still being read."""
    return _json({"processing": queries.is_processing(known_uuid(token, "uuid"))})


@bp.get("/v1/project/lookup")
@requires(KEY)
@answers
def lookup() -> Response:
    """One project by its name and version."""
    return _project(_found(Naming(name=request.args.get("name", ""), version=request.args.get("version", ""))))


@bp.get("/v1/project")
@requires(KEY)
@answers
def projects() -> Response:
    """The projects that the key may see, a page at a time; `X-Total-Count` says how many there are."""
    offset, limit = page_of(request.args)
    with_ended = not is_true(request.args.get("excludeInactive", ""))
    part, total = queries.projects(
        _key(), name=request.args.get("name", ""), with_ended=with_ended, offset=offset, limit=limit
    )
    return _list(part, total)


@bp.get("/v1/project/<uuid>")
@requires(KEY)
@answers
def project(uuid: str) -> Response:
    """One project."""
    return _project(_found(Naming(uuid=known_uuid(uuid, "uuid"))))


@bp.get("/v1/project/<uuid>/property")
@requires(KEY)
@answers
def properties(uuid: str) -> Response:
    """A project's own properties: there are none here."""
    _found(Naming(uuid=known_uuid(uuid, "uuid")))
    return _json([])


@bp.get("/v1/finding/project/<uuid>")
@requires(KEY)
@answers
def project_findings(uuid: str) -> Response:
    """What was found in a project; `?suppressed=true` with what was settled."""
    release = _found(Naming(uuid=known_uuid(uuid, "uuid")))
    return _list(found.findings(release, with_settled=is_true(request.args.get("suppressed", ""))))


@bp.get("/v1/violation/project/<uuid>")
@requires(KEY)
@answers
def project_violations(uuid: str) -> Response:
    """Where a project breaks the licence policy."""
    return _list(found.violations(_found(Naming(uuid=known_uuid(uuid, "uuid")))))


@bp.get("/v1/metrics/project/<uuid>/current")
@requires(KEY)
@answers
def project_metrics(uuid: str) -> Response:
    """The figures of a project."""
    return _json(found.metrics(_found(Naming(uuid=known_uuid(uuid, "uuid")))))


@bp.get("/v1/vulnerability")
@requires(KEY)
@answers
def vulnerabilities() -> Response:
    """All known vulnerabilities, a page at a time: clients ask whether there are any."""
    part, total = found.vulnerabilities(*page_of(request.args))
    return _list(part, total)


def _list(every: list[dict[str, Any]], total: int | None = None) -> Response:
    response = _json(every)
    response.headers["X-Total-Count"] = str(len(every) if total is None else total)
    return response


@bp.put("/v1/project")
@requires(KEY)
@answers
def new_project() -> Response:
    """Register a project that is not there yet."""
    body = _mapping()
    named = naming(body, "", "name", "version")
    if not named.name or not named.version:
        raise invalid_field("version" if named.name else "name", "must not be blank", None)
    if queries.release_named(_key(), named) is not None:
        raise Answer(409, "A project with the specified name already exists.")
    latest = body.get("isLatest")
    with unit_of_work():
        key = _current_key()
        release = operations.create_release(key, named, is_latest=None if latest is None else is_true(latest))
        uuid = release.uuid
    return _project(_found(Naming(uuid=uuid)), 201)


@bp.patch("/v1/project/<uuid>")
@requires(KEY)
@answers
def change_project(uuid: str) -> Response:
    """`active` and `isLatest` of a project; other fields are the register's own and stay as they are."""
    body, named = _mapping(), Naming(uuid=known_uuid(uuid, "uuid"))
    with unit_of_work():
        release = _found(named)
        if is_true(body.get("isLatest", "")):
            products.make_current(release, by=None)
        if "active" in body:
            (products.reopen_release if is_true(body["active"]) else products.end_release)(release, by=None)
    return _project(_found(named))


@bp.put("/v1/project/clone")
@requires(KEY)
@answers
def clone_project() -> Response:
    """A new version of a project, with the SBOM of the one it is made from."""
    body, token = _mapping(), str(uuid4())
    version = naming(body, "", "", "version").version
    if not version:
        raise invalid_field("version", "must not be blank", None)
    with unit_of_work():
        original = _found(Naming(uuid=known_uuid(body.get("project"), "project")))
        latest = is_true(body.get("makeCloneLatest", ""))
        operations.clone_release(_current_key(), original, version, is_latest=latest, token=token)
    return _json({"token": token}, 202)


def _mapping() -> dict[str, Any]:
    try:
        body = orjson.loads(request.get_data(cache=False).removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise problem("The provided JSON payload could not be mapped", str(error)[:200]) from None
    if not isinstance(body, dict):
        raise problem("The provided JSON payload could not be mapped", "The payload must be a JSON object.")
    return body


def _key() -> ApiKey:
    key: ApiKey = g.api_key
    return key


def _current_key() -> ApiKey:
    """The key as the database holds it now: one revoked while its upload was under way opens nothing more."""
    key = queries.key_of(secret_in(request.headers), clock.today())
    if key is None:
        raise Answer(401)
    return key


def _found(named: Naming) -> Release:
    release = queries.release_named(_key(), named) if named.uuid or named.name else None
    if release is None:
        raise Answer(404, "The project could not be found.")
    return release


def _project(release: Release, status: int = 200) -> Response:
    return _json(queries.described([release])[0], status)


def _json(body: Any, status: int = 200, mimetype: str = "application/json") -> Response:
    return Response(orjson.dumps(body), status, mimetype=mimetype)


def _say(answer: Answer) -> Response:
    db.session.rollback()
    if isinstance(answer.body, str):
        return Response(answer.body, answer.status, mimetype=answer.mimetype)
    return _json(answer.body, answer.status, answer.mimetype)
