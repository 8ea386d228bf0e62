from flask_babel import lazy_gettext as _l
from wtforms import validators

from core.auth.queries import people_with
from core.auth.rules import Role
from core.forms import Form, amount, day, long_text, one_of, optional_id, text
from core.i18n import say_lazily
from core.places import country_choices
from vendors.register import queries
from vendors.register.rules import VENDOR_STATUS_NAMES


def _nobody(choices):
    return lambda: [("", "—"), *choices()]


def owners() -> list[tuple[int, str]]:
    return [(u.id, u.name) for u in people_with([Role.PROCUREMENT, Role.IT_MANAGER])]


def email(label: object) -> object:
    return text(label, longest=254)


class VendorForm(Form):
    name_zh = text(_l("Chinese name"), hint=_l("As in the company register."))
    name_en = text(_l("English name"))
    business_number = text(_l("Business number"), longest=20, hint=_l("8 digits; empty for vendors abroad."))
    lei = text(_l("LEI"), longest=30, hint=_l("20 characters, ISO 17442."))
    country = one_of(_l("Country"), country_choices)
    group_id = one_of(_l("Group"), _nobody(queries.group_choices), needed=False, coerce=optional_id)
    status = one_of(_l("State"), lambda: [(k.value, say_lazily(v)) for k, v in VENDOR_STATUS_NAMES.items()])
    owner_id = one_of(_l("Responsible person"), _nobody(owners), needed=False, coerce=optional_id)
    website = text(_l("Website"), longest=300)
    out_of_scope_reason = text(
        _l("Outside the rule because"),
        longest=500,
        hint=_l("Only for exchange bodies, SWIFT and the like; empty otherwise."),
    )
    note = long_text(_l("Note"))

    def validate_website(self, field) -> None:
        if field.data and not field.data.lower().startswith(("https://", "http://")):
            raise validators.ValidationError(_l("An address starts with https:// or http://."))


class GroupForm(Form):
    name = text(_l("Name"), needed=True)
    country = one_of(_l("Country"), lambda: [("", "—"), *country_choices()], needed=False)
    parent_id = one_of(_l("Stands under"), _nobody(queries.group_choices), needed=False, coerce=optional_id)


class ContactForm(Form):
    name = text(_l("Name"), needed=True, longest=120)
    title = text(_l("Job title"), longest=120)
    purpose = text(_l("For what"), longest=120, hint=_l("Sales, technical, incidents …"))
    email = text(_l("E-mail"), longest=254)
    phone = text(_l("Telephone"), longest=60)

    def validate_email(self, field) -> None:
        if field.data and ("@" not in field.data or " " in field.data):
            raise validators.ValidationError(_l("Not an e-mail address."))


class SubcontractorForm(Form):
    subcontractor_id = one_of(_l("Subcontractor"), queries.vendor_choices, coerce=int)
    work = text(_l("What it does"), longest=300)
    started_on = day(_l("Since"))


class OwnerForm(Form):
    owner_name = text(_l("Owner"), needed=True, hint=_l("A company or a person that holds a part of the vendor."))
    share = amount(
        _l("Share in per cent"), needed=True, hint=_l("From 25 on, vendors of one owner count as connected.")
    )
    known_on = day(_l("Known since"), needed=True)
    source = text(
        _l("Source"), needed=True, longest=300, hint=_l("The commercial register, an annual report, the vendor itself.")
    )


class EndForm(Form):
    ended_on = day(_l("Ended on"), needed=True)
