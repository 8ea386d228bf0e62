"""Reads of assessments: one page, how every vendor stands (lists: listings.py; against the last one: changes.py)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from core.auth.queries import people_with
from core.auth.rules import Role
from core.clock import zone
from core.db import db
from vendors.assessments import shelf
from vendors.assessments.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentCondition,
    AssessmentFile,
    AssessmentProof,
)
from vendors.assessments.rules import CERTIFICATE_WARNING, Current, Review, Standing, State, next_due, standing
from vendors.assessments.scoring import Score, score
from vendors.assessments.tier_queries import tiers
from vendors.assessments.tiers import Tier
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus

ASSESSORS = (Role.PROCUREMENT, Role.IT_MANAGER, Role.COMPLIANCE)
APPROVERS = (Role.IT_MANAGER, Role.COMPLIANCE)
SUPPLYING = (VendorStatus.ACTIVE, VendorStatus.EXITING)
REACHED = and_(Vendor.status.in_(SUPPLYING), Vendor.out_of_scope_reason == "")
"""Vendors that the rule reaches: they supply today and are not outside it."""


def assessor_choices() -> list[tuple[int | str, str]]:
    return [("", "—"), *((p.id, p.name) for p in people_with(ASSESSORS))]


def approver_choices() -> list[tuple[int | str, str]]:
    return [("", "—"), *((p.id, p.name) for p in people_with(APPROVERS))]


def assessment_page(assessment_id: int) -> Assessment:
    """One with everything its pages show. 404 for a number nobody has."""
    query = (
        select(Assessment)
        .where(Assessment.id == assessment_id)
        .options(
            undefer(Assessment.asked),
            joinedload(Assessment.vendor),
            joinedload(Assessment.assessor),
            joinedload(Assessment.concluded_by),
            joinedload(Assessment.approver),
            selectinload(Assessment.answers),
            selectinload(Assessment.files).joinedload(AssessmentFile.uploaded_by),
            selectinload(Assessment.conditions).joinedload(AssessmentCondition.owner),
            selectinload(Assessment.proofs).joinedload(AssessmentProof.recorded_by),
            selectinload(Assessment.proofs).joinedload(AssessmentProof.decided_by),
        )
    )
    found: Assessment = db.one_or_404(query)
    return found


def file_page(assessment_id: int, file_id: int) -> AssessmentFile:
    """A workbook that came back to this assessment. 404 for one of another."""
    query = select(AssessmentFile).where(AssessmentFile.id == file_id, AssessmentFile.assessment_id == assessment_id)
    found: AssessmentFile = db.one_or_404(query)
    return found


def answer_with_file(assessment_id: int, answer_id: int) -> AssessmentAnswer:
    query = select(AssessmentAnswer).where(
        AssessmentAnswer.id == answer_id,
        AssessmentAnswer.assessment_id == assessment_id,
        AssessmentAnswer.sha256.is_not(None),
    )
    found: AssessmentAnswer = db.one_or_404(query)
    return found


def answer_page(assessment_id: int, answer_id: int) -> AssessmentAnswer:
    query = select(AssessmentAnswer).where(
        AssessmentAnswer.id == answer_id, AssessmentAnswer.assessment_id == assessment_id
    )
    found: AssessmentAnswer = db.one_or_404(query)
    return found


def condition_page(assessment_id: int, condition_id: int) -> AssessmentCondition:
    query = select(AssessmentCondition).where(
        AssessmentCondition.id == condition_id, AssessmentCondition.assessment_id == assessment_id
    )
    found: AssessmentCondition = db.one_or_404(query)
    return found


def proof_page(assessment_id: int, proof_id: int) -> AssessmentProof:
    query = select(AssessmentProof).where(
        AssessmentProof.id == proof_id, AssessmentProof.assessment_id == assessment_id
    )
    found: AssessmentProof = db.one_or_404(query)
    return found


def proof_with_file(assessment_id: int, proof_id: int) -> AssessmentProof:
    query = select(AssessmentProof).where(
        AssessmentProof.id == proof_id,
        AssessmentProof.assessment_id == assessment_id,
        AssessmentProof.sha256.is_not(None),
    )
    found: AssessmentProof = db.one_or_404(query)
    return found


def open_assessment_of(vendor_id: int, questionnaire: str) -> Assessment | None:
    """The one under way; there is one at most."""
    states = [state for state in State if state.is_open]
    query = select(Assessment).where(
        Assessment.vendor_id == vendor_id, Assessment.questionnaire == questionnaire, Assessment.state.in_(states)
    )
    return db.session.scalar(query.order_by(Assessment.id).limit(1))


def assessments_of(vendor_id: int) -> list[Assessment]:
    """All of a vendor, the newest first."""
    query = select(Assessment).where(Assessment.vendor_id == vendor_id).order_by(Assessment.id.desc())
    return list(db.session.scalars(query))


def score_of(assessment: Assessment, today: date) -> Score:
    """Its points: of the day it was concluded on, while it is open of today."""
    on = assessment.concluded_on if assessment.state in (State.CONCLUDED, State.APPROVED) else None
    answers = {name: answer.as_answer for name, answer in assessment.said.items()}
    return score(assessment.questions, answers, on or today)


# --- how vendors stand ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VendorStanding:
    """A vendor's tier, the assessment that holds, until when the next is due, and what is under way."""

    tier: Tier
    current: Current | None
    due_on: date
    standing: Standing
    open_id: int | None = None
    open_state: State | None = None


