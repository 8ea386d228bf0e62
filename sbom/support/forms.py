from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from core.forms import Form, day, long_text, one_of, optional_id, text
from core.i18n import say
from sbom.support.queries import deciders, table_choices
from sbom.support.rules import COURSE_NAMES


class MappingForm(Form):
    package = text(
        _l("Package"),
        needed=True,
        longest=400,
        hint=_l("A package URL without version, such as pkg:maven/org.example/core, or a component's name."),
    )
    support_id = one_of(_l("Product of the table"), lambda: [("", "—"), *table_choices()], coerce=optional_id)
    reason = long_text(_l("Reason"), needed=True, longest=2000)


class DecideForm(Form):
    course = one_of(_l("Treatment"), lambda: [(c.value, say(n)) for c, n in COURSE_NAMES.items()])
    target = text(_l("Move to"), longest=200, hint=_l("The version or the product that takes its place."))
    plan = long_text(
        _l("Plan to retire it"), longest=4000, hint=_l("What takes its place, who does it, in which steps.")
    )
    reason = long_text(_l("Reason"), longest=4000)
    owner_id = one_of(_l("Responsible person"), list, needed=False, coerce=optional_id)
    due = day(_l("Holds until"), hint=_l("The day by which it is retired, or until which the decision holds."))
    with_line = BooleanField()

    def offer(self, owner_id, others: int) -> None:
        """People who decide, and how many other components the decision may be for as well."""
        self.owner_id.choices = [("", gettext("nobody yet")), *deciders(owner_id)]
        label = ngettext(
            "Also for the %(n)s other component of this line in the product",
            "Also for the %(n)s other components of this line in the product",
            others,
            n=others,
        )
        self.with_line.label.text = label
