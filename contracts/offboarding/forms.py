from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField

from contracts.register.forms import owner_choices
from core.forms import Form, day, long_text, one_of, optional_id


class CompleteForm(Form):
    done_on = day(_l("Done on"), needed=True)
    evidence = MultipleFileField(
        _l("Evidence"), description=_l("Screenshot, receipt, certificate of destruction … one file or several.")
    )
    note = long_text(_l("What was done, and how it shows"))


class ReopenForm(Form):
    reason = long_text(_l("Why it is not done after all"), needed=True)


class AssignForm(Form):
    owner_id = one_of(_l("Responsible person"), owner_choices, needed=False, coerce=optional_id)
