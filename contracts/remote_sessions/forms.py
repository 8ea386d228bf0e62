import re
from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from core import clock
from core.forms import Form, ReadField, day, long_text, required, text


class TimeField(ReadField):
    """A time of day as people write it: 9:00, 09:00, 0900."""

    def read(self, text: str) -> time:
        found = re.fullmatch(r"(\d{1,2})[:：]?(\d{2})", text, re.ASCII)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValueError(_l("Not a time of day. Write it as 09:30."))
        return time(int(found[1]), int(found[2]))

    def write(self, value: time) -> str:
        return f"{value:%H:%M}"


def time_of_day(label, hint=""):
    kw = {"placeholder": "HH:MM", "autocomplete": "off", "maxlength": 8}
    return TimeField(label, [required()], description=hint, render_kw=kw)


def instants(on: date, begins: time, ends: time) -> tuple[datetime, datetime]:
    """From when until when in the firm's zone; an end that is not after the beginning is on the next day."""
    first = datetime.combine(on, begins, clock.zone())
    last = datetime.combine(on, ends, clock.zone())
    return first, last if last > first else last + timedelta(days=1)


class SpanForm(Form):
    on = day(_l("Day"), needed=True)
    begins = time_of_day(_l("Begins at"))
    until = time_of_day(_l("Ends at"), _l("Not after the beginning: on the next day."))

    @property
    def span(self) -> tuple[datetime, datetime]:
        return instants(self.on.data, self.begins.data, self.until.data)


class AskForm(SpanForm):
    engineer = text(_l("Engineer"), needed=True, longest=120, hint=_l("Who of the vendor connects."))
    systems = text(_l("Systems"), longest=300, hint=_l("Empty: the system of the access."))
    purpose = long_text(_l("Purpose of the session"), needed=True, longest=2000)


class RecordForm(SpanForm):
    done = long_text(_l("What was done"), needed=True)
    file = FileField(_l("Log"), description=_l("Recording or log of the session; without one it is flagged."))


class UnapprovedForm(AskForm):
    done = long_text(_l("What was done"), needed=True)
    file = FileField(_l("Log"), description=_l("Recording or log of the session; without one it is flagged."))


class DecideForm(Form):
    note = long_text(_l("Reason"), hint=_l("Needed where it is not approved."))


class CancelForm(Form):
    reason = long_text(_l("Why it did not take place"), needed=True)


class ReviewForm(Form):
    remarks = long_text(_l("Findings"), hint=_l("What became of what is conspicuous; needed where something is."))
