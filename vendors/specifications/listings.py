"""The lists of specifications and of channels: page and export from one description."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from core import clock
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from vendors.diligence.queries import VENDOR_NAME
from vendors.register.models import Vendor
from vendors.services.models import Service
from vendors.specifications import queries
from vendors.specifications.models import Channel
from vendors.specifications.rules import (
    CHANNEL_NAMES,
    PURPOSE_NAMES,
    STANDING_NAMES,
    ChannelStanding,
    Judged,
    Purpose,
    Standing,
)


def services() -> Listing:
    """Every service that needs a specification, what lacks most first."""
    today = clock.today()
    found, known = queries.standings(today), queries.currents(today)
    order = list(Standing)

    def judged(row: Any) -> Judged:
        return found[row.id]

    def current(row: Any) -> queries.Current:
        return known.get(row.id, queries.NOTHING)

    return Listing(
        name="service-specifications",
        title=gettext("Service specifications"),
        statement=select(Service.id, Service.name, Service.vendor_id, VENDOR_NAME.label("vendor"))
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(queries.REACHED),
        key=Service.id,
        tiebreak=Service.id,
        search=(Service.name, Vendor.name_zh, Vendor.name_en),
        default_sort="state",
        filters=[
            Filter("state", gettext("State"), attribute_choices(STANDING_NAMES), keep=lambda v: lambda key: found[key].standing == v),
        ],
        columns=[
            Column("service", _l("Service"), lambda r: r.name, sort=Service.name,
                   url=lambda r: url_for("vendors.specifications.of", service_id=r.id)),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME,
                   url=lambda r: url_for("vendors.register.show", vendor_id=r.vendor_id)),
            Column("version", _l("Version"), lambda r: current(r).number or None, Kind.NUMBER, rank=lambda key: known.get(key, queries.NOTHING).number),
            Column("agreed", _l("Agreed on"), lambda r: current(r).agreed_on, Kind.DAY, rank=lambda key: known.get(key, queries.NOTHING).agreed_on),
            Column("missing", _l("Missing parts"), lambda r: [p.name for p in judged(r).missing] or None, is_minor=True),
            Column("review", _l("Next review"), lambda r: current(r).review_on, Kind.DAY, rank=lambda key: known.get(key, queries.NOTHING).review_on),
            Column("state", _l("State"), lambda r: queries.standing_status(judged(r)), Kind.STATUS, rank=lambda key: order.index(found[key].standing)),
        ],
    )  # fmt: skip


def channels() -> Listing:
    """Every channel in use, what is to be tested first."""
    today = clock.today()
    known: Mapping[int, queries.ChannelRow] = {
        one.channel_id: one for rows in queries.channel_rows(today).values() for one in rows
    }
    order = list(ChannelStanding)

    def status(row: Any) -> Status:
        return queries.channel_status(known[row.Channel.id].standing)

    return Listing(
        name="communication-channels",
        title=gettext("Communication channels"),
        statement=select(Channel, VENDOR_NAME.label("vendor"))
        .join(Service, Channel.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(Channel.ended_on.is_(None), Channel.added_on <= today, queries.REACHED)
        .options(contains_eager(Channel.service), selectinload(Channel.tests)),
        key=Channel.id,
        tiebreak=Channel.id,
        search=(Channel.who, Channel.reach, Channel.our_side, Service.name, Vendor.name_zh, Vendor.name_en),
        default_sort="due",
        filters=[
            Filter("purpose", gettext("Called about"), attribute_choices(PURPOSE_NAMES), lambda v: Channel.purpose == Purpose(v)),
            Filter("state", gettext("State"), attribute_choices(CHANNEL_NAMES), keep=lambda v: lambda key: known[key].standing == v),
        ],
        columns=[
            Column("who", _l("Whom to reach"), lambda r: r.Channel.who, sort=Channel.who,
                   url=lambda r: url_for("vendors.channels.show", channel_id=r.Channel.id)),
            Column("purpose", _l("Called about"), lambda r: say(PURPOSE_NAMES[r.Channel.purpose]), sort=Channel.purpose),
            Column("reach", _l("How"), lambda r: r.Channel.reach),
            Column("service", _l("Service"), lambda r: r.Channel.service.name, sort=Service.name,
                   url=lambda r: url_for("vendors.specifications.of", service_id=r.Channel.service_id)),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME),
            Column("our_side", _l("Who calls"), lambda r: r.Channel.our_side, is_minor=True),
            Column("tested", _l("Last tested"), lambda r: r.Channel.tests[0].tested_on if r.Channel.tests else None, Kind.DAY),
            Column("answered", _l("Answered by"), lambda r: r.Channel.tests[0].answered_by if r.Channel.tests else None, is_minor=True),
            Column("due", _l("Test due"), lambda r: known[r.Channel.id].due_on, Kind.DAY, rank=lambda key: known[key].due_on),
            Column("state", _l("State"), status, Kind.STATUS, rank=lambda key: order.index(known[key].standing)),
        ],
    )  # fmt: skip
