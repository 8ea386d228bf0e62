from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any, Protocol

from flask import Flask, current_app
from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.auth.operations import InstallationBegun
from core.db import db
from core.demo.people import load_people
from core.errors import Refused
from core.phrases import N_


@dataclass(frozen=True)
class Sizes:
    """How large a sample firm to make."""

    vendors: int = 24
    contracts: int = 40
    components: int = 400


@dataclass(frozen=True)
class Context:
    """What each domain's part gets: its own random numbers, the sizes, the day, who loads it, what was made so far."""

    rng: Random
    sizes: Sizes
    today: date
    by: User | None
    made: dict[str, Any]
    tell: Callable[[str, int, int], None]


class Part(Protocol):
    """A domain's share of the sample firm. `exists()` says whether any of it is there."""

    def load(self, context: Context) -> None: ...
    def remove(self) -> dict[str, int]: ...
    def exists(self) -> bool: ...
    def has_real_data(self) -> bool: ...


def register_sample(app: Flask, part: Part) -> None:
    """Parts load in the order of registration and are removed in the opposite one."""
    app.extensions.setdefault("sample_parts", []).append(part)


def _parts() -> list[Part]:
    return list(current_app.extensions.get("sample_parts", []))


def is_loaded() -> bool:
    return any(part.exists() for part in _parts())


def load(
    *, sizes: Sizes, seed: int, today: date, by: User | None, tell: Callable[[str, int, int], None]
) -> dict[str, Any]:
    """Make the sample firm. Refused where one is loaded, or where real records would stand among invented ones."""
    if is_loaded():
        raise Refused(N_("A sample firm is loaded already; remove it first."))
    if any(part.has_real_data() for part in _parts()):
        raise Refused(N_("This installation holds real records; a sample firm is only loaded into an empty one."))
    made: dict[str, Any] = {"people": load_people(by)}
    for number, part in enumerate(_parts()):
        part.load(Context(Random(seed * 1000 + number), sizes, today, by, made, tell))  # noqa: S311 - invented data, not secrets
    record(
        "demo:load",
        "sample firm",
        by=by,
        vendors=sizes.vendors,
        contracts=sizes.contracts,
        components=sizes.components,
        seed=seed,
    )
    return made


SEED = 19000


def load_usual(*, by: User) -> None:
    """The sample firm of the usual size, as the first page and the sample firm's page offer it."""
    load(sizes=Sizes(), seed=SEED, today=clock.today(), by=by, tell=lambda *_: None)


def begin(event: InstallationBegun) -> None:
    """A new installation that asked for the sample firm gets it in the same unit of work."""
    if event.wants_sample:
        load_usual(by=event.by)


def remove(*, by: User | None) -> dict[str, int]:
    """Take the sample firm out again, with everything that was added to its records; the audit trail keeps its entries."""
    removed: dict[str, int] = {}
    for part in reversed(_parts()):
        removed |= part.remove()
    for user in db.session.scalars(select(User).where(User.is_sample)):
        # What they did stays in the trail under their name: the account is closed, not erased.
        user.grants.clear()
        user.password_hash = ""
    record("demo:remove", "sample firm", by=by, **removed)
    return removed
