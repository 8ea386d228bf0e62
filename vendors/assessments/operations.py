"""What is done with an assessment. Each is called inside a unit of work; none commits.

Every operation moves `changed_at`, so that whoever had an older page open is told instead of overwriting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO

from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.events import announce
from core.files import plain_name, store
from core.i18n import say
from core.phrases import N_, Wording, phrase
from vendors.assessments import queries, scoring, shelf
from vendors.assessments.events import AnswersCorrected
from vendors.assessments.models import Assessment, AssessmentAnswer
from vendors.assessments.questionnaire import NONE, Question, QuestionKind, Questionnaire
from vendors.assessments.rules import Review, State
from vendors.assessments.tier_queries import tier_of
from vendors.merging.events import VendorsMoved
from vendors.register.models import Vendor
from vendors.register.operations import refuse_merged

MARKS = {Review.ACCEPTED: "✓", Review.NOT_ACCEPTED: "✗", Review.ASKED_BACK: "?", None: "—"}
"""A review in the trail."""
UNDER_WAY = [state for state in State if state.is_open]
NOT_NOW = N_("This cannot be done as the assessment stands now; the page shows how it stands.")


def open_assessment(
    vendor: Vendor, questionnaire: Questionnaire, *, assessor_id: int | None, by: User | None
) -> Assessment:
    """Begin one. Refused where one of the same questionnaire is under way with this vendor, and for one that went into
    another."""
    refuse_merged(vendor)
    if queries.open_assessment_of(vendor.id, questionnaire.id) is not None:
        raise Refused(N_("An assessment of this vendor is under way already; go on with that one."))
    assessment = Assessment(
        vendor_id=vendor.id,
        questionnaire=questionnaire.id,
        questionnaire_version=questionnaire.version,
        asked={**questionnaire.source, "effective_on": questionnaire.effective_on.isoformat()},
        state=State.DRAFTED,
        tier=tier_of(vendor.id).id,
        assessor_id=assessor_id,
        opened_on=clock.today(),
        figures={},
        changed_at=clock.now(),
        is_sample=vendor.is_sample,
    )
    db.session.add(assessment)
    db.session.flush()
    record(
        "vendors:assessment:open", assessment, by=by, questionnaire=f"{questionnaire.id} {questionnaire.version}",
        tier=assessment.tier,
    )  # fmt: skip
    return assessment


def begin(assessment: Assessment, version: int | str | None, *states: State) -> None:
    """Refuse an older page, and a step that its state does not allow; then note the change."""
    check_version(assessment, version)
    if assessment.state not in states:
        raise Refused(NOT_NOW)
    assessment.changed_at = clock.now()


def send(
    assessment: Assessment,
    *,
    sent_on: date,
    reply_by: date,
    sent_to: str,
    version: int | str | None = None,
    by: User | None,
) -> None:
    """Note that the questionnaire went out, to whom and until when an answer is due; a later one replaces it."""
    begin(assessment, version, State.DRAFTED, State.SENT, State.ANSWERED)
    if sent_on > clock.today() or sent_on < assessment.opened_on - timedelta(days=31):
        raise Refused(N_("Give the day on which it was sent; it cannot lie ahead."), field="sent_on")
    if reply_by < sent_on:
        raise Refused(N_("The answer cannot be due before it was asked for."), field="reply_by")
    before = (assessment.sent_on, assessment.reply_by)
    assessment.sent_on, assessment.reply_by, assessment.sent_to = sent_on, reply_by, sent_to
    assessment.state = State.SENT
    record(
        "vendors:assessment:send", assessment, by=by, sent_on=(before[0], sent_on), reply_by=(before[1], reply_by),
        sent_to=sent_to,
    )  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A new answer to one question; `stream` the file that proves it, where one was handed in, `sha256` one that is
    kept already. `evidence` None: what is named as proof stays. `is_file_out`: the file that stands there proves nothing
    any more, nor does its name."""

    value: str
    remark: str = ""
    evidence: str | None = ""
    stream: IO[bytes] | None = None
    file_name: str = ""
    sha256: str = ""
    is_file_out: bool = False


def keep_answers(
    assessment: Assessment,
    said: Mapping[str, Said],
    *,
    answered_on: date,
    source: str = "",
    version: int | str | None = None,
    by: User | None,
) -> int:
    """Keep what was answered: typed in, or out of a workbook (`source`). A line whose answer changes is reviewed anew;
    the same answers again end the wait for the vendor. Returns how many lines changed."""
    begin(assessment, version, State.DRAFTED, State.SENT, State.ANSWERED)
    if answered_on > clock.today():
        raise Refused(N_("Give the day on which the answer came; it cannot lie ahead."), field="answered_on")
    if any(assessment.questions.question(each) is None for each in said):
        raise Refused(N_("The questionnaire has no such question."))
    held = assessment.said
    changed: dict[str, Wording] = {}
    stood: dict[str, tuple[str, str]] = {}
    for question in assessment.questions:
        if question.id in said:
            answer = held.get(question.id)
            if answer is None:
                answer = AssessmentAnswer(question=question.id, value="", remark="", evidence="", file_name="")
            before = answer.value
            stood[question.id] = (answer.value, answer.remark)
            if _keep(answer, question, said[question.id]):
                if question.id not in held:
                    assessment.answers.append(answer)
                was, now = _told(question, before), _told(question, answer.value)
                changed[question.id] = Wording(
                    f"{question.number} {was.zh} → {now.zh}", f"{question.number} {was.en} → {now.en}"
                )
    # A vendor that says the same again has answered: what it was asked back is for the reviewer to decide now.
    if changed or (assessment.state is State.SENT and held):
        assessment.answered_on, assessment.state = answered_on, State.ANSWERED
        db.session.flush()
        told = changed.values()
        says = Wording("；".join(each.zh for each in told)[:4_000], "; ".join(each.en for each in told)[:4_000])
        record("vendors:assessment:answer", assessment, by=by, source=source, count=len(changed), answers=says)
    if changed and by is not None:
        announce(AnswersCorrected(assessment.id, {key: stood[key] for key in changed}))
    return len(changed)


