"""Reads of cloud assessments: how cloud services stand, all at once in a handful of reads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core import clock
from core.auth.queries import people_with
from core.auth.rules import Role
from core.db import db
from core.i18n import say
from core.phrases import Phrase
from core.web.listing import Status
from vendors.cloud.models import CloudAssessment
from vendors.cloud.rules import (
    PART_NAMES,
    PART_TONES,
    STANDING_NAMES,
    STANDING_TONES,
    STATE_NAMES,
    STATE_TONES,
    Held,
    Outcome,
    PartState,
    Standing,
    State,
    earliest,
    part_state,
    reason,
    standing,
)
from vendors.cloud.templates import template
from vendors.diligence.queries import VENDOR_NAME
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import BusinessFunction, Service, service_function
from vendors.services.rules import Criticality, ServiceKind

FACTS = ("cloud_provider", "cloud_region", "processing_country", "storage_country", "data_class")


def is_cloud() -> ColumnElement[bool]:
    """SQL: a cloud service, or one that runs in somebody's cloud."""
    return or_(Service.kind == ServiceKind.CLOUD, Service.cloud_provider != "")


def is_reached() -> ColumnElement[bool]:
    """SQL, with Vendor joined: in use, of a vendor that the rule reaches."""
    return (
        Service.is_ended.is_(False)
        & Vendor.status.not_in((VendorStatus.ENDED, VendorStatus.PROSPECT))
        & (Vendor.out_of_scope_reason == "")
    )


@dataclass(frozen=True)
class CloudService:
    """One cloud service in use: where it runs, how critical it is, how it stands and why."""

    service_id: int
    service: str
    vendor_id: int
    vendor: str
    owner_id: int | None
    facts: Mapping[str, str]
    is_critical: bool
    standing: Standing
    why: Phrase
    held: Held | None
    held_id: int | None
    open_id: int | None

    @property
    def due_on(self) -> date | None:
        return earliest((self.held.until, self.held.measure_until)) if self.held else None


def standings(as_of: date, service_ids: Collection[int] | None = None) -> list[CloudService]:
    """How the cloud services in use stand on a day (or these of them); four reads."""
    core, held, under_way = _core(service_ids), _held(as_of, service_ids), _under_way(service_ids)
    warn, made = template().warn, []
    for row in db.session.execute(_services(service_ids)):
        is_critical = row.id in core or row.data_class in template().critical_data
        facts = facts_of(row, is_critical=is_critical)
        now = held.get(row.id)
        one = _as_held(now, as_of) if now else None
        found = standing(one, facts, is_under_way=row.id in under_way, is_critical=is_critical, today=as_of, warn=warn)
        made.append(
            CloudService(
                row.id, row.name, row.vendor_id, row.vendor, row.owner_id, facts, is_critical, found,
                reason(found, one, facts), one, now.id if now else None, under_way.get(row.id),
            )
        )  # fmt: skip
    return made


def facts_of(service: Any, *, is_critical: bool) -> dict[str, str]:
    """What an assessment is about: another place, another provider or graver data make it another case."""
    return {key: str(getattr(service, key)) for key in FACTS} | {"is_critical": "yes" if is_critical else "no"}


def _services(ids: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            Service.id, Service.name, Service.vendor_id, VENDOR_NAME.label("vendor"), Vendor.owner_id,
            *(getattr(Service, key) for key in FACTS),
        )
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(is_cloud(), is_reached())
        .order_by(Service.id)
    )  # fmt: skip
    return query if ids is None else query.where(Service.id.in_(ids))


def _core(ids: Collection[int] | None) -> set[int]:
    """Services that core functions rest on."""
    query = (
        select(service_function.c.service_id)
        .join(BusinessFunction, service_function.c.function_id == BusinessFunction.id)
        .where(BusinessFunction.criticality == Criticality.CORE, BusinessFunction.is_retired.is_(False))
    )
    return set(db.session.scalars(query if ids is None else query.where(service_function.c.service_id.in_(ids))))


