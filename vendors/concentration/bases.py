"""What weighs: each basis of concentration says what it counts, in what unit, and what it cannot know.

Higher domains register theirs (spend, contracts) without this one knowing them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from flask import Flask, current_app

from core.phrases import Phrase


class Holding(NamedTuple):
    """One thing that weighs on a vendor: a contract, a critical function it carries.

    `weight` None: not known, `unknown_because` says why. `vendor_id` None: nobody is recorded for it. `services`: the
    numbers of the services it concerns, which say where and for what; `function_id`: the one function it counts for.
    """

    vendor_id: int | None
    weight: Fraction | None
    what: str
    services: tuple[int, ...] = ()
    function_id: int | None = None
    unknown_because: Phrase | None = None
    url: Callable[[], str] | None = None
    """The page where it is read; asked only for what is shown."""
    form: Callable[[], str] | None = None
    """The form where what is missing is entered, for those who hold the permission `needs`."""
    needs: str = ""
    owner_id: int | None = None
    """Whose job that is, where it is not the vendor's responsible person's."""


@dataclass(frozen=True)
class Basis:
    """`name` as in the address and the command; `label`, `meaning` and `source` are marked texts. `is_money`: weights
    are minor units of TWD a year; else they are counts. `moved_by`: acts of the audit trail
    that can change a weight, each with the fields that do (none: the act itself). `is_always_known`: nothing it weighs can lack a weight."""

    name: str
    label: str
    meaning: str
    weights: Callable[[date], Iterable[Holding]]
    is_money: bool = False
    is_always_known: bool = False
    source: str = ""
    order: int = 100
    moved_by: Mapping[str, frozenset[str]] = field(default_factory=dict)


def register_basis(app: Flask, basis: Basis) -> None:
    known: dict[str, Basis] = app.extensions.setdefault("concentration_bases", {})
    if basis.name in known:
        raise ValueError(f"basis declared twice: {basis.name}")
    known[basis.name] = basis


def bases() -> list[Basis]:
    """Every basis there is, the first one the usual."""
    return sorted(current_app.extensions.get("concentration_bases", {}).values(), key=lambda b: b.order)


def basis_named(name: str) -> Basis:
    """The basis of this name; the usual one for a name nobody registered."""
    every = bases()
    return next((b for b in every if b.name == name), every[0])
