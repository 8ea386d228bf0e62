from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import HiddenField

from contracts.clauses.effective import VERDICT_NAMES
from contracts.clauses.rules import Verdict
from core.auth.queries import people_with
from core.auth.rules import READERS
from core.forms import Form, day, long_text, one_of, optional_id
from core.i18n import say_lazily


def _askers() -> list[tuple[str, str]]:
    """Everybody who works with contracts but the one who grants."""
    people = (one for one in people_with(tuple(READERS)) if one.id != current_user.id)
    return [("", "—"), *((str(one.id), one.name) for one in people)]


class DecisionForm(Form):
    seen = HiddenField()
    after = HiddenField()
    verdict = one_of(
        _l("Your verdict"), lambda: [(v.value, say_lazily(name)) for v, name in VERDICT_NAMES.items()], coerce=Verdict
    )
    reason = long_text(_l("Reason"), longest=2000, hint=_l("Needed when you overrule the check."))
    quote = long_text(
        _l("The words it rests on"),
        longest=2000,
        hint=_l(
            "Copied from the papers, where the check missed them: the decision is told to be stale when they change."
        ),
    )


class ExceptionForm(Form):
    requested_by_id = one_of(_l("Requested by"), _askers, coerce=optional_id)
    exception_reason = long_text(_l("Why the firm accepts it"), needed=True, longest=2000)
    expires_on = day(_l("Until (last day)"), needed=True)


class EndForm(Form):
    reason = long_text(_l("Why does it end?"), needed=True, longest=500)
