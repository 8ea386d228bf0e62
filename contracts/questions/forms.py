from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import HiddenField

from contracts.clauses.effective import VERDICT_NAMES
from contracts.clauses.rules import Verdict
from contracts.permissions import ANSWERERS
from core.auth.queries import people_with
from core.auth.rules import ROLE_NAMES, Role
from core.forms import Form, long_text, one_of
from core.i18n import say, say_lazily


def _addressees() -> list[tuple[str, str]]:
    """Roles, and every person who could answer but the one who asks."""
    roles = [(f"role:{role.value}", say(ROLE_NAMES[role])) for role in Role if role in ANSWERERS]
    people = (one for one in people_with(tuple(ANSWERERS)) if one.id != current_user.id)
    return [("", "—"), *roles, *((f"person:{one.id}", one.name) for one in people)]


class AskForm(Form):
    asked_of = one_of(_l("Whom"), _addressees, hint=_l("A person, or whoever holds the role."))
    question = long_text(_l("Question"), needed=True, longest=2000)


class AnswerForm(Form):
    seen = HiddenField()
    verdict = one_of(
        _l("Your verdict"), lambda: [(v.value, say_lazily(name)) for v, name in VERDICT_NAMES.items()], coerce=Verdict
    )
    answer = long_text(_l("Reason"), needed=True, longest=2000)
