from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.auth import operations as people
from core.auth.guard import requires
from core.auth.models import User
from core.auth.rules import ROLE_NAMES, SIGNED_IN, Role
from core.excel.lists import send_workbook, write_list
from core.i18n import formats, listed, say
from core.my_work import queries
from core.my_work.forms import AbsenceForm
from core.my_work.queries import Chosen, Line
from core.my_work.rules import TONES, TURN_NAMES, WHEN_NAMES, Turn
from core.web.changes import submitted
from core.web.listing import Column, Kind, Status

bp = Blueprint("my_work", __name__, url_prefix="/my-work")
PER_PAGE = 50


@bp.get("/")
@requires(SIGNED_IN)
def index() -> str | Response:
    """Everything that waits for this person, the most pressing first."""
    today = clock.today()
    lines = queries.work_of(current_user, today)
    chosen = _chosen()
    found = queries.narrowed(lines, chosen) if chosen.is_any else lines
    if request.args.get("format") == "xlsx":
        names = queries.names_of({line.task.owner_id for line in found})
        return send_workbook(write_list(gettext("My work"), columns(names), found), "my-work")
    asked = request.args.get("page", "1")
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(max(1, int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1), pages)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    return render_template(
        "core/my_work/index.html",
        lines=shown,
        together=list(dict.fromkeys(each for line in shown for each in line.source.together)),
        total=len(found),
        everything=len(lines),
        number=number,
        pages=pages,
        chosen=chosen,
        tally=queries.tally(lines),
        kinds=[(each.name, say(each.label)) for each in queries.sources_for(current_user)],
        turns=[(each.value, say(name)) for each, name in TURN_NAMES.items()],
        names=queries.names_of({line.task.owner_id for line in shown}),
        absent=queries.standing_in_for(current_user, today),
        stand_in=queries.stand_in_of(current_user, today) if current_user.is_away(today) else None,
        when_names=WHEN_NAMES,
        tones=TONES,
        link=lambda **changes: _link(chosen, **changes),
        whose=whose,
        left=left,
        today=today,
    )


@bp.route("/absence", methods=["GET", "POST"])
@requires(SIGNED_IN)
def absence() -> str | Response:
    """From when until when somebody is away, and who does their work."""
    form = AbsenceForm(obj=current_user)
    if submitted(form, lambda: people.plan_absence(current_user, **form.values)):
        flash(gettext("Saved."), "good")
        _warn_of_roles(current_user)
        return redirect(url_for(".index"))
    return render_template("core/my_work/absence.html", form=form)


def _warn_of_roles(user: User) -> None:
    """A deputy finds only such work as their own roles let them do; better said now than missed then."""
    lacking = user.roles - user.deputy.roles if user.away_from and user.deputy else frozenset()
    if lacking:
        roles = listed(say(ROLE_NAMES[role]) for role in Role if role in lacking)
        words = gettext(
            "%(name)s cannot do work that only these roles may do: %(roles)s.", name=user.deputy.name, roles=roles
        )
        flash(words, "warn")


def _chosen() -> Chosen:
    asked = {key: request.args.get(key, "") for key in ("when", "kind", "turn")}
    kinds = {each.name for each in queries.sources_for(current_user)}
    return Chosen(
        when=asked["when"] if asked["when"] in set(WHEN_NAMES) else "",
        kind=asked["kind"] if asked["kind"] in kinds else "",
        turn=asked["turn"] if asked["turn"] in set(TURN_NAMES) else "",
        text=request.args.get("q", "").replace("\x00", "").strip()[:100],
    )


def _link(chosen: Chosen, **changes: object) -> str:
    """This page's query string with some values changed; empty ones are left out."""
    values = {"q": chosen.text, "kind": chosen.kind, "turn": chosen.turn, "when": chosen.when} | changes
    return "?" + urlencode({key: value for key, value in values.items() if value})


def columns(names: dict[int, str]) -> list[Column]:
    return [
        Column("when", _l("How pressing"), lambda line: Status(say(WHEN_NAMES[line.when]), TONES[line.when]), Kind.STATUS),
        Column("due", _l("Due"), lambda line: line.task.due_on, Kind.DAY),
        Column("what", _l("What to do"), lambda line: line.what),
        Column("about", _l("Concerns"), lambda line: line.task.about),
        Column("kind", _l("Kind"), lambda line: say(line.source.label)),
        Column("whose", _l("Whose"), lambda line: whose(line, names)),
    ]  # fmt: skip


def whose(line: Line, names: dict[int, str]) -> str:
    """In words, why this stands on the reader's page."""
    if line.turn in (Turn.DEPUTY, Turn.STAFF):
        name = names.get(line.task.owner_id, "")
        return gettext("As deputy of %(name)s", name=name) if line.turn is Turn.DEPUTY else name
    return say(TURN_NAMES[line.turn])


def left(line: Line) -> str:
    """How long until it is due, or since when it is overdue."""
    if line.task.due_on is None:
        return ""
    days = (line.task.due_on - clock.today()).days
    if days == 0:
        return gettext("today")
    if days < 0:
        return gettext("%(n)s d overdue", n=formats.number(-days))
    return gettext("in %(n)s d", n=formats.number(days))
