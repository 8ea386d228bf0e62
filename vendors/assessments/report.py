"""Vendors' capability in the board's workbook: the same standing as the list."""

from collections import Counter
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from core.db import db
from core.i18n import say
from core.phrases import N_, phrase
from core.report import Chart, Definition, Figure, Sheet, Table
from core.web.addresses import address
from core.web.listing import Column, Kind
from vendors.assessments import listings, queries, shelf
from vendors.assessments.queries import VendorStanding
from vendors.assessments.rules import STANDING_NAMES, Conclusion, Standing
from vendors.register.models import Vendor

BAD = (
    Standing.NOT_CAPABLE,
    Standing.EXPIRED,
    Standing.OVERDUE,
    Standing.CONDITION_LATE,
    Standing.CERTIFICATE_ENDED,
)


def sheet(as_of: date) -> Sheet:
    """How many are assessed, and each vendor of the closest tier; then all that are not in order."""
    policy, stand = shelf.policy(), queries.standings(as_of)
    names = {row.id: row.name for row in db.session.execute(select(Vendor.id, listings.VENDOR_NAME.label("name")))}
    order = list(Standing)
    rows = sorted(
        ((vendor_id, names[vendor_id], found) for vendor_id, found in stand.items()),
        key=lambda r: (policy.rank(r[2].tier.id), order.index(r[2].standing), r[2].due_on, r[1]),
    )
    first = policy.tiers[0]
    tally = Counter(found.standing for found in stand.values())
    grades = Counter(
        found.current.grade or "—"
        for found in stand.values()
        if found.current and found.standing is not Standing.EXPIRED
    )
    return Sheet(
        title=gettext("Vendor capability"),
        lead=gettext(
            "Each vendor answers a questionnaire; somebody reviews it line by line, a second person approves the conclusion. How often, its tier says."
        ),
        figures=_figures(stand, tally, first),
        tables=[
            Table(
                gettext("How vendors stand"),
                [Column("state", gettext("State"), lambda r: say(STANDING_NAMES[r[0]])), _number()],
                [(each, tally[each]) for each in Standing],
                totals=(1,),
            ),
            Table(
                gettext("Grades of assessments that hold"),
                [Column("grade", gettext("Grade"), lambda r: r[0]), _number()],
                sorted(grades.items()),
                gettext("No vendor has been assessed yet."),
                totals=(1,),
            ),
            Table(
                gettext("Vendors of the tier “%(tier)s”", tier=say(first.name)),
                _columns(),
                [row for row in rows if row[2].tier.id == first.id],
                gettext("None."),
            ),
            Table(
                gettext("Other vendors that need something"),
                _columns(),
                [
                    r
                    for r in rows
                    if r[2].tier.id != first.id and r[2].standing in (*BAD, Standing.CONDITION, Standing.CERTIFICATE)
                ],
                gettext("None."),
            ),
        ],
        charts=[
            Chart(gettext("How vendors stand"), 0, 0, [1]),
            Chart(gettext("Grades of assessments that hold"), 1, 0, [1]),
        ],
        definitions=[
            Definition(
                gettext("Capability assessment"),
                gettext(
                    "Finances, staffing, certificates, incidents, service levels, recovery tests and dependence, weighted to points of 100; a critical question that falls short gives the lowest grade."
                ),
                "CC-19000-4-2",
            )
        ],
    )


def _figures(stand: dict[int, VendorStanding], tally: Counter[Standing], first: Any) -> list[Figure]:
    held = sum(found.current is not None and found.standing is not Standing.EXPIRED for found in stand.values())
    late = tally[Standing.EXPIRED] + tally[Standing.OVERDUE]
    close = [found for found in stand.values() if found.tier.id == first.id]
    unassessed = sum(f.current is None or f.standing is Standing.EXPIRED for f in close)
    ended = tally[Standing.CERTIFICATE_ENDED]
    conditional = sum(f.current is not None and f.current.conclusion is Conclusion.CONDITIONAL for f in stand.values())
    return [
        Figure(
            "capability.assessed", gettext("Vendors with an assessment that holds"), held,
            why=phrase(N_("of %(n)s that the rule reaches"), n=len(stand)),
        ),
        Figure(
            "capability.close", gettext("Vendors of the tier “%(tier)s” without one", tier=say(first.name)), unassessed,
            tone="bad" if unassessed else "good", why=phrase(N_("of %(n)s in this tier"), n=len(close)),
        ),
        Figure("capability.late", gettext("Assessments overdue"), late, tone="bad" if late else "good"),
        Figure(
            "capability.not_capable", gettext("Vendors found not capable"), tally[Standing.NOT_CAPABLE],
            tone="bad" if tally[Standing.NOT_CAPABLE] else "good",
        ),
        Figure(
            "capability.conditional", gettext("Vendors capable on conditions"), conditional,
            tone="warn" if conditional else "good",
        ),
        Figure(
            "capability.conditions_late", gettext("Vendors with an overdue condition"),
            tally[Standing.CONDITION_LATE], tone="bad" if tally[Standing.CONDITION_LATE] else "good",
        ),
        Figure(
            "capability.certificates", gettext("Vendors whose certificate ended or soon will"),
            ended + tally[Standing.CERTIFICATE],
            tone="bad" if ended else "warn" if tally[Standing.CERTIFICATE] else "good",
        ),
    ]  # fmt: skip


def _number() -> Column:
    return Column("n", gettext("Vendors"), lambda r: r[1], Kind.NUMBER)


def _columns() -> list[Column]:
    def held(name: str) -> Any:
        return lambda r: getattr(r[2].current, name) or None if r[2].current else None

    def score(row: Any) -> float | None:
        found = row[2].current
        return float(found.score) if found and found.score else None

    return [
        Column("vendor", gettext("Vendor"), lambda r: r[1], url=_url),
        Column("state", gettext("State"), lambda r: listings.standing_badge(r[2]), Kind.STATUS),
        Column("grade", gettext("Grade"), held("grade")),
        Column("score", gettext("Points of 100"), score, Kind.NUMBER),
        Column(
            "conclusion", gettext("Conclusion"), lambda r: listings.conclusion_badge(held("conclusion")(r)), Kind.STATUS
        ),
        Column("on", gettext("Assessed on"), held("approved_on"), Kind.DAY),
        Column("due", gettext("Next assessment due"), lambda r: r[2].due_on, Kind.DAY),
    ]


def _url(row: tuple[int, str, VendorStanding]) -> str:
    return address("vendors.register.show", vendor_id=row[0])
