"""What an assessment comes to: one person concludes, a second approves or sends it back. Each is called inside a unit of
work; none commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import clock
from core.audit import record
from core.auth.models import User
from core.auth.rules import ROLE_NAMES, Role
from core.days import add_months
from core.db import db
from core.errors import Refused
from core.phrases import N_, Phrase, counted, phrase
from vendors.assessments import queries, scoring
from vendors.assessments.models import Assessment, AssessmentCondition
from vendors.assessments.operations import begin
from vendors.assessments.rules import Conclusion, Review, State
from vendors.assessments.tier_queries import tier_of


@dataclass(frozen=True)
class ConditionAsked:
    """What a vendor must do, who of ours sees to it, by when; `place` begins the names of its fields in the form."""

    what: str
    owner_id: int | None
    due_on: date | None
    place: str = "c1"


def conclude(
    assessment: Assessment,
    *,
    conclusion: Conclusion,
    reason: str,
    conditions: Sequence[ConditionAsked] = (),
    approver_id: int | None,
    version: int | str | None = None,
    by: User,
) -> None:
    """A person says what the answers come to, and names the second who approves it."""
    begin(assessment, version, State.ANSWERED)
    found = queries.score_of(assessment, clock.today())
    if found.open:
        raise Refused(
            counted(
                len(found.open),
                N_("%(n)s line is not decided yet; accept it, do not accept it, or wait for the vendor."),
                N_("%(n)s lines are not decided yet; accept each, do not accept it, or wait for the vendor."),
            ),
            n=len(found.open),
        )
    if conclusion is Conclusion.CAPABLE and found.critical:
        raise Refused(
            N_("Critical questions fell short (%(n)s): the vendor is capable on conditions at best."),
            field="conclusion",
            n=len(found.critical),
        )
    if not reason.strip():
        raise Refused(N_("Say why."), field="reason")
    approver = _approver(approver_id, concluded_by=by.id)
    refuse_other_role(assessment, approver)
    is_conditional = conclusion is Conclusion.CONDITIONAL
    if is_conditional and not conditions:
        raise Refused(N_("Name the conditions, and by when they are met."), field="c1_what")
    _set_conditions(assessment, conditions if is_conditional else ())
    assessment.conclusion, assessment.reason = conclusion, reason.strip()
    assessment.score = scoring.rounded(found.score)
    assessment.grade, assessment.figures = found.grade, _figures(assessment)
    assessment.concluded_on, assessment.concluded_by_id = clock.today(), by.id
    assessment.approver_id, assessment.approval_note = approver.id, ""
    assessment.state = State.CONCLUDED
    record(
        "vendors:assessment:conclude", assessment, by=by, outcome=conclusion, score=assessment.score,
        grade=assessment.grade, reason=assessment.reason, approver=approver.name,
        conditions="; ".join(f"{each.due_on.isoformat()} {each.what}" for each in assessment.conditions)[:4_000],
    )  # fmt: skip


def _approver(approver_id: int | None, *, concluded_by: int | None) -> User:
    approver = db.session.get(User, approver_id) if approver_id else None
    if approver is None or not approver.is_active:
        raise Refused(N_("Name who approves it."), field="approver_id")
    if approver.id == concluded_by:
        raise Refused(N_("Somebody else than who concludes approves it."), field="approver_id")
    return approver


def _set_conditions(assessment: Assessment, asked: Sequence[ConditionAsked]) -> None:
    """These take the place of those of an earlier conclusion, which nobody approved; the trail keeps them."""
    last = add_months(clock.today(), tier_of(assessment.vendor_id).months)
    assessment.conditions = [_condition(each, last) for each in asked]


def _condition(asked: ConditionAsked, last: date) -> AssessmentCondition:
    if not asked.what.strip():
        raise Refused(N_("Say what the vendor must do."), field=f"{asked.place}_what")
    owner = db.session.get(User, asked.owner_id) if asked.owner_id else None
    if owner is None or not owner.is_active:
        raise Refused(N_("Choose who sees to it that it is met."), field=f"{asked.place}_owner_id")
    if asked.due_on is None or asked.due_on < clock.today():
        raise Refused(N_("Give the day by which it is met; it cannot have passed."), field=f"{asked.place}_due_on")
    if asked.due_on > last:
        says = N_("The assessment would hold until %(day)s at most; a condition is met before it ends.")
        raise Refused(says, field=f"{asked.place}_due_on", day=last.isoformat())
    return AssessmentCondition(what=asked.what.strip(), owner_id=owner.id, due_on=asked.due_on)


def refuse_other_role(assessment: Assessment, approver: User) -> None:
    """The vendor's tier may say which roles approve."""
    asked = [Role(each) for each in tier_of(assessment.vendor_id).approvers]
    if not asked or approver.roles & set(asked):
        return
    names: Phrase = phrase(ROLE_NAMES[asked[0]])
    for other in asked[1:]:
        names = phrase(N_("%(one)s or %(other)s"), one=names, other=phrase(ROLE_NAMES[other]))
    raise Refused(
        N_("In this vendor's tier somebody of this role approves it: %(roles)s."), field="approver_id", roles=names
    )


def name_approver(
    assessment: Assessment, *, approver_id: int | None, version: int | str | None = None, by: User
) -> None:
    """Another second person, where the one that was named is away or gone; never whoever concluded it."""
    begin(assessment, version, State.CONCLUDED)
    approver = _approver(approver_id, concluded_by=assessment.concluded_by_id)
    refuse_other_role(assessment, approver)
    before = assessment.approver.name if assessment.approver else ""
    assessment.approver_id = approver.id
    record("vendors:assessment:name-approver", assessment, by=by, approver=(before, approver.name))


def _figures(assessment: Assessment) -> dict[str, str]:
    held = assessment.said
    return {
        question.means: str(Decimal(held[question.id].value))
        for question in assessment.questions
        if question.means and question.id in held and held[question.id].review is Review.ACCEPTED
        and held[question.id].value
    }  # fmt: skip


def approve(assessment: Assessment, *, note: str, version: int | str | None = None, by: User) -> None:
    """The second person agrees: it holds from today, for as long as the vendor's tier allows."""
    begin(assessment, version, State.CONCLUDED)
    _second(assessment, by)
    tier = tier_of(assessment.vendor_id)
    today = clock.today()
    assessment.state, assessment.tier, assessment.approval_note = State.APPROVED, tier.id, note.strip()
    assessment.approved_on, assessment.valid_until = today, add_months(today, tier.months)
    record("vendors:assessment:approve", assessment, by=by, valid_until=assessment.valid_until, tier=tier.id)


def send_back(assessment: Assessment, *, note: str, version: int | str | None = None, by: User) -> None:
    """The second person does not agree, and says why; the review goes on."""
    begin(assessment, version, State.CONCLUDED)
    _second(assessment, by)
    if not note.strip():
        raise Refused(N_("Say why."), field="note")
    assessment.state, assessment.approval_note = State.ANSWERED, note.strip()
    record("vendors:assessment:send-back", assessment, by=by, reason=note.strip())


def _second(assessment: Assessment, by: User) -> None:
    if by.id == assessment.concluded_by_id:
        raise Refused(N_("You concluded it yourself; a second person approves it."))
    if by.id != assessment.approver_id:
        raise Refused(N_("Only %(name)s decides on it."), name=assessment.approver.name if assessment.approver else "—")
