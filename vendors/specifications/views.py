from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.days import add_months
from core.db import db
from core.excel.lists import send_list, send_workbook, write_list
from core.files import send_stored
from core.forms import sent_file
from core.i18n import say
from core.web.changes import pressed, submitted
from core.web.listing import Column
from vendors.services.models import Service
from vendors.services.queries import service_page
from vendors.specifications import level_queries, listings, operations, queries, rules, shelf
from vendors.specifications.forms import AgreeForm, PartForm, ReasonForm
from vendors.specifications.models import Specification, SpecificationPart
from vendors.specifications.rules import PartState, Stage

bp = Blueprint("specifications", __name__, url_prefix="/specifications")


@bp.get("/")
@requires("vendors.view")
def index() -> str | Response:
    """How every service stands with its specification; `?format=xlsx` is the same list as a workbook."""
    listing = listings.services()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/specifications/index.html", page=listing.page(request.args))


@bp.get("/of/<int:service_id>")
@requires("vendors.view")
def of(service_id: int) -> str:
    """One service: its versions, its channels, and how it stands."""
    service, today = service_page(service_id), clock.today()
    versions = queries.versions_of(service_id)
    current = queries.currents(today, [service_id]).get(service_id, queries.NOTHING)
    judged = queries.judged(current, today)
    return render_template(
        "vendors/specifications/of.html",
        service=service,
        versions=versions,
        judged=judged,
        status=queries.standing_status(judged),
        stage=queries.stage_status,
        part_status=queries.part_status,
        parts=shelf.policy().parts,
        current=next((v for v in versions if v.id == current.spec_id), None),
        has_draft=any(v.stage is Stage.DRAFT for v in versions),
        channels=[(c, queries.channel_status(s), due) for c in queries.channels_of(service_id) for s, due in [queries.standing_of(c)]],
        purposes=rules.PURPOSE_NAMES,
        levels=_levels(service_id),
        metrics=shelf.metrics().values(),
    )  # fmt: skip


def _levels(service_id: int) -> list[tuple[Any, ...]]:
    """Each level promised today: (record, standing, status, promise and last figure in words)."""
    found = {one.level_id: one for one in level_queries.standings(clock.today(), [service_id]).get(service_id, ())}
    return [
        (
            level, found[level.id], level_queries.standing_status(found[level.id]),
            level_queries.promise_text(found[level.id].promise, level.unit),
            level_queries.value_text(last.value, level.unit) if (last := found[level.id].last) else "—",
        )
        for level in level_queries.levels_of(list(found))
    ]  # fmt: skip


@bp.post("/of/<int:service_id>/begin")
@requires("specifications.edit")
def begin(service_id: int) -> Response:
    """A draft of the next version."""
    if done := pressed(
        lambda: operations.begin_version(db.get_or_404(Service, service_id), shelf.policy(), by=current_user).id
    ):
        flash(gettext("The draft is open: state each part, then agree it with the vendor."), "good")
        return redirect(url_for(".show", spec_id=done.made))
    return redirect(url_for(".of", service_id=service_id))


@bp.get("/<int:spec_id>")
@requires("vendors.view")
def show(spec_id: int) -> str | Response:
    """One version, part by part; `?format=xlsx` is the same as a workbook."""
    spec = queries.specification_page(spec_id)
    policy, said = shelf.policy(), spec.said
    rows = rules.differences(policy.parts, said, said)
    if request.args.get("format") == "xlsx":
        return send_workbook(write_list(spec.name, _columns(), rows), "service-specification", spec.agreed_on)
    return render_template(
        "vendors/specifications/show.html",
        spec=spec,
        rows=rows,
        status=queries.stage_status(spec),
        part_status=queries.part_status,
        lacks=rules.missing(policy.parts, {part: each.state for part, each in said.items()}),
        others=[v for v in queries.versions_of(spec.service_id) if v.id != spec.id],
        history=history_of("service_specification", spec.id),
    )


def _columns() -> list[Column]:
    return [
        Column("part", gettext("Part"), lambda r: say(r.part.name)),
        Column("state", gettext("State"), lambda r: queries.part_status(r.after.state)),
        Column("version", gettext("Version stated"), lambda r: r.after.version),
        Column("text", gettext("What is agreed"), lambda r: r.after.text),
        Column("reason", gettext("Why it does not apply"), lambda r: r.after.reason),
        Column("file", gettext("File"), lambda r: r.after.file_name),
        Column("sha256", "SHA-256", lambda r: r.after.sha256),
    ]


