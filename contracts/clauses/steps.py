"""What somebody is already doing about a contract's gaps, told by later features to the duty that asks for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app

from core.phrases import Phrase


@dataclass(frozen=True)
class Step:
    """The next thing to happen, and by when."""

    words: Phrase
    due_on: date


Source = Callable[[date], Mapping[int, Step]]
"""Given the day: the step of each contract that has one, by contract id. One query for all of them."""


def register_step(app: Flask, source: Source) -> None:
    app.extensions.setdefault("clause_steps", []).append(source)


def steps(as_of: date) -> Mapping[int, Step]:
    """The next step about each contract's gaps, by contract id; of several the one due first."""
    found: dict[int, Step] = {}
    for source in current_app.extensions.get("clause_steps", []):
        for contract_id, step in source(as_of).items():
            known = found.get(contract_id)
            found[contract_id] = step if known is None or step.due_on < known.due_on else known
    return found
