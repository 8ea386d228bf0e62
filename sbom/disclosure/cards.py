"""What software managers find on their first page."""

from flask import url_for
from flask_babel import gettext

from core import clock
from core.auth.models import User
from core.home.cards import Card, Item
from sbom.disclosure.queries import ProductDisclosure, disclosure_summary

_SHOWN = 6


def open_disclosures(user: User) -> Card | None:
    """Products whose SBOM is missing, not valid or incomplete, the worst first."""
    found = disclosure_summary(clock.today())
    if not found:
        return None
    open_ones = sorted(
        (one for one in found if one.delivery is None or one.delivery.incomplete or not one.delivery.is_valid),
        key=lambda one: -(one.delivery.incomplete if one.delivery else 0),
    )
    return Card(
        title=gettext("Component disclosure"),
        icon="boxes",
        count=len(open_ones),
        items=[_item(one) for one in open_ones[:_SHOWN]],
        empty=gettext("Every product's SBOM is valid and complete."),
        url=url_for("sbom.disclosure.index"),
        tone="warn" if open_ones else "good",
    )


def _item(one: ProductDisclosure) -> Item:
    label = f"{one.product} {one.release}".strip()
    if one.delivery is None:
        return Item(label, one.url, tone="muted", note=gettext("No SBOM"))
    if one.delivery.incomplete:
        return Item(label, one.url, tone="warn", note=gettext("%(n)s with gaps", n=f"{one.delivery.incomplete:,}"))
    return Item(label, one.url, tone="bad", note=gettext("Not valid"))
