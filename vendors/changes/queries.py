"""Reads of changes: the list, one change, what was noticed and is not covered, how each vendor stands."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from core import clock
from core.db import db
from core.i18n import say
from core.places import country_name
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from vendors.changes import shelf
from vendors.changes.models import ChangeApproval, NoticedChange, ServiceChange
from vendors.changes.noticing import COVERING, SUPPLYING
from vendors.changes.rules import FIELD_NAMES, OPEN, STATE_NAMES, STATE_TONES, ChangeState, Field, Known
from vendors.diligence.queries import VENDOR_NAME
from vendors.register.models import Vendor
from vendors.services.models import Service

REACHED = and_(Vendor.status.in_(SUPPLYING), Vendor.out_of_scope_reason == "")


def state_status(change: Any) -> Status:
    return Status(say(STATE_NAMES[change.state]), STATE_TONES[change.state])


def level_status(level: str) -> Status | None:
    if not level:
        return None
    found = shelf.policy().level(level)
    return Status(say(found.name), found.tone)


def kind_names(ids: Sequence[str]) -> list[str]:
    return [say(shelf.policy().kind_name(each)) for each in ids]


def change_page(change_id: int) -> ServiceChange:
    query = select(ServiceChange).where(ServiceChange.id == change_id)
    found: ServiceChange = db.one_or_404(
        query.options(
            joinedload(ServiceChange.vendor), joinedload(ServiceChange.service), joinedload(ServiceChange.subcontractor),
            joinedload(ServiceChange.asked_by), joinedload(ServiceChange.assessed_by), joinedload(ServiceChange.reviewed_by),
            selectinload(ServiceChange.answers).joinedload(ChangeApproval.person),
        )
    )  # fmt: skip
    return found


def service_ids(vendor_id: int) -> list[int]:
    """The vendor's services in use."""
    query = select(Service.id).where(Service.vendor_id == vendor_id, Service.is_ended.is_(False))
    return list(db.session.scalars(query.order_by(Service.id)))


def service_choices(vendor_id: int) -> list[tuple[int | str, str]]:
    query = select(Service.id, Service.name).where(Service.vendor_id == vendor_id, Service.is_ended.is_(False))
    return [
        ("", gettext("All that it does for us")),
        *((r.id, r.name) for r in db.session.execute(query.order_by(Service.name))),
    ]


def vendor_choices() -> list[tuple[int, str]]:
    query = select(Vendor.id, VENDOR_NAME.label("name")).where(REACHED).order_by(VENDOR_NAME)
    return [(row.id, row.name) for row in db.session.execute(query)]


def changes() -> Listing:
    """Every change, those that take effect next or are open first."""
    policy = shelf.policy()
    return Listing(
        name="changes",
        title=gettext("Changes of services"),
        statement=select(ServiceChange, VENDOR_NAME.label("vendor"))
        .join(Vendor, ServiceChange.vendor_id == Vendor.id)
        .options(contains_eager(ServiceChange.vendor), joinedload(ServiceChange.service)),
        key=ServiceChange.id,
        tiebreak=ServiceChange.id.desc(),
        search=(ServiceChange.title, Vendor.name_zh, Vendor.name_en),
        default_sort="-planned",
        filters=[
            Filter("state", gettext("State"), attribute_choices(STATE_NAMES), lambda v: ServiceChange.state == ChangeState(v)),
            Filter("level", gettext("Risk"), lambda: [(g.id, say(g.name)) for g in policy.levels], lambda v: ServiceChange.level == v),
        ],
        columns=[
            Column("title", _l("Change"), lambda r: r.ServiceChange.title, sort=ServiceChange.title,
                   url=lambda r: url_for("vendors.changes.show", change_id=r.ServiceChange.id)),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME,
                   url=lambda r: url_for("vendors.register.show", vendor_id=r.ServiceChange.vendor_id)),
            Column("service", _l("Service"), lambda r: r.ServiceChange.service.name if r.ServiceChange.service else None),
            Column("kinds", _l("What changes"), lambda r: kind_names(r.ServiceChange.kinds)),
            Column("planned", _l("Takes effect on"), lambda r: r.ServiceChange.planned_on, Kind.DAY, sort=ServiceChange.planned_on),
            Column("level", _l("Risk"), lambda r: level_status(r.ServiceChange.level), Kind.STATUS, sort=ServiceChange.level),
            Column("review", _l("Review due"), lambda r: r.ServiceChange.review_on, Kind.DAY, sort=ServiceChange.review_on, is_minor=True),
            Column("state", _l("State"), lambda r: state_status(r.ServiceChange), Kind.STATUS, sort=ServiceChange.state),
        ],
    )  # fmt: skip


def is_uncovered() -> ColumnElement[bool]:
    """SQL: noticed, not set aside, and no approved assessment answers for it; needs the change joined from outside."""
    return NoticedChange.settled_at.is_(None) & or_(
        NoticedChange.change_id.is_(None), ServiceChange.state.not_in(COVERING)
    )