def _told(question: Question, value: str) -> Wording:
    """An answer as the trail keeps it: the words that were chosen in both languages, not their code."""
    option = question.option(value)
    return option.label if option else Wording(value[:200] or "—", value[:200] or "—")


def _keep(answer: AssessmentAnswer, question: Question, said: Said) -> bool:
    """Whether anything of the line changed; if so its review begins anew."""
    is_out = said.is_file_out and answer.sha256 is not None
    named = answer.evidence if said.evidence is None else said.evidence[:255]
    if is_out and named == answer.file_name:
        named = ""
    new = (said.value, said.remark[: scoring.LONGEST], named)
    has_file = said.stream is not None or (said.sha256 and said.sha256 != answer.sha256)
    if new == (answer.value, answer.remark, answer.evidence) and not has_file and not is_out:
        return False
    answer.value, answer.remark, answer.evidence = new
    is_day = question.kind is QuestionKind.EXPIRY and said.value not in ("", NONE)
    answer.ends_on = date.fromisoformat(said.value) if is_day else None
    if has_file:
        answer.sha256 = store(said.stream).sha256 if said.stream is not None else said.sha256
        answer.file_name = plain_name(said.file_name, "evidence", longest=255)
    elif is_out:
        answer.sha256, answer.file_name = None, ""
    answer.review, answer.review_note, answer.reviewed_by_id, answer.overruled = None, "", None, None
    return True


def review(
    assessment: Assessment,
    decided: Mapping[str, tuple[Review | None, str]],
    *,
    version: int | str | None = None,
    by: User,
) -> int:
    """What the reviewer makes of the lines. Not accepting and asking back say why. Returns how many changed."""
    begin(assessment, version, State.ANSWERED)
    held = assessment.said
    told: dict[str, str] = {}
    for question in assessment.questions:
        decision, note = decided.get(question.id, (None, ""))
        answer = held.get(question.id)
        if question.id not in decided or (answer is None and decision is None and not note):
            continue
        if decision in (Review.NOT_ACCEPTED, Review.ASKED_BACK) and not note.strip():
            raise Refused(N_("Say why, so that the vendor knows what is missing."), field=f"n_{question.id}")
        if decision is Review.ACCEPTED and not (answer and answer.value) and not question.is_optional:
            raise Refused(N_("There is no answer to accept."), field=f"r_{question.id}")
        if answer is None:
            answer = AssessmentAnswer(question=question.id, value="", remark="", evidence="", file_name="")
            assessment.answers.append(answer)
        if (answer.review, answer.review_note) != (decision, note.strip()):
            told[question.id] = f"{question.number} {MARKS[decision]} {note.strip()}".strip()
            answer.review, answer.review_note, answer.reviewed_by_id = decision, note.strip(), by.id
    if told:
        db.session.flush()
        says = "; ".join(told.values())[:4_000]
        record("vendors:assessment:review", assessment, by=by, count=len(told), reviewed=says)
    return len(told)


def withdraw(assessment: Assessment, *, reason: str, version: int | str | None = None, by: User | None) -> None:
    """Give it up, and say why; what came of it stays on record."""
    begin(assessment, version, State.DRAFTED, State.SENT, State.ANSWERED, State.CONCLUDED)
    if not reason.strip():
        raise Refused(N_("Say why."), field="reason")
    assessment.state, assessment.withdrawn_reason = State.WITHDRAWN, reason.strip()[:500]
    record("vendors:assessment:withdraw", assessment, by=by, reason=reason.strip()[:500])


def follow_vendor(event: VendorsMoved) -> None:
    """What is under way with a vendor that went into another ends: nobody is left to answer it. What was approved stays,
    as what was said of it at the time."""
    if event.is_back:
        return
    query = select(Assessment).where(Assessment.vendor_id == event.from_id, Assessment.state.in_(UNDER_WAY))
    for each in db.session.scalars(query.order_by(Assessment.id)).all():
        withdraw(each, reason=say(phrase(N_("Merged into %(name)s"), name=event.now)), by=event.by)


def hand_over(assessment: Assessment, *, assessor_id: int | None, version: int | str | None = None, by: User) -> None:
    """Another person takes it over."""
    begin(assessment, version, State.DRAFTED, State.SENT, State.ANSWERED)
    before = assessment.assessor.name if assessment.assessor else ""
    assessor = db.session.get(User, assessor_id) if assessor_id else None
    assessment.assessor_id = assessor.id if assessor else None
    record("vendors:assessment:hand-over", assessment, by=by, owner=(before, assessor.name if assessor else ""))


def renewal(vendor: Vendor, questionnaire_id: str, *, assessor_id: int | None) -> Assessment | None:
    """The next assessment of a vendor, where one is due and none is under way (the daily job)."""
    questionnaire = shelf.questionnaires().get(questionnaire_id)
    if questionnaire is None or queries.open_assessment_of(vendor.id, questionnaire_id) is not None:
        return None
    return open_assessment(vendor, questionnaire, assessor_id=assessor_id, by=None)
