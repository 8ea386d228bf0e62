"""What waits on the first page: limits passed and single points for IT, gaps in the register for procurement."""

from collections import Counter

from flask import Flask
from flask_babel import gettext
from sqlalchemy import select

from core import clock
from core.auth.models import User
from core.auth.rules import Role
from core.db import db
from core.home import Card, Item, register_card
from core.i18n import say
from core.web.addresses import address
from vendors.concentration import wording
from vendors.concentration.bases import bases
from vendors.concentration.dimensions import Dimension
from vendors.concentration.queries import figures
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus

FEW = 6


def init_app(app: Flask) -> None:
    register_card(app, "concentration.view", concentration, order=40)
    register_card(app, "vendors.view", register_gaps, order=50)


def concentration(user: User) -> Card | None:
    """For IT managers: which limits are passed, and what one party can stop."""
    if Role.IT_MANAGER not in user.roles:
        return None
    items = []
    found = [figures(clock.today(), Dimension.GROUP, basis) for basis in bases()]
    for each in found:
        url = address("vendors.concentration.index", basis=each.basis.name)
        label = say(each.basis.label)
        for breach in each.breaches:
            says = wording.breach_in_short(breach, each.name(breach.party))
            items.append(Item(say(says), url, tone="bad", note=label))
    points = found[0].single_points.points if found else ()
    url = address("vendors.concentration.index") + "#single-points"
    items += [
        Item(
            gettext("%(function)s rests on %(party)s alone", function=p.function.name, party=p.party_name),
            url,
            tone="warn",
        )
        for p in points
    ]
    return Card(
        title=gettext("Concentration"),
        icon="pie-chart",
        count=len(items),
        items=items[:FEW],
        empty=gettext("No limit is passed and no critical function rests on one party."),
        url=address("vendors.concentration.index"),
        tone="bad" if items else "good",
    )


def register_gaps(user: User) -> Card | None:
    """For procurement: vendors nobody answers for, and vendors that may be registered twice."""
    if Role.PROCUREMENT not in user.roles:
        return None
    rows = db.session.execute(
        select(Vendor.id, Vendor.name_zh, Vendor.name_en, Vendor.name_key, Vendor.owner_id)
        .where(Vendor.status != VendorStatus.ENDED)
        .order_by(Vendor.name_key, Vendor.id)
    ).all()
    keys = Counter(row.name_key for row in rows if row.name_key)
    doubles = [row for row in rows if keys[row.name_key] > 1]
    unowned = [row for row in rows if row.owner_id is None]
    items = [
        Item(row.name_zh or row.name_en, address("vendors.register.show", vendor_id=row.id), tone=tone, note=note)
        for found, tone, note in (
            (doubles, "warn", gettext("Possibly registered twice")),
            (unowned, "info", gettext("Nobody responsible")),
        )
        for row in found
    ]
    return Card(
        title=gettext("Gaps in the register of vendors"),
        icon="building-exclamation",
        count=len(items),
        items=items[:FEW],
        empty=gettext("Every vendor has somebody responsible, and none seems to be registered twice."),
        url=address("vendors.register.index"),
        tone="warn" if items else "good",
    )
