"""What is answered, or scores, otherwise than in the assessment before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer

from core.db import db
from vendors.assessments.models import Assessment
from vendors.assessments.questionnaire import Question
from vendors.assessments.rules import State
from vendors.assessments.scoring import Line, Score


@dataclass(frozen=True)
class Changed:
    """One question that is answered, or scores, otherwise than the last time."""

    question: Question
    before: Line
    after: Line


def previous_of(assessment: Assessment) -> Assessment | None:
    """The one that was approved before it."""
    query = (
        select(Assessment)
        .where(
            Assessment.vendor_id == assessment.vendor_id,
            Assessment.questionnaire == assessment.questionnaire,
            Assessment.state == State.APPROVED,
            Assessment.id < assessment.id,
        )
        .options(undefer(Assessment.asked), selectinload(Assessment.answers))
        .order_by(Assessment.approved_on.desc(), Assessment.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def changes(before: Score, after: Score) -> list[Changed]:
    """Questions of both whose answer or points differ; what only one of them asks is no change."""
    was: Mapping[str, Line] = {line.question.id: line for line in before.lines}
    both: Iterable[Line] = (line for line in after.lines if line.question.id in was)
    return [
        Changed(line.question, was[line.question.id], line)
        for line in both
        if line.answer.value != was[line.question.id].answer.value or line.points != was[line.question.id].points
    ]
