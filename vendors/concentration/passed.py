"""Appetite against actual on a day: every limit with what stands against it, and those passed with their record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from vendors.actions.models import Action
from vendors.actions.queries import actions_of
from vendors.actions.rules import Cause
from vendors.concentration.bases import bases
from vendors.concentration.breaches import is_accepted, open_on
from vendors.concentration.models import LimitBreach
from vendors.concentration.queries import Figures, dimensions_with_limits, figures
from vendors.concentration.rules import FIRM_WIDE, Breach, Limit, Measure


@dataclass(frozen=True)
class Held:
    """A limit and the worst that stands against it; `value` None: not known."""

    found: Figures
    limit: Limit
    value: Fraction | None

    @property
    def is_passed(self) -> bool:
        return self.value is not None and self.value > self.limit.at_most


@dataclass(frozen=True)
class Passed:
    """A limit that is passed on a day. `record` None: nothing has looked since it is passed."""

    found: Figures
    breach: Breach[str]
    record: LimitBreach | None
    measures: tuple[Action, ...] = ()

    def is_accepted(self, as_of: date) -> bool:
        return self.record is not None and is_accepted(self.record, as_of, self.breach.value)


Looked = Callable[[int, int], None]
"""Told after each ranking: how many were looked at, of how many."""


def _looked_at(as_of: date, progress: Looked | None = None) -> Iterator[tuple[Figures, bool]]:
    """(the figures, whether they are the ones that speak of the whole firm) wherever a limit holds."""
    every = [(by, number, basis) for by in dimensions_with_limits() for number, basis in enumerate(bases())]
    for done, (by, number, basis) in enumerate(every, 1):
        yield figures(as_of, by, basis), number == 0
        if progress:
            progress(done, len(every))


def appetite(as_of: date) -> list[Held]:
    """Every limit that holds, by dimension and basis; what is the same whatever weighs, once."""
    return [
        Held(found, limit, _value(found, limit))
        for found, is_first in _looked_at(as_of)
        for limit in found.limits
        if is_first or limit.measure not in FIRM_WIDE
    ]


def _value(found: Figures, limit: Limit) -> Fraction | None:
    if limit.measure in found.told:
        return found.told[limit.measure]
    if limit.measure is Measure.HHI:
        return found.found.hhi
    return found.found.cr({Measure.CR3: 3, Measure.CR5: 5}.get(limit.measure, 1))


def breaches_on(as_of: date, progress: Looked | None = None) -> Iterator[tuple[Figures, Breach[str]]]:
    """What passes a limit by the figures of a day."""
    for found, is_first in _looked_at(as_of, progress):
        for breach in found.breaches:
            if is_first or breach.limit.measure not in FIRM_WIDE:
                yield found, breach


def passed_on(as_of: date) -> list[Passed]:
    """The same with who answers for it and what is being done, by the record that was open on the day."""
    records = {(row.dimension, row.basis, row.measure, row.party): row for row in open_on(as_of)}
    steps: dict[int, list[Action]] = {}
    for action in actions_of(Cause.BREACH, [row.id for row in records.values()]) if records else ():
        steps.setdefault(action.cause_id, []).append(action)
    every = []
    for found, breach in breaches_on(as_of):
        record = records.get((found.by, found.basis.name, breach.limit.measure, (breach.party or "")[:300]))
        every.append(Passed(found, breach, record, tuple(steps.get(record.id, ())) if record else ()))
    return every