def is_critical(service: Service) -> bool:
    core = any(f.criticality is Criticality.CORE and not f.is_retired for f in service.functions)
    return core or service.data_class in template().critical_data


def _held(as_of: date, ids: Collection[int] | None) -> dict[int, CloudAssessment]:
    """The newest that was approved by a day, by service."""
    query = (
        select(CloudAssessment)
        .where(CloudAssessment.state == State.APPROVED, CloudAssessment.approved_on <= as_of)
        .options(selectinload(CloudAssessment.parts))
        .order_by(CloudAssessment.approved_on, CloudAssessment.id)
    )
    if ids is not None:
        query = query.where(CloudAssessment.service_id.in_(ids))
    return {row.service_id: row for row in db.session.scalars(query)}


def _under_way(ids: Collection[int] | None) -> dict[int, int]:
    query = select(CloudAssessment.service_id, CloudAssessment.id).where(
        CloudAssessment.state.in_((State.DRAFTED, State.SUBMITTED))
    )
    if ids is not None:
        query = query.where(CloudAssessment.service_id.in_(ids))
    return {row.service_id: row.id for row in db.session.execute(query.order_by(CloudAssessment.id))}


def _as_held(assessment: CloudAssessment, today: date) -> Held:
    states, kept = part_states(assessment, today), assessment.template
    lacking = [
        section.title for section in kept.questions.sections
        if section.id in kept.needed and states[section.id] not in (PartState.MET, PartState.COMPENSATED)
    ]  # fmt: skip
    measures = [
        part.measure_until for part in assessment.parts
        if part.part in kept.needed and states.get(part.part) is PartState.COMPENSATED
    ]  # fmt: skip
    return Held(
        assessment.outcome or Outcome.UNUSABLE, assessment.valid_until or today, assessment.facts, tuple(lacking),
        earliest(measures) if assessment.is_critical else None,
    )  # fmt: skip


def part_states(assessment: CloudAssessment, today: date) -> dict[str, PartState]:
    """How each part stands on a day, in the order of the template."""
    held = assessment.by_part
    return {
        section.id: part_state(
            section,
            held[section.id].answers if section.id in held else {},
            held[section.id].as_measure if section.id in held else None,
            today,
        )
        for section in assessment.template.questions.sections
    }


def badge(one: CloudService) -> Status:
    return Status(say(STANDING_NAMES[one.standing]), STANDING_TONES.get(one.standing, "bad"))


def state_badge(assessment: CloudAssessment) -> Status:
    return Status(say(STATE_NAMES[assessment.state]), STATE_TONES[assessment.state])


def part_badge(state: PartState) -> Status:
    return Status(say(PART_NAMES[state]), PART_TONES[state])


def standing_of(service_id: int) -> CloudService | None:
    """How one cloud service stands today; None for what is none, or of which nothing is asked."""
    return next(iter(standings(clock.today(), [service_id])), None)


def assessment_page(assessment_id: int) -> CloudAssessment:
    """One assessment with its parts. 404 for a number nobody has."""
    query = (
        select(CloudAssessment)
        .where(CloudAssessment.id == assessment_id)
        .options(
            joinedload(CloudAssessment.service).joinedload(Service.vendor),
            joinedload(CloudAssessment.service).selectinload(Service.functions),
            selectinload(CloudAssessment.parts),
        )
    )
    found: CloudAssessment = db.one_or_404(query)
    return found


def assessments_of(service_id: int, most: int = 10) -> Sequence[CloudAssessment]:
    """A service's assessments, the newest first."""
    query = select(CloudAssessment).where(CloudAssessment.service_id == service_id)
    return db.session.scalars(query.order_by(CloudAssessment.id.desc()).limit(most)).all()


def open_assessment_of(service_id: int) -> int | None:
    return _under_way([service_id]).get(service_id)


def assessor_choices() -> list[tuple[int | str, str]]:
    people = people_with([Role.IT_MANAGER, Role.PROCUREMENT, Role.COMPLIANCE])
    return [("", "—"), *((user.id, user.name) for user in people)]
