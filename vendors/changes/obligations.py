"""CC-19000-4-7: changes of what a vendor delivers are assessed and approved before they are made, and looked at after."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from core.db import db
from core.i18n import say
from core.obligations import Obligation, State
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.changes import queries
from vendors.changes.rules import FIELD_NAMES, Stands, stands
from vendors.diligence.queries import VENDOR_NAME
from vendors.register.models import Vendor

RULE = "CC-19000-4-7"
STATES = {
    Stands.REVIEW_SOON: State.DUE_SOON,
    Stands.UNDER_WAY: State.DUE_SOON,
    Stands.ASSESSED: State.MET,
    Stands.NOTHING: State.NOT_ASSESSED,
}
"""What is not named is not met."""
STEPS = {
    Stands.UNASSESSED: N_("Assess the change, or say why it is none."),
    Stands.UNAPPROVED: N_("Assess it and have it approved, or put it off."),
    Stands.REVIEW_LATE: N_("Look at what the change brought and note the result."),
    Stands.REVIEW_SOON: N_("Look at what the change brought and note the result."),
    Stands.UNDER_WAY: N_("Assess it and have it approved before it takes effect."),
    Stands.NOTHING: N_("Assess each change of the service before it is made, and keep the result."),
}


def judge(as_of: date) -> Iterator[Obligation]:
    """One for each vendor that supplies something; three reads, however many there are."""
    open_ones, known = queries.uncovered(as_of), queries.known()
    query = select(Vendor.id, VENDOR_NAME.label("name")).where(queries.REACHED).order_by(Vendor.id)
    for row in db.session.execute(query):
        rows = open_ones.get(row.id, ())
        told = [
            f"{say(FIELD_NAMES[each.field])} {queries.value_of(each, each.was) or '—'} → {queries.value_of(each, each.is_now) or '—'}"
            for each in rows
        ]
        standing, why, due_on, change_id = stands(told, known.get(row.id, ()), as_of)
        if rows:
            url = address("vendors.changes.notice", notice_id=rows[0].id)
        elif change_id is not None:
            url = address("vendors.changes.show", change_id=change_id)
        else:
            url = address("vendors.register.show", vendor_id=row.id)
        yield Obligation(
            rule_id=RULE,
            subject_type="vendor",
            subject_id=row.id,
            subject_name=row.name,
            vendor_id=row.id,
            vendor_name=row.name,
            state=STATES.get(standing, State.NOT_MET),
            why=why,
            evidence=f"C{change_id}" if change_id is not None and not rows else "",
            next_step=phrase(STEPS[standing]) if standing in STEPS else None,
            due_on=due_on,
            url=url,
        )
