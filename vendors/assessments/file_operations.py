"""What is done with workbooks that come back. Each is called inside a unit of work; none commits."""

from datetime import date
from typing import IO

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Conflict, Refused
from core.files import plain_name, store
from core.phrases import N_, counted
from vendors.assessments.importing import plan_of
from vendors.assessments.models import Assessment, AssessmentFile
from vendors.assessments.operations import NOT_NOW, Said, keep_answers
from vendors.assessments.plan import Plan
from vendors.assessments.rules import State

PLAN_CHANGED = N_(
    "What the file would do changed since it was shown. Nothing was saved; look at the rows below and confirm again."
)


def upload(
    assessment: Assessment, *, stream: IO[bytes], name: str, received_on: date | None, by: User | None
) -> AssessmentFile:
    """Keep a workbook that came back, to be looked at. Refused for the file of another vendor, questionnaire, version."""
    if assessment.state not in (State.DRAFTED, State.SENT, State.ANSWERED):
        raise Refused(NOT_NOW)
    if received_on is None or received_on > clock.today():
        raise Refused(N_("Give the day on which the answer came; it cannot lie ahead."), field="received_on")
    kept = store(stream)
    file = AssessmentFile(
        assessment_id=assessment.id,
        sha256=kept.sha256,
        name=plain_name(name, "answer.xlsx", longest=255),
        received_on=received_on,
        uploaded_by_id=by.id if by else None,
        uploaded_at=clock.now(),
    )
    plan = plan_of(file, assessment)
    db.session.add(file)
    db.session.flush()
    record("vendors:assessment-file:upload", assessment, by=by, file=file.name, sha256=kept.sha256, rows=len(plan.rows))
    return file


def apply(file: AssessmentFile, digest: str, *, version: int | str | None = None, by: User | None) -> int:
    """Keep all of it, or nothing: a file with one wrong cell is corrected first. Raises Conflict when it would no longer
    do what was shown."""
    check_version(file, version)
    _refuse_closed(file)
    plan: Plan = plan_of(file, file.assessment)
    if plan.digest != digest:
        raise Conflict(PLAN_CHANGED)
    if plan.wrong:
        raise Refused(
            counted(
                len(plan.wrong),
                N_("%(n)s row has something wrong. Correct the file and send it again: all of it is kept, or nothing."),
                N_(
                    "%(n)s rows have something wrong. Correct the file and send it again: all of it is kept, or nothing."
                ),
            ),
            n=len(plan.wrong),
        )
    if not plan.changing and not (plan.says_the_same and file.assessment.state is State.SENT):
        raise Refused(N_("There is nothing to keep: no row says anything new."))
    said = {
        row.question.id: Said(row.new.value, row.new.remark, row.new.evidence)
        for row in plan.changing
        if row.question and row.new
    }
    count = keep_answers(file.assessment, said, answered_on=file.received_on, source=file.name, by=by)
    file.applied_at = clock.now()
    return count


def discard(file: AssessmentFile, *, by: User | None) -> None:
    """Put a file aside without keeping anything of it; it stays on record that it came."""
    _refuse_closed(file)
    file.discarded_at = clock.now()
    record("vendors:assessment-file:discard", file.assessment, by=by, file=file.name)


def _refuse_closed(file: AssessmentFile) -> None:
    if not file.is_open:
        raise Refused(N_("This file has been dealt with already."))
