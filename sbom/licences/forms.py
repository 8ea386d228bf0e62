from flask_babel import lazy_gettext as _l

from core.forms import Form, long_text, one_of, optional_id, text
from core.i18n import say
from sbom.licences.policy import RULING_NAMES


def _rulings():
    return [(ruling.value, say(name)) for ruling, name in RULING_NAMES.items()]


class RuleForm(Form):
    ruling = one_of(_l("Policy"), lambda: [*_rulings(), ("", _l("as by default"))], needed=False)
    reason = long_text(_l("Reason"), needed=True, longest=2000)


class LicenceRuleForm(RuleForm):
    licence = text(_l("Licence"), needed=True, hint=_l("An SPDX id such as GPL-3.0-only, or the words an SBOM uses."))


class DecisionForm(Form):
    ruling = one_of(_l("Decision"), _rulings)
    product_id = one_of(_l("For"), list, needed=False, coerce=optional_id)
    reason = long_text(_l("Reason"), needed=True, longest=2000)
