from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from core.forms import Form, day, long_text


class AnswerForm(Form):
    reason = long_text(_l("Reason"), longest=1000, hint=_l("Needed where an account is to be revoked."))


class CarryOutForm(Form):
    done_on = day(_l("Revoked on"), needed=True)
    proof = long_text(_l("How it was done, and how it shows"))
    file = FileField(_l("Evidence"), description=_l("Screenshot or listing of the system."))
