"""What comes after the approval: a certificate is renewed, a condition is met. One person records it, a second decides
whether it counts. Each is called inside a unit of work; none commits."""

from dataclasses import dataclass
from datetime import date
from typing import IO

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.files import plain_name, store
from core.phrases import N_, Wording
from vendors.assessments.models import Assessment, AssessmentAnswer, AssessmentCondition, AssessmentProof
from vendors.assessments.operations import begin
from vendors.assessments.rules import ProofDecision, Review, State


@dataclass(frozen=True)
class Shown:
    """What shows it: words, and the file where one was handed in."""

    note: str
    stream: IO[bytes] | None = None
    file_name: str = ""


def renew_certificate(
    answer: AssessmentAnswer, *, ends_on: date | None, shown: Shown, version: int | str | None = None, by: User
) -> AssessmentProof:
    """The vendor has the certificate anew, until a later day. `version` is the assessment's."""
    begin(answer.assessment, version, State.APPROVED)
    if answer.ends_on is None or answer.review is not Review.ACCEPTED:
        raise Refused(N_("No certificate that could be renewed was accepted here."))
    if ends_on is None or ends_on <= answer.ends_on or ends_on < clock.today():
        raise Refused(
            N_("Give the last day of the renewed certificate; it lies ahead, and after %(day)s."),
            field="ends_on",
            day=answer.ends_on.isoformat(),
        )
    proof = AssessmentProof(answer=answer, ends_on=ends_on)
    question = answer.assessment.questions.question(answer.question)
    return _handed_in(answer.assessment, proof, shown, by, about=question.text if question else answer.question)


def meet_condition(
    condition: AssessmentCondition, *, shown: Shown, version: int | str | None = None, by: User
) -> AssessmentProof:
    """The vendor has done what it had to. `version` is the assessment's."""
    begin(condition.assessment, version, State.APPROVED)
    if condition.met_on is not None:
        raise Refused(N_("It is met already."))
    return _handed_in(condition.assessment, AssessmentProof(condition=condition), shown, by, about=condition.what[:200])


def _handed_in(
    assessment: Assessment, proof: AssessmentProof, shown: Shown, by: User, *, about: Wording | str
) -> AssessmentProof:
    if any((e.answer, e.condition) == (proof.answer, proof.condition) for e in assessment.proofs if e.is_waiting):
        raise Refused(N_("One waits for the second person already."))
    if not shown.note.strip() and shown.stream is None:
        raise Refused(N_("Attach what shows it, or say where it is kept."), field="note")
    kept = store(shown.stream) if shown.stream is not None else None
    proof.sha256 = kept.sha256 if kept else None
    proof.file_name = plain_name(shown.file_name, "evidence", longest=255) if kept else ""
    proof.note, proof.decision_note = shown.note.strip(), ""
    proof.recorded_on, proof.recorded_by_id = clock.today(), by.id
    proof.assessment_id = assessment.id
    db.session.add(proof)
    db.session.flush()
    db.session.refresh(assessment, ["proofs"])
    record(
        "vendors:assessment-proof:record", assessment, by=by, about=about, valid_until=proof.ends_on, note=proof.note,
        file=proof.file_name, sha256=proof.sha256,
    )  # fmt: skip
    return proof


def decide_proof(
    proof: AssessmentProof, decision: ProofDecision, *, note: str, version: int | str | None = None, by: User
) -> None:
    """The second person accepts it, and it counts from now on; or refuses it and says why. Whoever recorded it does
    not decide."""
    check_version(proof, version)
    if proof.decision is not None:
        raise Refused(N_("This has been decided already."))
    begin(proof.assessment, None, State.APPROVED)
    if by.id == proof.recorded_by_id:
        raise Refused(N_("You recorded it yourself; a second person decides on it."))
    if decision is ProofDecision.REFUSED and not note.strip():
        raise Refused(N_("Say why."), field="note")
    proof.decision, proof.decision_note = decision, note.strip()
    proof.decided_on, proof.decided_by_id = clock.today(), by.id
    if decision is ProofDecision.ACCEPTED:
        if proof.answer is not None:
            proof.answer.ends_on = proof.ends_on
        if proof.condition is not None:
            proof.condition.met_on = clock.today()
    question = proof.assessment.questions.question(proof.answer.question) if proof.answer else None
    about = question.text if question else proof.condition.what[:200] if proof.condition else ""
    record(
        f"vendors:assessment-proof:{'accept' if decision is ProofDecision.ACCEPTED else 'refuse'}", proof.assessment,
        by=by, about=about, valid_until=proof.ends_on, reason=proof.decision_note,
    )  # fmt: skip


def entrust_condition(
    condition: AssessmentCondition, *, owner_id: int | None, version: int | str | None = None, by: User
) -> None:
    """Another person sees to it that the condition is met."""
    begin(condition.assessment, version, State.CONCLUDED, State.APPROVED)
    owner = db.session.get(User, owner_id) if owner_id else None
    if owner is None or not owner.is_active:
        raise Refused(N_("Choose who sees to it that it is met."), field="owner_id")
    before = condition.owner.name if condition.owner else ""
    condition.owner_id = owner.id
    record(
        "vendors:assessment:entrust",
        condition.assessment,
        by=by,
        about=condition.what[:200],
        owner=(before, owner.name),
    )
