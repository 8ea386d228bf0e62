from flask_babel import lazy_gettext as _l

from core.forms import Form, long_text


class ConclusionForm(Form):
    conclusion = long_text(
        _l("Conclusion"),
        rows=4,
        hint=_l("What the firm takes from it: accepted, to be changed, to be told to the board."),
    )
