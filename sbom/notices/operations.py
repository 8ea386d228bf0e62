"""What is done with notices. Each is called inside a unit of work; none commits."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO

from core import clock
from core.audit import record
from core.auth.models import User
from core.calendar import calendar
from core.db import check_version, db
from core.errors import Refused
from core.files import plain_name, store
from core.phrases import N_
from sbom.notices.models import Measure, Notice, TouchedRelease
from sbom.notices.rules import Channel, Kind, Severity
from sbom.notices.terms import Terms
from sbom.notices.touching import Touch, of_vendor, queries_of, touched
from vendors.register.models import Vendor

Upload = tuple[IO[bytes], str]
"""A file's bytes and its name."""


def register_notice(
    *,
    vendor_id: int | None,
    kind: Kind,
    title: str,
    severity: Severity,
    channel: Channel,
    told_at: datetime | None,
    known_at: datetime | None = None,
    references: str = "",
    told_by: str = "",
    text: str = "",
    sought: Sequence[str] = (),
    file: Upload | None = None,
    is_sample: bool = False,
    by: User | None,
) -> Notice:
    """Record what a vendor told us; what it touches and by when it was due follow at once. Raises Refused."""
    vendor = db.session.get(Vendor, vendor_id) if vendor_id else None
    if vendor is None:
        raise Refused(N_("Choose the vendor that told us."), field="vendor_id")
    if not title.strip():
        raise Refused(N_("Say in a line what it is about."), field="title")
    _check_times(told_at, known_at)
    queries_of(sought)
    term = Terms([vendor.id]).of_vendor(vendor.id)
    notice = Notice(
        vendor_id=vendor.id,
        kind=kind,
        title=title.strip(),
        references=references.strip(),
        severity=severity,
        channel=channel,
        told_by=told_by.strip(),
        told_at=told_at,
        known_at=known_at,
        text=text.strip(),
        sought=list(sought),
        due_at=term.due_at(known_at, calendar()) if known_at else None,
        due_from=term.kept(),
        registered_by_id=by.id if by else None,
        registered_at=clock.now(),
        is_sample=is_sample,
    )
    if file is not None:
        notice.sha256, notice.file_name = _stored(file)
    db.session.add(notice)
    db.session.flush()
    match_notice(notice)
    record(
        "sbom:notice:register", notice, by=by, vendor=vendor.name, severity=severity, told_at=notice.told_at,
        due_at=notice.due_at, releases=len(notice.touched),
    )  # fmt: skip
    return notice


def _check_times(told_at: datetime | None, known_at: datetime | None) -> None:
    if told_at is None or told_at > clock.now():
        raise Refused(N_("Say when the vendor told us; it cannot lie ahead."), field="told_at")
    if known_at is not None and known_at > told_at:
        raise Refused(N_("It was known before we were told, not after."), field="known_at")


def _stored(file: Upload) -> tuple[str, str]:
    stream, name = file
    return store(stream).sha256, plain_name(name, "notice")


def change_sought(
    notice: Notice, sought: Sequence[str], *, version: int | str | None = None, by: User | None
) -> Notice:
    """Say anew what a notice touches, and match it. Raises Refused for a line that cannot be understood."""
    check_version(notice, version)
    _refuse_closed(notice)
    queries_of(sought)
    before, notice.sought = notice.sought, list(sought)
    match_notice(notice)
    record(
        "sbom:notice:match", notice, by=by, sought=("; ".join(before), "; ".join(sought)), releases=len(notice.touched)
    )
    return notice


def match_notice(notice: Notice) -> bool:
    """Look again for the vendor's releases that hold it. True when others are touched than before."""
    own, _ = of_vendor(touched(notice.sought), notice.vendor_id)
    before = {(t.release_id, t.count) for t in notice.touched}
    if before == {(t.release_id, t.count) for t in own}:
        return False
    for gone in notice.touched:
        db.session.delete(gone)
    db.session.flush()
    notice.touched = [_touched(touch) for touch in own]
    db.session.flush()
    return True


def _touched(touch: Touch) -> TouchedRelease:
    return TouchedRelease(release_id=touch.release_id, components=touch.components, count=touch.count)


def add_measure(
    notice: Notice, *, title: str, due_on: date | None, owner_id: int | None = None, by: User | None
) -> Measure:
    """Something to be done about a notice."""
    _refuse_closed(notice)
    if not title.strip():
        raise Refused(N_("Say what is to be done."), field="title")
    if due_on is None:
        raise Refused(N_("Say until when it is to be done."), field="due_on")
    measure = Measure(notice_id=notice.id, title=title.strip(), due_on=due_on, owner_id=owner_id)
    db.session.add(measure)
    db.session.flush()
    db.session.expire(notice, ["measures"])
    record("sbom:measure:add", notice, by=by, title=measure.title, due_on=due_on, owner_id=owner_id)
    return measure


def complete_measure(
    measure: Measure,
    *,
    done_on: date | None,
    note: str,
    file: Upload | None = None,
    version: int | str | None = None,
    by: User | None,
) -> Measure:
    """Note that something was done, and what shows it."""
    check_version(measure, version)
    _refuse_closed(measure.notice)
    if measure.is_done:
        raise Refused(N_("This was done already."))
    if done_on is None or done_on > clock.today():
        raise Refused(N_("Give the day on which it was done; it cannot lie ahead."), field="done_on")
    if not note.strip() and file is None:
        raise Refused(N_("Say what was done, or attach what shows it."), field="note")
    measure.done_on, measure.done_note, measure.done_by_id = done_on, note.strip(), by.id if by else None
    if file is not None:
        measure.sha256, measure.file_name = _stored(file)
    record("sbom:measure:complete", measure.notice, by=by, title=measure.title, done_on=done_on, note=note.strip())
    return measure


def close_notice(notice: Notice, *, note: str, version: int | str | None = None, by: User | None) -> Notice:
    """Everything about a notice is done. Raises Refused while a countermeasure is open, or where nobody says why none was
    needed."""
    check_version(notice, version)
    _refuse_closed(notice)
    if any(not measure.is_done for measure in notice.measures):
        raise Refused(N_("A countermeasure is still open; complete it first."))
    if not notice.measures and not note.strip():
        raise Refused(N_("Say why no countermeasure was needed."), field="note")
    notice.closed_at, notice.closed_by_id, notice.closing_note = clock.now(), by.id if by else None, note.strip()
    record("sbom:notice:close", notice, by=by, note=note.strip())
    return notice


def reopen_notice(notice: Notice, *, version: int | str | None = None, by: User | None) -> Notice:
    check_version(notice, version)
    if notice.closed_at is None:
        raise Refused(N_("The notice is open already."))
    notice.closed_at, notice.closed_by_id = None, None
    record("sbom:notice:reopen", notice, by=by)
    return notice


def _refuse_closed(notice: Notice) -> None:
    if notice.closed_at is not None:
        raise Refused(N_("The notice is closed; reopen it first."))


def values_of(lines: str) -> list[str]:
    """What a form's lines say, empty ones left out."""
    return [line.strip()[:500] for line in lines.splitlines() if line.strip()]