def noticed() -> Listing:
    """What changed in the register of its own."""
    return Listing(
        name="noticed-changes",
        title=gettext("Noticed in the register"),
        statement=select(NoticedChange, VENDOR_NAME.label("vendor"))
        .join(Vendor, NoticedChange.vendor_id == Vendor.id)
        .outerjoin(ServiceChange, NoticedChange.change_id == ServiceChange.id)
        .options(contains_eager(NoticedChange.change), joinedload(NoticedChange.service), joinedload(NoticedChange.noticed_by)),
        tiebreak=NoticedChange.id.desc(),
        search=(NoticedChange.was, NoticedChange.is_now, Vendor.name_zh, Vendor.name_en),
        default_sort="-at",
        default_filters={"state": "open"},
        filters=[
            Filter("state", gettext("State"), _noticed_states, _in_state),
            Filter("field", gettext("What changed"), attribute_choices(FIELD_NAMES), lambda v: NoticedChange.field == Field(v)),
        ],
        columns=[
            Column("field", _l("What changed"), lambda r: say(FIELD_NAMES[r.NoticedChange.field]),
                   url=lambda r: url_for("vendors.changes.notice", notice_id=r.NoticedChange.id)),
            Column("was", _l("Before"), lambda r: value_of(r.NoticedChange, r.NoticedChange.was)),
            Column("now", _l("After"), lambda r: value_of(r.NoticedChange, r.NoticedChange.is_now)),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME),
            Column("service", _l("Service"), lambda r: r.NoticedChange.service.name if r.NoticedChange.service else None),
            Column("at", _l("Noticed"), lambda r: r.NoticedChange.noticed_at, Kind.INSTANT, sort=NoticedChange.noticed_at),
            Column("by", _l("Changed by"), lambda r: r.NoticedChange.noticed_by.name if r.NoticedChange.noticed_by else None, is_minor=True),
            Column("change", _l("Assessment"), lambda r: r.NoticedChange.change.title if r.NoticedChange.change else None,
                   url=lambda r: url_for("vendors.changes.show", change_id=r.NoticedChange.change_id) if r.NoticedChange.change_id else ""),
            Column("state", _l("State"), lambda r: notice_status(r.NoticedChange), Kind.STATUS),
        ],
    )  # fmt: skip


def _noticed_states() -> Sequence[tuple[str, str]]:
    return [
        ("open", gettext("Not covered")),
        ("covered", gettext("Covered by an assessment")),
        ("aside", gettext("Set aside")),
    ]


def _in_state(value: str) -> ColumnElement[bool]:
    if value == "aside":
        return NoticedChange.settled_at.is_not(None)
    return is_uncovered() if value == "open" else NoticedChange.settled_at.is_(None) & ServiceChange.state.in_(COVERING)


def notice_status(found: NoticedChange) -> Status:
    if found.settled_at is not None:
        return Status(gettext("Set aside"), "muted")
    if found.change is not None and found.change.state in COVERING:
        return Status(gettext("Covered by an assessment"), "good")
    return (
        Status(gettext("Being assessed"), "warn")
        if found.change is not None and found.change.state in OPEN
        else Status(gettext("Not covered"), "bad")
    )


def value_of(found: Any, text: str) -> str | None:
    is_country = found.field in (Field.PROCESSING, Field.STORAGE)
    return (country_name(text) if is_country else text) if text else None


def notice_page(notice_id: int) -> NoticedChange:
    query = select(NoticedChange).where(NoticedChange.id == notice_id)
    found: NoticedChange = db.one_or_404(
        query.options(
            joinedload(NoticedChange.vendor), joinedload(NoticedChange.service), joinedload(NoticedChange.change)
        )
    )
    return found


def notices_of(change_id: int) -> Sequence[NoticedChange]:
    query = select(NoticedChange).where(NoticedChange.change_id == change_id).order_by(NoticedChange.id)
    return db.session.scalars(query.options(joinedload(NoticedChange.service))).all()


def uncovered(as_of: date, vendor_ids: Sequence[int] | None = None) -> Mapping[int, list[Any]]:
    """By vendor: rows noticed by a day that no approved assessment covers."""
    columns = (
        NoticedChange.id,
        NoticedChange.vendor_id,
        NoticedChange.field,
        NoticedChange.was,
        NoticedChange.is_now,
        NoticedChange.noticed_at,
    )
    query = (
        select(*columns)
        .outerjoin(ServiceChange, NoticedChange.change_id == ServiceChange.id)
        .where(is_uncovered(), NoticedChange.noticed_at < _end_of(as_of))
        .order_by(NoticedChange.id)
    )
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(
        query if vendor_ids is None else query.where(NoticedChange.vendor_id.in_(vendor_ids))
    ):
        found.setdefault(row.vendor_id, []).append(row)
    return found


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), clock.zone())


def known(vendor_id: int | None = None) -> Mapping[int, list[Known]]:
    """By vendor: its changes but those withdrawn."""
    query = select(
        ServiceChange.vendor_id, ServiceChange.id, ServiceChange.title, ServiceChange.state, ServiceChange.planned_on,
        ServiceChange.review_on,
    ).where(ServiceChange.state != ChangeState.WITHDRAWN)  # fmt: skip
    found: dict[int, list[Known]] = {}
    for row in db.session.execute(query if vendor_id is None else query.where(ServiceChange.vendor_id == vendor_id)):
        found.setdefault(row.vendor_id, []).append(Known(row.id, row.title, row.state, row.planned_on, row.review_on))
    return found


def changes_of(vendor_id: int, most: int = 12) -> Sequence[ServiceChange]:
    query = select(ServiceChange).where(ServiceChange.vendor_id == vendor_id).options(joinedload(ServiceChange.service))
    return db.session.scalars(query.order_by(ServiceChange.id.desc()).limit(most)).all()
