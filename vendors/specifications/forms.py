from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import validators

from core.forms import Form, ReadField, amount, day, long_text, one_of, whole_number
from core.forms import text as line
from core.i18n import say_lazily
from vendors.specifications import shelf
from vendors.specifications.levels import (
    CAP_NAMES,
    DIRECTION_NAMES,
    PENALTY_NAMES,
    PERIOD_NAMES,
    CapPer,
    Direction,
    PenaltyKind,
    Period,
    read_value,
)
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


class ValueField(ReadField):
    """A figure with up to six digits after the point; a Decimal or None."""

    def read(self, text):
        return read_value(text)


def value(label, *, needed=False, hint=""):
    checks = [validators.InputRequired(_l("Please fill this in."))] if needed else [validators.Optional()]
    return ValueField(label, checks, description=hint, render_kw={"inputmode": "decimal", "maxlength": 30})


class LevelForm(Form):
    metric = one_of(_l("Measure"), lambda: [(m.id, say_lazily(m.name)) for m in shelf.metrics().values()])
    label = line(_l("What is measured"), needed=True, longest=120)
    direction = one_of(_l("Kept when"), names(DIRECTION_NAMES), coerce=Direction)
    threshold = value(_l("Threshold"), needed=True)
    unit = line(_l("Unit"), longest=20, hint=_l("% , min, h … or empty for a number."))
    period = one_of(_l("A figure for each"), names(PERIOD_NAMES), coerce=Period)
    from_on = day(_l("Promised from"), needed=True)
    until_on = day(_l("Promised until"))
    clause = line(_l("Where in the contract"))
    penalty_kind = one_of(_l("Penalty where it is missed"), names(PENALTY_NAMES), coerce=PenaltyKind)
    rate = value(_l("Amount, or per cent"))
    currency = line(_l("Currency"), longest=3)
    fee = amount(_l("Monthly fee that the percentage is taken of"))
    step = value(
        _l("For each step short"),
        hint=_l("Such as 0.1: counted for each 0.1 that it falls short. Empty: once for each miss."),
    )
    cap = amount(_l("Penalties at most"))
    cap_per = one_of(_l("At most over"), names(CAP_NAMES), coerce=CapPer)


class FigureForm(Form):
    period = line(_l("Period"), needed=True, longest=40, hint=_l("2026-05, 2026-Q2 or 2026; 115/05 is read too."))
    value = value(_l("Reported"), needed=True)
    source = line(_l("Where it comes from"), hint=_l("The vendor's report, our own monitoring …"))


class DealForm(Form):
    dealt_on = day(_l("Done on"), needed=True)
    how = long_text(_l("What was done about it"), needed=True, longest=500, rows=2)


class FiguresForm(Form):
    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose a file."))],
        description=_l("CSV, .xlsx or .ods with the headings of the template: level number, period, reported."),
    )


class ApplyForm(Form):
    pass
