from flask_babel import lazy_gettext as _l

from core.forms import ChecksField, Form, day, long_text, one_of, optional_id, text
from core.i18n import say_lazily
from core.places import country_choices
from vendors.changes import shelf
from vendors.changes.rules import RESULT_NAMES, Result
from vendors.register.queries import vendor_choices


class ChangeForm(Form):
    title = text(_l("What changes, in a line"), needed=True)
    service_id = one_of(_l("Service"), [], needed=False, coerce=optional_id)
    kinds = ChecksField(_l("Kind of change"))
    description = long_text(_l("What changes, and why"), rows=4)
    planned_on = day(_l("Takes effect on"), needed=True)
    subcontractor_id = one_of(
        _l("New subcontractor"), lambda: [("", "—"), *vendor_choices()], needed=False, coerce=optional_id,
        hint=_l("Register it as a vendor first; its effect on concentration is then worked out."),
    )  # fmt: skip
    country = one_of(_l("New country of processing"), lambda: [("", "—"), *country_choices()], needed=False)
    release = text(
        _l("New version"), longest=100, hint=_l("As its SBOM names it; the two newest are compared where it is empty.")
    )


def _steps(which):
    def choices():
        names = getattr(shelf.policy(), which)
        return [(n, f"{n + 1} · {name}") for n, name in enumerate(map(say_lazily, names))]

    return choices


def _level(value):
    return int(value) if str(value).isdecimal() else -1


class AssessForm(Form):
    likelihood = one_of(_l("Likelihood"), _steps("likelihood"), needed=False, coerce=_level)
    impact = one_of(_l("Impact"), _steps("impact"), needed=False, coerce=_level)
    risks = long_text(_l("What could go wrong, and what is done about it"), rows=5, needed=True)


class AnswerForm(Form):
    answer = one_of(_l("Answer"), lambda: [("approve", _l("Approve")), ("refuse", _l("Refuse"))])
    reason = long_text(_l("Reason"), rows=3, needed=True)


class ReviewForm(Form):
    reviewed_on = day(_l("Reviewed on"), needed=True)
    result = one_of(
        _l("What came of it"), lambda: [(k.value, say_lazily(v)) for k, v in RESULT_NAMES.items()], coerce=Result
    )
    note = long_text(_l("What was seen"), rows=4, needed=True)


class ReasonForm(Form):
    reason = text(_l("Reason"), needed=True, longest=500)
