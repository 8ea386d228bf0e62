"""If one thing fails: which functions stop, how long they may, and who would take over. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.phrases import N_


class ScenarioKind(StrEnum):
    """What is thought to fail. What higher domains tell (components and their suppliers) has its own names."""

    VENDOR = "vendor"
    GROUP = "group"
    COUNTRY = "country"
    CLOUD = "cloud"
    REGION = "region"
    FOURTH_PARTY = "fourth_party"


PLACES = frozenset({ScenarioKind.COUNTRY, ScenarioKind.CLOUD, ScenarioKind.REGION})
"""Where services run: what fails there are services, not their vendors."""
SCENARIO_NAMES = {
    ScenarioKind.VENDOR: N_("Vendor"),
    ScenarioKind.GROUP: N_("Group"),
    ScenarioKind.COUNTRY: N_("Country"),
    ScenarioKind.CLOUD: N_("Cloud provider"),
    ScenarioKind.REGION: N_("Cloud region"),
    ScenarioKind.FOURTH_PARTY: N_("Fourth party"),
}
SCENARIO_MEANINGS = {
    ScenarioKind.VENDOR: N_("The legal entity stops, and with it everybody whose work rests on it, at any depth."),
    ScenarioKind.GROUP: N_(
        "Every company of the group stops, with those of which the same owner holds 25 % or more, and everybody whose work rests on one of them."
    ),
    ScenarioKind.COUNTRY: N_(
        "Services stop that process or store data there. Where subcontractors work is not recorded, so chains do not spread it."
    ),
    ScenarioKind.CLOUD: N_("Services stop that run at this cloud provider, in any region."),
    ScenarioKind.REGION: N_("Services stop that run in this region of the cloud provider."),
    ScenarioKind.FOURTH_PARTY: N_("A subcontractor stops, and everybody whose work rests on it, at any depth."),
}


class Effect(StrEnum):
    LOST = "lost"
    DEGRADED = "degraded"


EFFECT_NAMES = {Effect.LOST: N_("Stops"), Effect.DEGRADED: N_("Weakened: a way is left")}
BRIDGED = N_("Stops until an alternative takes over")
EFFECT_TONES = {Effect.LOST: "bad", Effect.DEGRADED: "warn"}


class Timing(StrEnum):
    """The tolerable outage against the promised restoring."""

    PASSED = "passed"
    KEPT = "kept"
    UNKNOWN = "unknown"


TIMING_NAMES = {
    Timing.PASSED: N_("Too slow"),
    Timing.KEPT: N_("Within what is tolerable"),
    Timing.UNKNOWN: N_("Not known"),
}
TIMING_TONES = {Timing.PASSED: "bad", Timing.KEPT: "good", Timing.UNKNOWN: "warn"}


def timing(tolerable: int | None, restore: int | None) -> Timing:
    """Both in minutes; restoring in just the tolerable time keeps it."""
    if tolerable is None or restore is None:
        return Timing.UNKNOWN
    return Timing.PASSED if restore > tolerable else Timing.KEPT


def soonest(times: Sequence[int | None]) -> int | None:
    """When the first of several ways is back; not known where none of them says."""
    return min((time for time in times if time is not None), default=None)


@dataclass(frozen=True)
class Standby:
    """A named alternative: whether it stops too, and by whom; whether it supplies the function already.

    `stopped`: what it supplies that stands still, though itself it does not; `kin`: the group or owner that it shares
    with a vendor that stands still; `unplaced`: a place fails, and nothing on record says where it would work.
    """

    name: str
    vendor_id: int
    fails: bool
    through: str = ""
    serves: bool = False
    stopped: tuple[str, ...] = ()
    kin: str = ""
    unplaced: bool = False


@dataclass(frozen=True)
class FunctionHit:
    """A function that stops or loses a way. Times in minutes, `exit` in months; None is not known.

    `restore`: until the first of its ways is back, as promised; `exit`: until it would run with somebody else.
    """

    id: int
    name: str
    criticality: str
    effect: str
    down: tuple[str, ...]
    left: tuple[str, ...]
    standbys: tuple[Standby, ...]
    tolerable: int | None
    restore: int | None
    exit: int | None

    @property
    def timing(self) -> Timing:
        return timing(self.tolerable, self.restore)

    @property
    def is_core(self) -> bool:
        return self.criticality == "core"

    @property
    def is_bridged(self) -> bool:
        """Nothing that serves it is left: it stands still until a named alternative takes over."""
        return self.effect == Effect.DEGRADED.value and not self.left


@dataclass(frozen=True)
class ServiceHit:
    """A service that stands still; `through`: whom it stops by, the nearest first, the failed one last."""

    id: int
    name: str
    vendor_id: int
    vendor: str
    kind: str
    data_class: str
    through: tuple[str, ...]
    substitutability: str
    restore: int | None
    exit: int | None
    exit_tested: str | None = None
    """The day (ISO) on which leaving was last tried out."""


@dataclass(frozen=True)
class VendorHit:
    """A vendor that stands still, or one of whose services does; `contacts`: (name, title, telephone, mail, for what)."""

    id: int
    name: str
    owner: str
    contacts: tuple[tuple[str, str, str, str, str], ...]
    through: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """Something of ours that is touched: a contract, an account, an asset. `facts`: sentences or words, in the order of
    the part's headings; `twd_minor`: what it costs in a year, None where that is not known or not meant."""

    name: str
    vendor: str
    facts: tuple[Any, ...] = ()
    twd_minor: int | None = None
    path: str = ""


@dataclass(frozen=True)
class Part:
    """A kind of touched things: `headings` of their facts; `count` of all, `items` perhaps only the first of them.
    `twd_minor`: the sum of what is known, `unknown` how many are not; None where the part is no matter of money."""

    name: str
    title: str
    headings: tuple[str, ...]
    items: tuple[Item, ...]
    count: int
    twd_minor: int | None = None
    unknown: int = 0


@dataclass(frozen=True)
class Outcome:
    """What happens if something fails, on a day. Vendors, services and parts may hold the first of many only."""

    kind: str
    key: str
    label: str
    as_of: str
    functions: tuple[FunctionHit, ...]
    services: tuple[ServiceHit, ...]
    vendors: tuple[VendorHit, ...]
    parts: tuple[Part, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many there are of all: services, vendors, undeclared."""

    def with_effect(self, effect: Effect, *, core: bool | None = None) -> tuple[FunctionHit, ...]:
        return tuple(
            hit for hit in self.functions if hit.effect == effect.value and (core is None or hit.is_core is core)
        )

    @property
    def too_slow(self) -> tuple[FunctionHit, ...]:
        """Functions that stop for longer than they may."""
        return tuple(hit for hit in self.with_effect(Effect.LOST) if hit.timing is Timing.PASSED)

    @property
    def data_classes(self) -> tuple[str, ...]:
        return tuple(sorted({hit.data_class for hit in self.services}))
