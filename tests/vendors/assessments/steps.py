"""The steps of an assessment, each in its own unit of work."""

from datetime import timedelta

from core import clock
from core.db import unit_of_work
from vendors.assessments import conclusions, operations, queries
from vendors.assessments.conclusions import ConditionAsked
from vendors.assessments.operations import Said
from vendors.assessments.questionnaire import DAYS, NUMBERS, QuestionKind
from vendors.assessments.rules import Conclusion, Review
from vendors.concentration.obligations import judge


def good(question):
    if question.options:
        return max(question.options, key=lambda o: -1 if o.points is None else o.points).id
    if question.kind is QuestionKind.EXPIRY:
        return (clock.today() + timedelta(days=500)).isoformat()
    if question.kind in DAYS:
        return (clock.today() - timedelta(days=30)).isoformat()
    if question.kind in NUMBERS:
        return str(question.bands[0].at_least or 0) if question.bands else "5"
    return ""


def answered(opened, assessor, **other):
    said = {q.id: Said(other.get(q.id, good(q)), evidence="proof.pdf") for q in opened.questions}
    with unit_of_work():
        operations.keep_answers(opened, said, answered_on=clock.today(), by=assessor)


def reviewed(opened, assessor, **other):
    decided = {q.id: other.get(q.id, (Review.ACCEPTED, "")) for q in opened.questions if q.id != "remarks"}
    with unit_of_work():
        operations.review(opened, decided, by=assessor)


def concluded(opened, assessor, second, conclusion=Conclusion.CAPABLE, conditions=()):
    with unit_of_work():
        conclusions.conclude(
            opened, conclusion=conclusion, reason="符合要求", conditions=conditions, approver_id=second.id, by=assessor
        )


def asked(what, owner, days, place="c1"):
    return ConditionAsked(what, owner.id if owner else None, clock.today() + timedelta(days=days), place)


def approved(opened, assessor, second, **answers):
    answered(opened, assessor, **answers)
    reviewed(opened, assessor)
    concluded(opened, assessor, second)
    with unit_of_work():
        conclusions.approve(opened, note="", by=second)


def duty(vendor, on=None):
    (found,) = [o for o in judge(on or clock.today()) if o.rule_id == "CC-19000-4-2" and o.vendor_id == vendor.id]
    return found


def standing(vendor, on=None):
    return queries.standing_of(vendor.id, on or clock.today()).standing
