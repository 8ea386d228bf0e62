"""How closely a vendor is looked at: by the tier of what it supplies. The policy is data. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.phrases import Wording
from vendors.services.rules import Criticality, DataClass

FLAGS = ("is_internet_facing", "is_investor_app", "takes_orders")


@dataclass(frozen=True)
class Supplied:
    """What decides the tier of one service."""

    criticality: Criticality | None
    data_class: DataClass
    is_internet_facing: bool = False
    is_investor_app: bool = False
    takes_orders: bool = False


@dataclass(frozen=True)
class Tier:
    """`months`: how long an assessment holds; `first_within_days`: until when a new vendor has its first."""

    id: str
    name: Wording
    months: int
    first_within_days: int
    criticality: frozenset[str]
    data_class: frozenset[str]
    flags: frozenset[str]

    @property
    def takes_the_rest(self) -> bool:
        return not (self.criticality or self.data_class or self.flags)

    def fits(self, service: Supplied) -> bool:
        return (
            service.criticality in self.criticality
            or service.data_class in self.data_class
            or any(getattr(service, flag) for flag in self.flags)
        )


@dataclass(frozen=True)
class Policy:
    """Tiers from the closest look to the lightest. `remind_days` before an assessment ends, the next is due."""

    tiers: tuple[Tier, ...]
    remind_days: int
    reply_days: int

    def tier_of(self, services: Iterable[Supplied]) -> Tier:
        """The first tier that one of the services is in; the last for a vendor of which nothing is known."""
        every = list(services)
        return next((tier for tier in self.tiers[:-1] if any(map(tier.fits, every))), self.tiers[-1])

    def tier(self, tier_id: str) -> Tier:
        return next((tier for tier in self.tiers if tier.id == tier_id), self.tiers[-1])

    def rank(self, tier_id: str) -> int:
        """0 for the closest look."""
        return next((place for place, tier in enumerate(self.tiers) if tier.id == tier_id), len(self.tiers))


def parse_policy(data: Mapping[str, Any]) -> Policy:
    """Raises KeyError, TypeError or ValueError where the data are no policy."""
    tiers = tuple(_tier(each) for each in data["tier"])
    if not tiers or not tiers[-1].takes_the_rest:
        raise ValueError("the last tier takes the rest: it has no conditions")
    return Policy(tiers, _days(data.get("remind_days", 60)), _days(data.get("reply_days", 21)))


def _tier(data: Mapping[str, Any]) -> Tier:
    return Tier(
        id=str(data["id"])[:40],
        name=Wording(str(data["name"]["zh"]), str(data["name"]["en"])),
        months=_days(data["months"]),
        first_within_days=_days(data["first_within_days"]),
        criticality=frozenset(Criticality(each) for each in data.get("criticality", ())),
        data_class=frozenset(DataClass(each) for each in data.get("data_class", ())),
        flags=frozenset(flag for flag in FLAGS if data.get(flag)),
    )


def _days(value: Any) -> int:
    if not isinstance(value, int) or not 1 <= value <= 3_650:
        raise ValueError(f"between 1 and 3650, not {value!r}")
    return value
