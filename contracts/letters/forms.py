from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from contracts.letters.rules import ANSWER_NAMES, Answer
from core.forms import Form, day, long_text, one_of, optional_id, text
from core.i18n import say_lazily

LANGUAGES = (("zh_Hant_TW", "繁體中文"), ("en", "English"))
ERAS = (("roc", _l("民國 years")), ("iso", _l("ISO (2026-11-22)")))


class PaperForm(Form):
    """What every letter asks of who writes it, whatever it is about."""

    language = one_of(_l("Language of the letter"), lambda: LANGUAGES)
    contact_id = one_of(_l("For the attention of"), [], needed=False, coerce=optional_id)
    reference = text(
        _l("Our reference"), longest=60, hint=_l("The number under which you send it; empty: the next of ours.")
    )
    dated_on = day(_l("Date of the letter"), needed=True)
    era = one_of(_l("Dates in"), lambda: ERAS, hint=_l("Letters in English always carry ISO dates."))
    reply_by = day(
        _l("Answer due"),
        needed=True,
        hint=_l("A business day; ten of them after the letter's date unless you change it."),
    )


class LetterForm(PaperForm):
    chosen = SelectMultipleField(_l("Clauses asked for"), choices=[], validate_choice=False)


class SendForm(Form):
    sent_on = day(_l("Sent on"), needed=True)
    how = text(_l("How"), hint=_l("Registered mail, e-mail to …"))


class AnswerForm(Form):
    answered_on = day(_l("Answered on"), needed=True)
    answer = one_of(
        _l("The vendor"), lambda: [(a.value, say_lazily(name)) for a, name in ANSWER_NAMES.items()], coerce=Answer
    )
    note = long_text(_l("What it said"), longest=4000)


class WithdrawForm(Form):
    reason = long_text(_l("Why is the letter withdrawn?"), needed=True, longest=500)
