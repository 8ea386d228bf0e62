from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from core.auth import operations, queries
from core.auth.forms import PasswordForm, SetupForm, SignInForm
from core.auth.guard import PUBLIC, requires
from core.auth.rules import SIGNED_IN, Role
from core.db import unit_of_work
from core.i18n import formats
from core.settings import LANGUAGES
from core.web.changes import submitted
from core.web.limits import limiter
from core.web.redirects import back, safe

bp = Blueprint("auth", __name__)


def sign_in_rate() -> str:
    from flask import current_app

    return str(current_app.config["SETTINGS"].sign_in_rate)


@bp.route("/setup", methods=["GET", "POST"])
@requires(PUBLIC)
@limiter.limit(sign_in_rate, methods=["POST"])
def setup() -> str | Response:
    """The first page of a new installation: its administrator, and the offer of a sample firm."""
    if queries.has_people():
        return redirect(url_for(".sign_in"))
    form = SetupForm()
    if done := submitted(
        form,
        lambda: operations.add_first_administrator(
            login=form.login.data,
            name=form.name.data,
            password=form.password.data,
            roles=[Role(r) for r in form.roles.data],
            wants_sample=form.sample.data,
        ),
    ):
        session.clear()
        login_user(done.made)
        flash(gettext("Welcome. This installation is yours now."), "good")
        return redirect(url_for("core.home.index"))
    return render_template("core/auth/setup.html", form=form)


@bp.route("/sign-in", methods=["GET", "POST"])
@requires(PUBLIC)
@limiter.limit(sign_in_rate, methods=["POST"])
def sign_in() -> str | Response:
    if current_user.is_authenticated:
        return redirect(url_for("core.home.index"))
    if not queries.has_people():
        return redirect(url_for(".setup"))
    form = SignInForm()
    if form.validate_on_submit():
        with unit_of_work():
            attempt = operations.sign_in(form.login.data, form.password.data)
        if attempt.user is not None:
            language = session.get("language")
            session.clear()
            if language:
                session["language"] = language
            login_user(attempt.user)
            return redirect(safe(request.args.get("next"), url_for("core.home.index")))
        if attempt.locked_until:
            until = formats.instant(attempt.locked_until)
            form.form_errors.append(
                gettext("Too many wrong passwords: this account is closed until %(until)s.", until=until)
            )
        else:
            form.form_errors.append(gettext("Account or password is wrong."))
    return render_template("core/auth/sign_in.html", form=form), 200 if request.method == "GET" else 401


@bp.post("/sign-out")
@requires(SIGNED_IN)
def sign_out() -> Response:
    with unit_of_work():
        operations.sign_out(current_user)
    logout_user()
    session.clear()
    return redirect(url_for(".sign_in"))


@bp.route("/password", methods=["GET", "POST"])
@requires(SIGNED_IN)
@limiter.limit(sign_in_rate, methods=["POST"])
def password() -> str | Response:
    form = PasswordForm()
    if done := submitted(
        form, lambda: operations.change_password(current_user, current=form.current.data, new=form.new.data)
    ):
        login_user(done.made)
        flash(gettext("Your password is changed; other sessions of yours have ended."), "good")
        return redirect(url_for("core.home.index"))
    return render_template("core/auth/password.html", form=form)


@bp.post("/language")
@requires(PUBLIC)
def language() -> Response:
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            with unit_of_work():
                operations.choose_language(current_user, chosen)
    return back(url_for("core.home.index"))


@bp.post("/era")
@requires(SIGNED_IN)
def era() -> Response:
    """Dates in ISO or in 民國 years."""
    with unit_of_work():
        operations.choose_era(current_user, roc=request.form.get("era") == "roc")
    return back(url_for("core.home.index"))
