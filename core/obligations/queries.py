"""The obligations, narrowed and gathered: one source for the page, the export and the workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Matrix:
    """Vendors × rule lines: the worst state in each cell, with the obligations behind it."""

    lines: Sequence[RuleLine]
    vendors: Sequence[tuple[int, str]]
    cells: Mapping[tuple[int, str], Sequence[Obligation]]

    def state(self, vendor_id: int, rule_id: str) -> State | None:
        found = self.cells.get((vendor_id, rule_id))
        return worst(o.state for o in found) if found else None

    def count(self, vendor_id: int, rule_id: str, state: State) -> int:
        return sum(o.state is state for o in self.cells.get((vendor_id, rule_id), ()))

    def worst_first(self) -> "Matrix":
        """The vendors with the most lines not met first, then those with the most due soon, then by name."""

        def rank(vendor: tuple[int, str]) -> tuple[int, int, str]:
            states = [self.state(vendor[0], line.id) for line in self.lines]
            return -states.count(State.NOT_MET), -states.count(State.DUE_SOON), vendor[1]

        return Matrix(self.lines, sorted(self.vendors, key=rank), self.cells)


def summaries(found: Sequence[Obligation]) -> list[LineSummary]:
    by_line: dict[str, list[Obligation]] = {line.id: [] for line in rule_lines()}
    for one in found:
        by_line.setdefault(one.rule_id, []).append(one)
    return [
        LineSummary(line, worst(o.state for o in by_line[line.id]), counts(by_line[line.id])) for line in rule_lines()
    ]


def matrix(found: Sequence[Obligation]) -> Matrix:
    cells: dict[tuple[int, str], list[Obligation]] = {}
    vendors: dict[int, str] = {}
    for one in found:
        if one.vendor_id is not None:
            cells.setdefault((one.vendor_id, one.rule_id), []).append(one)
            vendors[one.vendor_id] = one.vendor_name
    return Matrix(rule_lines(), sorted(vendors.items(), key=lambda v: v[1]), cells)


def narrowed(
    found: Sequence[Obligation], *, rule: str = "", state: str = "", vendor_id: int | None = None, text: str = ""
) -> list[Obligation]:
    """The obligations that match; empty values narrow nothing."""
    words = text.casefold().split()
    return [
        o
        for o in found
        if (not rule or o.rule_id == rule)
        and (not state or o.state.value == state)
        and (vendor_id is None or o.vendor_id == vendor_id)
        and all(w in f"{o.vendor_name} {o.subject_name}".casefold() for w in words)
    ]
