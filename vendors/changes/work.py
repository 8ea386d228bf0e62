"""What changes ask of people: to assess, to approve, to look at after, and to answer for what the register noticed."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import literal, select

from core import clock
from core.db import db
from core.i18n import say
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.changes import queries
from vendors.changes.models import NoticedChange, ServiceChange
from vendors.changes.rules import FIELD_NAMES, ChangeState
from vendors.diligence.queries import VENDOR_NAME
from vendors.register.models import Vendor

SAYS = {
    ChangeState.ASKED: N_("Assess the change: %(title)s"),
    ChangeState.APPROVED: N_("Look at what the change brought: %(title)s"),
}
TERM = timedelta(days=14)
"""How long an approval, or the answer to what was noticed, may take."""


def under_way(_as_of: date, owners: Owners) -> Iterator[Task]:
    """To be assessed before they take effect, and looked at after; by who asked for them."""
    due = ServiceChange.planned_on
    query = select(
        ServiceChange.id, ServiceChange.title, ServiceChange.state, ServiceChange.planned_on, ServiceChange.review_on,
        ServiceChange.asked_by_id, VENDOR_NAME.label("vendor"),
    ).join(Vendor, ServiceChange.vendor_id == Vendor.id)  # fmt: skip
    for row in db.session.execute(
        query.where(ServiceChange.state.in_(list(SAYS)), owners.answer_for(ServiceChange.asked_by_id, due))
    ):
        day = row.planned_on if row.state is ChangeState.ASKED else row.review_on
        yield Task(
            f"change:{row.id}:{row.state}", phrase(SAYS[row.state], title=row.title), day, "vendors.changes.show",
            {"change_id": row.id}, row.vendor, row.asked_by_id,
        )  # fmt: skip


def approvals(_as_of: date, _owners: Owners) -> Iterator[Task]:
    """Those that wait for somebody who may approve them: nobody's in particular."""
    query = select(
        ServiceChange.id, ServiceChange.title, ServiceChange.planned_on, ServiceChange.assessed_on, ServiceChange.round,
        VENDOR_NAME.label("vendor"),
    ).join(Vendor, ServiceChange.vendor_id == Vendor.id)  # fmt: skip
    for row in db.session.execute(query.where(ServiceChange.state == ChangeState.WAITING)):
        yield Task(
            f"change:{row.id}:{row.round}:approve", phrase(N_("Approve the change or refuse it: %(title)s"), title=row.title),
            min(row.planned_on, row.assessed_on + TERM), "vendors.changes.show", {"change_id": row.id}, row.vendor, None,
        )  # fmt: skip


def noticed(as_of: date, owners: Owners) -> Iterator[Task]:
    """What changed in the register and nothing answers for; whoever answers for the vendor."""
    query = (
        select(
            NoticedChange.id, NoticedChange.field, NoticedChange.was, NoticedChange.is_now, NoticedChange.noticed_at,
            Vendor.owner_id, VENDOR_NAME.label("vendor"),
        )
        .join(Vendor, NoticedChange.vendor_id == Vendor.id)
        .outerjoin(ServiceChange, NoticedChange.change_id == ServiceChange.id)
        .where(queries.is_uncovered(), owners.answer_for(Vendor.owner_id, literal(date(1950, 1, 1))))
    )  # fmt: skip
    for row in db.session.execute(query):
        what = f"{say(FIELD_NAMES[row.field])} {queries.value_of(row, row.was) or '—'} → {queries.value_of(row, row.is_now) or '—'}"
        yield Task(
            f"noticed:{row.id}", phrase(N_("Assess what changed: %(what)s"), what=what),
            row.noticed_at.astimezone(clock.zone()).date() + TERM, "vendors.changes.notice", {"notice_id": row.id},
            row.vendor, row.owner_id,
        )  # fmt: skip
