"""What is done with a link: by us, and by the vendor that opens it. Each is called inside a unit of work; none commits.

What the vendor does is signed "vendor by link" by the edge (`core.audit.chain.acting_as`)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Conflict, Refused
from core.files import forget, plain_name, store, unreferred
from core.phrases import N_, counted
from core.settings import LANGUAGES
from vendors.assessments import operations as assessments
from vendors.assessments.changes import previous_of
from vendors.assessments.events import AnswersCorrected
from vendors.assessments.models import Assessment, AssessmentAnswer
from vendors.assessments.operations import Said
from vendors.assessments.questionnaire import Question
from vendors.assessments.rules import Review, State
from vendors.assessments.scoring import LONGEST, read_answer
from vendors.links import queries
from vendors.links.models import LinkAnswer, QuestionnaireLink
from vendors.links.rules import LONGEST_DAYS, LinkState, file_fault, room_fault
from vendors.links.scanning import content_fault

HEAD = 512
"""Bytes of a file that tell its kind."""
NOT_NOW = N_("Nothing can be answered through this link now.")


def make_link(
    assessment: Assessment, *, to_whom: str, valid_until: date, language: str, version: int | str | None = None,
    by: User | None,
) -> tuple[QuestionnaireLink, str]:  # fmt: skip
    """A new link and its secret, which is told this once; an earlier link of the same assessment opens nothing any more.

    It is noted that the questionnaire went out, and what was answered before stands in the vendor's page already."""
    today = clock.today()
    if not to_whom.strip():
        raise Refused(N_("Say who gets it: a name with the address it goes to."), field="to_whom")
    _check_day(valid_until)
    assessments.send(assessment, sent_on=today, reply_by=valid_until, sent_to=to_whom.strip(), version=version, by=by)
    for earlier in queries.open_links_of(
        assessment.id
    ):  # also one handed in: opened again it would bring old answers back
        revoke_link(earlier, by=by)
    token = secrets.token_urlsafe(32)
    link = QuestionnaireLink(
        assessment_id=assessment.id, token_hash=queries.digest(token), to_whom=to_whom.strip(),
        language=language if language in LANGUAGES else next(iter(LANGUAGES)), valid_until=valid_until,
        made_at=clock.now(), made_by_id=by.id if by else None, handed_in_by="", is_sample=assessment.is_sample,
    )  # fmt: skip
    link.assessment = assessment
    db.session.add(link)
    _begin_with(link, assessment)
    db.session.flush()
    record(
        "vendors:link:make", assessment, by=by, sent_to=link.to_whom, valid_until=valid_until, count=len(link.drafts)
    )  # fmt: skip
    return link, token


def _check_day(valid_until: date) -> None:
    if not clock.today() <= valid_until <= clock.today() + timedelta(days=LONGEST_DAYS):
        raise Refused(
            N_("Give a last day from today on, at most %(n)s days ahead."), field="valid_until", n=LONGEST_DAYS
        )


def _begin_with(link: QuestionnaireLink, assessment: Assessment) -> None:
    """What the vendor's page holds before anybody typed: what was answered this time, else what was the last time."""
    before = previous_of(assessment)
    last, now = (before.said if before else {}), assessment.said
    for question in queries.asked_of(assessment):
        for source, is_last in ((now.get(question.id), False), (last.get(question.id), True)):
            if source is not None and source.value and not queries.fault_of(question, source.value, clock.today()):
                _lay(link, source, is_last_years=is_last)
                break


def _lay(link: QuestionnaireLink, answer: AssessmentAnswer, *, is_last_years: bool = False) -> None:
    """The vendor's page holds an answer as the assessment does; the file of an earlier assessment is asked for anew."""
    draft = link.said.get(answer.question)
    if draft is None:
        draft = LinkAnswer(question=answer.question, file_size=0)
        link.drafts.append(draft)
    sha256 = None if is_last_years else answer.sha256
    if sha256 is None or sha256 != draft.sha256:
        draft.file_size = 0  # what was counted when it was handed in is not counted twice
    draft.value, draft.remark, draft.is_last_years = answer.value, answer.remark, is_last_years
    draft.sha256, draft.file_name = sha256, answer.file_name if sha256 else ""


