"""How closely a vendor is looked at: by the tier of what it supplies. The policy is data. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.phrases import N_, Phrase, Wording, phrase
from vendors.services.rules import CRITICALITY_NAMES, DATA_CLASS_NAMES, Criticality, DataClass

FLAGS = ("is_internet_facing", "is_investor_app", "takes_orders")
FLAG_NAMES = {
    "is_internet_facing": N_("Faces the internet"),
    "is_investor_app": N_("Mobile app for investors"),
    "takes_orders": N_("Serves online orders"),
}
ACCESS_NAMES = {
    "privileged": N_("privileged access to our systems"),
    "remote": N_("remote access to our systems"),
    "ordinary": N_("access to our systems"),
}
"""Ways in, the gravest first; whoever has a graver one has the lesser too."""


@dataclass(frozen=True)
class Supplied:
    """What decides the tier of one service."""

    criticality: Criticality | None
    data_class: DataClass
    is_internet_facing: bool = False
    is_investor_app: bool = False
    takes_orders: bool = False


@dataclass(frozen=True)
class Exposure:
    """What decides besides the services: ways into our systems (keys of ACCESS_NAMES), whole TWD a year."""

    access: frozenset[str] = frozenset()
    twd: int = 0

    def beside(self, other: "Exposure") -> "Exposure":
        return Exposure(self.access | other.access, self.twd + other.twd)


@dataclass(frozen=True)
class Tier:
    """`months`: how long an assessment holds; `first_within_days`: until when a new vendor has its first; `audit_months`:
    how often it is audited (0: not at all), by `audit_kind`; `questionnaires` it answers; `approvers`: the roles of
    which one approves what is concluded of it."""

    id: str
    name: Wording
    months: int
    first_within_days: int
    criticality: frozenset[str]
    data_class: frozenset[str]
    flags: frozenset[str]
    access: frozenset[str] = frozenset()
    spend_from: int = 0
    audit_months: int = 0
    audit_kind: str = "desk"
    questionnaires: tuple[str, ...] = ("capability",)
    approvers: tuple[str, ...] = ()

    @property
    def takes_the_rest(self) -> bool:
        return not (self.criticality or self.data_class or self.flags or self.access or self.spend_from)

    def reasons(self, services: Iterable[Supplied], exposure: Exposure) -> list[Phrase]:
        """Which conditions of this tier are met, in words, each once."""
        found: dict[str, Phrase] = {}
        for one in services:
            if one.criticality is not None and one.criticality in self.criticality:
                says = phrase(N_("supports a function: %(how)s"), how=phrase(CRITICALITY_NAMES[one.criticality]))
                found[f"c{one.criticality}"] = says
            if one.data_class in self.data_class:
                says = phrase(N_("handles data: %(which)s"), which=phrase(DATA_CLASS_NAMES[one.data_class]))
                found[f"d{one.data_class}"] = says
            for flag in FLAGS:
                if flag in self.flags and getattr(one, flag):
                    found[flag] = phrase(FLAG_NAMES[flag])
        for way, name in ACCESS_NAMES.items():
            if way in self.access and way in exposure.access:
                found[way] = phrase(name)
        if self.spend_from and exposure.twd >= self.spend_from:
            found["spend"] = phrase(N_("costs TWD %(n)s a year"), n=f"{exposure.twd:,}")
        return list(found.values())

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

    def tier_of(self, services: Iterable[Supplied], exposure: Exposure = Exposure()) -> Tier:
        """The first tier of which a condition is met; the last for a vendor of which nothing is known."""
        every = list(services)
        return next((t for t in self.tiers[:-1] if _is_in(t, every, exposure)), self.tiers[-1])

    def tier(self, tier_id: str) -> Tier:
        return next((tier for tier in self.tiers if tier.id == tier_id), self.tiers[-1])

    def rank(self, tier_id: str) -> int:
        """0 for the closest look."""
        return next((place for place, tier in enumerate(self.tiers) if tier.id == tier_id), len(self.tiers))


def _is_in(tier: Tier, services: Iterable[Supplied], exposure: Exposure) -> bool:
    if any(map(tier.fits, services)) or tier.access & exposure.access:
        return True
    return bool(tier.spend_from) and exposure.twd >= tier.spend_from


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
        access=frozenset(_among(each, ACCESS_NAMES) for each in data.get("access", ())),
        spend_from=_days(data["spend_from"], most=10**13) if "spend_from" in data else 0,
        audit_months=_days(data["audit_months"]) if data.get("audit_months") else 0,
        audit_kind=_among(data.get("audit_kind", "desk"), ("on_site", "desk")),
        questionnaires=tuple(str(each)[:40] for each in data.get("questionnaires", ("capability",))),
        approvers=tuple(_among(each, ("it_manager", "compliance")) for each in data.get("approvers", ())),
    )


def _among(value: Any, known: Any) -> str:
    if value not in known:
        raise ValueError(f"one of {', '.join(known)}, not {value!r}")
    return str(value)


def _days(value: Any, most: int = 3_650) -> int:
    if not isinstance(value, int) or not 1 <= value <= most:
        raise ValueError(f"between 1 and {most}, not {value!r}")
    return value
