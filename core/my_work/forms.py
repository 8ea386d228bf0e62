from flask_babel import lazy_gettext as _l

from core.auth.forms import colleague_choices
from core.forms import Form, day, one_of, optional_id


class AbsenceForm(Form):
    deputy_id = one_of(
        _l("Deputy"), colleague_choices, needed=False, coerce=optional_id,
        hint=_l("Finds your work on their own page while you are away, and is reminded of it."),
    )  # fmt: skip
    away_from = day(_l("Away from"))
    away_until = day(_l("Away until"), hint=_l("The last day. Both empty: you are here."))
