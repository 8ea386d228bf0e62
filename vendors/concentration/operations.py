"""Changes to exchange rates and to the firm's limits. Each is called inside a unit of work; none commits."""

from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import select

from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_
from vendors.concentration.dimensions import Dimension
from vendors.concentration.models import ConcentrationLimit, ExchangeRate
from vendors.concentration.rules import HHI_SCALE, Measure
from vendors.concentration.spend import CURRENCIES, HOME_CURRENCY


def add_rate(*, currency: str, quoted_on: date, twd: str, source: str, today: date, by: User | None) -> ExchangeRate:
    """A rate of a day. Refused where that day has one already, for a day to come, and for what is no rate."""
    code = currency.strip().upper()
    if code not in CURRENCIES or code == HOME_CURRENCY:
        raise Refused(
            N_("“%(code)s” is not a foreign currency's code, such as USD or JPY."), field="currency", code=code[:10]
        )
    if quoted_on > today:
        raise Refused(N_("A rate of a day to come is not known yet."), field="quoted_on")
    value = _decimal(twd, "twd")
    if not 0 < value < 1_000_000:
        raise Refused(N_("The rate must be above 0 and below 1,000,000."), field="twd")
    same = select(ExchangeRate.id).where(ExchangeRate.currency == code, ExchangeRate.quoted_on == quoted_on)
    if db.session.scalar(same):
        raise Refused(
            N_("There is a rate of %(code)s on %(day)s already; change that one."),
            field="quoted_on",
            code=code,
            day=quoted_on,
        )
    rate = ExchangeRate(currency=code, quoted_on=quoted_on, twd=_plain(value), source=source.strip())
    db.session.add(rate)
    db.session.flush()
    record("vendors:rate:add", rate, by=by, twd=rate.twd, source=rate.source)
    return rate


def edit_rate(
    rate: ExchangeRate, *, twd: str, source: str, version: int | str | None = None, by: User | None
) -> ExchangeRate:
    """Put a mistyped rate right; the trail keeps what stood before."""
    check_version(rate, version)
    value = _decimal(twd, "twd")
    if not 0 < value < 1_000_000:
        raise Refused(N_("The rate must be above 0 and below 1,000,000."), field="twd")
    record("vendors:rate:edit", rate, by=by, twd=(rate.twd, _plain(value)), source=(rate.source, source.strip()))
    rate.twd, rate.source = _plain(value), source.strip()
    return rate


def set_limit(
    *,
    dimension: Dimension,
    measure: Measure,
    at_most: str,
    source: str,
    version: int | str | None = None,
    by: User | None,
) -> ConcentrationLimit:
    """The firm's own limit: per cent for shares, points for the HHI; empty says that the firm sets none here.

    Refused outside what the measure can be, and without a source: a limit nobody can trace is not one.
    """
    value = None
    if at_most.strip():
        value = _plain(typed_figure(measure, at_most, "at_most"))
    if not source.strip():
        raise Refused(N_("Say where this comes from: a resolution, a rule, a practice."), field="source")
    query = select(ConcentrationLimit).filter_by(dimension=dimension, measure=measure)
    limit = db.session.scalar(query)
    if limit is None:
        limit = ConcentrationLimit(dimension=dimension, measure=measure, at_most=None, source="")
        db.session.add(limit)
        before: tuple[str | None, str | None] = (None, None)
    else:
        check_version(limit, version)
        before = (limit.at_most, limit.source)
    limit.at_most, limit.source = value, source.strip()
    db.session.flush()
    record("vendors:limit:set", limit, by=by, at_most=(before[0], value), source=(before[1], limit.source))
    return limit


def typed_figure(measure: Measure, text: str, field: str) -> Decimal:
    """A figure as a person types it, per cent for shares and points for the HHI: of 1, of the HHI's 10,000, or a count.

    Refused outside what the measure can be."""
    entered = _decimal(text.replace("%", ""), field)
    is_points = measure is Measure.HHI or measure.is_count
    most = HHI_SCALE if is_points else 100
    if not 0 < entered <= most and not (entered == 0 and measure.may_be_none):
        raise Refused(N_("It must be above 0 and at most %(most)s."), field=field, most=f"{most:,}")
    return entered if is_points else entered.scaleb(-2)


def _decimal(text: str, field: str) -> Decimal:
    try:
        value = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        raise Refused(N_("“%(text)s” is not a number."), field=field, text=text.strip()[:40]) from None
    if not value.is_finite() or len(value.as_tuple().digits) > 18 or abs(value.adjusted()) > 12:
        raise Refused(N_("“%(text)s” is not a number."), field=field, text=text.strip()[:40])
    return value


def _plain(value: Decimal) -> str:
    """Without an exponent and without zeros at the end: 31.50 → 31.5, 1E+3 → 1000."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
