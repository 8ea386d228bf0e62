"""The figures of concentration: one function for the page, the command, the export and the board's workbook."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from flask import url_for
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from core.audit.kept import while_tables_unchanged
from core.auth.guard import may
from core.db import db
from core.phrases import N_, Phrase, phrase
from core.web.listing import Column, Kind, Listing
from vendors.concentration.bases import Basis, Holding
from vendors.concentration.dimensions import Dimension, default_limits
from vendors.concentration.leaving import Leaving, leavings, locked_in
from vendors.concentration.models import ConcentrationLimit, ExchangeRate
from vendors.concentration.parties import NOBODY, Names, weighings
from vendors.concentration.resting import Resting, overlapping, resting
from vendors.concentration.rules import Band, Breach, Concentration, Limit, Measure, band, breaches, concentrate
from vendors.concentration.single_points import SinglePoints, find_single_points
from vendors.concentration.spend import Rate
from vendors.concentration.supply import Supply, read_supply
from vendors.concentration.within import Below, Within, below, within_functions
from vendors.services.rules import Substitutability


@dataclass(frozen=True)
class Line:
    """One party of the ranking. `share` is of what is known; `is_at_least`: some of its weight is not known."""

    party: str
    name: str
    weight: Fraction
    share: Fraction
    is_over: bool
    is_at_least: bool
    path: str = ""

    @cached_property
    def url(self) -> str:
        """Asked only for what is shown: of thousands, a few."""
        return self.path or Names.url(self.party)


@dataclass(frozen=True)
class Missing:
    """Something whose weight is not known here: what, at whom, why."""

    what: str
    who: str
    why: Phrase
    where: Callable[[], str] | None

    @cached_property
    def url(self) -> str:
        """Where it is put right, asked only for what is shown; empty where there is no such page."""
        return self.where() if self.where else ""


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
    told: Mapping[Measure, Fraction | None] = field(default_factory=dict)
    """Measures that the weights alone do not give."""
    leaving: tuple[Leaving, ...] = ()
    within: tuple[Within, ...] = ()
    """By business function: who shares each."""
    below: Mapping[str, Below] = field(default_factory=dict)
    """By fourth party: whose subcontractor each is."""

    @property
    def band(self) -> Band | None:
        return None if self.found.hhi is None else band(self.found.hhi)

    def limit(self, measure: Measure) -> Limit | None:
        return next((limit for limit in self.limits if limit.measure is measure), None)

    def name(self, party: str | None) -> str:
        return next((line.name for line in self.lines if line.party == party), "")


def figures(as_of: date, by: Dimension, basis: Basis) -> Figures:
    """The figures of one basis in one dimension as of a day; vendors outside the rule are left out of the shares."""
    key = ("figures", basis.name, by, as_of, str(get_locale()))
    return while_tables_unchanged(key, lambda: _figures(as_of, by, basis))


def _figures(as_of: date, by: Dimension, basis: Basis) -> Figures:
    names = known_names()
    holdings = _held_inside(as_of, basis)
    rests = resting_on(by, as_of) if by.overlaps else None
    placed = list(weighings(holdings, by, names)) if rests is None else []
    found = overlapping(holdings, rests) if rests is not None else concentrate([weighing for weighing, _ in placed])
    points, leaving = points_on(as_of), leaving_on(as_of)
    told: dict[Measure, Fraction | None] = {
        Measure.LOCKED_IN: locked_in_on(as_of, basis),
        Measure.SINGLE_POINTS: points.known_stopped,
        Measure.UNKNOWN_CHAINS: points.unknown_chains,
        Measure.EXIT_GAPS: Fraction(sum(each.has_gap for each in leaving)) if leaving else None,
    }
    limits = tuple(limits_of(by).values())
    passed = breaches(found, limits, told)
    over = {breach.party for breach in passed if breach.party}
    called, paths = (rests.names, rests.paths) if rests is not None else ({}, {})
    lines = tuple(
        Line(
            party,
            called.get(party) or names.name(party),
            found.weights[party],
            share,
            party in over,
            party in found.partly_unknown,
            paths.get(party, ""),
        )
        for party, share in found.shares.items()
    )
    unplaced = (
        [holding for weighing, holding in placed if weighing.weight is None]
        if rests is None
        else [holding for holding in holdings if holding.weight is None]
    )
    missing = tuple(
        Missing(
            holding.what,
            names.vendors[holding.vendor_id][0] if holding.vendor_id is not None else "",
            holding.unknown_because or _unplaced(by),
            holding.url,
        )
        for holding in unplaced
    )
    within = within_functions(placed, names) if by is Dimension.FUNCTION else ()
    under = below(supply_on(as_of), names, rests) if by is Dimension.FOURTH_PARTY and rests else {}
    return Figures(as_of, by, basis, found, lines, limits, passed, missing, points, told, leaving, within, under)


def _judged(supply: Supply) -> Mapping[int, Substitutability]:
    return {service.id: service.substitutability for service in supply.services.values()}


def held(as_of: date, basis: Basis) -> Sequence[Holding]:
    """What weighs on a day by a basis, worked out once while nothing changes."""
    return while_tables_unchanged(("concentration", basis.name, as_of), lambda: tuple(basis.weights(as_of)))


def _held_inside(as_of: date, basis: Basis) -> list[Holding]:
    """What weighs on vendors that the rule reaches."""
    outside = known_names().outside
    return [each for each in held(as_of, basis) if each.vendor_id not in outside]


def points_on(as_of: date) -> SinglePoints:
    return while_tables_unchanged(
        ("concentration", "single points", as_of), lambda: find_single_points(as_of, known_names(), supply_on(as_of))
    )


def leaving_on(as_of: date) -> tuple[Leaving, ...]:
    return while_tables_unchanged(
        ("concentration", "leaving", as_of), lambda: leavings(supply_on(as_of), known_names(), as_of)
    )


def locked_in_on(as_of: date, basis: Basis) -> Fraction | None:
    return while_tables_unchanged(
        ("concentration", "locked in", basis.name, as_of),
        lambda: locked_in(_held_inside(as_of, basis), _judged(supply_on(as_of))),
    )


def known_names() -> Names:
    return while_tables_unchanged(("concentration", "names"), Names.read)


def supply_on(as_of: date) -> Supply:
    return while_tables_unchanged(("concentration", "supply", as_of), lambda: read_supply(as_of))


def resting_on(by: Dimension, as_of: date) -> Resting:
    key = ("concentration", "resting", by, as_of)
    return while_tables_unchanged(key, lambda: resting(by, as_of, known_names(), supply_on(as_of)))


def _unplaced(by: Dimension) -> Phrase:
    """Why a known weight falls on nobody in a dimension."""
    match by:
        case Dimension.COUNTRY:
            return phrase(N_("Where its services process data is not recorded."))
        case Dimension.STORAGE:
            return phrase(N_("Where its services keep data is not recorded."))
        case Dimension.CLOUD | Dimension.REGION:
            return phrase(N_("In which cloud or region it runs is not recorded."))
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


def dimensions_with_limits() -> list[Dimension]:
    """Where any limit holds."""
    set_there = {dimension for (dimension, _), row in firm_limits().items() if row.at_most is not None}
    return [by for by in Dimension if by in set_there or default_limits(by)]


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
