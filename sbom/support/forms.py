from flask_babel import lazy_gettext as _l

from core.forms import Form, long_text, one_of, optional_id, text
from sbom.support.queries import table_choices


class MappingForm(Form):
    package = text(
        _l("Package"),
        needed=True,
        longest=400,
        hint=_l("A package URL without version, such as pkg:maven/org.example/core, or a component's name."),
    )
    support_id = one_of(_l("Product of the table"), lambda: [("", "—"), *table_choices()], coerce=optional_id)
    reason = long_text(_l("Reason"), needed=True, longest=2000)
