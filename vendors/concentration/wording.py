"""Measures, limits and breaches in words: the same on the page, in a reminder, in the trail and in the workbook."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import ngettext

from core.phrases import N_, Phrase, phrase
from vendors.concentration.queries import Figures
from vendors.concentration.rules import MEASURE_NAMES, Breach, Limit, Measure, displayed, rounded


def limit_value(limit: Limit) -> str:
    """A limit as it is typed: 1800, or 30 for 30 %."""
    value = limit.at_most if is_points(limit.measure) else limit.at_most * 100
    text = f"{rounded(value, 6):f}"
    return text.rstrip("0").rstrip(".")


def limit_text(limit: Limit) -> str:
    value = limit_value(limit)
    if not is_points(limit.measure):
        return f"{value}%"
    return f"{int(value):,}" if value.isdecimal() else value


def is_points(measure: Measure) -> bool:
    """Whether a measure is written as it is: the HHI and counts; the others are per cent."""
    return measure is Measure.HHI or measure.is_count


def measured(measure: Measure, value: Fraction) -> str:
    """A value in the unit of its measure, with enough digits to be told from its limit."""
    return f"{displayed(measure, value):,}{'' if is_points(measure) else '%'}"


def breach_sentences(found: Figures) -> list[Phrase]:
    return [breach_sentence(breach, found.name(breach.party)) for breach in found.breaches]


def breach_in_short(breach: Breach[str], name: str) -> Phrase:
    """Who passes which limit by how much."""
    value, limit = measured(breach.limit.measure, breach.value), limit_text(breach.limit)
    what = name or phrase(MEASURE_NAMES[breach.limit.measure])
    return phrase(N_("%(what)s: %(value)s, limit %(limit)s"), what=what, value=value, limit=limit)


def breach_sentence(breach: Breach[str], name: str) -> Phrase:
    """Who passes which limit by how much, and where the limit comes from."""
    says = (
        N_("%(name)s: %(value)s, limit %(limit)s (%(source)s)")
        if breach.party
        else N_("%(measure)s: %(value)s, limit %(limit)s (%(source)s)")
    )
    return phrase(
        says,
        name=name,
        measure=phrase(MEASURE_NAMES[breach.limit.measure]),
        value=measured(breach.limit.measure, breach.value),
        limit=limit_text(breach.limit),
        source=phrase(breach.limit.source),
    )


# --- tables ----------------------------------------------------------------------------------------------------------


def the_rest(rest: Sequence[Any]) -> str:
    """All beyond those a list or a picture names, as one."""
    return str(ngettext("%(n)s other", "%(n)s others together", len(rest), n=len(rest)))
