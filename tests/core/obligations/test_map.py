"""Vendors × rule lines: the worst state of each, how many stand so, and who comes first."""

from core.obligations import Obligation, State
from core.obligations.queries import Found
from core.obligations.rules import rule_lines
from core.phrases import phrase

ONE, OTHER = (line.id for line in rule_lines()[:2])


def duty(vendor: int | None, rule: str, state: State) -> Obligation:
    return Obligation(rule, "contract", 1, "合約", vendor, f"廠商{vendor}", state, phrase("x"))


def test_a_cell_tells_the_worst_and_how_many_stand_so_and_the_vendor_with_most_amiss_comes_first():
    found = Found([
        duty(1, ONE, State.MET),
        duty(1, ONE, State.DUE_SOON),
        duty(2, ONE, State.NOT_MET),
        duty(2, ONE, State.NOT_MET),
        duty(2, ONE, State.MET),
        duty(3, ONE, State.NOT_APPLICABLE),
        duty(3, OTHER, State.NOT_APPLICABLE),
        duty(3, OTHER, State.MET),
        duty(None, ONE, State.NOT_MET),
    ])  # fmt: skip
    assert [number for number, _ in found.map.vendors] == [2, 1, 3], "what is nobody's is on no vendor's row"
    assert found.map.cell(1, ONE) == (State.DUE_SOON, 1)
    assert found.map.cell(2, ONE) == (State.NOT_MET, 2)
    assert found.map.cell(3, ONE) == (State.NOT_APPLICABLE, 1)
    assert found.map.cell(3, OTHER) == (State.MET, 1)
    assert found.map.cell(1, OTHER) is None
    assert (found.by_line[0].state, found.by_line[0].total) == (State.NOT_MET, 7)
    assert found.by_line[2].state is State.NOT_ASSESSED, "a line that nothing was judged by is not met"
