"""What is done with a cloud assessment. Each is called inside a unit of work; none commits.

Every operation moves `changed_at`, so that whoever had an older page open is told instead of overwriting.
"""

from collections.abc import Mapping
from datetime import date
from typing import IO

from core import clock
from core.audit import record
from core.auth.models import User
from core.days import add_months
from core.db import check_version, db
from core.errors import Refused
from core.files import plain_name, store
from core.phrases import N_
from vendors.cloud import queries
from vendors.cloud.models import CloudAssessment, CloudPart
from vendors.cloud.rules import Outcome, PartState, State, missing
from vendors.cloud.templates import template
from vendors.services.models import Service
from vendors.services.rules import ServiceKind

Upload = tuple[str, IO[bytes]]
"""A file's name and its bytes."""


def open_assessment(service: Service, *, assessor_id: int | None, by: User | None) -> CloudAssessment:
    """Begin one. Refused for what is no cloud service, and where one is under way."""
    if service.kind is not ServiceKind.CLOUD and not service.cloud_provider:
        raise Refused(N_("This is no cloud service, and no cloud provider is named for it."))
    if queries.open_assessment_of(service.id) is not None:
        raise Refused(N_("An assessment of this service is under way already; go on with that one."))
    held = template()
    critical = queries.is_critical(service)
    source = dict(held.questions.source)
    assessment = CloudAssessment(
        service=service, asked={**source, "effective_on": held.questions.effective_on.isoformat()},
        template_version=held.questions.version, state=State.DRAFTED, is_critical=critical,
        facts=queries.facts_of(service, is_critical=critical), opened_on=clock.today(),
        assessor_id=assessor_id or (by.id if by else None), changed_at=clock.now(), conclusion="", approval_note="",
        withdrawn_why="", parts=[],
    )  # fmt: skip
    db.session.add(assessment)
    db.session.flush()
    record(
        "vendors:cloud:open", assessment, by=by, service=service.name, questionnaire=f"cloud {assessment.template_version}",
        critical=critical,
    )  # fmt: skip
    return assessment


def _begin(assessment: CloudAssessment, version: int | str | None, *states: State) -> None:
    check_version(assessment, version)
    if assessment.state not in states:
        raise Refused(N_("This cannot be done as the assessment stands now; the page shows how it stands."))
    assessment.changed_at = clock.now()


def _part(assessment: CloudAssessment, part_id: str) -> CloudPart:
    held = assessment.by_part.get(part_id)
    if held is None:
        held = CloudPart(part=part_id, answers={}, note="", file_name="", measure="")
        assessment.parts.append(held)
    return held


def answer(
    assessment: CloudAssessment, part_id: str, answers: Mapping[str, str], *, note: str, file: Upload | None = None,
    version: int | str | None = None, by: User | None,
) -> None:  # fmt: skip
    """What was found about one part, and where it is written. Answers that are not on the list are refused."""
    _begin(assessment, version, State.DRAFTED)
    section = assessment.template.part(part_id)
    if section is None:
        raise Refused(N_("The assessment has no such part."))
    held, told, kept = _part(assessment, part_id), [], {}
    for question in section.questions:
        value = answers.get(question.id, "").strip()
        if value and question.options and question.option(value) is None:
            raise Refused(N_("Choose an answer from the list."), field=f"a_{question.id}")
        kept[question.id] = value[:2_000]
        if held.answers.get(question.id, "") != kept[question.id]:
            option = question.option(value)
            told.append(f"{question.text.zh} → {option.label.zh if option else kept[question.id] or '—'}")
    held.answers, before, held.note = kept, held.note, note.strip()
    if file is not None:
        held.sha256, held.file_name = store(file[1]).sha256, plain_name(file[0], "evidence")
    db.session.flush()
    record(
        "vendors:cloud:answer", assessment, by=by, part=section.title.zh, answers="; ".join(told)[:4_000],
        note=(before, held.note), sha256=held.sha256,
    )  # fmt: skip


def propose_measure(
    assessment: CloudAssessment, part_id: str, *, measure: str, until: date, version: int | str | None = None, by: User
) -> None:
    """What makes up for a part that falls short, until a day; somebody else approves it. It can be renewed while the
    assessment holds."""
    _begin(assessment, version, State.DRAFTED, State.APPROVED)
    section = assessment.template.part(part_id)
    state = queries.part_states(assessment, clock.today()).get(part_id)
    if section is None or state in (None, PartState.OPEN, PartState.MET):
        raise Refused(N_("A compensating measure belongs to a part that falls short."))
    if not measure.strip():
        raise Refused(N_("Say what makes up for it."), field="measure")
    if until <= clock.today():
        raise Refused(N_("It holds until a day to come, when it is looked at again."), field="until")
    held = _part(assessment, part_id)
    record(
        "vendors:cloud:measure", assessment, by=by, part=section.title.zh, measure=(held.measure, measure.strip()),
        measure_until=(held.measure_until, until),
    )  # fmt: skip
    held.measure, held.measure_until, held.measure_by_id = measure.strip(), until, by.id
    held.measure_approved_on, held.measure_approved_by_id = None, None


