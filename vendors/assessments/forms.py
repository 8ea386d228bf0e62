from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, HiddenField, StringField, TextAreaField

from core.forms import Form, ReadField, clean, day, long_text, one_of, optional_id, text
from core.i18n import say, say_lazily
from vendors.assessments.conclusions import ConditionAsked
from vendors.assessments.models import AssessmentCondition
from vendors.assessments.queries import approver_choices, assessor_choices
from vendors.assessments.questionnaire import Question, QuestionKind, Questionnaire
from vendors.assessments.rules import CONCLUSION_NAMES, REVIEW_NAMES, Review
from vendors.assessments.scoring import LONGEST, read_answer
from vendors.assessments.tier_queries import tier_choices


class OpenForm(Form):
    questionnaire = one_of(_l("Questionnaire"), [])
    assessor_id = one_of(_l("Who assesses"), assessor_choices, needed=False, coerce=optional_id)


class SendForm(Form):
    sent_on = day(_l("Sent on"), needed=True)
    sent_to = text(_l("To whom, and how"), longest=300, hint=_l("A name with the address or number it went to."))
    reply_by = day(_l("Answer due"), needed=True)


class UploadForm(Form):
    file = FileField(
        _l("The workbook that came back"),
        [FileRequired(_l("Choose the file."))],
        description=_l("You see row by row what it would change before anything is kept."),
    )
    received_on = day(_l("Received on"), needed=True)


class ConfirmForm(Form):
    digest = HiddenField()


class ConcludeForm(Form):
    conclusion = one_of(
        _l("Conclusion"), lambda: [("", "—"), *((c.value, say_lazily(name)) for c, name in CONCLUSION_NAMES.items())]
    )
    reason = long_text(_l("Reason"), needed=True)
    approver_id = one_of(_l("Who approves it"), approver_choices, needed=False, coerce=optional_id)


MOST_CONDITIONS = 8
PLACES = tuple(f"c{n}" for n in range(1, MOST_CONDITIONS + 1))


def conclude_form(**kwargs: Any) -> Form:
    """The conclusion, and three fields for each condition that may be set with it: what, who sees to it, by when."""
    fields: dict[str, Any] = {}
    for place in PLACES:
        fields[f"{place}_what"] = text(_l("What the vendor must do"), longest=1_000)
        fields[f"{place}_owner_id"] = one_of(_l("Who sees to it"), assessor_choices, needed=False, coerce=optional_id)
        fields[f"{place}_due_on"] = day(_l("Met by"))
    return type("ConcludeWithConditions", (ConcludeForm,), fields)(**kwargs)


def condition_fields(conditions: Sequence[AssessmentCondition]) -> dict[str, Any]:
    """Conditions of an earlier conclusion, to be changed in the form."""
    return {
        f"{place}_{name}": getattr(each, name)
        for place, each in zip(PLACES, conditions, strict=False)
        for name in ("what", "owner_id", "due_on")
    }


def conditions_asked(form: Form) -> list[ConditionAsked]:
    """The rows in which something is filled in."""
    rows = [
        ConditionAsked(form[f"{p}_what"].data or "", form[f"{p}_owner_id"].data, form[f"{p}_due_on"].data, p)
        for p in PLACES
    ]
    return [row for row in rows if row.what or row.due_on or row.owner_id]


class ApproverForm(Form):
    approver_id = one_of(_l("Who approves it"), approver_choices, needed=False, coerce=optional_id)


class _ProofForm(Form):
    note = long_text(_l("What shows it"), hint=_l("What was done or received, and where the paper is kept."))
    file = FileField(_l("File"))


class MeetForm(_ProofForm):
    """A condition is met."""


class RenewForm(_ProofForm):
    ends_on = day(_l("The renewed certificate is valid until"), needed=True)


class DecideForm(Form):
    answer = one_of(_l("Decision"), lambda: [("", "—"), ("accepted", _l("Accept")), ("refused", _l("Do not accept"))])
    note = long_text(_l("Note"), hint=_l("Needed where it is not accepted."))


