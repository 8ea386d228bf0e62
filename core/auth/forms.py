from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, StringField, validators

from core.auth.queries import colleagues
from core.auth.rules import ROLE_NAMES, Role
from core.forms import ChecksField, Form, one_of, optional_id, required, text
from core.i18n import say_lazily


def role_choices(*, without: tuple[Role, ...] = ()) -> list[tuple[str, object]]:
    return [(role.value, say_lazily(name)) for role, name in ROLE_NAMES.items() if role not in without]


def password(label: object, autocomplete: str) -> PasswordField:
    return PasswordField(label, [required()], render_kw={"autocomplete": autocomplete, "maxlength": 500})


def colleague_choices() -> list[tuple[str, str]]:
    return [("", "—"), *((str(user.id), user.name) for user in colleagues())]


def email() -> StringField:
    """An address for mail, as its sender will take it: one, with nothing around it."""
    check = validators.Email(message=_l("This is not an e-mail address, such as name@example.com."))
    return text(_l("E-mail"), longest=254, checks=[check], hint=_l("Reminders of what is due are sent there."))


class SignInForm(Form):
    login = text(_l("Account"), needed=True, longest=80, render_kw={"autocomplete": "username", "autofocus": True})
    password = password(_l("Password"), "current-password")


class SetupForm(Form):
    login = text(_l("Account"), needed=True, longest=80, render_kw={"autocomplete": "username"})
    name = text(_l("Your name"), needed=True, longest=120, render_kw={"autocomplete": "name"})
    password = password(_l("Password"), "new-password")
    again = PasswordField(
        _l("Password again"),
        [required(), validators.EqualTo("password", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )
    roles = ChecksField(
        _l("Work you do yourself"),
        choices=lambda: role_choices(without=(Role.ADMINISTRATOR,)),
        description=_l(
            "The administrator's role alone shows no business data. Tick what else you do, or all to try it out."
        ),
    )
    sample = BooleanField(_l("Load a sample firm (removable in one click)"))


class PersonForm(Form):
    login = text(_l("Account"), needed=True, longest=80, render_kw={"autocomplete": "off"})
    name = text(_l("Full name"), needed=True, longest=120)
    email = email()
    department = text(_l("Department"), longest=120)
    manager_id = one_of(
        _l("Manager"), colleague_choices, needed=False, coerce=optional_id,
        hint=_l("Is told of what this person leaves overdue."),
    )  # fmt: skip
    deputy_id = one_of(
        _l("Deputy"), colleague_choices, needed=False, coerce=optional_id,
        hint=_l("Does this person's work while they are away."),
    )  # fmt: skip
    roles = ChecksField(_l("Roles"), choices=role_choices)
    password = PasswordField(
        _l("First password"),
        [validators.Optional()],
        description=_l("The person must change it at the first sign-in."),
        render_kw={"autocomplete": "new-password"},
    )
    disabled = BooleanField(_l("Closed: may not sign in"))


class PasswordForm(Form):
    current = password(_l("Current password"), "current-password")
    new = password(_l("New password"), "new-password")
    again = PasswordField(
        _l("New password again"),
        [required(), validators.EqualTo("new", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )
