from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from core.forms import ChecksField, Form, amount, day, long_text, one_of, optional_id, text
from core.i18n import say_lazily
from core.places import country_choices
from vendors.proposals.queries import approver_choices
from vendors.register.queries import group_choices, vendor_choices
from vendors.services.rules import SERVICE_KIND_NAMES


def _some(choices):
    return lambda: [("", "—"), *choices()]


class ProposalForm(Form):
    title = text(_l("What is to be signed"), needed=True)
    vendor_id = one_of(_l("Vendor"), _some(vendor_choices), needed=False, coerce=optional_id)
    new_name = text(_l("Or a vendor that is not registered"))
    group_id = one_of(_l("Group it belongs to, or would join"), _some(group_choices), needed=False, coerce=optional_id)
    kind = one_of(_l("Kind"), lambda: [(k.value, say_lazily(v)) for k, v in SERVICE_KIND_NAMES.items()])
    value = amount(_l("What it costs in a year"), hint=_l("Empty: not known."))
    currency = text(_l("Currency"), longest=3, hint=_l("TWD, USD, JPY …"))
    replaces = BooleanField(_l("It takes the place of all running contracts with this vendor"))
    country = one_of(_l("Country of processing"), _some(country_choices), needed=False)
    subcontractor_id = one_of(_l("Main subcontractor"), _some(vendor_choices), needed=False, coerce=optional_id)
    function_ids = ChecksField(_l("Business functions it would support"), coerce=int)
    approver_id = one_of(_l("Who decides if a limit is passed"), approver_choices, needed=False, coerce=optional_id)


class DecisionForm(Form):
    answer = one_of(
        _l("Decision on the dependence"),
        lambda: [("", "—"), ("approve", _l("Accept the dependence")), ("refuse", _l("Refuse"))],
    )
    reason = long_text(_l("Reason"), needed=True)
    holds_until = day(_l("Accepted until"), hint=_l("Only where accepted: the day it is looked at again."))


class HandOverForm(Form):
    approver_id = one_of(_l("Who decides instead"), approver_choices, needed=True, coerce=optional_id)
    reason = long_text(_l("Reason"), needed=True)


class ContractForm(Form):
    contract_id = one_of(_l("Contract"), lambda: [], needed=False, coerce=optional_id)
