from flask_babel import lazy_gettext as _l

from contracts.access.forms import RightsForm
from core.forms import Form, day, long_text, text


class AskForm(RightsForm):
    account = text(_l("Account"), longest=120, hint=_l("Empty: named once it is set up. Never its password."))
    purpose = long_text(
        _l("Purpose of the access"), needed=True, hint=_l("What the vendor does with it, and why no less will do.")
    )


class DecideForm(Form):
    note = long_text(_l("Reason"), hint=_l("Needed where it is not approved."))


class CarryOutForm(Form):
    account = text(_l("Account"), longest=120, hint=_l("The account, key or card number; never its password."))
    granted_on = day(_l("Granted on"), needed=True)
