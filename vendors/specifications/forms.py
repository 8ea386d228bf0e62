from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from core.forms import Form, day, long_text, one_of, whole_number
from core.forms import text as line
from core.i18n import say_lazily
from vendors.specifications.rules import ANSWER_NAMES, PART_STATE_NAMES, PURPOSE_NAMES, Answer, PartState, Purpose


def names(table):
    return lambda: [(key.value, say_lazily(name)) for key, name in table.items()]


class PartForm(Form):
    state = one_of(_l("State"), names(PART_STATE_NAMES), coerce=PartState)
    version_text = line(
        _l("Version stated"), longest=60, hint=_l("Of the software, the drawing or the paper, where it has one.")
    )
    text = long_text(_l("What is agreed"), rows=6, longest=20_000)
    file = FileField(_l("File"))
    reason = line(_l("Why it does not apply"), longest=500)


class AgreeForm(Form):
    agreed_on = day(_l("Agreed on"), needed=True)
    agreed_with = line(_l("Who agreed for the vendor"), needed=True)
    review_on = day(_l("Next review"), needed=True)
    summary = long_text(_l("What is new in this version"), rows=2)


class ReasonForm(Form):
    reason = line(_l("Reason"), needed=True, longest=500)


class ChannelForm(Form):
    purpose = one_of(_l("Called about"), names(PURPOSE_NAMES), coerce=Purpose)
    who = line(_l("Whom to reach"), needed=True, longest=120, hint=_l("A person or a desk at the vendor."))
    reach = line(_l("How"), needed=True, hint=_l("Telephone, mail or portal, and the hours it is staffed."))
    our_side = line(_l("Who calls"), longest=120, hint=_l("The person or unit in the firm."))
    answer_minutes = whole_number(_l("Answer promised within (minutes)"), most=100_000)
    note = long_text(_l("Note"), rows=2)


class TestForm(Form):
    tested_on = day(_l("Tested on"), needed=True)
    answer = one_of(_l("What it showed"), names(ANSWER_NAMES), coerce=Answer)
    answered_by = line(_l("Who answered"), longest=120)
    minutes = whole_number(_l("Answered after (minutes)"), most=100_000)
    note = long_text(_l("Note"), rows=2)