def revoke_link(link: QuestionnaireLink, *, version: int | str | None = None, by: User | None) -> None:
    """It opens nothing from now on; what was handed in through it stays."""
    check_version(link, version)
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        record("vendors:link:revoke", link.assessment, by=by, sent_to=link.to_whom)


def reopen_link(
    link: QuestionnaireLink, *, valid_until: date, version: int | str | None = None, by: User | None
) -> None:
    """The vendor answers again what was asked back, at the same address: from what stands in the assessment now, which
    our side may have corrected since."""
    check_version(link, version)
    assessment = link.assessment
    back = [answer for answer in assessment.answers if answer.review is Review.ASKED_BACK]
    if link.revoked_at is not None or assessment.state is not State.ANSWERED or link.handed_in_at is None:
        raise Refused(NOT_NOW)
    if not back:
        raise Refused(N_("No line is asked back; review the answers first."))
    _check_day(valid_until)
    assessments.send(assessment, sent_on=clock.today(), reply_by=valid_until, sent_to=link.to_whom, by=by)
    link.valid_until, link.handed_in_at = valid_until, None
    for answer in back:
        _lay(link, answer)
    record("vendors:link:reopen", assessment, by=by, valid_until=valid_until, count=len(back))


def take_in(event: AnswersCorrected) -> None:
    """What our side entered while a vendor's page is open stands there too; where the vendor has written something else,
    theirs stays and ours is shown beside it: neither is lost unseen."""
    today = clock.today()
    for link in queries.links_of(event.assessment_id):
        if link.state(today) is not LinkState.OPEN:
            continue
        said, drafts = link.assessment.said, link.said
        for question in queries.asked_of(link.assessment):
            if question.id in event.before:
                _correct(link, drafts.get(question.id), said[question.id], event.before[question.id])


def _correct(
    link: QuestionnaireLink, draft: LinkAnswer | None, answer: AssessmentAnswer, before: tuple[str, str]
) -> None:
    untouched = draft is None or draft.is_last_years or (
        (draft.value, draft.remark) == before and draft.sha256 in (None, answer.sha256)
    )  # fmt: skip
    if draft is None or untouched:
        _lay(link, answer)
    elif (draft.value, draft.remark) != (answer.value, answer.remark):
        draft.ours = {"value": answer.value, "remark": answer.remark, "is_seen": False}


# --- by the vendor ----------------------------------------------------------------------------------------------------


def note_opened(link: QuestionnaireLink) -> None:
    """Somebody opened it for the first time."""
    if link.opened_at is None:
        link.opened_at = clock.now()
        record("vendors:link:open", link.assessment, by=None, sent_to=link.to_whom)


@dataclass(frozen=True)
class Typed:
    """What the vendor's page sent for one question; `drop`: the file that stands there goes."""

    value: str
    remark: str = ""
    stream: IO[bytes] | None = None
    file_name: str = ""
    drop: bool = False


def save(link: QuestionnaireLink, questions: list[Question], typed: Mapping[str, Typed], *, seen: str) -> set[str]:
    """Keep what was typed, as it was typed, to go on later; the hashes of files that nobody needs any more, for `sweep`.

    Raises Conflict where somebody else of the vendor saved the same part meanwhile, Refused for a file not taken."""
    _refuse_closed(link)
    if seen != queries.seen(link, questions):
        raise Conflict(N_("Somebody else saved this part meanwhile. Nothing was saved; look at what stands there now."))
    drafts, gone, changed = link.said, set[str](), 0
    for question in questions:
        if question.id not in typed:
            continue
        draft = drafts.get(question.id)
        if draft is None:
            draft = LinkAnswer(question=question.id, value="", remark="", file_name="", file_size=0)
            link.drafts.append(draft)
        before = (draft.value, draft.remark, draft.sha256)
        gone |= _put(link, draft, typed[question.id])
        draft.is_last_years = False
        if draft.ours is not None:
            draft.ours = {**draft.ours, "is_seen": True}  # they had it in view: `seen` says so
        changed += before != (draft.value, draft.remark, draft.sha256)
    db.session.flush()
    link.used_at = clock.now()
    if changed:
        record("vendors:link:save", link.assessment, by=None, count=changed)
    gone = unreferred(gone) if gone else gone
    forget(gone)
    return gone


