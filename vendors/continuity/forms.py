from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from core.forms import Form, day, long_text, one_of, text
from core.i18n import say_lazily
from vendors.continuity.rules import RESULT_NAMES, SOURCE_NAMES, TEST_NAMES, DrillKind, DrillResult, PromiseSource
from vendors.services.forms import time


def _names(table):
    return lambda: [(key.value, say_lazily(name)) for key, name in table.items()]


class PromiseForm(Form):
    rto_minutes = time(_l("Works again within (RTO)"), hint=_l("Hours and minutes, such as 4 h 30 min; a bare number is minutes."))  # fmt: skip
    rpo_minutes = time(_l("Data lost at most (RPO)"))
    promised_on = day(_l("Promised on"), needed=True)
    source = one_of(_l("Where it stands"), _names(SOURCE_NAMES), coerce=PromiseSource)
    reference = text(_l("Paper, clause and page"), needed=True, longest=300)
    file = FileField(_l("File"))


class RecoveryTestForm(Form):
    title = text(_l("Name of the test"), needed=True)
    kind = one_of(_l("Kind"), _names(TEST_NAMES), coerce=DrillKind, hint=_l("A table-top exercise proves no time."))
    tested_on = day(_l("Tested on"), needed=True)
    scenario = text(_l("What was played"), longest=300)
    result = one_of(_l("Outcome"), _names(RESULT_NAMES), coerce=DrillResult)
    rto_minutes = time(_l("Worked again after"))
    rpo_minutes = time(_l("Data lost"), hint=_l("As time; 0 where nothing was lost."))
    people = text(_l("Who took part"), longest=500)
    file = FileField(_l("Report"))
    note = long_text(_l("What it showed"))


class PlanForm(Form):
    contacts = long_text(_l("Emergency contacts"), hint=_l("Names, numbers by day and night, and who is called if nobody answers."))  # fmt: skip
    roles = long_text(_l("Roles and duties"), hint=_l("Who at the vendor and who here decides, recovers, informs."))
    alternate_site = long_text(_l("Alternate site"), rows=2)
    substitute = long_text(_l("Who takes over if the vendor cannot"), rows=2)
    workaround = long_text(_l("Manual workaround"), hint=_l("How work goes on while the service is down."))
    contract_suits = one_of(
        _l("Suitability of the contract"),
        lambda: [("", _l("Not judged")), ("yes", _l("Supports the plan")), ("no", _l("Does not support the plan"))],
        needed=False,
    )
    contract_why = long_text(_l("Why, and which clauses it rests on"), rows=2)
    reviewed_on = day(_l("Looked at on"), needed=True)


class ResponseForm(Form):
    scenario = HiddenField()
    title = text(_l("Scenario"))
    response = long_text(_l("Response, mitigation and recovery"), rows=5)


class ReasonForm(Form):
    reason = text(_l("Reason"), needed=True, longest=500)
