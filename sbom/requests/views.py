from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.letters.queries import badge
from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_list, send_workbook, write_list
from core.files import send_stored
from core.i18n import say
from core.web.changes import pressed, submitted
from core.web.listing import Column, Kind, Status
from sbom.components.models import Delivery
from sbom.disclosure.queries import delivery_page
from sbom.requests import carrying, operations, queries
from sbom.requests.content import compose
from sbom.requests.desk import Desk
from sbom.requests.forms import AnswerForm, ConfirmForm
from sbom.requests.models import AnswerFile, ComponentRequest
from sbom.requests.rules import TONES, VERDICT_NAMES, Plan
from sbom.statements.rules import SOURCE_KINDS, SUBJECT_NAMES
from vendors.register.models import Vendor

bp = Blueprint("requests", __name__, url_prefix="/requests")
PER_PAGE = 100


@bp.get("/")
@requires("sbom.view")
def index() -> str | Response:
    """All requests; `?format=xlsx` is the same list as a workbook."""
    listing = queries.requests()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("sbom/requests/index.html", page=listing.page(request.args))


@bp.route("/new", methods=["GET", "POST"])
@requires("letters.write")
def new() -> str | Response:
    """First the vendor, then what to ask for, the letter as it would be beside it. `?vendor=3`, or `?delivery=7` for one
    SBOM alone."""
    vendor, delivery_id = _asked_for()
    if vendor is None:
        return render_template("sbom/requests/choose_vendor.html", vendors=queries.vendors_with_gaps())
    desk = Desk(vendor, delivery_id, is_new=request.method == "GET")
    if request.method == "GET":
        return _page(desk)
    if request.form.get("act") == "preview":
        return _page(desk, is_valid=desk.form.validate())
    if done := submitted(desk.form, lambda: desk.keep(current_user).id):
        flash(gettext("The request is drafted: a letter and a workbook. Note here when they have been sent."), "good")
        return redirect(url_for(".show", request_id=done.made))
    return _page(desk, is_valid=False)


def _asked_for() -> tuple[Vendor | None, int]:
    """What the address names; 404 for what there is not."""
    vendor_id, delivery_id = (request.args.get(name, type=int) or 0 for name in ("vendor", "delivery"))
    if request.args.get("delivery"):
        delivery = db.session.get(Delivery, delivery_id) if 0 < delivery_id < 2**31 else None
        return (delivery.release.product.vendor, delivery.id) if delivery else abort(404)
    if request.args.get("vendor"):
        return (db.session.get(Vendor, vendor_id) if 0 < vendor_id < 2**31 else None) or abort(404), 0
    return None, 0


def _page(desk: Desk, *, is_valid: bool = True) -> str:
    """The form, and beside it the letter as it would be."""
    shown = is_valid and desk.chosen and desk.draft.parts
    return render_template(
        "sbom/requests/new.html", desk=desk, form=desk.form, letter=compose(desk.draft) if shown else None
    )


@bp.get("/<int:request_id>")
@requires("sbom.view")
def show(request_id: int) -> str | Response:
    """One request: its letter and workbook, what came back, and how each component asked about stands."""
    found = queries.request_page(request_id)
    listing = queries.rows_of(found)
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template(
        "sbom/requests/show.html",
        found=found,
        letter=found.letter,
        status=badge(found.letter, clock.today()),
        state=found.letter.state(clock.today()),
        page=listing.page(request.args),
        history=history_of("sbom_request", found.id),
    )


@bp.get("/<int:request_id>/workbook")
@requires("sbom.view")
def workbook(request_id: int) -> Response:
    """The workbook as it was made for the vendor."""
    found = queries.request_page(request_id)
    return send_stored(found.sha256, found.file_name)


@bp.route("/<int:request_id>/answer", methods=["GET", "POST"])
@requires("sbom.edit")
def answer(request_id: int) -> str | Response:
    """Take in a workbook that came back; nothing of it is kept yet but the file."""
    found = queries.request_page(request_id)
    form = AnswerForm(stated_on=clock.today())
    if done := submitted(
        form,
        lambda: operations.upload_answer(
            db.session.get_one(ComponentRequest, found.id),
            stream=form.file.data.stream,
            name=form.file.data.filename or "",
            stated_on=form.stated_on.data,
            by=current_user,
        ),
        at="file",
    ):
        return redirect(url_for(".preview", request_id=request_id, file_id=done.made.id))
    return render_template("sbom/requests/answer.html", form=form, found=found)


@bp.get("/<int:request_id>/answers/<int:file_id>")
@requires("sbom.view")
def preview(request_id: int, file_id: int) -> str | Response:
    """What a file would do, row by row; for one that was dealt with, what became of it."""
    return _preview(queries.answer_file(request_id, file_id))


