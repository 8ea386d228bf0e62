from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, validators

from core.forms import ChecksField, Form, ReadField, day, long_text, one_of, optional_id, text, whole_number
from core.i18n import say, say_lazily
from core.places import country_choices
from vendors.register.queries import vendor_choices
from vendors.services.durations import duration, read_minutes
from vendors.services.rules import CRITICALITY_NAMES, DATA_CLASS_NAMES, SERVICE_KIND_NAMES, SUBSTITUTABILITY_NAMES


class DurationField(ReadField):
    """A length of time as people write it (4 h 30 min, 90 分鐘, 4:30); minutes, or None when left empty."""

    def read(self, text: str) -> int:
        return read_minutes(text)

    def write(self, value: int) -> str:
        return say(duration(value))


def time(label, *, hint=""):
    return DurationField(
        label, [validators.Optional()], description=hint, render_kw={"maxlength": 40, "placeholder": "4 h 30 min"}
    )


def _named(names):
    return lambda: [(k.value, say_lazily(v)) for k, v in names.items()]


def _some_country():
    return [("", "—"), *country_choices()]


class FunctionForm(Form):
    name = text(_l("Name"), needed=True, hint=_l("As the firm calls it: online trading, settlement …"))
    criticality = one_of(_l("Criticality"), _named(CRITICALITY_NAMES), hint=_l("Core: a core system of CC-11000-4."))
    mtpd_minutes = time(
        _l("Longest tolerable downtime (MTPD)"),
        hint=_l("Hours and minutes, such as 4 h 30 min; a bare number is minutes."),
    )
    rto_minutes = time(_l("Recovery time objective (RTO)"))
    rpo_minutes = time(_l("Recovery point objective (RPO)"), hint=_l("How much data may be lost, as time."))
    is_retired = BooleanField(_l("No longer in use"))


class ServiceForm(Form):
    name = text(_l("Name"), needed=True)
    kind = one_of(_l("Kind"), _named(SERVICE_KIND_NAMES))
    description = long_text(_l("Description"))
    functions = ChecksField(_l("Business functions it supports"), coerce=int)
    data_class = one_of(_l("Most sensitive data"), _named(DATA_CLASS_NAMES))
    substitutability = one_of(_l("How hard to replace"), _named(SUBSTITUTABILITY_NAMES))
    processing_country = one_of(_l("Country of processing"), _some_country, needed=False)
    storage_country = one_of(_l("Country of storage"), _some_country, needed=False)
    cloud_provider = text(_l("Cloud provider"), longest=120)
    cloud_region = text(_l("Cloud region"), longest=120)
    restore_minutes = time(_l("Restored within"), hint=_l("What the vendor promised, or last proved."))
    exit_months = whole_number(_l("Months to move away"), most=240)
    exit_tested_on = day(_l("Exit plan last tested on"))
    users = whole_number(_l("People or accounts that use it"), most=10**8)
    is_internet_facing = BooleanField(_l("Faces the internet"))
    is_investor_app = BooleanField(_l("Mobile app for investors"))
    takes_orders = BooleanField(_l("Serves online orders"))
    delivers_software = BooleanField(_l("Delivers systems or programs"))
    subcontractors_declared = BooleanField(_l("The vendor has declared its subcontractors (or that it has none)"))


class AlternativeForm(Form):
    vendor_id = one_of(_l("Alternative vendor"), vendor_choices, coerce=optional_id)
