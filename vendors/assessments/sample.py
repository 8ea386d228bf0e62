"""The sample firm's assessments: one that holds, one with conditions, one whose time is up, one that asks back."""

from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import delete, select

from core import clock
from core.auth.models import User
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context
from vendors.assessments import conclusions, operations, proofs, shelf, tier_operations
from vendors.assessments.conclusions import ConditionAsked
from vendors.assessments.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentCondition,
    AssessmentFile,
    AssessmentProof,
)
from vendors.assessments.questionnaire import DAYS, NUMBERS, Question, QuestionKind
from vendors.assessments.rules import Conclusion, ProofDecision, Review
from vendors.assessments.tier_models import TierOverride
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus

CASES = (
    (40, 0.95, "approve"),
    (400, 0.9, "approve"),
    (320, 0.55, "condition"),
    (30, 0.7, "review"),
    (12, 0.6, "send"),
    (90, 0.8, "approve"),
)
"""Days ago, part of good answers, and how far it went; vendor after vendor."""


def exists() -> bool:
    return False  # never without vendors, which tell


def has_real_data() -> bool:
    return False  # a real assessment hangs on a real vendor


def load(context: Context) -> None:
    people: dict[Role, list[User]] = context.made.get("people", {})
    managers, compliance = people.get(Role.IT_MANAGER, []), people.get(Role.COMPLIANCE, [])
    vendors: list[Vendor] = [
        v for v in context.made["vendors"] if v.status is VendorStatus.ACTIVE and not v.out_of_scope_reason
    ]
    if not managers or not compliance:
        return
    rounds = max(1, len(vendors) // 30)
    for place, vendor in enumerate(vendors[: len(CASES) * rounds]):
        days, good, far = CASES[place % len(CASES)]
        _assess(context.rng, vendor, context.today - timedelta(days=days), good, far, managers[0], compliance[0])
    if len(vendors) > len(CASES) and managers[0].id != compliance[0].id:
        other = tier_operations.ask_override(
            vendors[len(CASES)], tier=shelf.policy().tiers[0].id, reason="近期更換經營團隊，提高查核頻率。",
            valid_until=clock.today() + timedelta(days=180), approver_id=compliance[0].id, by=managers[0],
        )  # fmt: skip
        tier_operations.decide_override(other, is_approved=True, note="同意。", by=compliance[0])


def _assess(rng: Random, vendor: Vendor, on: date, good: float, far: str, assessor: User, second: User) -> None:
    at = clock.now() - timedelta(days=(clock.today() - on).days)
    with clock.at(at):
        assessment = operations.open_assessment(
            vendor, shelf.questionnaires(date.max)[shelf.CAPABILITY], assessor_id=assessor.id, by=assessor
        )
        operations.send(
            assessment, sent_on=on, reply_by=on + timedelta(days=21), sent_to="contact@vendor.example", by=assessor
        )
        if far == "send":
            return
        said = {
            each.id: operations.Said(_answer(rng, each, on, good), evidence="佐證.pdf" if each.needs_evidence else "")
            for each in assessment.questions
        }
        operations.keep_answers(assessment, said, answered_on=on, by=assessor)
        decided: dict[str, tuple[Review | None, str]] = dict.fromkeys(said, (Review.ACCEPTED, ""))
        if far == "review":
            decided["last_test"] = (Review.ASKED_BACK, "請提供演練紀錄及參與人員名單。")
            decided["insurance"] = (Review.NOT_ACCEPTED, "保險單已逾期。")
        decided.pop("remarks", None)
        operations.review(assessment, decided, by=assessor)
        if far == "review" or assessor.id == second.id:
            return  # who concludes does not approve: one person alone leaves it reviewed
        conclusions.conclude(
            assessment,
            conclusion=Conclusion.CONDITIONAL if far == "condition" else Conclusion.CAPABLE,
            reason="主要指標符合本公司對委外廠商之要求。",
            conditions=_conditions(on, assessor) if far == "condition" else (),
            approver_id=second.id,
            by=assessor,
        )
        conclusions.approve(assessment, note="", by=second)
    if far == "condition":
        _one_is_met(assessment, at + timedelta(days=80), assessor, second)


def _conditions(on: date, assessor: User) -> list[ConditionAsked]:
    """The first is met with proof below, the second is still open."""
    return [
        ConditionAsked("三個月內完成復原演練並提供紀錄。", assessor.id, on + timedelta(days=90)),
        ConditionAsked("補足第二位維運工程師並提供職務代理名冊。", assessor.id, on + timedelta(days=345)),
    ]


def _one_is_met(assessment: Assessment, at: datetime, assessor: User, second: User) -> None:
    with clock.at(at):
        proof = proofs.meet_condition(
            assessment.conditions[0],
            shown=proofs.Shown("復原演練紀錄及參與人員名單已收訖，存於廠商資料夾。"),
            by=assessor,
        )
        proofs.decide_proof(proof, ProofDecision.ACCEPTED, note="", by=second)


def _answer(rng: Random, question: Question, on: date, good: float) -> str:
    """A good answer to every critical question, one that may be worse to the others."""
    is_good = question.is_critical or rng.random() < good
    if question.options:
        ranked = sorted(question.options, key=lambda o: -(101 if o.points is None else o.points))
        best = [o for o in ranked if o.points == 100] or ranked
        return (best[0] if is_good else ranked[min(len(ranked) - 1, 1)]).id
    if question.kind is QuestionKind.EXPIRY:
        return (on + timedelta(days=rng.choice((75, 300, 500, 700)))).isoformat() if is_good else "none"
    if question.kind in DAYS:
        return (on - timedelta(days=rng.choice((60, 150, 300)))).isoformat()
    if question.kind in NUMBERS and question.bands:
        band = question.bands[0] if is_good else question.bands[min(1, len(question.bands) - 1)]
        bound = band.at_least if band.at_least is not None else band.up_to
        return f"{bound}" if bound is not None else "0"
    return "12" if question.kind in NUMBERS else ""


def remove() -> dict[str, int]:
    """All assessments of sample vendors, whoever made them."""
    vendors = select(Vendor.id).where(Vendor.is_sample.is_(True))
    own = select(Assessment.id).where(Assessment.vendor_id.in_(vendors))
    db.session.flush()
    db.session.execute(
        delete(TierOverride).where(TierOverride.vendor_id.in_(vendors)),
        execution_options={"synchronize_session": False},
    )
    for kind in (AssessmentProof, AssessmentCondition, AssessmentFile, AssessmentAnswer):
        db.session.execute(
            delete(kind).where(kind.assessment_id.in_(own)), execution_options={"synchronize_session": False}
        )
    db.session.execute(
        delete(Assessment).where(Assessment.vendor_id.in_(vendors)), execution_options={"synchronize_session": False}
    )
    db.session.expire_all()
    return {}
