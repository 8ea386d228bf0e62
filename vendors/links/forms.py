from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FileField, StringField, TextAreaField

from core.forms import Form, day, one_of, text
from core.i18n import say
from core.settings import LANGUAGES
from vendors.assessments.questionnaire import NUMBERS, Question, QuestionKind
from vendors.assessments.scoring import LONGEST
from vendors.links.rules import KINDS

NAMES = {"zh_Hant_TW": "中文", "en": "English"}


class LinkForm(Form):
    to_whom = text(
        _l("Sent to"), needed=True, longest=300, hint=_l("A name with the address it goes to; you send it yourself.")
    )
    valid_until = day(_l("Valid until"), needed=True, hint=_l("The last day; also the day the answer is due."))
    language = one_of(_l("Language of the page"), lambda: [(code, NAMES.get(code, code)) for code in LANGUAGES])


class ReopenForm(Form):
    valid_until = day(_l("Valid until"), needed=True, hint=_l("The last day; also the day the answer is due."))


class HandInForm(Form):
    answered_by = text(
        _l("Who answers for this"), needed=True, longest=200, hint=_l("Your name, and what you do at your firm.")
    )


def section_form(questions: list[Question], **kwargs: Any) -> Form:
    """Fields that show what stands in a draft, as it was typed: a_ the answer, t_ a remark, f_ a file, x_ take it out.

    It shows what it is given and never reads the request, which may be larger than is taken; nor is it asked to validate:
    whatever is typed is kept, and what cannot be read is said beside it."""
    fields: dict[str, Any] = {}
    for question in questions:
        fields[f"a_{question.id}"] = _field(question)
        fields[f"t_{question.id}"] = StringField(_l("Remarks"), render_kw={"maxlength": LONGEST})
        fields[f"f_{question.id}"] = FileField(
            _l("Evidence file"), render_kw={"accept": ",".join(f".{kind}" for kind in KINDS)}
        )
        fields[f"x_{question.id}"] = BooleanField(_l("Take this file out"))
    return type("SectionForm", (Form,), fields)(
        meta={"csrf": False, "wrap_formdata": lambda _form, _sent: None}, **kwargs
    )


def _field(question: Question) -> Field:
    label, hint = say(question.text), say(question.help)
    if question.options:
        choices = [("", "—"), *((each.id, say(each.label)) for each in question.options)]
        return one_of(label, lambda: choices, needed=False, hint=hint, validate_choice=False)
    if question.kind is QuestionKind.TEXT:
        return TextAreaField(label, description=hint, render_kw={"rows": 3, "maxlength": LONGEST})
    keys = {"inputmode": "decimal"} if question.kind in NUMBERS else {"placeholder": "YYYY-MM-DD"}
    return StringField(label, description=hint, render_kw={"maxlength": 60, "autocomplete": "off"} | keys)
