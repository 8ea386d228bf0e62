from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field

from core.forms import Form, day, long_text, one_of, optional_id, text
from core.i18n import say, say_lazily
from vendors.assessments.questionnaire import Question, Section
from vendors.cloud.queries import assessor_choices
from vendors.cloud.rules import OUTCOME_NAMES, Outcome


class OpenForm(Form):
    assessor_id = one_of(_l("Who assesses"), assessor_choices, needed=False, coerce=optional_id)


def part_form(section: Section, **kwargs: Any) -> Form:
    """A field for each question of a part (a_), where it is written, and a file."""
    fields: dict[str, Any] = {}
    for question in section.questions:
        fields[f"a_{question.id}"] = _answer_field(question)
    fields["note"] = long_text(_l("Where it is written, and what was looked at"))
    fields["file"] = FileField(_l("File"))
    return type("PartForm", (Form,), fields)(**kwargs)


def _answer_field(question: Question) -> Field:
    label = say(question.text)
    if not question.options:
        return long_text(label, longest=2000)
    choices = [("", "—"), *((option.id, say(option.label)) for option in question.options)]
    return one_of(label, lambda: choices, needed=False)


class MeasureForm(Form):
    measure = long_text(_l("What makes up for it"), needed=True)
    until = day(_l("In effect until"), needed=True)


class SubmitForm(Form):
    outcome = one_of(
        _l("Conclusion"), lambda: [(o.value, say_lazily(name)) for o, name in OUTCOME_NAMES.items()], coerce=Outcome
    )
    conclusion = long_text(_l("Risks that remain, and why they are acceptable or not"), needed=True, rows=5)


class NoteForm(Form):
    note = long_text(_l("Note"))


class ReasonForm(Form):
    reason = text(_l("Reason"), needed=True, longest=500)
