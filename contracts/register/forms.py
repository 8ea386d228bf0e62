from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from contracts.register.agreed import LONGEST_RENEWAL, NOTICE_UNIT_NAMES, RENEWAL_NAMES, NoticeUnit, Renewal
from core.auth.queries import people_with
from core.auth.rules import Role
from core.forms import ChecksField, Form, amount, day, long_text, one_of, optional_id, text, whole_number
from core.i18n import say_lazily

OWNERS = (Role.PROCUREMENT, Role.IT_MANAGER)
LONGEST_NUMBER = 3660


def owner_choices() -> list[tuple[str, str]]:
    return [("", "—"), *((str(u.id), u.name) for u in people_with(OWNERS))]


def names(table):
    return [(k.value, say_lazily(v)) for k, v in table.items()]


class ContractForm(Form):
    number = text(_l("Contract number"), needed=True, longest=60)
    title = text(_l("Title"), needed=True)
    service_ids = ChecksField(_l("Services covered"), coerce=int)
    owner_id = one_of(_l("Responsible person"), owner_choices, needed=False, coerce=optional_id)
    signed_on = day(_l("Signed on"))
    starts_on = day(_l("Starts on"), needed=True)
    ends_on = day(_l("Ends on"), hint=_l("The last day. Empty: open-ended."))
    renewal = one_of(_l("Renewal"), lambda: names(RENEWAL_NAMES), coerce=Renewal)
    renewal_months = whole_number(
        _l("Renews for months"), most=LONGEST_RENEWAL, hint=_l("Only for automatic renewal: 12 is a year.")
    )
    notice_amount = whole_number(
        _l("Notice before the end"), most=LONGEST_NUMBER, hint=_l("How long before the end the vendor must be told.")
    )
    notice_unit = one_of(_l("Notice counts in"), lambda: names(NOTICE_UNIT_NAMES), coerce=NoticeUnit)
    value = amount(_l("Value"), hint=_l("Without tax or with it, as the firm counts; empty: not known."))
    currency = text(_l("Currency"), longest=3, hint=_l("TWD, USD, JPY …"))
    is_yearly = BooleanField(_l("The value is for one year, not for the whole term"))
    note = long_text(_l("Note"))
