from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from core.forms import Form, day, one_of, optional_id, text
from sbom.products.queries import product_choices
from vendors.register.queries import vendor_choices


class KeyForm(Form):
    name = text(_l("Used for"), needed=True, longest=120, hint=_l("Such as: nightly build of the order system."))
    vendor_id = one_of(_l("Vendor"), lambda: [("", "—"), *vendor_choices()], coerce=optional_id)
    product_id = one_of(
        _l("Product"),
        lambda: [("", _l("all of the vendor's")), *product_choices()],
        needed=False,
        coerce=optional_id,
        hint=_l("With a product chosen, the key opens this one only."),
    )
    may_create = BooleanField(_l("May register products and releases that are not there yet"), default=True)
    keeps_invalid = BooleanField(_l("Keep SBOMs that break their schema, with their faults, instead of refusing them"))
    expires_on = day(_l("Last day"), hint=_l("Left empty: valid until it is revoked."))
