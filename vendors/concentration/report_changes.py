"""Concentration over time in the board's workbook: month by month, and what moved it since the board's last report."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from flask_babel import gettext

from core.i18n import formats, say
from core.report import Chart, Sheet, Table, compared_with
from core.web.listing import Column, Kind
from vendors.concentration.bases import Basis, bases
from vendors.concentration.trend import Moved, month_by_month, moved
from vendors.concentration.trend_shown import cause_columns
from vendors.concentration.wording import the_rest

CAUSES = 12
MONTHS = 24


def sheet(as_of: date) -> Sheet:
    """The figures that were kept, as a line where there are two; then the causes of what changed, for each basis."""
    months = month_by_month(as_of, MONTHS)
    title = gettext("HHI by group, month by month")
    day = Column("day", gettext("Day"), lambda row: row[0], Kind.DAY)
    columns = [day, *(_of_basis(each.name, say(each.label)) for each in bases())]
    line = Chart(title, 0, 0, list(range(1, len(columns))), kind="line", limit=MONTHS)
    return Sheet(
        title=gettext("Changes in concentration"),
        lead=gettext("How concentration went on, and what moved it since the board's last report."),
        tables=[
            Table(title, columns, months, gettext("No figures have been kept yet.")),
            *_causes(as_of),
        ],
        charts=[line] if len(months) > 1 else [],
    )


def _of_basis(name: str, label: str) -> Column:
    def value(row: tuple[date, dict[str, float | None]]) -> int | None:
        found = row[1].get(name)
        return None if found is None else round(found)

    return Column(name, label, value, Kind.NUMBER)


def _causes(as_of: date) -> list[Table]:
    """A table of causes for each basis; one that says so where the board has seen nothing yet."""
    since = compared_with()
    if since is None:
        title = gettext("What changed since last time")
        return [Table(title, [], [], gettext("No earlier report is on record."))]
    return [_since(since, as_of, basis) for basis in bases()]


def _since(since: date, as_of: date, basis: Basis) -> Table:
    return Table(
        gettext("What changed since %(day)s: %(basis)s", day=formats.day(since), basis=say(basis.label)),
        cause_columns(basis),
        _with_the_rest(moved(basis, since, as_of)),
        gettext("Nothing weighs otherwise."),
        totals=(2, 3, 4),
    )


def _with_the_rest(found: Sequence[Moved]) -> list[Moved]:
    """The largest changes, and all others as one: together they are the whole difference."""
    first, rest = list(found[:CAUSES]), found[CAUSES:]
    if rest:
        before = sum((each.before or Fraction(0) for each in rest), Fraction(0))
        after = sum((each.after or Fraction(0) for each in rest), Fraction(0))
        first.append(Moved(the_rest(rest), None, before, after))
    return first
