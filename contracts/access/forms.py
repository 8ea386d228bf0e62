from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from contracts.access.rules import PRIVILEGE_NAMES, Privilege
from contracts.register.forms import owner_choices
from core.forms import ChecksField, Form, day, long_text, one_of, optional_id, text
from core.i18n import say_lazily


class RightsForm(Form):
    """What a way in allows."""

    system = text(_l("System"), needed=True, longest=120, hint=_l("Where it leads: server, application, VPN, badge …"))
    account = text(
        _l("Account"), needed=True, longest=120, hint=_l("The account, key or card number; never its password.")
    )
    privilege = one_of(
        _l("Privilege"), lambda: [(k.value, say_lazily(v)) for k, v in PRIVILEGE_NAMES.items()], coerce=Privilege
    )
    sponsor_id = one_of(_l("Sponsor"), owner_choices, needed=False, coerce=optional_id, hint=_l("Who vouches for it."))
    expires_on = day(_l("Expires on"), hint=_l("At the latest the day the contract ends."))
    hours = text(_l("Hours"), longest=120, hint=_l("When it may be used, such as business days 09:00–18:00."))
    sources = long_text(
        _l("Source addresses"), longest=2000, hint=_l("IP addresses, networks or host names it is reached from.")
    )
    is_remote = BooleanField(_l("Reached from outside (remote maintenance)"))
    two_factor = BooleanField(_l("Signs in with two factors"))
    also_for = ChecksField(
        _l("Also needed by"), coerce=int, description=_l("It is then revoked when the last of them ends.")
    )


class GrantForm(RightsForm):
    granted_on = day(_l("Granted on"), needed=True)
    last_used_on = day(_l("Last used on"))
    note = long_text(_l("Note"))


class CorrectForm(Form):
    sponsor_id = one_of(_l("Sponsor"), owner_choices, needed=False, coerce=optional_id, hint=_l("Who vouches for it."))
    granted_on = day(_l("Granted on"), needed=True)
    last_used_on = day(_l("Last used on"))
    note = long_text(_l("Note"))


class RevokeForm(Form):
    revoked_on = day(_l("Revoked on"), needed=True)
    note = long_text(_l("How it was done"), needed=True)
