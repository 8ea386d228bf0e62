from flask_babel import lazy_gettext as _l

from core.forms import ChecksField, Form, day, long_text, one_of, optional_id


class ReplaceForm(Form):
    successor_id = one_of(
        _l("Replaced by"),
        list,
        coerce=optional_id,
        hint=_l("Register the new contract first; those of the same vendor come first."),
    )
    last_day = day(
        _l("Last day of this contract"),
        needed=True,
        hint=_l("If it ends before that day anyway, its end stays as it is."),
    )
    grant_ids = ChecksField(_l("Accounts that the new contract needs too"), coerce=int)
    asset_ids = ChecksField(_l("Assets that are held under the new contract from now on"), coerce=int)
    note = long_text(_l("Note"))


class TakeBackForm(Form):
    reason = long_text(_l("Why it is taken back"), needed=True)
