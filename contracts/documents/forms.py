from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField

from contracts.documents.rules import DOCUMENT_KIND_NAMES, DocumentKind
from core.forms import Form, day, long_text, one_of
from core.i18n import say_lazily


class AddForm(Form):
    files = MultipleFileField(
        _l("Files"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l(
            "Word, OpenDocument, PDF, text, or scans (.jpg, .png, .tiff); several at once if they are of one kind."
        ),
        render_kw={"accept": ".docx,.odt,.pdf,.txt,.png,.jpg,.jpeg,.tif,.tiff"},
    )
    kind = one_of(
        _l("What they are"),
        lambda: [(k.value, say_lazily(name)) for k, name in DOCUMENT_KIND_NAMES.items()],
        coerce=DocumentKind,
    )
    signed_on = day(_l("Signed on"))
    effective_on = day(_l("Takes effect on"), hint=_l("Only if later: an amendment does not count before."))


class CorrectForm(Form):
    kind = one_of(
        _l("What it is"),
        lambda: [(k.value, say_lazily(name)) for k, name in DOCUMENT_KIND_NAMES.items()],
        coerce=DocumentKind,
    )
    signed_on = day(_l("Signed on"))
    effective_on = day(_l("Takes effect on"), hint=_l("Only if later: an amendment does not count before."))


class WithdrawForm(Form):
    reason = long_text(
        _l("Why is it withdrawn?"), needed=True, longest=500, hint=_l("Such as: wrong file, replaced by …")
    )
