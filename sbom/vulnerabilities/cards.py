"""What those who judge vulnerabilities find on their first page."""

from flask import url_for
from flask_babel import gettext

from core import clock
from core.auth.models import User
from core.home.cards import Card, Item
from core.severity import SEVERITY_TONES
from sbom.vulnerabilities import queries

_SHOWN = 6


def open_vulnerabilities(user: User) -> Card | None:
    """The open findings, those first whose day comes first; nothing while no advisory was ever imported."""
    today = clock.today()
    counts, overdue = queries.open_by_severity(today)
    total = sum(counts.values())
    if not total and not queries.knows_advisories():
        return None
    return Card(
        title=gettext("Open vulnerabilities"),
        icon="shield-exclamation",
        count=total,
        items=[
            Item(
                f"{row.vulnerability} · {row.Finding.component}",
                url_for("sbom.vulnerabilities.show", finding_id=row.Finding.id),
                due_on=row.Finding.due_on,
                tone=SEVERITY_TONES[row.Finding.severity],
                note=row.product,
            )
            for row in queries.urgent(today, _SHOWN)
        ],
        empty=gettext("No known vulnerability is open."),
        url=url_for("sbom.vulnerabilities.index"),
        tone="bad" if overdue else "warn" if total else "good",
    )
