"""What can be thought to fail: every vendor, group, country, cloud, region, subcontractor and component on record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.audit.kept import while_unchanged
from core.i18n import say
from core.phrases import Phrase, phrase
from core.places import country_name
from vendors.concentration.chains import Chains
from vendors.concentration.parties import Names
from vendors.concentration.queries import known_names, supply_on
from vendors.concentration.single_points import critical_in
from vendors.concentration.supply import Supply, service_node, vendor_node
from vendors.concentration.underlying import UnderlyingKind, underlying, underlying_kinds
from vendors.stress.rules import SCENARIO_MEANINGS, SCENARIO_NAMES, ScenarioKind

AT = " · "


@dataclass(frozen=True)
class Scenario:
    """Something that may fail, and the nodes of the chains that fail with it at once."""

    kind: str
    key: str
    label: str
    failed: frozenset[str]


@dataclass(frozen=True)
class Candidate:
    """A scenario in the list to choose from: core functions that rest on it, and those it stops alone."""

    kind: str
    key: str
    label: str
    resting: int
    stopped: int


def kinds() -> list[tuple[str, str]]:
    """(name, marked label) of every kind there is."""
    return [
        *((kind.value, SCENARIO_NAMES[kind]) for kind in ScenarioKind),
        *((kind.name, kind.label) for kind in underlying_kinds()),
    ]


def meaning_of(kind: str) -> Phrase:
    known: Mapping[str, str] = {k.value: v for k, v in SCENARIO_MEANINGS.items()}
    told = {each.name: each.meaning for each in underlying_kinds()}
    return phrase(known.get(kind) or told.get(kind, ""))


def scenarios(kind: str, as_of: date) -> Mapping[str, Scenario]:
    """Every scenario of a kind on a day, by its key."""
    names, supply = known_names(), supply_on(as_of)
    match kind:
        case ScenarioKind.VENDOR:
            return _vendors(kind, names, names.vendors)
        case ScenarioKind.FOURTH_PARTY:
            return _vendors(kind, names, {sub for _, _, sub in supply.below})
        case ScenarioKind.GROUP:
            return _groups(names)
        case ScenarioKind.COUNTRY | ScenarioKind.CLOUD | ScenarioKind.REGION:
            return _places(ScenarioKind(kind), supply)
    told = next((each for each in underlying_kinds() if each.name == kind), None)
    return _underlying(told, as_of) if told else {}


def _vendors(kind: str, names: Names, vendor_ids: Iterable[int]) -> Mapping[str, Scenario]:
    return {
        str(v): Scenario(kind, str(v), names.vendors[v][0], frozenset({vendor_node(v)}))
        for v in vendor_ids
        if v in names.vendors
    }


def _groups(names: Names) -> Mapping[str, Scenario]:
    """A group fails with every company under it, at any depth; the topmost, and an owner, with all that the figures of
    concentration count as one party."""
    members: dict[str, set[str]] = {}
    labels = {str(group_id): name for group_id, name in names.groups.items()}
    for vendor_id, (_, group_id) in names.vendors.items():
        above, seen = group_id, set[int]()
        while above is not None and above not in seen:
            seen.add(above)
            members.setdefault(str(above), set()).add(vendor_node(vendor_id))
            above = names.parents.get(above)
        kind, _, key = (party := names.party(vendor_id)).partition(":")
        if kind in ("group", "owner"):
            whole = key if kind == "group" else party
            labels.setdefault(whole, names.name(party))
            members.setdefault(whole, set()).add(vendor_node(vendor_id))
    return {key: Scenario("group", key, labels[key], frozenset(nodes)) for key, nodes in members.items()}


def _places(kind: ScenarioKind, supply: Supply) -> Mapping[str, Scenario]:
    found: dict[str, set[str]] = {}
    labels: dict[str, str] = {}
    for service in supply.services.values():
        for key, label in _places_of(kind, service):
            found.setdefault(key, set()).add(service_node(service.id))
            labels.setdefault(key, label)
    return {key: Scenario(kind.value, key, labels[key], frozenset(nodes)) for key, nodes in found.items()}


def _places_of(kind: ScenarioKind, service: object) -> list[tuple[str, str]]:
    """Where a service runs, as keys that do not mind how somebody spelt them."""
    at = {name: str(getattr(service, name) or "").strip() for name in _PLACES}
    if kind is ScenarioKind.COUNTRY:
        codes = sorted({at["processing_country"], at["storage_country"]} - {""})
        return [(code, country_name(code)) for code in codes]
    provider, region = at["cloud_provider"], at["cloud_region"]
    if not provider:
        return []
    if kind is ScenarioKind.CLOUD:
        return [(provider.casefold(), provider)]
    return [((provider + AT + region).casefold(), provider + AT + region)] if region else []


_PLACES = ("processing_country", "storage_country", "cloud_provider", "cloud_region")


def _underlying(kind: UnderlyingKind, as_of: date) -> Mapping[str, Scenario]:
    return {each.key: Scenario(kind.name, each.key, each.name, each.nodes) for each in underlying(kind, as_of)}


def candidates(kind: str, as_of: date) -> Sequence[Candidate]:
    """Everything of a kind, what most core functions rest on first."""
    return while_unchanged(("stress", kind, as_of, say("Country")), lambda: _ranked(kind, as_of))


def _ranked(kind: str, as_of: date) -> Sequence[Candidate]:
    names, supply = known_names(), supply_on(as_of)
    chains = supply.chains(names, critical_in(supply))
    every = scenarios(kind, as_of)
    fails_with: dict[str, set[str]] = {}
    for key, scenario in every.items():
        for node in scenario.failed:
            fails_with.setdefault(node, set()).add(key)
    resting, stopped = _counts(chains, fails_with)
    found = [
        Candidate(kind, key, each.label, len(resting.get(key, ())), len(stopped.get(key, ())))
        for key, each in every.items()
    ]
    return tuple(sorted(found, key=lambda c: (-c.stopped, -c.resting, c.label, c.key)))


def _counts(
    chains: Chains[int, str], fails_with: Mapping[str, set[str]]
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """By key: the functions that rest on it, and those it stops alone."""
    touching: dict[str, frozenset[str]] = {}

    def keys(way: str) -> frozenset[str]:
        if way not in touching:
            own = frozenset(key for node in chains.reach(way) for key in fails_with.get(node, ()))
            shared = [keys(each) for each in chains.supplies.get(way, ())]
            touching[way] = own.union(frozenset.intersection(*shared)) if shared else own
        return touching[way]

    resting: dict[str, set[int]] = {}
    stopped: dict[str, set[int]] = {}
    for function, providers in chains.providers.items():
        for way in providers:
            for key in keys(way):
                resting.setdefault(key, set()).add(function)
        if providers:
            for key in frozenset.intersection(*(keys(way) for way in providers | chains.alternatives[function])):
                stopped.setdefault(key, set()).add(function)
    return resting, stopped
