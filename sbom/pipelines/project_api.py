"""`/api`: projects, as clients of Dependency-Track look them up, change them and read their findings."""

from uuid import uuid4

from flask import Response, request

from core.auth.guard import KEY, requires
from core.db import unit_of_work
from sbom.pipelines import findings as found
from sbom.pipelines import operations, queries
from sbom.pipelines.answering import (
    answers,
    as_json,
    as_list,
    as_project,
    current_key,
    found_release,
    key_shown,
    sent_mapping,
)
from sbom.pipelines.api import bp
from sbom.pipelines.rules import (
    Answer,
    Naming,
    invalid_field,
    is_true,
    known_uuid,
    naming,
    page_of,
)
from sbom.products import operations as products


@bp.get("/v1/project/lookup")
@requires(KEY)
@answers
def lookup() -> Response:
    """One project by its name and version."""
    return as_project(found_release(Naming(name=request.args.get("name", ""), version=request.args.get("version", ""))))


@bp.get("/v1/project")
@requires(KEY)
@answers
def projects() -> Response:
    """The projects that the key may see, a page at a time; `X-Total-Count` says how many there are."""
    offset, limit = page_of(request.args)
    with_ended = not is_true(request.args.get("excludeInactive", ""))
    part, total = queries.projects(
        key_shown(), name=request.args.get("name", ""), with_ended=with_ended, offset=offset, limit=limit
    )
    return as_list(part, total)


@bp.get("/v1/project/<uuid>")
@requires(KEY)
@answers
def project(uuid: str) -> Response:
    """One project."""
    return as_project(found_release(Naming(uuid=known_uuid(uuid, "uuid"))))


@bp.get("/v1/project/<uuid>/property")
@requires(KEY)
@answers
def properties(uuid: str) -> Response:
    """A project's own properties: there are none here."""
    found_release(Naming(uuid=known_uuid(uuid, "uuid")))
    return as_json([])


@bp.get("/v1/finding/project/<uuid>")
@requires(KEY)
@answers
def project_findings(uuid: str) -> Response:
    """What was found in a project; `?suppressed=true` with what was settled."""
    release = found_release(Naming(uuid=known_uuid(uuid, "uuid")))
    return as_list(found.findings(release, with_settled=is_true(request.args.get("suppressed", ""))))


@bp.get("/v1/violation/project/<uuid>")
@requires(KEY)
@answers
def project_violations(uuid: str) -> Response:
    """Where a project breaks the licence policy."""
    return as_list(found.violations(found_release(Naming(uuid=known_uuid(uuid, "uuid")))))


@bp.get("/v1/metrics/project/<uuid>/current")
@requires(KEY)
@answers
def project_metrics(uuid: str) -> Response:
    """The figures of a project."""
    return as_json(found.metrics(found_release(Naming(uuid=known_uuid(uuid, "uuid")))))


@bp.get("/v1/vulnerability")
@requires(KEY)
@answers
def vulnerabilities() -> Response:
    """All known vulnerabilities, a page at a time: clients ask whether there are any."""
    part, total = found.vulnerabilities(*page_of(request.args))
    return as_list(part, total)


@bp.put("/v1/project")
@requires(KEY)
@answers
def new_project() -> Response:
    """Register a project that is not there yet."""
    body = sent_mapping()
    named = naming(body, "", "name", "version")
    if not named.name or not named.version:
        raise invalid_field("version" if named.name else "name", "must not be blank", None)
    if queries.release_named(key_shown(), named) is not None:
        raise Answer(409, "A project with the specified name already exists.")
    latest = body.get("isLatest")
    with unit_of_work():
        key = current_key()
        release = operations.create_release(key, named, is_latest=None if latest is None else is_true(latest))
        uuid = release.uuid
    return as_project(found_release(Naming(uuid=uuid)), 201)


@bp.patch("/v1/project/<uuid>")
@requires(KEY)
@answers
def change_project(uuid: str) -> Response:
    """`active` and `isLatest` of a project; other fields are the register's own and stay as they are."""
    body, named = sent_mapping(), Naming(uuid=known_uuid(uuid, "uuid"))
    with unit_of_work():
        release = found_release(named)
        if is_true(body.get("isLatest", "")):
            products.make_current(release, by=None)
        if "active" in body:
            (products.reopen_release if is_true(body["active"]) else products.end_release)(release, by=None)
    return as_project(found_release(named))


@bp.put("/v1/project/clone")
@requires(KEY)
@answers
def clone_project() -> Response:
    """A new version of a project, with the SBOM of the one it is made from."""
    body, token = sent_mapping(), str(uuid4())
    version = naming(body, "", "", "version").version
    if not version:
        raise invalid_field("version", "must not be blank", None)
    with unit_of_work():
        original = found_release(Naming(uuid=known_uuid(body.get("project"), "project")))
        latest = is_true(body.get("makeCloneLatest", ""))
        operations.clone_release(current_key(), original, version, is_latest=latest, token=token)
    return as_json({"token": token}, 202)
