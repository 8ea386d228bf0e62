from flask_babel import lazy_gettext as _l

from core.forms import Form, day, long_text, one_of, optional_id
from core.i18n import say_lazily
from vendors.merging.rules import MERGE_KIND_NAMES, MergeKind
from vendors.register import queries


class MergeForm(Form):
    into_id = one_of(
        _l("Merged into"),
        queries.vendor_choices,
        coerce=optional_id,
        hint=_l("The vendor that remains; it takes everything over."),
    )
    kind = one_of(_l("Why"), lambda: [(k.value, say_lazily(v)) for k, v in MERGE_KIND_NAMES.items()], coerce=MergeKind)
    effective_on = day(_l("Since"), needed=True, hint=_l("The day of the merger."))
    note = long_text(
        _l("Where it is known from"),
        needed=True,
        hint=_l("The announcement, the commercial register, the vendor's letter."),
    )


class PartForm(Form):
    reason = long_text(_l("Why it is taken back"), needed=True)
