"""What an obligation is, and the rule lines there are."""

import enum
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from core.phrases import N_, Phrase


class State(enum.StrEnum):
    """Worst first: the order in which a summary picks."""

    NOT_MET = "not_met"
    DUE_SOON = "due_soon"
    NOT_ASSESSED = "not_assessed"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"


STATE_NAMES = {
    State.NOT_MET: N_("Not met"),
    State.DUE_SOON: N_("Due soon"),
    State.NOT_ASSESSED: N_("Not assessed"),
    State.MET: N_("Met"),
    State.NOT_APPLICABLE: N_("Not applicable"),
}

TONES = {
    State.NOT_MET: "bad",
    State.DUE_SOON: "warn",
    State.NOT_ASSESSED: "muted",
    State.MET: "good",
    State.NOT_APPLICABLE: "muted",
}


@dataclass(frozen=True)
class RuleLine:
    """A line of the regulation: its id, our short rendering in both languages, and the kind of subject it applies to."""

    id: str
    zh: str
    en: str
    subject: str


@dataclass(frozen=True)
class Obligation:
    """One line of the rule applied to one subject. `subject_type` is a table's name; `url` leads to where it is judged.

    `aspect` tells apart what one line asks of one subject more than once (one kind of test and another); `owner` is who
    answers for it, whoever answers for the vendor where the judge names nobody.
    """

    rule_id: str
    subject_type: str
    subject_id: int
    subject_name: str
    vendor_id: int | None
    vendor_name: str
    state: State
    why: Phrase
    evidence: str = ""
    next_step: Phrase | None = None
    due_on: date | None = None
    url: str = ""
    aspect: str = ""
    owner: str = ""


@cache
def rule_lines() -> tuple[RuleLine, ...]:
    """The lines of the rule in order, from `catalogue.toml` beside this module."""
    data = tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text(encoding="utf-8"))
    return tuple(RuleLine(**line) for line in data["line"])


_ORDER = tuple(State)


def worst(states: Iterable[State]) -> State:
    """The state of a group: the worst of its members, not applicable only where all are; a group of nothing is not
    assessed, never met."""
    found = tuple(states)
    return next((state for state in _ORDER if state in found), State.NOT_ASSESSED)


def counts(obligations: Iterable[Obligation]) -> dict[State, int]:
    tally = Counter(o.state for o in obligations)
    return {state: tally[state] for state in State}
