from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from core.forms import Form, day, one_of, optional_id, text
from sbom.products.queries import product_choices
from vendors.register.queries import vendor_choices


def _choose(choices, label):
    return lambda: [("", label), *choices()]


class UploadForm(Form):
    product_id = one_of(
        _l("Product"), _choose(product_choices, _l("— a new product —")), needed=False, coerce=optional_id
    )
    vendor_id = one_of(_l("Vendor of the new product"), _choose(vendor_choices, "—"), needed=False, coerce=optional_id)
    product_name = text(_l("Name of the new product"))
    number = text(_l("Version"), needed=True, longest=100, hint=_l("A version not registered yet is added."))
    released_on = day(_l("Released on"))
    file = FileField(
        _l("SBOM file"),
        [FileRequired(_l("Choose the file."))],
        description=_l("CycloneDX (JSON, XML) or SPDX (JSON, tag-value); also packed as .gz or .zip."),
    )

    def validate(self, extra_validators=None) -> bool:
        """An existing product, or a new one with its vendor and name."""
        is_fine = super().validate(extra_validators)
        if self.product_id.data:
            return is_fine
        for field, advice in (
            (self.vendor_id, _l("Choose the product, or the vendor of a new one.")),
            (self.product_name, _l("Name the new product.")),
        ):
            if not field.data:
                field.errors = [*field.errors, advice]
                is_fine = False
        return is_fine
