from flask_babel import lazy_gettext as _l

from contracts.assets.rules import ASSET_KIND_NAMES, MUST_END_NAMES, AssetKind, MustEnd
from core.forms import Form, day, long_text, one_of, text, whole_number
from core.i18n import say_lazily
from vendors.services.rules import DATA_CLASS_NAMES, DataClass


def _names(table):
    return lambda: [(k.value, say_lazily(v)) for k, v in table.items()]


class AssetForm(Form):
    label = text(_l("Asset"), needed=True, hint=_l("What it is, with its asset number where it has one."))
    kind = one_of(_l("Kind"), _names(ASSET_KIND_NAMES), coerce=AssetKind)
    quantity = whole_number(_l("Quantity"), needed=True, least=1, most=1_000_000)
    data_class = one_of(_l("Data class"), _names(DATA_CLASS_NAMES), coerce=DataClass)
    must_end = one_of(_l("Must end by"), _names(MUST_END_NAMES), coerce=MustEnd)
    handed_over_on = day(_l("With the vendor since"), needed=True)
    note = long_text(_l("Note"))


class EndAssetForm(Form):
    ended_on = day(_l("Done on"), needed=True)
    ended_how = long_text(_l("How, and what proves it"), needed=True)