def _preview(file: AnswerFile, message: str = "") -> str | Response:
    plan = _plan(file)
    if plan and request.args.get("format") == "xlsx":
        return send_workbook(write_list(gettext("Answer"), _columns(), plan.rows), f"answer-{file.id}")
    chosen = request.args.get("show", "")
    rows = [r for r in plan.rows if not chosen or r.verdict.value == chosen] if plan else []
    pages = max(1, -(-len(rows) // PER_PAGE))
    asked = request.args.get("page", "1")
    number = min(max(1, int(asked) if asked.isdecimal() and len(asked) < 7 else 1), pages)
    return render_template(
        "sbom/requests/preview.html",
        file=file,
        found=file.request,
        letter=file.request.letter,
        plan=plan,
        rows=rows[(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(rows),
        number=number,
        pages=pages,
        chosen=chosen,
        form=ConfirmForm(digest=plan.digest if plan else "", version=file.version),
        names=VERDICT_NAMES,
        tones=TONES,
        kinds=SOURCE_KINDS,
        message=message,
    )


def _plan(file: AnswerFile) -> Plan | None:
    """None where the kept file can no longer be read into one; the page says so."""
    try:
        return queries.plan_of(file, file.request)
    except Refused as error:
        flash(say(error.phrase), "bad")
        return None


def _columns() -> list[Column]:
    return [
        Column("sheet", gettext("Sheet"), lambda r: r.sheet),
        Column("row", gettext("Row"), lambda r: r.row, Kind.NUMBER),
        Column("row_id", gettext("Row id"), lambda r: r.row_id),
        Column("component", gettext("Component"), lambda r: f"{r.component} {r.version}".strip()),
        Column(
            "verdict", gettext("State"), lambda r: Status(say(VERDICT_NAMES[r.verdict]), TONES[r.verdict]), Kind.STATUS
        ),
        Column(
            "stated",
            gettext("The vendor states"),
            lambda r: [str(v) for said in r.stated.values() for v in said.values()],
        ),
        Column("reasons", gettext("Why not"), lambda r: [say(reason) for reason in r.reasons]),
    ]


@bp.post("/<int:request_id>/answers/<int:file_id>/apply")
@requires("sbom.edit")
def apply(request_id: int, file_id: int) -> str | Response:
    file, form = queries.answer_file(request_id, file_id), ConfirmForm()
    try:
        with unit_of_work():
            file = queries.answer_file(request_id, file_id)
            plan = operations.apply_answer(
                file, form.digest.data or "", version=form.version.data or None, by=current_user
            )
            count = len(plan.accepted)
    except Refused as error:
        return _preview(queries.answer_file(request_id, file_id), say(error.phrase))
    flash(
        ngettext(
            "The vendor's statements on %(n)s component are kept, and the SBOM is judged anew.",
            "The vendor's statements on %(n)s components are kept, and the SBOM is judged anew.",
            count,
            n=count,
        ),
        "good",
    )
    return redirect(url_for(".show", request_id=request_id))


@bp.post("/<int:request_id>/answers/<int:file_id>/discard")
@requires("sbom.edit")
def discard(request_id: int, file_id: int) -> Response:
    if pressed(lambda: operations.discard_answer(queries.answer_file(request_id, file_id), by=current_user)):
        flash(gettext("The file is put aside; nothing of it was kept."), "good")
    return redirect(url_for(".show", request_id=request_id))


@bp.get("/<int:request_id>/answers/<int:file_id>/file")
@requires("sbom.view")
def original(request_id: int, file_id: int) -> Response:
    file = queries.answer_file(request_id, file_id)
    return send_stored(file.sha256, file.name)


@bp.get("/answers/<int:delivery_id>")
@requires("sbom.view")
def answers(delivery_id: int) -> str | Response:
    """What the vendor stated of the product, held against one SBOM: what carries over to it, and what is stale."""
    delivery = delivery_page(delivery_id)
    found = carrying.carried(delivery)
    if request.args.get("format") == "xlsx":
        title = gettext("Vendor's statements")
        return send_workbook(write_list(title, _carried_columns(), found), f"statements-{delivery.id}")
    chosen = request.args.get("show", "")
    return render_template(
        "sbom/requests/answers.html",
        delivery=delivery,
        product=delivery.release.product,
        counts=carrying.tally(found),
        rows=[each for each in found if not chosen or each.standing.value == chosen],
        chosen=chosen,
        names=carrying.STANDING_NAMES,
        tones=carrying.TONES,
        subjects=SUBJECT_NAMES,
    )


def _carried_columns() -> list[Column]:
    names, tones = carrying.STANDING_NAMES, carrying.TONES
    return [
        Column("component", gettext("Component"), lambda r: r.statement.component_name),
        Column("version", gettext("Version"), lambda r: r.statement.component_version),
        Column("purl", gettext("Package URL"), lambda r: r.statement.purl),
        Column("subject", gettext("The vendor states"), lambda r: say(SUBJECT_NAMES[r.statement.subject])),
        Column("said", gettext("What it said"), lambda r: [str(value) for value in r.statement.said.values()]),
        Column("on", gettext("Stated on"), lambda r: r.statement.stated_on, Kind.DAY),
        Column("file", gettext("File"), lambda r: r.statement.file_name),
        Column("standing", gettext("State"), lambda r: Status(say(names[r.standing]), tones[r.standing]), Kind.STATUS),
        Column("versions", gettext("In this SBOM"), lambda r: list(r.versions)),
    ]
