from flask_babel import lazy_gettext as _l

from core.forms import Form, day, long_text, one_of, optional_id, text
from vendors.actions.queries import owner_choices


class RateForm(Form):
    currency = text(_l("Currency"), needed=True, longest=3, hint=_l("ISO 4217, such as USD."))
    quoted_on = day(_l("Of the day"), needed=True)
    twd = text(_l("TWD for one unit"), needed=True, longest=20, hint=_l("As quoted, such as 31.505."))
    source = text(_l("Source"), needed=True, hint=_l("Who quoted it: the central bank, a bank's closing rate …"))


class RateChangeForm(Form):
    twd = text(_l("TWD for one unit"), needed=True, longest=20)
    source = text(_l("Source"), needed=True)


class LimitForm(Form):
    at_most = text(_l("At most"), longest=20)
    source = text(
        _l("Where it comes from"), needed=True, longest=300, hint=_l("A resolution of the board, a rule, a practice.")
    )


class AnswerForm(Form):
    owner_id = one_of(_l("Responsible person"), owner_choices, coerce=optional_id)


class AcceptForm(Form):
    figure = text(
        _l("Up to this figure"), needed=True, longest=20,
        hint=_l("When it grows above this, the acceptance no longer holds and a new one is needed."),
    )  # fmt: skip
    until = day(_l("Accepted until"), needed=True, hint=_l("The day it is looked at again."))
    reason = long_text(_l("Reason"), needed=True)
