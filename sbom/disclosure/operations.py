"""Receiving an SBOM and keeping what it says. Each is called inside a unit of work; none commits."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import IO, Any

from sqlalchemy import select, update

from core import clock
from core.audit import record
from core.auth.models import User
from core.background import submit
from core.background.models import Work
from core.db import db
from core.errors import Refused
from core.files import Incoming, plain_name, store
from core.phrases import N_, Phrase
from core.web.addresses import address
from sbom.components.models import Delivery
from sbom.components.operations import Rows, remove_deliveries, write_rows
from sbom.components.rows import component_row, hash_keys, licence_rows
from sbom.disclosure.destinations import Destination, release_of, subject_of
from sbom.disclosure.grades import Judgement, LicenceGrade, OriginGrade
from sbom.disclosure.restating import restate
from sbom.disclosure.rules import Disclosure, Gap, disclosure_of, gap_bits, ownership, totals
from sbom.elements.queries import packed
from sbom.elements.rules import count
from sbom.ingest.rules import Component, Header, Party, Sbom
from sbom.licences.rules import meaning
from sbom.products.models import Release
from sbom.statements import queries as statements

READ = "sbom.read"

Judged = tuple[Component, Disclosure, bool]


def receive_sbom(
    release: Release, *, stream: IO[bytes] | Incoming, file_name: str, by: User | None, upload_key: str = ""
) -> Work:
    """Keep an uploaded file and queue its reading. The SBOM exists once it could be read."""
    name = plain_name(file_name, "sbom")
    stored = store(stream)
    same = select(Delivery.id).where(
        Delivery.release_id == release.id, Delivery.is_current, Delivery.sha256 == stored.sha256
    )
    if db.session.scalar(same) is not None:
        raise Refused(
            N_("This very file is the current SBOM of release %(number)s already."), field="file", number=release.number
        )
    return read_stored(release, sha256=stored.sha256, file_name=name, by=by, upload_key=upload_key)


def receive_unread(to: Destination, *, stream: IO[bytes] | Incoming, file_name: str, by: User | None) -> Work:
    """The same for a file that nobody has looked into yet: what is not registered is, once the file could be read."""
    release = release_of(to)
    if release is not None:
        return receive_sbom(release, stream=stream, file_name=file_name, by=by)
    name, stored = plain_name(file_name, "sbom"), store(stream)
    record("sbom:delivery:receive", subject_of(to), by=by, release=to.number, file=name, sha256=stored.sha256)
    params = {
        "to": to.params(),
        "sha256": stored.sha256,
        "file_name": name,
        "upload_key": secrets.token_hex(16),
        "back": address("sbom.disclosure.upload"),
    }
    return submit(READ, params, by=by)


def read_stored(release: Release, *, sha256: str, file_name: str, by: User | None, upload_key: str = "") -> Work:
    """Queue the reading of a file that is kept already. `upload_key`: 32 hexadecimal digits, of this upload alone."""
    record("sbom:delivery:receive", release.product, by=by, release=release.number, file=file_name, sha256=sha256)
    params = {
        "release_id": release.id,
        "sha256": sha256,
        "file_name": file_name,
        "upload_key": upload_key or secrets.token_hex(16),
        "back": address("sbom.products.show", product_id=release.product_id),
    }
    return submit(READ, params, by=by)


def judge(sbom: Sbom, namespace: str, on: date) -> list[Judged]:
    """Every component with its grades on a day, and whether it is the vendor's own."""
    is_own = ownership(sbom.header, namespace)
    return [(c, disclosure_of(c, on), is_own(c)) for c in sbom.components]


@dataclass(frozen=True, slots=True)
class Upload:
    """Where an SBOM came from. `key` is the upload's own: read again after a crash, it is kept once."""

    release_id: int
    sha256: str
    file_name: str
    key: str


def keep_delivery(upload: Upload, sbom: Sbom, judged: Sequence[Judged], *, on: date, by: User | None) -> Delivery:
    """Write an SBOM that was read, all at once (for small ones; `begin`, `add` and `finish` share it out over units)."""
    delivery = begin_delivery(upload, sbom, judged, on=on, by=by)
    write_rows(delivery.id, component_rows(judged, paths_of(judged), 0))
    return finish_delivery(delivery, by=by)


