"""The obligations, narrowed and gathered: one source for the page, the export and the workbook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.obligations.rules import Obligation, RuleLine, State, counts, rule_lines, worst


@dataclass(frozen=True)
class LineSummary:
    """One line of the rule: its state over all subjects, and how many are in which state."""

    line: RuleLine
    state: State
    tally: Mapping[State, int]

    @property
    def total(self) -> int:
        return sum(self.tally.values())


Cell = tuple[State, int]
"""The worst state of what one line asks of one vendor, and how many stand so."""


@dataclass(frozen=True)
class Matrix:
    """Vendors × rule lines."""

    lines: Sequence[RuleLine]
    vendors: Sequence[tuple[int, str]]
    cells: Mapping[int, Mapping[str, Cell]]
    """By vendor and line; a line that asks nothing of a vendor has no cell."""

    def cell(self, vendor_id: int, rule_id: str) -> Cell | None:
        return self.cells[vendor_id].get(rule_id)

    def worst_first(self) -> "Matrix":
        """The vendors with the most lines not met first, then those with the most due soon, then by name."""

        def rank(vendor: tuple[int, str]) -> tuple[int, int, str]:
            states = [state for state, _ in self.cells[vendor[0]].values()]
            return -states.count(State.NOT_MET), -states.count(State.DUE_SOON), vendor[1]

        return Matrix(self.lines, sorted(self.vendors, key=rank), self.cells)


class Found(list[Obligation]):
    """Obligations that are judged, or read, once and shown many times: what is gathered of all of them stays with them."""

    @cached_property
    def map(self) -> Matrix:
        """Vendors × rule lines, the worst first."""
        return matrix(self).worst_first()

    @cached_property
    def by_line(self) -> list[LineSummary]:
        """Every line of the rule, in order, with how its subjects stand."""
        return summaries(self)


def summaries(found: Iterable[Obligation]) -> list[LineSummary]:
    by_line: dict[str, list[Obligation]] = {line.id: [] for line in rule_lines()}
    for one in found:
        by_line.setdefault(one.rule_id, []).append(one)
    return [
        LineSummary(line, worst(o.state for o in by_line[line.id]), counts(by_line[line.id])) for line in rule_lines()
    ]


def matrix(found: Iterable[Obligation]) -> Matrix:
    states: dict[int, dict[str, list[State]]] = {}
    vendors: dict[int, str] = {}
    for one in found:
        if one.vendor_id is not None:
            states.setdefault(one.vendor_id, {}).setdefault(one.rule_id, []).append(one.state)
            vendors[one.vendor_id] = one.vendor_name
    cells = {
        vendor_id: {rule_id: ((state := worst(each)), each.count(state)) for rule_id, each in lines.items()}
        for vendor_id, lines in states.items()
    }
    return Matrix(rule_lines(), sorted(vendors.items(), key=lambda v: v[1]), cells)


def narrowed(
    found: Sequence[Obligation], *, rule: str = "", state: str = "", vendor_id: int | None = None, text: str = ""
) -> Found:
    """The obligations that match; empty values narrow nothing."""
    words = text.casefold().split()
    return Found(
        o
        for o in found
        if (not rule or o.rule_id == rule)
        and (not state or o.state.value == state)
        and (vendor_id is None or o.vendor_id == vendor_id)
        and all(w in f"{o.vendor_name} {o.subject_name}".casefold() for w in words)
    )
