from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import FileStorage

from contracts.clauses.rulebooks import available, load
from contracts.documents.rules import DOCUMENT_KIND_NAMES, DocumentKind
from core.forms import Form, day, one_of, optional_id, text
from core.i18n import language, say_lazily


def _kinds():
    return [(k.value, say_lazily(name)) for k, name in DOCUMENT_KIND_NAMES.items()]


class UploadForm(Form):
    archive = FileField(
        _l("Zip"),
        description=_l(
            "A .zip of contracts: .docx, .odt, .pdf, .txt, in folders or not. It is not changed and not kept."
        ),
        render_kw={"accept": ".zip,application/zip"},
    )
    folder = MultipleFileField(
        _l("Or a folder"),
        description=_l("All files in it, and in the folders inside it, are sent. Nothing on your machine is changed."),
        render_kw={"webkitdirectory": True},
    )
    rulebook_id = one_of(
        _l("Rulebook"), lambda: [(each, load(each).name.in_language(language())) for each in available()]
    )

    @property
    def files(self) -> list[FileStorage]:
        """Those of the folder; a folder that was not chosen is sent as one file without a name."""
        return [file for file in self.folder.data or () if file and file.filename]

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if bool(self.archive.data) is not bool(self.files):
            return True
        said = _l("Choose one of the two, not both.") if self.files else _l("Choose a zip or a folder.")
        self.archive.errors = [*self.archive.errors, said]
        return False


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
