"""Data quality in the board's workbook: which figures are less than whole, at which vendors, whose job that is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from core.i18n import say
from core.phrases import N_, counted, phrase
from core.report import Definition, Figure, Sheet, Table
from core.web.addresses import address
from core.web.listing import Column, Kind
from vendors.concentration.gaps import ABOUT_NAMES, About, Gap, gaps


@dataclass(frozen=True)
class Lacking:
    """What one vendor lacks that is one person's job; `vendor_id` None: business functions without a vendor."""

    vendor_id: int | None
    vendor: str
    owner: str
    by_about: Counter[About]

    @property
    def entries(self) -> int:
        return self.by_about.total()


def sheet(as_of: date) -> Sheet:
    """Every gap counted: by the figure it makes less than whole, and by vendor and whose job it is."""
    found = gaps(as_of)
    unowned = sum(gap.owner_id is None for gap in found)
    concerned = len({gap.vendor_id for gap in found if gap.vendor_id is not None})
    return Sheet(
        title=gettext("Data quality"),
        lead=gettext("What the figures do not know. They speak of what is known; what is missing is never counted as 0."),
        figures=[
            Figure(
                "quality.gaps", gettext("Entries that are missing"), len(found), tone="warn" if found else "good",
                why=phrase(counted(concerned, N_("at %(n)s vendor"), N_("at %(n)s vendors")), n=concerned),
            ),
            Figure(
                "quality.unowned", gettext("Of these, nobody's job"), unowned, tone="bad" if unowned else "good",
            ),
        ],
        tables=[
            Table(gettext("By the figure concerned"), _figure_columns(), _by_figure(found), gettext("Nothing is missing."), totals=(1, 3)),
            Table(gettext("By vendor and whose job it is"), _vendor_columns(), _by_vendor(found), gettext("Nothing is missing."), totals=(2,)),
        ],
        definitions=[
            Definition(
                gettext("Coverage"), gettext("The part of all entries whose weight is known; shares are of that part.")
            )
        ],
    )  # fmt: skip


def _by_figure(found: Sequence[Gap]) -> list[tuple[About, list[Gap]]]:
    sets: dict[About, list[Gap]] = {about: [] for about in About}
    for gap in found:
        sets[gap.about].append(gap)
    return [(about, every) for about, every in sets.items() if every]


def _figure_columns() -> list[Column]:
    return [
        Column("about", gettext("Figure concerned"), lambda r: say(ABOUT_NAMES[r[0]]), url=_figure_url),
        Column("entries", gettext("Entries that are missing"), lambda r: len(r[1]), Kind.NUMBER),
        Column("vendors", gettext("Vendors concerned"), lambda r: len({g.vendor_id for g in r[1]} - {None}), Kind.NUMBER),
        Column("unowned", gettext("Of these, nobody's job"), lambda r: sum(g.owner_id is None for g in r[1]), Kind.NUMBER),
    ]  # fmt: skip


def _figure_url(row: tuple[About, list[Gap]]) -> str:
    return address("vendors.concentration.gap_index", about=row[0].value)


def _by_vendor(found: Sequence[Gap]) -> list[Lacking]:
    """Those that lack most first."""
    sets: dict[tuple[int | None, int | None], Lacking] = {}
    for gap in found:
        key = (gap.vendor_id, gap.owner_id)
        sets.setdefault(key, Lacking(gap.vendor_id, gap.vendor, gap.owner, Counter())).by_about[gap.about] += 1
    return sorted(sets.values(), key=lambda each: (-each.entries, each.vendor, each.vendor_id or 0, each.owner))


def _vendor_columns() -> list[Column]:
    return [
        Column("vendor", gettext("Vendor"), lambda r: r.vendor or gettext("business functions"), url=_vendor_url),
        Column("owner", gettext("Whose job"), lambda r: r.owner or gettext("nobody")),
        Column("entries", gettext("Entries that are missing"), lambda r: r.entries, Kind.NUMBER),
        Column("what", gettext("Figures concerned"), lambda r: [f"{say(ABOUT_NAMES[a])}: {n}" for a, n in r.by_about.items()]),
    ]  # fmt: skip


def _vendor_url(row: Lacking) -> str:
    return address("vendors.concentration.gap_index", vendor=row.vendor_id or 0)