@bp.route("/<int:spec_id>/parts/<part>", methods=["GET", "POST"])
@requires("specifications.edit")
def state(spec_id: int, part: str) -> str | Response:
    """What the draft says of one part."""
    held = queries.part_of(spec_id, part)
    form = PartForm(obj=held)
    if submitted(
        form,
        lambda: operations.state_part(
            db.get_or_404(SpecificationPart, held.id),
            **form.values | {"file": sent_file(form.file.data)},
            version=form.version.data,
            by=current_user,
        ),
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", spec_id=spec_id, _anchor=part))
    policy = shelf.policy()
    return render_template(
        "vendors/specifications/part.html", form=form, held=held, spec=held.specification, part=part,
        name=policy.name_of(part), asks=next((p.asks for p in policy.parts if p.id == part), ""),
    )  # fmt: skip


@bp.post("/<int:spec_id>/parts/<part>/drop-file")
@requires("specifications.edit")
def drop_file(spec_id: int, part: str) -> Response:
    held = queries.part_of(spec_id, part)
    pressed(
        lambda: operations.drop_file(
            db.get_or_404(SpecificationPart, held.id), version=request.form.get("version"), by=current_user
        )
    )
    return redirect(url_for(".state", spec_id=spec_id, part=part))


@bp.get("/<int:spec_id>/parts/<part>/file")
@requires("vendors.view")
def file(spec_id: int, part: str) -> Response:
    """The part's file, byte for byte."""
    held = queries.part_of(spec_id, part)
    return send_stored(held.sha256, held.file_name) if held.sha256 else abort(404)


@bp.route("/<int:spec_id>/agree", methods=["GET", "POST"])
@requires("specifications.edit")
def agree(spec_id: int) -> str | Response:
    """The vendor agreed: the version is fixed."""
    spec, today = queries.specification_page(spec_id), clock.today()
    form = AgreeForm(
        agreed_on=today, review_on=add_months(today, shelf.policy().review_months), version=spec.version,
        summary=spec.summary,
    )  # fmt: skip

    def act(found: Specification) -> None:
        operations.agree(found, shelf.policy(), version=form.version.data, by=current_user, **form.values)

    return _change(spec, form, act, gettext("Agreed with the vendor"), gettext("The version is agreed and fixed."))


@bp.route("/<int:spec_id>/put-aside", methods=["GET", "POST"])
@requires("specifications.edit")
def put_aside(spec_id: int) -> str | Response:
    """It comes to nothing; it stays among the versions."""
    spec = queries.specification_page(spec_id)
    form = ReasonForm(version=spec.version)

    def act(found: Specification) -> None:
        operations.put_aside(found, reason=form.reason.data or "", version=form.version.data, by=current_user)

    return _change(spec, form, act, gettext("Put this version aside"), gettext("It is put aside and counts nowhere."))


def _change(spec: Specification, form: Any, act: Any, title: str, done: str) -> str | Response:
    spec_id = spec.id
    if submitted(form, lambda: act(db.get_or_404(Specification, spec_id))):
        flash(done, "good")
        return redirect(url_for(".show", spec_id=spec_id))
    return render_template("vendors/specifications/change.html", form=form, spec=spec, title=title)


@bp.get("/of/<int:service_id>/compare")
@requires("vendors.view")
def compare(service_id: int) -> str:
    """Two versions side by side; the two newest where none are named."""
    service, versions = service_page(service_id), queries.versions_of(service_id)
    by_number = {v.number: v for v in versions}
    newest = sorted(by_number)[-2:]
    asked = [_number(request.args.get(key)) for key in ("before", "after")]
    before, after = (
        by_number.get(a if a is not None else n) for a, n in zip(asked, newest or [0, 0], strict=False)
    ) if len(newest) == 2 else (None, None)  # fmt: skip
    rows = (
        rules.differences(shelf.policy().parts, before.said, after.said)
        if before is not None and after is not None
        else []
    )
    return render_template(
        "vendors/specifications/compare.html", service=service, versions=versions, before=before, after=after, rows=rows,
        part_status=queries.part_status, stage=queries.stage_status, PartState=PartState,
    )  # fmt: skip


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 7 else None
