"""A line of the rule, the smallest firm that meets it, and the smallest that does not: the shape of the packages' tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.auth.models import User
from core.obligations import Obligation, State
from core.obligations.registry import obligations
from core.obligations.rules import worst

NOW = datetime(2026, 6, 15, 9)


@dataclass(frozen=True)
class People:
    """Who keeps the records, and the second person without whom nothing is approved."""

    one: User
    two: User


Firm = Callable[[People], datetime | None]
"""Builds a firm at NOW; gives the moment at which it is judged, NOW where it gives none."""


@dataclass(frozen=True)
class Lack:
    """A firm that lacks one thing, and what the line makes of it."""

    what: str
    firm: Firm
    says: State = State.NOT_MET


@dataclass(frozen=True)
class Line:
    """A line of the rule: the smallest firm that meets it, and those that fall short of it by one thing each."""

    rule: str
    meets: Firm
    lacks: Sequence[Lack]


def holds(line: Line, people: People) -> None:
    """The line is met by the one firm, and stands as said in the others, with why, what to do next, and where."""
    known: set[Subject] = set()
    met = _judged(line.rule, line.meets, people, known)
    assert worst(o.state for o in met) is State.MET, _told(met)
    for lack in line.lacks:
        found = _judged(line.rule, lack.firm, people, known)
        assert worst(o.state for o in found) is lack.says, f"{lack.what}: {_told(found)}"
        assert all(str(o.why) and o.next_step and o.url for o in found if o.state is lack.says), lack.what


def _told(found: Sequence[Obligation]) -> list[tuple[str, State, str]]:
    return [(o.aspect or o.subject_type, o.state, str(o.why)) for o in found]


Subject = tuple[str, int]


def _judged(rule: str, firm: Firm, people: People, known: set[Subject]) -> list[Obligation]:
    """What the line asks of this firm, by all judges of the product; the subjects of firms built before are left out."""
    with clock.at(NOW):
        moment = firm(people)
    with clock.at(moment or NOW):
        every = [o for o in obligations(clock.today()) if o.rule_id == rule]
    found = [o for o in every if (o.subject_type, o.subject_id) not in known]
    known |= {(o.subject_type, o.subject_id) for o in found}
    return found
