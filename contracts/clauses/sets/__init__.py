"""A contract, its amendments and its annexes, judged as one."""

from contracts.clauses.sets.amending import consolidated, read_under, superseded_texts
from contracts.clauses.sets.in_force import Edit
from contracts.clauses.sets.outcome import Change, Consolidated, Heading, Paper, Superseded
from contracts.clauses.sets.references import Deed

__all__ = [
    "Change",
    "Consolidated",
    "Deed",
    "Edit",
    "Heading",
    "Paper",
    "Superseded",
    "consolidated",
    "read_under",
    "superseded_texts",
]
