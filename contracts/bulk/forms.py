from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from contracts.clauses.rulebooks import available, load
from contracts.documents.rules import DOCUMENT_KIND_NAMES, DocumentKind
from core.forms import Form, day, one_of, optional_id, text
from core.i18n import language, say_lazily


def _kinds():
    return [(k.value, say_lazily(name)) for k, name in DOCUMENT_KIND_NAMES.items()]


class UploadForm(Form):
    archive = FileField(
        _l("Zip"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l(
            "A .zip of contracts: .docx, .odt, .pdf, .txt, in folders or not. It is not changed and not kept."
        ),
        render_kw={"accept": ".zip,application/zip"},
    )
    rulebook_id = one_of(
        _l("Rulebook"), lambda: [(each, load(each).name.in_language(language())) for each in available()]
    )


class FileItForm(Form):
    contract_id = one_of(_l("Contract"), [], needed=False, coerce=optional_id)
    number = text(_l("Or its number"), longest=60)
    kind = one_of(_l("What kind of paper it is"), _kinds, coerce=DocumentKind)
    signed_on = day(_l("Signed on"))


class NewContractForm(Form):
    vendor_id = one_of(_l("Vendor"), [], needed=True, coerce=optional_id)
    number = text(_l("Contract number"), needed=True, longest=60)
    title = text(_l("Title"), needed=True)
    signed_on = day(_l("Signed on"))
    starts_on = day(_l("Starts on"))
    ends_on = day(_l("Ends on"), hint=_l("The last day. Empty: open-ended."))


class DeleteForm(Form):
    pass
