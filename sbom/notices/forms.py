from datetime import time

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectMultipleField

from contracts.letters.forms import PaperForm
from core.auth.queries import people_with
from core.auth.rules import Role
from core.forms import Form, day, instant, long_text, one_of, optional_id, text
from core.i18n import say_lazily
from sbom.notices.rules import CHANNEL_NAMES, KIND_NAMES, SEVERITY_NAMES, Channel, Kind, Severity
from vendors.register.queries import vendor_choices


def _names(table):
    return lambda: [(key.value, say_lazily(name)) for key, name in table.items()]


def _owners():
    people = people_with([Role.IT_MANAGER, Role.PROCUREMENT, Role.COMPLIANCE])
    return [("", "—"), *((user.id, user.name) for user in people)]


SOUGHT_HINT = _l(
    "One a line, as in the search for components: log4j-core <2.17.1, pkg:npm/express@4.17.1. The vendor's releases that hold it are found at once."
)


class NoticeForm(Form):
    vendor_id = one_of(_l("Vendor"), lambda: [("", "—"), *vendor_choices()], coerce=optional_id)
    kind = one_of(_l("Kind"), _names(KIND_NAMES), coerce=Kind)
    title = text(_l("What it is about"), needed=True)
    references = text(_l("Names"), longest=500, hint=_l("CVE, GHSA or the vendor's own number, several with commas."))
    severity = one_of(_l("Severity"), _names(SEVERITY_NAMES), coerce=Severity)
    channel = one_of(_l("Told through"), _names(CHANNEL_NAMES), coerce=Channel)
    told_by = text(_l("Who told us"))
    told_at = instant(_l("Told at"), needed=True, hint=_l("Date and time; without a time, the beginning of the day."))
    known_at = instant(
        _l("Known to the vendor since"),
        hint=_l(
            "Or public since then. The time that the contract sets runs from it; without a time, the end of the day."
        ),
        otherwise=time(23, 59),
    )
    sought = long_text(_l("What it touches"), hint=SOUGHT_HINT)
    text = long_text(_l("What the vendor said"), longest=20_000, rows=6)
    file = FileField(_l("File"), description=_l("The mail, letter or advisory itself."))


class SoughtForm(Form):
    sought = long_text(_l("What it touches"), hint=SOUGHT_HINT, rows=6)


class MeasureForm(Form):
    title = text(_l("What is to be done"), needed=True, longest=300)
    owner_id = one_of(_l("Responsible person"), _owners, needed=False, coerce=optional_id)
    due_on = day(_l("Due"), needed=True)


class DoneForm(Form):
    done_on = day(_l("Done on"), needed=True)
    note = long_text(_l("What was done, and how it shows"))
    file = FileField(_l("Evidence"))


class CloseForm(Form):
    note = long_text(_l("Remark"), hint=_l("Where no countermeasure was needed: why."))


class MissingForm(PaperForm):
    chosen = SelectMultipleField(_l("Vulnerabilities"), choices=[], validate_choice=False)
