from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from core.forms import Form, day, long_text, one_of, optional_id, text
from sbom.products import queries
from vendors.register.queries import vendor_choices


def _choose(choices):
    return lambda: [("", "—"), *choices()]


class ProductForm(Form):
    vendor_id = one_of(_l("Vendor"), _choose(vendor_choices), coerce=optional_id)
    name = text(_l("Product"), needed=True)
    service_id = one_of(_l("Part of the service"), _choose(queries.service_choices), needed=False, coerce=optional_id)
    own_namespace = text(
        _l("The vendor's own components begin with"),
        hint=_l("A package URL such as pkg:maven/tw.com.example/, or the supplier's name. They count apart."),
    )
    note = long_text(_l("Note"))
    is_ended = BooleanField(_l("No longer used"))


class ReleaseForm(Form):
    number = text(_l("Version"), needed=True, longest=100)
    released_on = day(_l("Released on"))
    is_current = BooleanField(_l("This is the release in use"), default=True)
