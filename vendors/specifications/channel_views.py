"""The pages of channels: whom to reach, and whether they answer."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from core.web.changes import pressed, submitted
from vendors.services.models import Service
from vendors.services.queries import service_page
from vendors.specifications import listings, operations, queries
from vendors.specifications.forms import ChannelForm, TestForm
from vendors.specifications.models import Channel, ChannelTest
from vendors.specifications.rules import PURPOSE_NAMES, Answer, Purpose

bp = Blueprint("channels", __name__, url_prefix="/channels")


@bp.get("/")
@requires("vendors.view")
def index() -> str | Response:
    """Every channel in use; `?format=xlsx` is the same list as a workbook."""
    listing = listings.channels()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/specifications/channels.html", page=listing.page(request.args))


def _page(channel_id: int) -> Channel:
    query = select(Channel).where(Channel.id == channel_id)
    found: Channel = db.one_or_404(
        query.options(
            joinedload(Channel.service).joinedload(Service.vendor),
            selectinload(Channel.tests).joinedload(ChannelTest.recorded_by),
        )
    )
    return found


@bp.get("/<int:channel_id>")
@requires("vendors.view")
def show(channel_id: int) -> str:
    """One channel with its tests."""
    channel = _page(channel_id)
    standing, due = queries.standing_of(channel)
    return render_template(
        "vendors/specifications/channel.html", channel=channel, status=queries.channel_status(standing), due=due,
        answer=queries.answer_status, purposes=PURPOSE_NAMES, history=history_of("service_channel", channel.id),
    )  # fmt: skip


@bp.route("/new/<int:service_id>", methods=["GET", "POST"])
@requires("specifications.edit")
def new(service_id: int) -> str | Response:
    service = service_page(service_id)
    form = ChannelForm(purpose=Purpose.INCIDENT)

    def act() -> None:
        operations.add_channel(db.get_or_404(Service, service_id), by=current_user, **form.values)

    back = url_for("vendors.specifications.of", service_id=service_id, _anchor="channels")
    return _change(form, act, gettext("Add a channel"), service, back)


@bp.route("/<int:channel_id>/edit", methods=["GET", "POST"])
@requires("specifications.edit")
def edit(channel_id: int) -> str | Response:
    channel = _page(channel_id)
    form = ChannelForm(obj=channel)

    def act() -> None:
        found = db.get_or_404(Channel, channel_id)
        operations.edit_channel(found, version=form.version.data, by=current_user, **form.values)

    return _change(form, act, gettext("Change the channel"), channel.service, url_for(".show", channel_id=channel_id))


@bp.route("/<int:channel_id>/test", methods=["GET", "POST"])
@requires("specifications.edit")
def test(channel_id: int) -> str | Response:
    """Note what a test showed."""
    channel = _page(channel_id)
    form = TestForm(tested_on=clock.today(), answer=Answer.REACHED)

    def act() -> None:
        operations.note_test(db.get_or_404(Channel, channel_id), by=current_user, **form.values)

    title = gettext("Note a test of %(who)s", who=channel.who)
    return _change(form, act, title, channel.service, url_for(".show", channel_id=channel_id))


def _change(form: Any, act: Callable[[], None], title: str, service: Service, back: str) -> str | Response:
    if submitted(form, act):
        flash(gettext("Saved."), "good")
        return redirect(back)
    return render_template("vendors/specifications/on_service.html", form=form, service=service, title=title, back=back)


@bp.post("/<int:channel_id>/end")
@requires("specifications.edit")
def end(channel_id: int) -> Response:
    return _switch(channel_id, operations.end_channel)


@bp.post("/<int:channel_id>/restore")
@requires("specifications.edit")
def restore(channel_id: int) -> Response:
    return _switch(channel_id, operations.restore_channel)


def _switch(channel_id: int, operation: Callable[..., Any]) -> Response:
    pressed(lambda: operation(db.get_or_404(Channel, channel_id), version=request.form.get("version"), by=current_user))
    return redirect(url_for(".show", channel_id=channel_id))