def _put(link: QuestionnaireLink, draft: LinkAnswer, said: Typed) -> set[str]:
    """One line; the hashes of what it held before."""
    draft.value, draft.remark = said.value.strip()[:LONGEST], said.remark.strip()[:LONGEST]
    before = {draft.sha256} if draft.sha256 else set()
    if said.stream is not None:
        size = _measured(said.stream)
        head = said.stream.read(HEAD)
        said.stream.seek(0)
        others = [d.file_size for d in link.drafts if d.sha256 and d is not draft]
        fault = file_fault(said.file_name, head, size) or room_fault(others, size)
        if fault := fault or content_fault(said.stream.read()):
            raise Refused(fault.msgid, field=f"f_{draft.question}", **fault.params)
        said.stream.seek(0)
        draft.sha256, draft.file_size = store(said.stream).sha256, size
        draft.file_name = plain_name(said.file_name, "evidence", longest=255)
    elif said.drop:
        draft.sha256, draft.file_size = None, 0  # its name stays: the file is taken out, not just missing
    return before - {draft.sha256}


def _measured(stream: IO[bytes]) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def hand_in(link: QuestionnaireLink, *, answered_by: str) -> int:
    """All of it becomes the vendor's answer, and the link is closed; how many answers changed. Refused while something
    asked is not answered."""
    _refuse_closed(link)
    if not answered_by.strip():
        raise Refused(N_("Say who answers for this: a name and what you do at the firm."), field="answered_by")
    assessment, today, drafts, held = link.assessment, clock.today(), link.said, link.assessment.said
    questions = queries.asked_of(assessment)
    missing = [q for q in questions if not queries.is_answered(q, drafts, today)]
    if missing:
        raise Refused(
            counted(
                len(missing),
                N_("%(n)s question is not answered yet, or cannot be read."),
                N_("%(n)s questions are not answered yet, or cannot be read."),
            ),
            n=len(missing),
        )
    said = {}
    for question in questions:
        if (draft := drafts.get(question.id)) is not None:
            draft.value = read_answer(question, draft.value, today)  # what is handed in is what is shown afterwards
            said[question.id] = _as_said(draft, held.get(question.id))
    count = assessments.keep_answers(assessment, said, answered_on=today, source=link.to_whom, by=None)
    _keep_overruled(assessment, drafts)
    assessment.answered_on, assessment.state = today, State.ANSWERED
    link.handed_in_at, link.handed_in_by = clock.now(), answered_by.strip()[:200]
    record("vendors:link:hand-in", assessment, by=None, count=count, answered_by=link.handed_in_by)
    return count


def _keep_overruled(assessment: Assessment, drafts: Mapping[str, LinkAnswer]) -> None:
    """Where the vendor stays with another answer than our side entered, ours stands beside it for whoever reviews it."""
    for key, answer in assessment.said.items():
        draft = drafts.get(key)
        if draft is not None and draft.ours is not None:
            ours = {"value": draft.ours["value"], "remark": draft.ours["remark"]}
            draft.ours = None
            if (answer.value, answer.remark) != (ours["value"], ours["remark"]):
                answer.overruled = ours


def _as_said(draft: LinkAnswer, held: AssessmentAnswer | None) -> Said:
    """A line as the assessment takes it: what our side named as proof stays, unless the vendor gives a file of its own."""
    if draft.sha256 and (held is None or draft.sha256 != held.sha256):
        return Said(draft.value, draft.remark, draft.file_name, sha256=draft.sha256, file_name=draft.file_name)
    return Said(draft.value, draft.remark, None, is_file_out=draft.is_file_out)


def _refuse_closed(link: QuestionnaireLink) -> None:
    if link.state(clock.today()) is not LinkState.OPEN:
        raise Refused(NOT_NOW)
