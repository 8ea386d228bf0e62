from flask_babel import lazy_gettext as _l

from core.forms import Form, day, long_text, one_of, optional_id, text
from vendors.actions.queries import owner_choices


class ActionForm(Form):
    what = text(
        _l("Control measure"), needed=True, longest=500, hint=_l("What is done, so that anybody can tell when it is.")
    )
    owner_id = one_of(_l("Responsible person"), owner_choices, coerce=optional_id)
    due_on = day(_l("Due"), needed=True)


class CompleteForm(Form):
    done_on = day(_l("Done on"), needed=True)
    done_note = long_text(_l("What was done, and how it shows"), needed=True)
