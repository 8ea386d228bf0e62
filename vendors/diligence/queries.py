"""Reads of evidence: how services stand with what they need, one set at a time (the list stands in listings.py)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core import clock
from core.db import db
from core.i18n import say
from core.web.listing import Status
from vendors.diligence import judging, rules
from vendors.diligence.catalogue import requirements, warn
from vendors.diligence.models import Evidence, EvidenceFinding, ServiceRelease
from vendors.diligence.rules import (
    FINDING_STATE_NAMES,
    FINDING_TONES,
    STANDING_NAMES,
    STANDING_TONES,
    VERDICT_NAMES,
    VERDICT_TONES,
    FindingState,
    Judgement,
    Requirement,
)
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import Service

VENDOR_NAME = func.coalesce(func.nullif(Vendor.name_zh, ""), Vendor.name_en)
ATTRIBUTES = ("is_internet_facing", "is_investor_app", "takes_orders", "delivers_software")


@dataclass(frozen=True)
class Judged:
    """One service with everything that is asked of it, and who answers for its vendor."""

    service_id: int
    service: str
    vendor_id: int
    vendor: str
    owner_id: int | None
    judgements: Sequence[Judgement]


def judged(as_of: date, service_ids: Collection[int] | None = None) -> list[Judged]:
    """How services in use stand on a day (all of them, or these); four reads, however many there are."""
    services = db.session.execute(_services(service_ids)).all()
    ids = None if service_ids is None else [row.id for row in services]
    releases, evidence = _releases(ids), _evidence(ids, as_of)
    made = []
    for row in services:
        needed = judging.requirements_of(requirements(), attributes_of(row))
        found = [
            judging.judge(each, releases.get(row.id, ()), evidence.get(row.id, ()), as_of, warn()) for each in needed
        ]
        judgements = [one for one in found if one is not None]
        made.append(Judged(row.id, row.name, row.vendor_id, row.vendor, row.owner_id, judgements))
    return made


def attributes_of(service: object) -> set[str]:
    return {name for name in ATTRIBUTES if getattr(service, name)}


def needed_by(service: Service) -> list[Requirement]:
    return judging.requirements_of(requirements(), attributes_of(service))


def _services(ids: Collection[int] | None) -> Select[*tuple[object, ...]]:
    query = (
        select(
            Service.id, Service.name, Service.vendor_id, VENDOR_NAME.label("vendor"), Vendor.owner_id,
            *(getattr(Service, name) for name in ATTRIBUTES),
        )
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(Service.is_ended.is_(False), Vendor.status.not_in((VendorStatus.ENDED, VendorStatus.PROSPECT)))
        .where(Vendor.out_of_scope_reason == "")
        .order_by(Service.id)
    )  # fmt: skip
    return query if ids is None else query.where(Service.id.in_(ids))


def vendors_without_services() -> list[tuple[int, str]]:
    """Vendors that the rule reaches and of which no service in use is known."""
    supplies = select(Service.id).where(Service.vendor_id == Vendor.id, Service.is_ended.is_(False)).exists()
    query = select(Vendor.id, VENDOR_NAME.label("name")).where(
        Vendor.status.not_in((VendorStatus.ENDED, VendorStatus.PROSPECT)), Vendor.out_of_scope_reason == "", ~supplies
    )
    return [(row.id, row.name) for row in db.session.execute(query.order_by(Vendor.id))]


def _releases(ids: Collection[int] | None) -> Mapping[int, list[rules.Release]]:
    query = select(ServiceRelease).order_by(ServiceRelease.id)
    columns = query.with_only_columns(
        ServiceRelease.service_id,
        ServiceRelease.id,
        ServiceRelease.number,
        ServiceRelease.released_on,
        ServiceRelease.is_major,
    )
    made: dict[int, list[rules.Release]] = {}
    for row in db.session.execute(columns if ids is None else columns.where(ServiceRelease.service_id.in_(ids))):
        made.setdefault(row.service_id, []).append(rules.Release(row.id, row.number, row.released_on, row.is_major))
    return made


def _evidence(ids: Collection[int] | None, as_of: date) -> Mapping[int, list[rules.Evidence]]:
    """Papers that count: those not withdrawn, each with its findings."""
    columns = (
        Evidence.id, Evidence.service_id, Evidence.title, Evidence.kind, Evidence.tested_on, Evidence.verdict,
        Evidence.valid_until, Evidence.accreditor, Evidence.accreditation, Evidence.accredited_until, Evidence.release_id,
    )  # fmt: skip
    query = select(*columns).where(Evidence.withdrawn_at.is_(None), Evidence.tested_on <= as_of).order_by(Evidence.id)
    if ids is not None:
        query = query.where(Evidence.service_id.in_(ids))
    findings = _findings(ids)
    made: dict[int, list[rules.Evidence]] = {}
    for row in db.session.execute(query):
        made.setdefault(row.service_id, []).append(
            rules.Evidence(
                row.id, row.title, row.kind, row.tested_on, row.verdict, row.valid_until, row.accreditor,
                row.accreditation, row.accredited_until, row.release_id, findings.get(row.id, ()),
            )
        )  # fmt: skip
    return made


def _findings(ids: Collection[int] | None) -> Mapping[int, list[rules.Finding]]:
    query = select(
        EvidenceFinding.evidence_id, EvidenceFinding.severity, EvidenceFinding.state, EvidenceFinding.due_on,
        EvidenceFinding.accepted_until,
    ).where(EvidenceFinding.state != FindingState.CLOSED)  # fmt: skip
    if ids is not None:
        query = query.join(Evidence).where(Evidence.service_id.in_(ids))
    made: dict[int, list[rules.Finding]] = {}
    for row in db.session.execute(query):
        made.setdefault(row.evidence_id, []).append(
            rules.Finding(row.severity, row.state, row.due_on, row.accepted_until)
        )
    return made


def standing_status(judgement: Judgement) -> Status:
    return Status(say(STANDING_NAMES[judgement.standing]), STANDING_TONES.get(judgement.standing, "bad"))


def verdict_status(evidence: Evidence) -> Status:
    if evidence.withdrawn_at is not None:
        return Status(say("Withdrawn"), "muted")
    return Status(say(VERDICT_NAMES[evidence.verdict]), VERDICT_TONES[evidence.verdict])


def finding_status(finding: EvidenceFinding) -> Status:
    fact = rules.Finding(finding.severity, finding.state, finding.due_on, finding.accepted_until)
    tone = "bad" if fact.is_late(clock.today()) else FINDING_TONES[finding.state]
    return Status(say(FINDING_STATE_NAMES[finding.state]), tone)


def evidence_page(evidence_id: int) -> Evidence:
    """One paper with its findings. 404 for a number nobody has."""
    query = (
        select(Evidence)
        .where(Evidence.id == evidence_id)
        .options(
            joinedload(Evidence.service).joinedload(Service.vendor),
            joinedload(Evidence.release),
            joinedload(Evidence.added_by),
            selectinload(Evidence.findings).joinedload(EvidenceFinding.owner),
        )
    )
    found: Evidence = db.one_or_404(query)
    return found


def finding_of(evidence_id: int, finding_id: int) -> EvidenceFinding:
    query = select(EvidenceFinding).where(EvidenceFinding.id == finding_id, EvidenceFinding.evidence_id == evidence_id)
    found: EvidenceFinding = db.one_or_404(query.options(joinedload(EvidenceFinding.evidence)))
    return found


def evidence_of(service_ids: Collection[int], most: int | None = None) -> Sequence[Evidence]:
    """The papers of these services, the newest first."""
    query = (
        select(Evidence)
        .where(Evidence.service_id.in_(service_ids))
        .options(joinedload(Evidence.release), selectinload(Evidence.findings))
        .order_by(Evidence.tested_on.desc(), Evidence.id.desc())
    )
    return db.session.scalars(query.limit(most) if most else query).all()


def releases_of(service_id: int) -> Sequence[ServiceRelease]:
    """A service's releases, the newest first."""
    query = select(ServiceRelease).where(ServiceRelease.service_id == service_id)
    return db.session.scalars(query.order_by(ServiceRelease.released_on.desc(), ServiceRelease.id.desc())).all()


