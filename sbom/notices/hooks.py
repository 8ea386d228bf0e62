"""Where notices show on other pages, and who is asked to do something about them."""

from typing import Any

from flask import Flask, url_for
from flask_babel import gettext, ngettext

from core import clock
from core.auth.models import User
from core.demo import register_sample
from core.home import Card, Item, register_card
from core.my_work import Source as Work
from core.my_work import register_work
from core.obligations import register_judge
from core.phrases import N_
from core.scheduler.jobs import Job, register_job
from core.web.panels import Panel, register_panel
from sbom.notices import findings, jobs, obligations, queries, sample, work
from sbom.notices.known import Source, register_known
from sbom.notices.rules import Duty, Standing
from sbom.vulnerabilities.queries import knows_advisories
from vendors.register.models import Vendor

SHOWN = 6


def on_vendor(vendor: Vendor) -> dict[str, Any] | None:
    """The vendor's notices, and how many it owes."""
    today = clock.today()
    rows = [(n, queries.standing_status(n, today), queries.punctuality(n)) for n in queries.notices_of(vendor.id)]
    missing = sum(one.duty is Duty.MISSING for one in queries.owed(today, vendor.id))
    return {"rows": rows, "missing": missing}


def card(user: User) -> Card | None:
    """Notices to deal with, and notices that did not come."""
    today = clock.today()
    found = queries.open_notices()
    missing = sum(one.duty is Duty.MISSING for one in queries.owed(today))
    if not found and not missing:
        return None
    items = [_item(notice) for notice in found[:SHOWN]]
    if missing:
        words = ngettext(
            "%(n)s known vulnerability without notice",
            "%(n)s known vulnerabilities without notice",
            missing,
            n=f"{missing:,}",
        )
        items = [Item(words, url_for("sbom.missing_notices.index", show="missing"), tone="bad"), *items[: SHOWN - 1]]
    return Card(
        gettext("Notices from vendors"),
        "megaphone",
        len(found) + bool(missing),
        items,
        url=url_for("sbom.notices.index"),
        tone="bad" if missing or any(n.standing(today) is Standing.OVERDUE for n in found) else "warn",
    )


def _item(notice: Any) -> Item:
    today = clock.today()
    status = queries.standing_status(notice, today)
    due = min((m.due_on for m in notice.measures if not m.is_done), default=None)
    return Item(f"{notice.vendor.name} · {notice.title}", queries.url_of(notice), due, status.tone, status.label)


def init_app(app: Flask) -> None:
    register_known(app, Source(findings.known, knows_advisories))
    register_panel(app, "vendor", Panel("sbom/notices/_vendor.html", "sbom.view", on_vendor, order=310))
    register_card(app, "sbom.edit", card, order=310)
    register_judge(app, obligations.judge)
    register_job(app, Job("notices", N_("Match open notices with releases"), jobs.run))
    register_work(app, Work("notice-measures", N_("Countermeasures to notices"), "sbom.edit", work.measures))
    register_work(app, Work("notices", N_("Notices from vendors"), "sbom.edit", work.unplanned))
    register_sample(app, sample)
