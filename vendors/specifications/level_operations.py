"""Changes to service levels and their figures. Each is called inside a unit of work; none commits."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

from babel.core import Locale
from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Conflict, Refused
from core.files import plain_name, store
from core.i18n.formats import minor
from core.phrases import N_
from vendors.services.models import Service
from vendors.specifications.levels import PenaltyKind, checked_value, end_of, first_of, to_micro
from vendors.specifications.models import FigureFile, LevelFigure, ServiceLevel

FIELDS = ("metric", "label", "unit", "direction", "period", "from_on", "until_on", "penalty_kind", "cap_per", "clause")
CURRENCIES = frozenset(str(code) for code in Locale.parse("en").currencies)


def promise_level(service: Service, *, by: User | None, **fields: Any) -> ServiceLevel:
    """A level that the vendor is to keep. Refused for a service that is ended and for a penalty that cannot be reckoned."""
    if service.is_ended:
        raise Refused(N_("This service is ended."))
    values = _checked(fields)
    level = ServiceLevel(service_id=service.id, **values)
    db.session.add(level)
    db.session.flush()
    said = {k: v for k, v in values.items() if v not in ("", None, 0)}
    record("vendors:level:promise", level, by=by, service=service.name, **said)
    return level


def edit_level(
    level: ServiceLevel, *, version: int | str | None = None, by: User | None, **fields: Any
) -> ServiceLevel:
    """Another threshold, rule or time; breaches and penalties follow. Refused for another period once figures are here."""
    check_version(level, version)
    values = _checked(fields)
    changes = {k: (getattr(level, k), v) for k, v in values.items() if getattr(level, k) != v}
    if "period" in changes and level.figures:
        raise Refused(N_("Figures are here by the old period; end this level and promise another."), field="period")
    for key, value in values.items():
        setattr(level, key, value)
    if changes:
        record("vendors:level:edit", level, by=by, **changes)
    return level


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    values = {k: v.strip() if type(v) is str else v for k, v in fields.items() if k in FIELDS}
    if not values.get("label"):
        raise Refused(N_("Say what is measured."), field="label")
    if values["until_on"] and values["until_on"] < values["from_on"]:
        raise Refused(N_("It cannot end before it begins."), field="until_on")
    values["threshold_micro"] = to_micro(checked_value(fields["threshold"], str(fields["threshold"])))
    return values | _penalty(fields["penalty_kind"], fields)


def _penalty(kind: PenaltyKind, fields: Mapping[str, Any]) -> dict[str, Any]:
    currency = (fields.get("currency") or "TWD").strip().upper()
    if currency not in CURRENCIES:
        raise Refused(
            N_("“%(text)s” is no currency; use its three letters, such as TWD."), field="currency", text=currency[:10]
        )
    rate, fee, step, cap = (fields.get(key) for key in ("rate", "fee", "step", "cap"))
    if kind is not PenaltyKind.NONE and not rate:
        raise Refused(N_("Say how much the penalty is."), field="rate")
    if kind is PenaltyKind.PERCENT and fee is None:
        raise Refused(N_("A percentage needs the monthly fee that it is taken of."), field="fee")
    if kind is PenaltyKind.PERCENT and rate and rate > 100:
        raise Refused(N_("A percentage lies at 100 at most."), field="rate")
    return {
        "currency": currency, "rate_micro": to_micro(rate or Decimal(0)),
        "fee_minor": None if fee is None else minor(fee, currency), "step_micro": to_micro(step) if step else None,
        "cap_minor": None if cap is None else minor(cap, currency),
    }  # fmt: skip


def report_figure(
    level: ServiceLevel, *, period_on: date, value: Decimal, source: str = "", by: User | None
) -> LevelFigure:
    """What was reported for a period; the same again corrects it. Refused for a period that is not over, or in which the
    level was not promised."""
    first = first_of(period_on, level.period)
    if end_of(first, level.period) >= clock.today():
        raise Refused(N_("This period is not over yet."), field="period")
    if end_of(first, level.period) < level.from_on or (level.until_on and first > level.until_on):
        raise Refused(N_("The level was not promised in this period."), field="period")
    micro = to_micro(checked_value(value, str(value)))
    same = select(LevelFigure).where(LevelFigure.level_id == level.id, LevelFigure.period_on == first)
    figure = db.session.scalar(same)
    if figure is None:
        figure = LevelFigure(level_id=level.id, period_on=first, value_micro=micro, source=source.strip(), dealt_how="")
        db.session.add(figure)
        record("vendors:figure:report", level, by=by, period_on=first, value=value, source=source.strip())
    elif (figure.value_micro, figure.source) != (micro, source.strip()):
        record(
            "vendors:figure:correct", level, by=by, period_on=first, value=(figure.value, value),
            source=(figure.source, source.strip()),
        )  # fmt: skip
        if figure.value_micro != micro and figure.dealt_on is not None:
            figure.dealt_on, figure.dealt_how = None, ""  # what was dealt with was another figure
        figure.value_micro, figure.source = micro, source.strip()
    db.session.flush()
    return figure


def deal_with(
    figure: LevelFigure, *, dealt_on: date, how: str, version: int | str | None = None, by: User | None
) -> None:
    """A miss was answered: the penalty claimed or taken, or let go with a reason."""
    check_version(figure, version)
    if figure.level.promised.is_kept(figure.value):
        raise Refused(N_("The level was kept in this period; there is nothing to deal with."))
    if dealt_on > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field="dealt_on")
    if not how.strip():
        raise Refused(N_("Say what was done about it."), field="how")
    record("vendors:figure:deal", figure.level, by=by, period_on=figure.period_on, done_on=dealt_on, note=(figure.dealt_how, how.strip()))  # fmt: skip
    figure.dealt_on, figure.dealt_how = dealt_on, how.strip()


def upload_figures(stream: IO[bytes], name: str, *, by: User | None) -> FigureFile:
    """Keep a file of figures, to be looked at before anything of it counts."""
    kept = store(stream)
    file = FigureFile(
        sha256=kept.sha256,
        name=plain_name(name, "figures.csv"),
        uploaded_at=clock.now(),
        uploaded_by_id=by.id if by else None,
    )
    db.session.add(file)
    db.session.flush()
    record("vendors:figure-file:upload", file, by=by, sha256=kept.sha256)
    return file


def apply_figures(file: FigureFile, rows: Sequence[tuple[ServiceLevel, date, Decimal]], *, by: User | None) -> int:
    """All of its figures, or none. Refused where it was applied already."""
    if file.applied_at is not None:
        raise Conflict(N_("This file has been dealt with already."))
    for level, period_on, value in rows:
        report_figure(level, period_on=period_on, value=value, source=file.name, by=by)
    file.applied_at = clock.now()
    record("vendors:figure-file:apply", file, by=by, count=len(rows))
    return len(rows)
