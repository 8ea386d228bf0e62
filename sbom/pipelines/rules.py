"""What a client of Dependency-Track may send, and what it is answered. Pure: fields in, a request or an `Answer` out.

Followed: the REST interface of Dependency-Track 4.x and 5.x (`BomResource`, `ProjectResource`); where the two differ the
answer of 5.x is given.
"""

import base64
import binascii
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.phrases import N_

MAX_BASE64 = 20_000_000
"""Characters of a `bom` in JSON; a larger file goes by POST."""
MAX_NAME, MAX_VERSION = 200, 100
_PREFIX = "vr_"
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class KeyState(StrEnum):
    """Whether a key opens."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


KEY_STATE_NAMES = {KeyState.OPEN: N_("Valid"), KeyState.EXPIRED: N_("Expired"), KeyState.REVOKED: N_("Revoked")}


def key_state(*, revoked: bool, expires_on: date | None, today: date) -> KeyState:
    """A key opens through its last day, unless it was revoked."""
    if revoked:
        return KeyState.REVOKED
    return KeyState.EXPIRED if expires_on is not None and expires_on < today else KeyState.OPEN


def new_secret() -> str:
    """A key: 256 random bits behind a prefix that secret scanners can look for."""
    return _PREFIX + secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def secret_in(headers: Mapping[str, str]) -> str:
    """The key that a request shows: `X-Api-Key`, or `Authorization: Bearer`; "" for none."""
    if key := headers.get("X-Api-Key", "").strip():
        return key
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


class Answer(Exception):
    """What the client is told instead of what it asked for. `body` is text, or a value to be sent as JSON."""

    def __init__(self, status: int, body: Any = "", mimetype: str = "text/plain") -> None:
        super().__init__(status, body)
        self.status, self.body, self.mimetype = status, body, mimetype


def problem(title: str, detail: str, **more: Any) -> Answer:
    """A 400 in the form of RFC 9457."""
    return Answer(400, {"status": 400, "title": title, "detail": detail, **more}, "application/problem+json")


def invalid_bom(detail: str, errors: list[str] | None = None) -> Answer:
    """The SBOM itself cannot be taken."""
    return problem("The uploaded BOM is invalid", detail, **({"errors": errors} if errors else {}))


def invalid_field(path: str, message: str, value: Any) -> Answer:
    """A field that cannot be what it says; long values are cut."""
    shown = value if isinstance(value, (int, float, bool, type(None))) else str(value)[:100]
    fault = {"message": message, "messageTemplate": message, "path": path, "invalidValue": shown}
    return Answer(400, [fault], "application/json")


@dataclass(frozen=True, slots=True)
class Naming:
    """The project an upload is for: by its UUID, or by name and version."""

    uuid: str = ""
    name: str = ""
    version: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip() or self.uuid


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """An upload as it was understood. `is_latest` is None where the client did not say."""

    project: Naming
    auto_create: bool = False
    is_latest: bool | None = None
    parent: Naming | None = None


def from_json(body: Any) -> tuple[UploadRequest, bytes]:
    """The request in a PUT's JSON, and the SBOM that it holds. Raises Answer."""
    if not isinstance(body, Mapping):
        raise problem("The provided JSON payload could not be mapped", "The payload must be a JSON object.")
    encoded = body.get("bom")
    if encoded is None or encoded == "":
        raise invalid_field("bom", "must not be null", encoded)
    if not isinstance(encoded, str):
        raise invalid_field("bom", "must be a base64 encoded string", encoded)
    if len(encoded) > MAX_BASE64:
        raise problem(
            "The provided JSON payload could not be mapped",
            f"The BOM exceeds {MAX_BASE64:,} characters of base64. Upload it as a file with POST /api/v1/bom instead.",
        )
    try:
        bom = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise invalid_field("bom", "The BOM must be Base64 encoded", encoded) from None
    return from_fields(body), bom


def from_fields(fields: Mapping[str, Any]) -> UploadRequest:
    """The request in the fields beside the SBOM. Raises Answer."""
    latest = fields.get("isLatest", fields.get("isLatestProjectVersion"))
    parent = naming(fields, "parentUUID", "parentName", "parentVersion")
    return UploadRequest(
        project=_needed(naming(fields, "project", "projectName", "projectVersion")),
        auto_create=is_true(fields.get("autoCreate")),
        is_latest=None if latest in (None, "") else is_true(latest),
        parent=parent if parent.uuid or parent.name else None,
    )


def naming(fields: Mapping[str, Any], uuid_key: str, name_key: str, version_key: str) -> Naming:
    """A project as the fields name it; the UUID wins over the name. Raises Answer for what is neither."""
    if fields.get(uuid_key) not in (None, ""):
        return Naming(uuid=known_uuid(fields[uuid_key], uuid_key))
    return Naming(
        name=_line(fields.get(name_key), name_key, MAX_NAME),
        version=_line(fields.get(version_key), version_key, MAX_VERSION),
    )


def _needed(project: Naming) -> Naming:
    if project.uuid or (project.name and project.version):
        return project
    missing = "projectVersion" if project.name else "projectName"
    raise invalid_field(missing, "must not be blank", None)


def known_uuid(value: object, path: str) -> str:
    """A UUID in its usual form. Raises Answer."""
    if isinstance(value, str) and _UUID.fullmatch(value):
        return value.lower()
    raise invalid_field(path, "must be a valid UUID", value)


def _line(value: object, path: str, longest: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise invalid_field(path, "must be a string", value)
    value = value.replace("\x00", "").strip()
    if len(value) > longest:
        raise invalid_field(path, f"size must be between 1 and {longest}", value)
    if any(ord(c) < 32 for c in value):
        raise invalid_field(path, "must not contain control characters", value)
    return value


def is_true(value: Any) -> bool:
    """A flag as clients send it: true, "true", "True", 1."""
    return value is True or str(value).strip().lower() in ("true", "1")


def page_of(args: Mapping[str, str]) -> tuple[int, int]:
    """(offset, limit) of the part of a list that is asked for; odd values fall back."""
    limit = _whole(args.get("limit") or args.get("pageSize"), 100, least=1, most=1000)
    if "offset" in args:
        return _whole(args["offset"], 0, least=0, most=10**6), limit
    return (_whole(args.get("pageNumber"), 1, least=1, most=10**6) - 1) * limit, limit


def _whole(text: str | None, otherwise: int, *, least: int, most: int) -> int:
    digits = (text or "").strip()
    value = int(digits) if digits.isdecimal() and len(digits) < 10 else otherwise
    return max(least, min(value, most))
