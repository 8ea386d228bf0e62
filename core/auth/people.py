"""The administrator's pages about people."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.audit.queries import history_of
from core.auth import operations, queries
from core.auth.forms import PersonForm
from core.auth.guard import requires
from core.auth.models import User, UserRole
from core.auth.rules import ROLE_NAMES, Role
from core.db import db
from core.excel.lists import send_list
from core.i18n import listed, say
from core.web.changes import submitted
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices

bp = Blueprint("people", __name__, url_prefix="/people")


def _state(user: User) -> Status:
    if not user.is_active:
        return Status(gettext("Closed"), "muted")
    return Status(gettext("May sign in"), "good") if user.password_hash else Status(gettext("Cannot sign in"), "muted")


def people() -> Listing:
    return Listing(
        name="people",
        title=gettext("People"),
        statement=queries.people(),
        tiebreak=User.id,
        search=(User.login, User.name, User.department, User.email),
        default_sort="name",
        filters=[
            Filter(
                "role",
                gettext("Role"),
                attribute_choices(ROLE_NAMES),
                lambda v: User.id.in_(select(UserRole.user_id).where(UserRole.role == Role(v))),
            )
        ],
        columns=[
            Column(
                "name", _l("Full name"), lambda u: u.name, sort=User.name, url=lambda u: url_for(".edit", user_id=u.id)
            ),
            Column("login", _l("Account"), lambda u: u.login, sort=User.login),
            Column("email", _l("E-mail"), lambda u: u.email, sort=User.email, is_minor=True),
            Column("manager", _l("Manager"), lambda u: u.manager.name if u.manager else None, is_minor=True),
            Column("deputy", _l("Deputy"), lambda u: u.deputy.name if u.deputy else None, is_minor=True),
            Column("department", _l("Department"), lambda u: u.department, sort=User.department, is_minor=True),
            Column("roles", _l("Roles"), lambda u: listed(say(ROLE_NAMES[r]) for r in Role if r in u.roles)),
            Column(
                "last",
                _l("Last sign-in"),
                lambda u: u.last_sign_in_at,
                Kind.INSTANT,
                sort=User.last_sign_in_at,
                is_minor=True,
            ),
            Column("state", _l("State"), _state, Kind.STATUS),
        ],
    )


@bp.get("/")
@requires("people.manage")
def index() -> str | Response:
    listing = people()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("core/people/index.html", page=listing.page(request.args))


@bp.route("/new", methods=["GET", "POST"])
@requires("people.manage")
def new() -> str | Response:
    form = PersonForm()
    del form.disabled
    if submitted(
        form,
        lambda: operations.add_person(**form.values | {"roles": [Role(r) for r in form.roles.data]}, by=current_user),
    ):
        flash(gettext("The account is open."), "good")
        return redirect(url_for(".index"))
    return render_template("core/people/form.html", form=form, person=None)


@bp.route("/<int:user_id>", methods=["GET", "POST"])
@requires("people.manage")
def edit(user_id: int) -> str | Response:
    person = db.get_or_404(User, user_id)
    form = PersonForm(obj=person, data={"disabled": not person.is_active, "roles": sorted(person.roles)})
    del form.login
    if submitted(form, lambda: _edit(person, form)):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".index"))
    return render_template("core/people/form.html", form=form, person=person, history=history_of("user", user_id))


def _edit(person: User, form: PersonForm) -> None:
    operations.edit_person(
        person,
        name=form.name.data,
        email=form.email.data,
        department=form.department.data,
        manager_id=form.manager_id.data,
        deputy_id=form.deputy_id.data,
        roles=[Role(r) for r in form.roles.data],
        disabled=form.disabled.data,
        version=form.version.data,
        by=current_user,
    )
    if form.password.data:
        operations.reset_password(person, new=form.password.data, by=current_user)
