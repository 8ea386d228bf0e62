from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from core.days import read_date
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_workbook, write_list, write_sheets
from core.files import path_of, send_stored
from core.i18n import formats, language, say
from core.obligations import keeping, packing, queries
from core.obligations.listings import columns, status
from core.obligations.models import KeptDay, Pack
from core.obligations.registry import shown
from core.obligations.rules import STATE_NAMES, TONES, State, rule_lines
from core.phrases import from_kept
from core.web.listing import SYMBOLS, Column, Kind, Status

bp = Blueprint("obligations", __name__, url_prefix="/obligations")
PER_PAGE = 100


@dataclass(frozen=True)
class _Asked:
    """The obligations that a page speaks of: today's, or those of a day whose states were kept."""

    day: date
    known_on: date | None
    """The kept day that is shown; None for today, which is judged, not read."""
    found: queries.Found
    judged_at: datetime | None = None
    is_current: bool = True
    fault: str = ""

    @property
    def as_of(self) -> str:
        """For links: the day, empty for today."""
        return self.day.isoformat() if self.known_on else ""


def _asked() -> _Asked:
    today, text = clock.today(), request.args.get("as_of", "").strip()[:30]
    fault = ""
    try:
        day = read_date(text) if text else today
    except Refused as error:
        day, fault = today, say(error.phrase)
    if day < today:
        known = keeping.day_known(day)
        if known is not None:
            return _Asked(day, known, _past(known))
        first = keeping.first_day()
        fault = gettext("Nothing was kept by then; states are known from %(day)s on.", day=formats.day(first)) if first else gettext("No states have been kept yet; the scheduler keeps them once a day.")  # fmt: skip
    elif day > today:
        fault = gettext("That day is still to come; what stands today is shown.")
    now = shown(today)
    return _Asked(today, None, now.found, now.judged_at, now.is_current, fault)


PAST_DAYS = 2
_past_lock = Lock()


def _past(day: date) -> queries.Found:
    """A kept day's states: they change no more, so the last few that were read are kept in the process."""
    read: OrderedDict[date, queries.Found] = current_app.extensions.setdefault("obligations_past", OrderedDict())
    found = read.get(day)
    if found is None:
        found = queries.Found(keeping.as_kept(day))
        with _past_lock:
            read[day] = found
            while len(read) > PAST_DAYS:
                read.popitem(last=False)
    return found


def _chosen() -> dict[str, Any]:
    chosen: dict[str, Any] = {
        "rule": request.args.get("rule", ""),
        "state": request.args.get("state", ""),
        "text": request.args.get("q", "").strip()[:100],
    }
    vendor = request.args.get("vendor", "")
    if vendor.isdecimal() and len(vendor) < 10:
        chosen["vendor_id"] = int(vendor)
    return chosen


