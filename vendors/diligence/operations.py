"""Changes to evidence, releases and findings. Each is called inside a unit of work; none commits."""

from datetime import date
from typing import IO, Any

from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.files import plain_name, store
from core.phrases import N_
from vendors.diligence.models import Evidence, ServiceRelease
from vendors.services.models import Service

Upload = tuple[IO[bytes], str]
"""A file's bytes and its name."""
FIELDS = (
    "kind", "title", "scope", "release_id", "tester", "accreditor", "accreditation", "accredited_until", "tested_on",
    "valid_until", "verdict", "note",
)  # fmt: skip


def add_release(
    service: Service, *, number: str, released_on: date, is_major: bool = False, note: str = "", by: User | None
) -> ServiceRelease:
    """A version that went, or will go, into use. Refused for a number that the service has already."""
    release = ServiceRelease(service_id=service.id, released_on=released_on, is_major=is_major, note=note.strip())
    release.number = _free_number(service.id, number, None)
    db.session.add(release)
    db.session.flush()
    record(
        "vendors:release:add",
        service,
        by=by,
        release=release.number,
        released_on=released_on,
        is_major=is_major,
    )  # on the service: its history is read there
    return release


def edit_release(
    release: ServiceRelease, *, number: str, released_on: date, is_major: bool, note: str = "",
    version: int | str | None = None, by: User | None,
) -> ServiceRelease:  # fmt: skip
    """Another number, day or weight; what the evidence must cover follows."""
    check_version(release, version)
    number = _free_number(release.service_id, number, release.id)
    record(
        "vendors:release:edit", release.service, by=by, release=(release.number, number),
        released_on=(release.released_on, released_on), is_major=(release.is_major, is_major),
        note=(release.note, note.strip()),
    )  # fmt: skip
    release.number, release.released_on, release.is_major, release.note = number, released_on, is_major, note.strip()
    return release


def _free_number(service_id: int, number: str, own: int | None) -> str:
    number = number.strip()
    if not number:
        raise Refused(N_("Give the version number."), field="number")
    query = select(ServiceRelease.id).where(ServiceRelease.service_id == service_id, ServiceRelease.number == number)
    holder = db.session.scalar(query)
    if holder is not None and holder != own:
        raise Refused(N_("Release %(number)s is registered already."), field="number", number=number)
    return number


def add_evidence(service: Service, *, file: Upload | None = None, by: User | None, **fields: Any) -> Evidence:
    """A paper about a service. Refused for a day in the future, a validity that ends before it, another's release."""
    values = _checked(service.id, fields)
    evidence = Evidence(service_id=service.id, **values, added_at=clock.now(), added_by_id=by.id if by else None)
    evidence.file_name = ""
    if file is not None:
        evidence.sha256, evidence.file_name = stored(file)
    db.session.add(evidence)
    db.session.flush()
    said = {k: v for k, v in values.items() if v not in ("", None) and k != "release_id"}
    record(
        "vendors:evidence:add", evidence, by=by, vendor=service.vendor.name, service=service.name,
        release=evidence.release.number if evidence.release else None, sha256=evidence.sha256, **said,
    )  # fmt: skip
    return evidence


def edit_evidence(
    evidence: Evidence, *, file: Upload | None = None, version: int | str | None = None, by: User | None, **fields: Any
) -> Evidence:
    """Other facts, or another file; the file that was there stays in the store and its hash in the trail."""
    check_version(evidence, version)
    _refuse_withdrawn(evidence)
    values = _checked(evidence.service_id, fields)
    changes = {k: (getattr(evidence, k), v) for k, v in values.items() if getattr(evidence, k) != v}
    if "release_id" in changes:
        names = [
            r.number if r else None
            for r in (evidence.release, db.session.get(ServiceRelease, values["release_id"] or 0))
        ]
        changes["release"] = (names[0], names[1])
        del changes["release_id"]
    for key, value in values.items():
        setattr(evidence, key, value)
    if file is not None:
        before = evidence.sha256, evidence.file_name
        evidence.sha256, evidence.file_name = stored(file)
        changes |= {"sha256": (before[0], evidence.sha256), "file": (before[1], evidence.file_name)}
    if changes:
        record("vendors:evidence:edit", evidence, by=by, **changes)
    return evidence


def _checked(service_id: int, fields: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {k: v.strip() if isinstance(v, str) else v for k, v in fields.items() if k in FIELDS}
    if not values.get("title"):
        raise Refused(N_("Give the evidence a title, as on its first page."), field="title")
    if values.get("tested_on") is None or values["tested_on"] > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field="tested_on")
    if values.get("valid_until") and values["valid_until"] < values["tested_on"]:
        raise Refused(N_("It cannot end before the test."), field="valid_until")
    release = db.session.get(ServiceRelease, values["release_id"]) if values.get("release_id") else None
    if values.get("release_id") and (release is None or release.service_id != service_id):
        raise Refused(N_("This release belongs to another service."), field="release_id")
    return values


def withdraw_evidence(
    evidence: Evidence, *, reason: str, version: int | str | None = None, by: User | None
) -> Evidence:
    """It no longer counts: the wrong file, another service's, revoked by its issuer. It stays in the history."""
    check_version(evidence, version)
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    if evidence.withdrawn_at is None:
        evidence.withdrawn_at, evidence.withdrawn_why = clock.now(), reason.strip()
        record("vendors:evidence:withdraw", evidence, by=by, reason=reason.strip())
    return evidence


def restore_evidence(evidence: Evidence, *, reason: str, version: int | str | None = None, by: User | None) -> Evidence:
    """It counts again, and why; that it was withdrawn stays in the trail."""
    check_version(evidence, version)
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    if evidence.withdrawn_at is not None:
        record("vendors:evidence:restore", evidence, by=by, reason=(evidence.withdrawn_why, reason.strip()))
        evidence.withdrawn_at, evidence.withdrawn_why = None, ""
    return evidence


def _refuse_withdrawn(evidence: Evidence) -> None:
    if evidence.withdrawn_at is not None:
        raise Refused(N_("It was withdrawn; restore it before changing it."))


def stored(file: Upload) -> tuple[str, str]:
    """Keep a file's bytes: its hash and the name to give it back under."""
    stream, name = file
    return store(stream).sha256, plain_name(name, "evidence")
