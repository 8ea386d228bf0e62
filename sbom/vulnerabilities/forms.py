from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from core.forms import Form, day, long_text, one_of, optional_id, whole_number
from core.i18n import say
from sbom.products.queries import product_choices
from sbom.support.queries import deciders
from sbom.vulnerabilities.policy import MOST_DAYS
from sbom.vulnerabilities.rules import JUSTIFICATION_NAMES, STATE_NAMES


class ImportForm(Form):
    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose the file."))],
        description=_l(
            "OSV records (one JSON file, one record a line, or the zip of an ecosystem), a CycloneDX VEX, a CSAF document, or a file of endoflife.date."
        ),
    )
    product_id = one_of(
        _l("Product"),
        lambda: [("", _l("— whichever it concerns —")), *product_choices()],
        needed=False,
        coerce=optional_id,
        hint=_l("Only for what a vendor says of one product (VEX)."),
    )


class JudgeForm(Form):
    state = one_of(_l("State"), lambda: [(s.value, say(n)) for s, n in STATE_NAMES.items()])
    justification = one_of(
        _l("Why it is not affected"),
        lambda: [("", "—"), *((j.value, say(n)) for j, n in JUSTIFICATION_NAMES.items())],
        needed=False,
    )
    reason = long_text(_l("Reason"), longest=4000, hint=_l("What was looked at, and what was found."))
    owner_id = one_of(_l("Responsible person"), list, needed=False, coerce=optional_id)
    due = day(_l("To be done by"), hint=_l("Emptied, it follows the policy."))

    def offer(self, owner_id) -> None:
        """People who judge, and whoever it is given to already."""
        self.owner_id.choices = [("", gettext("nobody yet")), *deciders(owner_id)]


class TermForm(Form):
    days = whole_number(_l("Days"), needed=True, least=0, most=MOST_DAYS)
    reason = long_text(_l("Reason"), needed=True, longest=2000)