def release_choices(service_id: int) -> list[tuple[int | str, str]]:
    return [("", "—"), *((r.id, _beside(r.number, r.released_on.isoformat())) for r in releases_of(service_id))]


def _beside(name: str, more: str) -> str:
    return str(gettext("%(name)s (%(more)s)", name=name, more=more))


def service_choices() -> list[tuple[int, str]]:
    """Every service in use with its vendor, by vendor."""
    query = (
        select(Service.id, Service.name, VENDOR_NAME.label("vendor"))
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(Service.is_ended.is_(False))
        .order_by(VENDOR_NAME, Service.name)
    )
    return [
        (row.id, gettext("%(vendor)s: %(service)s", vendor=row.vendor, service=row.name))
        for row in db.session.execute(query)
    ]


def open_findings(found: Iterable[EvidenceFinding]) -> list[EvidenceFinding]:
    today = clock.today()
    return [f for f in found if rules.Finding(f.severity, f.state, f.due_on, f.accepted_until).is_open(today)]


def open_count(today: date) -> ScalarSelect[int]:
    """SQL: how many findings of a paper are open on a day."""
    return (
        select(func.count())
        .select_from(EvidenceFinding)
        .where(EvidenceFinding.evidence_id == Evidence.id, is_open(today))
        .correlate(Evidence)
        .scalar_subquery()
    )


def is_open(today: date) -> ColumnElement[bool]:
    """SQL: whether a finding is open on a day."""
    return or_(
        EvidenceFinding.state.in_((FindingState.OPEN, FindingState.FIXED)),
        (EvidenceFinding.state == FindingState.ACCEPTED) & (EvidenceFinding.accepted_until < today),
    )
