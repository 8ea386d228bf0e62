"""How `/api` answers: whose key it is, what was sent, and bodies as clients of Dependency-Track expect them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import orjson
from flask import Response, g, request

from core import clock
from core.audit.chain import acting_as
from core.db import db, unit_of_work
from core.errors import Refused
from sbom.pipelines import operations, queries
from sbom.pipelines.models import ApiKey
from sbom.pipelines.rules import (
    Answer,
    Naming,
    problem,
    secret_in,
)
from sbom.products.models import Release

P = ParamSpec("P")
_DENIED = {"status": 403, "title": "Project access denied", "detail": "Access to the requested project is forbidden"}


def open_with_key() -> Response | None:
    """Before every view that asks for a key: 401 without one that is valid today."""
    key = queries.key_of(_secret(), clock.today())
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
            with acting_as(f"{key_shown().name} ({key_shown().hint}…)"):
                return view(*args, **kwargs)
        except Answer as answer:
            return _say(answer)
        except queries.Forbidden:
            return as_json(_DENIED, 403, "application/problem+json")
        except Refused as refused:
            return _say(problem("The request was refused", str(refused)))

    return answering


def _secret() -> str:
    return secret_in({name: request.headers.get(name, "") for name in ("X-Api-Key", "Authorization")})


def as_list(every: list[dict[str, Any]], total: int | None = None) -> Response:
    """A page of a list, with how many there are in all."""
    response = as_json(every)
    response.headers["X-Total-Count"] = str(len(every) if total is None else total)
    return response


def sent_json() -> Any:
    """The request's body. Raises Answer for what is no JSON."""
    try:
        return orjson.loads(request.get_data(cache=False).removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise problem("The provided JSON payload could not be mapped", str(error)[:200]) from None


def sent_mapping() -> dict[str, Any]:
    """The request's body, which is a JSON object."""
    body = sent_json()
    if not isinstance(body, dict):
        raise problem("The provided JSON payload could not be mapped", "The payload must be a JSON object.")
    return body


def key_shown() -> ApiKey:
    """The key that opened the door to this request."""
    key: ApiKey = g.api_key
    return key


def current_key() -> ApiKey:
    """The key as the database holds it now: one revoked while its upload was under way opens nothing more."""
    key = queries.key_of(_secret(), clock.today())
    if key is None:
        raise Answer(401)
    return key


def found_release(named: Naming) -> Release:
    """What clients call a project. Raises Answer 404 where the key sees none of that name."""
    release = queries.release_named(key_shown(), named) if named.uuid or named.name else None
    if release is None:
        raise Answer(404, "The project could not be found.")
    return release


def as_project(release: Release, status: int = 200) -> Response:
    return as_json(queries.described([release])[0], status)


def as_json(body: Any, status: int = 200, mimetype: str = "application/json") -> Response:
    return Response(orjson.dumps(body), status, mimetype=mimetype)


def _say(answer: Answer) -> Response:
    db.session.rollback()
    if isinstance(answer.body, str):
        return Response(answer.body, answer.status, mimetype=answer.mimetype)
    return as_json(answer.body, answer.status, answer.mimetype)