class EntrustForm(Form):
    owner_id = one_of(_l("Who sees to it"), assessor_choices, needed=False, coerce=optional_id)


class ApprovalForm(Form):
    answer = one_of(
        _l("Decision"), lambda: [("", "—"), ("approve", _l("Approve")), ("send_back", _l("Send back to the review"))]
    )
    note = long_text(_l("Note"), hint=_l("Needed where it is sent back."))


class OverrideForm(Form):
    tier = one_of(_l("Tier"), tier_choices)
    reason = long_text(_l("Reason"), needed=True, hint=_l("What the policy does not see, and how it is watched."))
    valid_until = day(_l("Valid until"), needed=True)
    approver_id = one_of(_l("Who approves it"), approver_choices, needed=False, coerce=optional_id)


class OverrideDecisionForm(Form):
    answer = one_of(_l("Decision"), lambda: [("", "—"), ("approve", _l("Approve")), ("refuse", _l("Refuse"))])
    note = long_text(_l("Note"), hint=_l("Needed where it is refused."))


class WithdrawForm(Form):
    reason = long_text(_l("Reason"), needed=True, longest=500)


class HandOverForm(Form):
    assessor_id = one_of(_l("Who assesses"), assessor_choices, needed=False, coerce=optional_id)


class AnswerField(ReadField):
    """An answer as it is typed; what it must be the question says."""

    def __init__(self, *args: Any, question: Question, today: Any, **kwargs: Any) -> None:
        self.question, self.today = question, today
        super().__init__(*args, **kwargs)

    def read(self, text: str) -> str:
        return read_answer(self.question, text, self.today)


def answers_form(questionnaire: Questionnaire, today: Any, **kwargs: Any) -> Form:
    """Three fields for each question (a_ the answer, e_ the evidence's name, t_ a remark) and one for a file (f_)."""
    fields: dict[str, Any] = {"answered_on": day(_l("Answered on"), needed=True)}
    for question in questionnaire:
        label = say(question.text)
        fields[f"a_{question.id}"] = _answer_field(question, label, today)
        fields[f"e_{question.id}"] = _line(_l("Evidence"), 255)
        fields[f"t_{question.id}"] = _line(_l("Remarks"), LONGEST)
        fields[f"f_{question.id}"] = FileField(_l("Evidence file"))
    return type("AnswersForm", (Form,), fields)(**kwargs)


def _answer_field(question: Question, label: str, today: Any) -> Field:
    if question.options:
        choices = [("", "—"), *((option.id, say(option.label)) for option in question.options)]
        return one_of(label, lambda: choices, needed=False)
    if question.kind is QuestionKind.TEXT:
        return TextAreaField(label, filters=[clean], render_kw={"rows": 2, "maxlength": LONGEST})
    return AnswerField(
        label, question=question, today=today, description=say(question.help), render_kw={"maxlength": 60}
    )


def _line(label: Any, longest: int) -> StringField:
    return text(label, longest=longest)


def review_form(questionnaire: Questionnaire, **kwargs: Any) -> Form:
    """Two fields for each question: r_ what the reviewer makes of it, n_ why."""
    fields: dict[str, Any] = {}
    choices = [("", "—"), *((r.value, say_lazily(name)) for r, name in REVIEW_NAMES.items())]
    for question in questionnaire:
        fields[f"r_{question.id}"] = one_of(say(question.text), lambda: choices, needed=False)
        fields[f"n_{question.id}"] = text(_l("Note"), longest=1_000)
    return type("ReviewForm", (Form,), fields)(**kwargs)


def decided(form: Form, questionnaire: Questionnaire) -> dict[str, tuple[Review | None, str]]:
    """What the review form says, by question."""
    found: dict[str, tuple[Review | None, str]] = {}
    for question in questionnaire:
        chosen = form[f"r_{question.id}"].data
        found[question.id] = (Review(chosen) if chosen else None, form[f"n_{question.id}"].data or "")
    return found