def _page(total: int, size: int) -> tuple[int, int]:
    number = int(page) if (page := request.args.get("page", "1")).isdecimal() and len(page) < 7 else 1
    pages = max(1, -(-total // size))
    return min(max(1, number), pages), pages


@bp.get("/")
@requires("obligations.view")
def index() -> str | Response:
    """Every line of the rule against the vendors, contracts and services it applies to, today or as known on a day."""
    asked, chosen = _asked(), _chosen()
    found = queries.narrowed(asked.found, **chosen) if any(chosen.values()) else asked.found
    if request.args.get("format") == "xlsx":
        return send_workbook(write_list(gettext("Obligations"), columns(), found), "obligations", asked.known_on)
    number, pages = _page(len(found), PER_PAGE)
    vendor_id = chosen.get("vendor_id")
    narrowed_by_vendor = queries.narrowed(asked.found, vendor_id=vendor_id) if vendor_id is not None else asked.found
    return render_template(
        "core/obligations/index.html",
        asked=asked,
        vendor_name=next((o.vendor_name for o in narrowed_by_vendor), "") if vendor_id is not None else "",
        summaries=narrowed_by_vendor.by_line,
        found=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(found),
        number=number,
        pages=pages,
        chosen=chosen,
        vendor_id=vendor_id,
        lines=rule_lines(),
        states=[(s.value, say(STATE_NAMES[s])) for s in State],
        status=status,
        tones=TONES,
        names=STATE_NAMES,
        lang=language(),
    )


@bp.get("/map")
@requires("obligations.view")
def heat_map() -> str | Response:
    """Vendors × rule lines, the worst first: a symbol and a word in each cell, never colour alone."""
    asked = _asked()
    words = request.args.get("q", "").strip()[:100]
    matrix = (queries.narrowed(asked.found, text=words) if words else asked.found).map
    if request.args.get("format") == "xlsx":
        return send_workbook(
            write_list(gettext("Heat map"), _map_columns(matrix), matrix.vendors), "heat-map", asked.known_on
        )
    number, pages = _page(len(matrix.vendors), MAP_ROWS)
    return render_template(
        "core/obligations/map.html",
        asked=asked,
        matrix=matrix,
        rows=matrix.vendors[(number - 1) * MAP_ROWS : number * MAP_ROWS],
        number=number,
        pages=pages,
        words=words,
        names={state: say(name) for state, name in STATE_NAMES.items()},
        tones=TONES,
        symbols=SYMBOLS,
        marks=MARKS,
        states=list(State),
        lang=language(),
    )


MAP_ROWS = 50
MARKS = {
    State.NOT_MET: SYMBOLS["bad"],
    State.DUE_SOON: SYMBOLS["warn"],
    State.NOT_ASSESSED: "?",
    State.MET: SYMBOLS["good"],
    State.NOT_APPLICABLE: SYMBOLS["muted"],
}


def _map_columns(matrix: queries.Matrix) -> list[Column]:
    def cell(rule_id: str) -> Column:
        def value(vendor: tuple[int, str]) -> Status | None:
            cell = matrix.cell(vendor[0], rule_id)
            return Status(f"{MARKS[cell[0]]} {say(STATE_NAMES[cell[0]])}", TONES[cell[0]]) if cell else None

        return Column(rule_id, rule_id, value, Kind.STATUS)

    return [Column("vendor", gettext("Vendor"), lambda v: v[1]), *(cell(line.id) for line in matrix.lines)]


@bp.get("/over-time")
@requires("obligations.view")
def over_time() -> str | Response:
    """How many obligations stood how, day by day, and what began to stand otherwise."""
    rule = request.args.get("rule", "")
    days = keeping.days_kept()
    between = (days[0].day, days[-1].day, rule) if days else None
    day_columns, move_columns = _day_columns(rule), _move_columns()
    if request.args.get("format") == "xlsx":
        moved = keeping.movements(*between, most=MOST_MOVED) if between else []
        sheets = [(gettext("Day by day"), day_columns, days), (gettext("What changed"), move_columns, moved)]
        return send_workbook(write_sheets(sheets), "obligations-over-time")
    total = keeping.movement_count(*between) if between else 0
    number, pages = _page(total, PER_PAGE)
    first = (number - 1) * PER_PAGE
    return render_template(
        "core/obligations/over_time.html", days=list(reversed(days)), day_columns=day_columns,
        moved=keeping.movements(*between, first=first, most=PER_PAGE) if between else [], move_columns=move_columns,
        total=total, number=number, pages=pages, rule=rule, lines=rule_lines(),
    )  # fmt: skip


MOST_MOVED = 50_000
"""What a sheet of what changed holds at most; a firm of 2,000 vendors moves some tens of thousands a year."""


def _day_columns(rule: str) -> list[Column]:
    def count(state: State) -> Column:
        return Column(state.value, say(STATE_NAMES[state]), lambda d: keeping.totals(d.tally, rule)[state], Kind.NUMBER)

    def link(day: KeptDay) -> str:
        return url_for(".index", as_of=day.day.isoformat(), rule=rule or None)

    return [Column("day", gettext("Day"), lambda d: d.day, Kind.DAY, url=link), *(count(state) for state in State)]


def _move_columns() -> list[Column]:
    return [
        Column("from", _l("Since"), lambda k: k.from_on, Kind.DAY),
        Column("rule", _l("Rule line"), lambda k: k.rule_id),
        Column("vendor", _l("Vendor"), lambda k: k.vendor_name),
        Column("subject", _l("Subject"), lambda k: k.subject_name, url=lambda k: k.url),
        Column("state", _l("State"), lambda k: Status(say(STATE_NAMES[k.state]), TONES[k.state]), Kind.STATUS),
        Column("why", _l("Why"), lambda k: from_kept(k.why)),
    ]


@bp.route("/packs", methods=["GET", "POST"])
@requires("obligations.pack")
def packs() -> str | Response:
    """Audit packs: have one made of today, or of a day whose states were kept; those made before."""
    if request.method == "POST":
        asked = _posted_day()
        if isinstance(asked, date):
            with unit_of_work():
                work_id = packing.ask_for(asked, by=current_user)
            return redirect(url_for("core.background.show", work_id=work_id))
        flash(asked, "bad")
        return redirect(url_for(".packs"))
    query = select(Pack).options(joinedload(Pack.made_by)).order_by(Pack.id.desc()).limit(50)
    return render_template(
        "core/obligations/packs.html",
        packs=db.session.scalars(query).all(),
        today=clock.today(),
        first=keeping.first_day(),
    )


def _posted_day() -> date | str:
    """The day asked for, as far as it is known; or why there is none."""
    text = request.form.get("as_of", "").strip()[:30]
    try:
        day = read_date(text) if text else clock.today()
    except Refused as error:
        return say(error.phrase)
    if day > clock.today():
        return gettext("That day is still to come; what stands today is shown.")
    if day == clock.today():
        return day
    return keeping.day_known(day) or gettext("Nothing was kept by then.")


@bp.get("/packs/<int:pack_id>")
@requires("obligations.pack")
def pack(pack_id: int) -> Response:
    """The pack itself, streamed from the store."""
    found = db.get_or_404(Pack, pack_id)
    return send_stored(found.sha256, found.name) if found.sha256 and path_of(found.sha256).exists() else abort(404)
