from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from contracts.assets.choices import method_choices, method_of
from contracts.assets.rules import (
    ASSET_KIND_NAMES,
    MUST_END_NAMES,
    PAPER_KIND_NAMES,
    AssetKind,
    MustEnd,
    PaperKind,
)
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
    how = one_of(_l("How it ended"), _names(MUST_END_NAMES), coerce=MustEnd)
    quantity = whole_number(_l("How many"), needed=True, least=1, most=1_000_000)
    ended_on = day(_l("Done on"), needed=True)
    method = one_of(
        _l("Method of destruction (NIST SP 800-88)"), method_choices, needed=False, coerce=method_of,
        hint=_l("Only for what was destroyed."),
    )  # fmt: skip
    certificate = text(_l("Certificate of destruction"), longest=120, hint=_l("Its number; attach the certificate."))
    receiver = text(_l("Handed over to"), hint=_l("The next vendor, where it was handed over."))
    ended_how = long_text(_l("How, and what proves it"))
    file = FileField(_l("Evidence"), description=_l("Signed form, certificate, photograph."))


class PaperForm(Form):
    kind = one_of(_l("Form"), _names(PAPER_KIND_NAMES), coerce=PaperKind)
    signed_on = day(_l("Signed on"), needed=True)
    file = FileField(_l("Signed copy"), [FileRequired(_l("Choose a file."))])
