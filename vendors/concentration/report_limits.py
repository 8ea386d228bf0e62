"""Limits in the board's workbook: appetite against actual, what is passed, who answers for it and what is done."""

from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import gettext

from core.i18n import formats, say
from core.report import Sheet, Table
from core.web.addresses import address
from core.web.listing import Column, Kind, Measured, Status
from vendors.concentration.breaches import sentence
from vendors.concentration.dimensions import DIMENSION_NAMES
from vendors.concentration.passed import Held, Passed, appetite, passed_on
from vendors.concentration.rules import MEASURE_NAMES, Measure, rounded
from vendors.concentration.wording import is_points


def sheet(as_of: date) -> Sheet:
    """What the firm is willing to bear against what it bears."""
    found = passed_on(as_of)
    passed = Table(gettext("Limits passed"), passed_columns(as_of), found, gettext("No limit is passed."))
    return Sheet(
        title=gettext("Limits"),
        lead=gettext("What the firm is willing to bear, what it bears, and what is done where a limit is passed."),
        tables=[passed, _appetite_table(as_of)],
    )


def _appetite_table(as_of: date) -> Table:
    """Each limit, the worst that stands against it, and how that is."""
    return Table(
        gettext("Appetite against actual"),
        [
            Column("dimension", gettext("Over"), lambda h: say(DIMENSION_NAMES[h.found.by])),
            Column("basis", gettext("Measured by"), lambda h: say(h.found.basis.label)),
            Column("measure", gettext("Measure"), lambda h: say(MEASURE_NAMES[h.limit.measure])),
            Column("limit", gettext("Limit"), lambda h: number(h.limit.measure, h.limit.at_most)),
            Column("actual", gettext("Actual"), lambda h: number(h.limit.measure, h.value)),
            Column("party", gettext("Largest"), _largest),
            Column("state", gettext("State"), _state, Kind.STATUS),
            Column("source", gettext("Where it comes from"), lambda h: say(h.limit.source)),
        ],
        appetite(as_of),
        gettext("No limit is set."),
    )


def number(measure: Measure, value: Fraction | None) -> Measured | None:
    """A value of a measure as a number of its own kind."""
    if value is None:
        return None
    if is_points(measure):
        return Measured(int(value) if measure.is_count else rounded(value, 1), Kind.NUMBER)
    return Measured(value, Kind.PERCENT)


def _largest(held: Held) -> str | None:
    is_of_one = held.limit.measure in (Measure.SHARE, Measure.CR1)
    return held.found.lines[0].name if is_of_one and held.found.lines else None


def _state(held: Held) -> Status:
    if held.value is None:
        return Status(gettext("Not known"), "warn")
    return Status(gettext("Passed"), "bad") if held.is_passed else Status(gettext("Kept to"), "good")


def passed_columns(as_of: date) -> list[Column]:
    """What is passed by how much since when; its owner, its measures, until when it is accepted."""
    return [
        Column("id", gettext("No."), lambda p: p.record.id if p.record else None, Kind.NUMBER, url=_url),
        Column("what", gettext("Limit passed"), said),
        Column("since", gettext("Since"), lambda p: p.record.opened_on if p.record else None, Kind.DAY),
        Column("owner", gettext("Responsible person"), _owner),
        Column("measures", gettext("Control measures"), _measures),
        Column("until", gettext("Accepted until"), lambda p: p.record.accepted_until if p.is_accepted(as_of) else None, Kind.DAY),
        Column("state", gettext("State"), lambda p: _standing(p, as_of), Kind.STATUS),
    ]  # fmt: skip


def said(passed: Passed) -> Any:
    """Who passes which limit by how much, measured by what."""
    found, breach = passed.found, passed.breach
    return sentence(found.name(breach.party), breach.limit, breach.value, found.basis, found.by)


def _url(passed: Passed) -> str:
    return address("vendors.concentration.breach", breach_id=passed.record.id) if passed.record else ""


def _owner(passed: Passed) -> str:
    return passed.record.owner.name if passed.record and passed.record.owner else gettext("nobody")


def _measures(passed: Passed) -> list[str]:
    return [
        gettext("%(what)s (%(owner)s, by %(day)s)", what=a.what, owner=a.owner.name, day=formats.day(a.due_on))
        if a.done_on is None
        else gettext("%(what)s (done on %(day)s)", what=a.what, day=formats.day(a.done_on))
        for a in passed.measures
    ] or [gettext("none decided")]


def _standing(passed: Passed, as_of: date) -> Status:
    if passed.is_accepted(as_of):
        return Status(gettext("Accepted for now"), "info")
    if passed.record and passed.record.owner_id:
        return Status(gettext("Answered for"), "warn")
    return Status(gettext("Nobody answers for it"), "bad")