def standings(
    as_of: date, vendor_ids: Collection[int] | None = None, questionnaire: str = shelf.CAPABILITY
) -> dict[int, VendorStanding]:
    """Every vendor that the rule reaches (or these) → how it stands on a day; a handful of queries whatever their
    number."""
    policy, by_vendor = shelf.policy(), tiers(vendor_ids, as_of)
    current, under_way = _currents(as_of, vendor_ids, questionnaire), _open(vendor_ids, questionnaire)
    query = select(Vendor.id, Vendor.created_at)
    query = query.where(REACHED) if vendor_ids is None else query.where(Vendor.id.in_(vendor_ids))
    found = {}
    for vendor_id, created_at in db.session.execute(query):
        tier, held = by_vendor.get(vendor_id) or policy.tiers[-1], current.get(vendor_id)
        registered_on = created_at.astimezone(zone()).date()
        due_on = next_due(held, registered_on, months=tier.months, first_within_days=tier.first_within_days)
        stands = standing(held, due_on, as_of, policy.remind_days)
        found[vendor_id] = VendorStanding(tier, held, due_on, stands, *under_way.get(vendor_id, (None, None)))
    return found


def standing_of(vendor_id: int, as_of: date) -> VendorStanding:
    return standings(as_of, [vendor_id])[vendor_id]


def _currents(as_of: date, vendor_ids: Collection[int] | None, questionnaire: str) -> dict[int, Current]:
    """vendor → its latest assessment approved by a day."""
    query = select(
        Assessment.vendor_id, Assessment.id, Assessment.approved_on, Assessment.valid_until, Assessment.conclusion,
        Assessment.score, Assessment.grade, Assessment.figures,
    ).where(
        Assessment.state == State.APPROVED, Assessment.questionnaire == questionnaire, Assessment.approved_on <= as_of
    )  # fmt: skip
    if vendor_ids is not None:
        query = query.where(Assessment.vendor_id.in_(vendor_ids))
    rows = {row.vendor_id: row for row in db.session.execute(query.order_by(Assessment.approved_on, Assessment.id))}
    ending, open_conditions = _certificates_ending(as_of, vendor_ids), _conditions_open(as_of, vendor_ids)
    return {
        vendor_id: _current(row, ending.get(row.id, (None, None)), open_conditions.get(row.id, ("", None)))
        for vendor_id, row in rows.items()
    }


def _current(row: Any, certificate: tuple[int | None, date | None], condition: tuple[str, date | None]) -> Current:
    return Current(
        assessment_id=row.id,
        approved_on=row.approved_on,
        valid_until=row.valid_until,
        conclusion=row.conclusion,
        score=row.score,
        grade=row.grade,
        certificate_id=certificate[0],
        certificate_until=certificate[1],
        condition=condition[0],
        condition_due_on=condition[1],
        dependency=str(row.figures.get("dependency_on_us", "")),
    )


def _conditions_open(as_of: date, vendor_ids: Collection[int] | None) -> dict[int, tuple[str, date]]:
    """assessment → its condition, not met by a day, that is due first."""
    query = (
        select(AssessmentCondition.assessment_id, AssessmentCondition.what, AssessmentCondition.due_on)
        .join(Assessment, Assessment.id == AssessmentCondition.assessment_id)
        .where(
            Assessment.state == State.APPROVED,
            or_(AssessmentCondition.met_on.is_(None), AssessmentCondition.met_on > as_of),
        )
        .order_by(AssessmentCondition.due_on.desc(), AssessmentCondition.id.desc())
    )
    if vendor_ids is not None:
        query = query.where(Assessment.vendor_id.in_(vendor_ids))
    return {row.assessment_id: (row.what, row.due_on) for row in db.session.execute(query)}


def _certificates_ending(as_of: date, vendor_ids: Collection[int] | None) -> dict[int, tuple[int, date]]:
    """assessment → the accepted certificate that ends first, of those that ended since or will soon."""
    query = (
        select(AssessmentAnswer.assessment_id, AssessmentAnswer.id, AssessmentAnswer.ends_on)
        .join(Assessment, Assessment.id == AssessmentAnswer.assessment_id)
        .where(
            AssessmentAnswer.ends_on <= as_of + CERTIFICATE_WARNING,
            AssessmentAnswer.review == Review.ACCEPTED,
            Assessment.state == State.APPROVED,
            # One that had ended when it was reviewed scored nothing then; what ended since is news.
            AssessmentAnswer.ends_on >= Assessment.concluded_on,
        )
        .order_by(AssessmentAnswer.ends_on.desc())
    )
    if vendor_ids is not None:
        query = query.where(Assessment.vendor_id.in_(vendor_ids))
    return {row.assessment_id: (row.id, row.ends_on) for row in db.session.execute(query)}


def _open(vendor_ids: Collection[int] | None, questionnaire: str) -> dict[int, tuple[int, State]]:
    query = select(Assessment.vendor_id, Assessment.id, Assessment.state).where(
        Assessment.questionnaire == questionnaire, Assessment.state.in_([s for s in State if s.is_open])
    )
    if vendor_ids is not None:
        query = query.where(Assessment.vendor_id.in_(vendor_ids))
    return {row.vendor_id: (row.id, row.state) for row in db.session.execute(query.order_by(Assessment.id.desc()))}
