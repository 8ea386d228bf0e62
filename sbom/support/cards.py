"""What those who decide on software find on their first page."""

from flask import url_for
from flask_babel import gettext

from core import clock
from core.auth.models import User
from core.home.cards import Card, Item
from sbom.support import queries

_SHOWN = 6


def out_of_support(user: User) -> Card | None:
    """Lines of versions that somebody has to decide on or to retire, the first day first; nothing without a table."""
    if not queries.has_table():
        return None
    today = clock.today()
    found = queries.tallies(today)
    total = sum(t.open for t in found)
    return Card(
        title=gettext("End of life"),
        icon="hourglass-bottom",
        count=total,
        items=[
            Item(
                f"{row.table} {row.cycle}".strip(),
                url_for("sbom.support.show", row_id=row.id),
                due_on=row.due_on,
                tone="bad" if row.is_out else "warn",
                note=row.product,
            )
            for row in queries.urgent(today, _SHOWN)
        ],
        empty=gettext("No version without support waits for a decision."),
        url=url_for("sbom.support.index", show="open"),
        tone="bad" if any(t.overdue or t.out_undecided for t in found) else "warn" if total else "good",
    )