def approve_measure(assessment: CloudAssessment, part_id: str, *, version: int | str | None = None, by: User) -> None:
    """Somebody entitled, and not who proposed it, approves the measure."""
    _begin(assessment, version, State.DRAFTED, State.APPROVED)
    held = assessment.by_part.get(part_id)
    if held is None or not held.measure or held.measure_until is None:
        raise Refused(N_("No compensating measure is proposed."))
    if held.measure_by_id == by.id:
        raise Refused(N_("You proposed it yourself; somebody else approves it."))
    if held.measure_until < clock.today():
        raise Refused(N_("Its time has run out; propose it anew."))
    held.measure_approved_on, held.measure_approved_by_id = clock.today(), by.id
    record(
        "vendors:cloud:approve-measure", assessment, by=by, part=part_id, measure=held.measure,
        measure_until=held.measure_until,
    )  # fmt: skip


def submit(
    assessment: CloudAssessment, *, outcome: Outcome, conclusion: str, version: int | str | None = None, by: User
) -> None:
    """A person says what it comes to; a second one approves it. Refused while a part is open or, for a critical service
    that is to be used, a needed part is neither met nor compensated."""
    _begin(assessment, version, State.DRAFTED)
    if not conclusion.strip():
        raise Refused(N_("Say what risks remain, and why they are acceptable or not."), field="conclusion")
    service = assessment.service
    critical = queries.is_critical(service)
    states = queries.part_states(assessment, clock.today())
    lacking = missing(assessment.template, states, is_critical=critical and outcome is Outcome.USABLE)
    if lacking:
        raise Refused(lacking[0].msgid, **lacking[0].params)
    assessment.is_critical, assessment.facts = critical, queries.facts_of(service, is_critical=critical)
    assessment.outcome, assessment.conclusion = outcome, conclusion.strip()
    assessment.submitted_on, assessment.submitted_by_id = clock.today(), by.id
    assessment.state = State.SUBMITTED
    record(
        "vendors:cloud:submit", assessment, by=by, cloud_outcome=outcome, conclusion=assessment.conclusion,
        critical=critical,
    )  # fmt: skip


def approve(assessment: CloudAssessment, *, note: str, version: int | str | None = None, by: User) -> None:
    """The second person agrees: it holds from today. Refused where the service changed since it was submitted."""
    _begin(assessment, version, State.SUBMITTED)
    _second(assessment, by)
    critical = queries.is_critical(assessment.service)
    if queries.facts_of(assessment.service, is_critical=critical) != assessment.facts:
        raise Refused(N_("The service changed since this was submitted; send it back to be assessed as it is now."))
    today = clock.today()
    assessment.state, assessment.approved_on, assessment.approved_by_id = State.APPROVED, today, by.id
    assessment.approval_note = note.strip()
    assessment.valid_until = add_months(today, template().months(is_critical=critical))
    record("vendors:cloud:approve", assessment, by=by, valid_until=assessment.valid_until, note=note.strip())


def send_back(assessment: CloudAssessment, *, note: str, version: int | str | None = None, by: User) -> None:
    """The second person does not agree, and says why."""
    _begin(assessment, version, State.SUBMITTED)
    _second(assessment, by)
    if not note.strip():
        raise Refused(N_("Say why."), field="note")
    assessment.state, assessment.approval_note = State.DRAFTED, note.strip()
    record("vendors:cloud:send-back", assessment, by=by, reason=note.strip())


def _second(assessment: CloudAssessment, by: User) -> None:
    if by.id == assessment.submitted_by_id:
        raise Refused(N_("You submitted it yourself; a second person approves it."))


def withdraw(assessment: CloudAssessment, *, reason: str, version: int | str | None = None, by: User | None) -> None:
    """Give it up, and say why; an approved one no longer holds. It stays on record."""
    _begin(assessment, version, State.DRAFTED, State.SUBMITTED, State.APPROVED)
    if not reason.strip():
        raise Refused(N_("Say why."), field="reason")
    assessment.state, assessment.withdrawn_why = State.WITHDRAWN, reason.strip()[:500]
    record("vendors:cloud:withdraw", assessment, by=by, reason=assessment.withdrawn_why)