def begin_delivery(upload: Upload, sbom: Sbom, judged: Sequence[Judged], *, on: date, by: User | None) -> Delivery:
    """A delivery with its figures; nobody sees it until it is finished. What an interrupted attempt left is removed."""
    remove_upload(upload.key)
    figures = totals((d, own) for _, d, own in judged)
    delivery = Delivery(
        release_id=upload.release_id,
        upload_key=upload.key,
        sha256=upload.sha256,
        file_name=upload.file_name,
        format=sbom.format,
        spec_version=sbom.spec_version,
        is_valid=sbom.valid,
        findings=[_finding(f.kind.value, f.where, f.what) for f in sbom.findings],
        findings_left_out=sbom.findings_left_out,
        header=header_facts(sbom.header) | {"counts": sbom.counts},
        components=figures.components,
        source_disclosed=figures.source_disclosed,
        licence_proven=figures.licence_proven,
        both_disclosed=figures.both,
        own=figures.own,
        own_both=figures.own_both,
        origins={k.value: n for k, n in figures.origins.items()},
        licences={k.value: n for k, n in figures.licences.items()},
        gaps={k.value: n for k, n in figures.third_party_gaps.items()},
        elements=packed(count(sbom)),
        judged_on=on,
        delivered_at=clock.now(),
        delivered_by_id=by.id if by else None,
        is_complete=False,
        is_current=False,
    )
    db.session.add(delivery)
    db.session.flush()
    return delivery


def finish_delivery(delivery: Delivery, *, by: User | None) -> Delivery:
    """The delivery becomes its release's current SBOM; earlier ones stay as they are, superseded."""
    now = clock.now()
    db.session.execute(
        update(Delivery)
        .where(Delivery.release_id == delivery.release_id, Delivery.is_current)
        .values(is_current=False, superseded_at=now)
    )
    delivery.is_complete = delivery.is_current = True
    if statements.has_any(delivery.release.product_id):
        restate(delivery)
    record(
        "sbom:delivery:keep",
        delivery.release.product,
        by=by,
        release=delivery.release.number,
        file=delivery.file_name,
        sha256=delivery.sha256,
        components=delivery.components,
        valid=delivery.is_valid,
    )
    return delivery


def _finding(kind: str, where: str, what: Phrase) -> dict[str, Any]:
    return {"kind": kind, "where": where, "msgid": what.msgid, "params": {k: str(v) for k, v in what.params.items()}}


def header_facts(header: Header) -> dict[str, Any]:
    """What the SBOM says of itself, as plain values."""
    facts = {
        "name": header.name,
        "serial": header.serial,
        "version": header.version,
        "timestamp": header.timestamp,
        "authors": [_party_line(p) for p in header.authors],
        "tools": list(header.tools),
        "lifecycles": list(header.lifecycles),
        "supplier": _party_line(header.supplier),
        "manufacturer": _party_line(header.manufacturer),
    }
    return {k: v for k, v in facts.items() if v}


def _party_line(party: Party | None) -> str:
    return " · ".join(filter(None, (party.name, *party.emails[:1]))) if party else ""


def paths_of(judged: Sequence[Judged]) -> dict[str, int]:
    """Each component's place in the file → its position in the list."""
    return {component.path: position for position, (component, _, _) in enumerate(judged)}


def component_rows(judged: Sequence[Judged], positions: Mapping[str, int], first: int) -> Rows:
    """Rows of some components, the first of them at position `first`; needs no database."""
    rows = Rows()
    for position, (component, disclosure, own) in enumerate(judged, first):
        row = component_row(component, position, positions.get(component.parent) if component.parent else None)
        row["is_own"] = own
        row |= _graded(disclosure.origin.grade, disclosure.licence.grade, disclosure.gaps)
        rows.components.append(row)
        if keys := hash_keys(component):
            rows.hashes.extend((number, position) for number in keys)
        rows.licences.extend(licence_rows(component, position, rows.texts, meaning))
    return rows


@lru_cache(maxsize=1_000)
def _graded(origin: OriginGrade, licence: LicenceGrade, gaps: tuple[Gap, ...]) -> dict[str, Any]:
    """The columns of a component's grades; hardly more combinations than grades ever occur."""
    found = Disclosure(Judgement(origin), Judgement(licence), gaps)
    return {
        "origin": origin.value,
        "licence": licence.value,
        "source_disclosed": found.source_disclosed,
        "licence_proven": found.licence_proven,
        "gaps": gap_bits(gaps),
        "stated": 0,
    }


def remove_upload(key: str) -> None:
    """What an interrupted attempt at an upload left goes."""
    unfinished = select(Delivery.id).where(Delivery.upload_key == key, Delivery.is_complete.is_(False))
    remove_deliveries(db.session.scalars(unfinished).all())


def refuse_delivery(to: Release | Destination, *, file_name: str, sha256: str, why: Phrase, by: User | None) -> None:
    """Note that an upload could not be read; nothing else is kept of it."""
    record(
        "sbom:delivery:refuse",
        to.product if isinstance(to, Release) else subject_of(to),
        by=by,
        release=to.number,
        file=file_name,
        sha256=sha256,
        why=str(why)[:500],
    )


def remove_sample_deliveries(product_ids: Iterable[int]) -> int:
    """Take the deliveries of sample products out again, with all their rows."""
    releases = select(Release.id).where(Release.product_id.in_(list(product_ids)))
    deliveries = db.session.scalars(select(Delivery.id).where(Delivery.release_id.in_(releases))).all()
    remove_deliveries(deliveries)
    return len(deliveries)
