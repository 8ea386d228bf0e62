from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, validators

from core.forms import Form, ReadField, whole_number
from core.reminders.rules import days_text, read_days


class DaysField(ReadField):
    """Numbers of days, as in "30, 14, 7"."""

    def read(self, text: str) -> Any:
        try:
            return read_days(text)
        except ValueError:
            raise ValueError(gettext("Write numbers of days from 1 to 366, as in 30, 14, 7.")) from None

    def write(self, value: Any) -> str:
        return days_text(value)


def days(label: Any, hint: Any) -> DaysField:
    return DaysField(
        label, [validators.Optional()], description=hint, render_kw={"maxlength": 100, "autocomplete": "off"}
    )


class PolicyForm(Form):
    before = days(_l("Days before"), _l("How many days before something is due its owner is reminded."))
    after = days(_l("Days after"), _l("How many days past it, when it is still not done."))
    then_every = whole_number(
        _l("Then every … days"), needed=True, most=90, hint=_l("As long as it is overdue; 0: not again.")
    )
    manager_after = whole_number(
        _l("To the manager after … days"),
        needed=True,
        most=90,
        hint=_l("How long something is overdue before it is told to the owner's manager too."),
    )
    hour = whole_number(_l("From … o'clock"), needed=True, most=23, hint=_l("The day's mail goes from this hour on."))
    business_days_only = BooleanField(_l("On business days only"))
