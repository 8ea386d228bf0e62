from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectMultipleField

from contracts.letters.forms import PaperForm
from core.forms import Form, day


class RequestForm(PaperForm):
    elements = BooleanField(_l("Also list which minimum elements (NTIA, CISA, BSI) the SBOM lacks"))
    chosen = SelectMultipleField(_l("Releases asked about"), choices=[], validate_choice=False)


class AnswerForm(Form):
    file = FileField(
        _l("The workbook that came back"),
        [FileRequired(_l("Choose the file."))],
        description=_l(
            "Ours, filled in (.xlsx; also .xls, .ods or .csv). You see what each row would do before anything is saved."
        ),
    )
    stated_on = day(_l("Received on"), needed=True, hint=_l("The day on which the vendor gave this answer."))


class ConfirmForm(Form):
    digest = HiddenField()
