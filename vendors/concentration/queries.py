"""The figures of concentration: one function for the page, the command, the export and the board's workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from core.audit.kept import while_unchanged
from core.auth.guard import may
from core.db import db
from core.phrases import N_, Phrase, phrase
from core.web.listing import Column, Kind, Listing
from vendors.concentration.bases import Basis, Holding
from vendors.concentration.dimensions import Dimension, default_limits
from vendors.concentration.models import ConcentrationLimit, ExchangeRate
from vendors.concentration.parties import NOBODY, Names, weighings
from vendors.concentration.rules import Band, Breach, Concentration, Limit, Measure, band, breaches, concentrate
from vendors.concentration.single_points import SinglePoints, find_single_points
from vendors.concentration.spend import Rate
from vendors.concentration.supply import Supply, read_supply


@dataclass(frozen=True)
class Line:
    """One party of the ranking. `share` is of what is known; `is_at_least`: some of its weight is not known."""

    party: str
    name: str
    url: str
    weight: Fraction
    share: Fraction
    is_over: bool
    is_at_least: bool


@dataclass(frozen=True)
class Missing:
    """Something whose weight is not known here: what, at whom, why."""

    what: str
    who: str
    why: Phrase
    url: str


@dataclass(frozen=True)
class Figures:
    """Everything the page says about one basis in one dimension on one day. Values are exact; None is undefined."""

    as_of: date
    by: Dimension
    basis: Basis
    found: Concentration[str]
    lines: tuple[Line, ...]
    limits: tuple[Limit, ...]
    breaches: tuple[Breach[str], ...]
    missing: tuple[Missing, ...]
    single_points: SinglePoints

    @property
    def band(self) -> Band | None:
        return None if self.found.hhi is None else band(self.found.hhi)

    def limit(self, measure: Measure) -> Limit | None:
        return next((limit for limit in self.limits if limit.measure is measure), None)

    def name(self, party: str | None) -> str:
        return next((line.name for line in self.lines if line.party == party), "")


def figures(as_of: date, by: Dimension, basis: Basis) -> Figures:
    """The figures of one basis in one dimension as of a day; vendors outside the rule are left out of the shares."""
    names = known_names()
    holdings = [each for each in held(as_of, basis) if each.vendor_id not in names.outside]
    placed = list(weighings(holdings, by, names))
    found = concentrate([weighing for weighing, _ in placed])
    limits = tuple(limits_of(by).values())
    passed = breaches(found, limits)
    over = {breach.party for breach in passed if breach.party}
    lines = tuple(
        Line(
            party,
            names.name(party),
            names.url(party),
            found.weights[party],
            share,
            party in over,
            party in found.partly_unknown,
        )
        for party, share in found.shares.items()
    )
    missing = tuple(
        Missing(
            holding.what,
            names.vendors[holding.vendor_id][0] if holding.vendor_id is not None else "",
            holding.unknown_because or _unplaced(by),
            holding.url() if holding.url else "",
        )
        for weighing, holding in placed
        if weighing.weight is None
    )
    return Figures(
        as_of, by, basis, found, lines, limits, passed, missing, find_single_points(as_of, names, supply_on(as_of))
    )


def held(as_of: date, basis: Basis) -> Sequence[Holding]:
    """What weighs on a day by a basis, worked out once while nothing changes."""
    return while_unchanged(("concentration", basis.name, as_of), lambda: tuple(basis.weights(as_of)))


def known_names() -> Names:
    return while_unchanged(("concentration", "names"), Names.read)


def supply_on(as_of: date) -> Supply:
    return while_unchanged(("concentration", "supply", as_of), lambda: read_supply(as_of))


def _unplaced(by: Dimension) -> Phrase:
    """Why a known weight falls on nobody in a dimension."""
    match by:
        case Dimension.COUNTRY:
            return phrase(N_("Where its services process data is not recorded."))
        case Dimension.FUNCTION:
            return phrase(N_("Its services name no business function."))
    return phrase(N_("It names no service."))


def limits_of(by: Dimension) -> dict[Measure, Limit]:
    """The limits that hold in a dimension: the firm's own, and the defaults where it has not spoken."""
    found = default_limits(by)
    for row in db.session.scalars(select(ConcentrationLimit).where(ConcentrationLimit.dimension == by)):
        if row.limit is None:
            found.pop(row.measure, None)
        else:
            found[row.measure] = row.limit
    return {measure: found[measure] for measure in Measure if measure in found}


def firm_limits() -> dict[tuple[Dimension, Measure], ConcentrationLimit]:
    """What the firm has set itself, by dimension and measure."""
    return {(row.dimension, row.measure): row for row in db.session.scalars(select(ConcentrationLimit))}


def rates() -> Sequence[ExchangeRate]:
    """Every rate, the newest first."""
    query = select(ExchangeRate).order_by(ExchangeRate.quoted_on.desc(), ExchangeRate.currency)
    return db.session.scalars(query).all()


def rate_list() -> Listing:
    """The list of rates, the newest first; those who may change one find it by its currency."""
    return Listing(
        name="exchange-rates",
        title=gettext("Exchange rates"),
        statement=select(ExchangeRate),
        tiebreak=ExchangeRate.currency,
        search=(ExchangeRate.currency, ExchangeRate.source),
        default_sort="-day",
        columns=[
            Column("currency", _l("Currency"), lambda r: r.currency, sort=ExchangeRate.currency, url=_rate_url),
            Column("day", _l("Of the day"), lambda r: r.quoted_on, Kind.DAY, sort=ExchangeRate.quoted_on),
            Column("twd", _l("TWD for one unit"), lambda r: Decimal(r.twd), Kind.NUMBER),
            Column("source", _l("Source"), lambda r: r.source, sort=ExchangeRate.source, is_minor=True),
        ],
    )


def _rate_url(rate: ExchangeRate) -> str:
    return url_for("vendors.concentration.edit_rate", rate_id=rate.id) if may("rates.edit") else ""


def dated_rates() -> list[Rate]:
    """Every rate as the rules take it (vendors.concentration.spend)."""
    return [row.rate for row in rates()]


__all__ = [
    "NOBODY",
    "Figures",
    "Line",
    "Missing",
    "dated_rates",
    "figures",
    "firm_limits",
    "limits_of",
    "rate_list",
    "rates",
]
