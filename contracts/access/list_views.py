"""The pages of account lists from the directory: take one in, see what does not agree with the register."""

from collections import Counter
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from contracts.access import lists
from contracts.access.models import AccountList
from contracts.access.reconciling import FINDING_NAMES, FINDING_STEPS, TONES, Finding, FindingKind
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_workbook, write_list
from core.files import send_stored
from core.forms import Form, text
from core.i18n import say
from core.web.listing import Column, Kind, Status

bp = Blueprint("account_lists", __name__, url_prefix="/access/lists")
SHOWN = 500


class ListForm(Form):
    file = FileField(
        _l("Account list"),
        [FileRequired(_l("Choose a file."))],
        description=_l(
            ".xlsx, .xls, .ods or .csv (UTF-8 or Big5), with headings: account, and if there are system, last logon, enabled."
        ),
    )
    system = text(_l("System"), longest=120, hint=_l("Where the list has no column for it: to which system all its accounts belong, named as in the register."))  # fmt: skip


@bp.route("/", methods=["GET", "POST"])
@requires("access.edit")
def index() -> str | Response:
    """Take a list in; those taken in before stand below."""
    form = ListForm()
    if form.validate_on_submit():
        name = form.file.data.filename or ""
        try:
            accounts, data = lists.read_list(form.file.data.stream, name, form.system.data or "")
            with unit_of_work():
                kept = lists.keep_list(accounts, BytesIO(data), name, by=current_user)
                list_id = kept.id
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("The list is compared with the register."), "good")
            return redirect(url_for(".show", list_id=list_id))
    return render_template("contracts/access/lists.html", form=form, earlier=lists.earlier())


@bp.get("/<int:list_id>")
@requires("contracts.view")
def show(list_id: int) -> str | Response:
    """What did not agree on the day of the list, worst first; as a workbook it is the working paper."""
    kept = db.get_or_404(AccountList, list_id)
    found = lists.findings_of(kept)
    tally = Counter(one.kind for one in found)
    kind = request.args.get("kind", "")
    if kind in set(FindingKind):
        found = [one for one in found if one.kind == kind]
    if request.args.get("format") == "xlsx":
        return send_workbook(write_list(gettext("Accounts compared"), columns(found), found), "accounts", kept.as_of)
    shown = found[:SHOWN]
    return render_template(
        "contracts/access/list.html", kept=kept, found=shown, more=len(found) - len(shown), tally=tally, kind=kind,
        names=FINDING_NAMES, tones=TONES, columns=columns(shown),
    )  # fmt: skip


@bp.get("/<int:list_id>/file")
@requires("contracts.view")
def file(list_id: int) -> Response:
    kept = db.get_or_404(AccountList, list_id)
    return send_stored(kept.sha256, kept.file_name)


def columns(found: list[Finding]) -> list[Column]:
    numbers = lists.contracts_by_grant(sorted({one.grant_id for one in found if one.grant_id}))
    return [
        Column("kind", _l("Finding"), lambda f: Status(say(FINDING_NAMES[f.kind]), TONES[f.kind]), Kind.STATUS),
        Column("system", _l("System"), lambda f: f.system),
        Column("account", _l("Account"), lambda f: f.account,
               url=lambda f: url_for("contracts.access.show", grant_id=f.grant_id) if f.grant_id else ""),
        Column("contract", _l("Contract"), lambda f: numbers.get(f.grant_id)),
        Column("last_used", _l("Last used"), lambda f: f.last_used_on, Kind.DAY),
        Column("step", _l("Next step"), lambda f: say(FINDING_STEPS[f.kind]), is_minor=True),
    ]  # fmt: skip
