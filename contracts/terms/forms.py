from flask_babel import lazy_gettext as _l
from wtforms import validators

from contracts.register.agreed import (
    LONGEST_NOTICE,
    LONGEST_RENEWAL,
    NOTICE_UNIT_NAMES,
    RENEWAL_NAMES,
    Amendment,
    Event,
    Notice,
    NoticeUnit,
    Renewal,
    Renewed,
    Termination,
    TerminationCancelled,
)
from contracts.terms.deciding import CHOICE_NAMES, Choice
from core.errors import Refused
from core.forms import Form, day, long_text, one_of, whole_number
from core.i18n import say, say_lazily

END_CHANGES = (
    ("stays", _l("stays as it is")),
    ("moves", _l("moves to the day below")),
    ("opens", _l("becomes open-ended")),
)


def _stays_or(table):
    return lambda: [("", _l("stays as it is")), *((k.value, say_lazily(v)) for k, v in table.items())]


class AmendForm(Form):
    signed_on = day(_l("Signed on"), needed=True)
    effective_on = day(_l("Takes effect on"), needed=True)
    end_change = one_of(_l("The end"), lambda: END_CHANGES)
    ends_on = day(_l("New end"))
    renewal = one_of(_l("Renewal"), _stays_or(RENEWAL_NAMES), needed=False)
    renewal_months = whole_number(_l("Renews for months"), least=1, most=LONGEST_RENEWAL, hint=_l("Empty: unchanged."))
    notice_amount = whole_number(
        _l("Notice before the end"), most=max(LONGEST_NOTICE.values()), hint=_l("Empty: unchanged.")
    )
    notice_unit = one_of(
        _l("Notice counts in"), lambda: [(k.value, say_lazily(v)) for k, v in NOTICE_UNIT_NAMES.items()]
    )
    note = long_text(_l("Note"), hint=_l("What was amended, and where it is written."))

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if valid and self.end_change.data == "moves" and not self.ends_on.data:
            self.ends_on.errors = [_l("Please fill this in.")]
            return False
        return valid

    def validate_notice_amount(self, field):
        if field.data is not None and self.notice_unit.data in NOTICE_UNIT_NAMES:
            try:
                Notice(field.data, NoticeUnit(self.notice_unit.data))
            except Refused as error:
                raise validators.ValidationError(say(error.phrase)) from None

    @property
    def event(self) -> Event:
        notice = self.notice_amount.data
        return Amendment(
            signed_on=self.signed_on.data,
            effective_on=self.effective_on.data,
            changes_end=self.end_change.data != "stays",
            ends_on=self.ends_on.data if self.end_change.data == "moves" else None,
            renewal=Renewal(self.renewal.data) if self.renewal.data else None,
            renewal_months=self.renewal_months.data,
            notice=None if notice is None else Notice(notice, NoticeUnit(self.notice_unit.data)),
        )


class RenewForm(Form):
    signed_on = day(_l("Signed on"), needed=True)
    starts_on = day(_l("New period starts on"), needed=True)
    ends_on = day(_l("New period ends on"), hint=_l("The last day. Empty: open-ended."))
    note = long_text(_l("Note"))

    @property
    def event(self) -> Event:
        return Renewed(self.signed_on.data, self.starts_on.data, self.ends_on.data)


class TerminateForm(Form):
    notified_on = day(_l("Notice given on"), needed=True)
    terminates_on = day(
        _l("Last day of the contract"), needed=True, hint=_l("Vendors' access is due to be revoked by this day.")
    )
    note = long_text(_l("Reason"), needed=True, hint=_l("Why, by whom, and how notice was given."))

    @property
    def event(self) -> Event:
        return Termination(self.notified_on.data, self.terminates_on.data)


class DecideForm(Form):
    choice = one_of(
        _l("What follows"), lambda: [("", "—"), *((k.value, say_lazily(v)) for k, v in CHOICE_NAMES.items())],
        coerce=lambda value: Choice(value) if value in set(Choice) else None,
    )  # fmt: skip
    note = long_text(_l("Reason"), needed=True)


class CancelForm(Form):
    agreed_on = day(_l("Agreed on"), needed=True)
    note = long_text(_l("Reason"), needed=True)

    @property
    def event(self) -> Event:
        return TerminationCancelled(self.agreed_on.data)
