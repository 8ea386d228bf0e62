from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField

from core.forms import ChecksField, Form, day, instant, long_text, one_of, optional_id, text, whole_number
from core.i18n import say_lazily
from core.severity import SEVERITY_NAMES, Severity
from vendors.incidents.queries import owner_choices
from vendors.incidents.rules import (
    APPLIES_NAMES,
    AUDIENCE_NAMES,
    LEARNT_NAMES,
    LONGEST_DAYS,
    NATURE_NAMES,
    Applies,
    Audience,
    Learnt,
    Nature,
)

UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}
"""In minutes."""
UNIT_NAMES = {"minutes": _l("minutes"), "hours": _l("hours"), "days": _l("days")}


def _names(table):
    return lambda: [(key.value, say_lazily(name)) for key, name in table.items()]


class IncidentForm(Form):
    title = text(_l("What happened"), needed=True, hint=_l("In a line, as you would tell a colleague."))
    nature = one_of(_l("Kind"), _names(NATURE_NAMES), coerce=Nature)
    severity = one_of(_l("Severity"), _names(SEVERITY_NAMES), coerce=Severity)
    known_at = instant(
        _l("Known to us at"),
        needed=True,
        hint=_l("The official clock runs from here. Date and time: 2026-11-22 14:30."),
    )
    learnt = one_of(_l("How we learnt of it"), _names(LEARNT_NAMES), coerce=Learnt)
    told_by = text(_l("By whom, and how"))
    occurred_at = instant(_l("Happened at"), hint=_l("As far as it is known."))
    detected_at = instant(_l("Found by the vendor at"), hint=_l("The vendor's own duty to tell us runs from here."))
    is_material = BooleanField(_l("Material incident by the exchange's rules (重大資安事件)"))
    has_personal_data = BooleanField(_l("Personal data were stolen, changed, lost or disclosed"))
    people_touched = whole_number(_l("People whose data are touched"), most=10**9)
    services = ChecksField(_l("Services touched"), coerce=int)
    functions = ChecksField(_l("Functions touched"), coerce=int)
    owner_id = one_of(_l("Responsible person"), owner_choices, needed=False, coerce=optional_id)
    description = long_text(_l("What is known so far"), rows=5)


class TellForm(Form):
    told_at = instant(_l("Told at"), needed=True, hint=_l("Date and time: 2026-11-22 14:30."))
    told_how = text(
        _l("By which way"),
        needed=True,
        longest=300,
        hint=_l("System or address, to whom, and the number of the receipt."),
    )
    file = FileField(_l("Proof"), description=_l("The receipt, the mail or the form that was sent."))
    note = long_text(_l("What was told"))


class AlsoForm(Form):
    audience = one_of(_l("Who is told"), _names(AUDIENCE_NAMES), coerce=Audience)
    title = text(_l("Who is told of what"), needed=True)
    due_at = instant(_l("To be told by"))


class ReasonForm(Form):
    reason = long_text(_l("Reason"), needed=True, longest=500)


class AnalysisForm(Form):
    contained_at = instant(_l("Contained at"))
    resolved_at = instant(_l("Over since"))
    root_cause = long_text(_l("Root cause"), rows=4)
    lessons = long_text(_l("Lessons"), rows=4)


class NoteForm(Form):
    note = long_text(_l("Note"))


class TimeForm(Form):
    name_zh = text(_l("What is told, in Chinese"), longest=300)
    name_en = text(_l("What is told, in English"), longest=300)
    audience = one_of(_l("Who is told"), _names(AUDIENCE_NAMES), coerce=Audience)
    applies = one_of(_l("About"), _names(APPLIES_NAMES), coerce=Applies)
    within = whole_number(_l("Within"), needed=True, most=10**7)
    unit = one_of(_l("Unit of time"), lambda: list(UNIT_NAMES.items()))
    effective_on = day(
        _l("In effect from"), needed=True, hint=_l("Counts for incidents that become known on that day or later.")
    )
    source_zh = text(_l("Where the time comes from, in Chinese"), longest=300)
    source_en = text(_l("Where the time comes from, in English"), longest=300)
    checked_on = day(
        _l("Checked against the text in force"), hint=_l("The day on which somebody read the regulation in force.")
    )
    reason = long_text(_l("Reason"), needed=True, longest=500)


class DropForm(Form):
    effective_on = day(_l("In effect from"), needed=True)
    reason = long_text(_l("Reason"), needed=True, longest=500)


class DaysForm(Form):
    close_days = whole_number(
        _l("Days to settle and close"), needed=True, least=1, most=LONGEST_DAYS,
        hint=_l("From our knowing until cause and correction are settled and a second person has closed it."),
    )  # fmt: skip
    keep_days = whole_number(
        _l("Days that a closed one stays"), needed=True, least=1, most=LONGEST_DAYS,
        hint=_l("So long it is shown among the obligations as evidence; the incident itself is never removed."),
    )  # fmt: skip
    reason = long_text(_l("Reason"), needed=True, longest=500)
