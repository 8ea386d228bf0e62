"""What a change would touch: each domain tells its part, and this one its own (concentration, evidence, specification)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from flask import Flask, current_app

from core.phrases import N_, Phrase, from_kept, kept, phrase
from core.web.addresses import address
from vendors.changes.rules import Effect, Planned, Touched
from vendors.concentration.bases import bases
from vendors.concentration.dimensions import Dimension
from vendors.concentration.parties import placed_services, weighings
from vendors.concentration.queries import held, known_names, limits_of, supply_on
from vendors.concentration.rules import Measure, concentrate
from vendors.concentration.single_points import find_single_points
from vendors.concentration.supply import Supply, vendor_node
from vendors.concentration.wording import limit_text, measured
from vendors.diligence.queries import judged as evidence_judged
from vendors.diligence.rules import Renewal, Standing
from vendors.specifications.queries import NOTHING, currents
from vendors.stress.touched import touched

Source = Callable[[Planned, date], Effect | None]
"""`source(planned, as_of)`: what the change touches of one kind; None where nothing can be said."""
MOST = 40


def register_effect(app: Flask, order: int, source: Source) -> None:
    """Have a domain tell what a change touches in it."""
    app.extensions.setdefault("change_effects", []).append((order, source))


def effects(planned: Planned, as_of: date) -> list[Effect]:
    """Everything that the product itself finds, in order; kinds that are not touched are left out."""
    sources = sorted(current_app.extensions.get("change_effects", []), key=lambda each: each[0])
    told = [found for _, source in sources if (found := source(planned, as_of)) is not None]
    return [*told, *_hanging(planned, as_of)]


def concentration(planned: Planned, as_of: date) -> Effect | None:
    """Single points of failure and, for another country, shares before and after."""
    if not planned.subcontractor_id and not planned.country:
        return None
    names, supply = known_names(), supply_on(as_of)
    items = [
        *_points(planned, as_of, names, supply),
        *_resting(planned, names, supply),
        *_shares(planned, as_of, names),
    ]
    if not items:
        items = [Touched(phrase(N_("No limit is passed and no single point of failure is added.")), tone="good")]
    return Effect("concentration", N_("Concentration before and after"), tuple(items[:MOST]), len(items))


def _points(planned: Planned, as_of: date, names: Any, supply: Supply) -> Iterator[Touched]:
    if not planned.subcontractor_id:
        return
    link = (planned.vendor_id, planned.service_id, planned.subcontractor_id)
    after = replace(supply, below=(*supply.below, link))
    was, is_now = (find_single_points(as_of, names, each) for each in (supply, after))
    tone = "bad" if is_now.stopped > was.stopped else "good"
    says = phrase(N_("%(before)s before, %(after)s after"), before=was.stopped, after=is_now.stopped)
    yield Touched(
        phrase(N_("Critical functions that one party can stop")), says, address("vendors.concentration.index"), tone
    )
    known = {(p.function.id, p.party) for p in was.points}
    for point in is_now.points:
        if (point.function.id, point.party) not in known:
            yield Touched(
                point.function.name, phrase(N_("%(who)s alone could stop it"), who=point.party_name), tone="bad"
            )


def _resting(planned: Planned, names: Any, supply: Supply) -> Iterator[Touched]:
    """Who else rests on the new subcontractor already."""
    sub = planned.subcontractor_id
    others = sorted({above for above, _, below in supply.below if below == sub and above != planned.vendor_id})
    if sub and others:
        who = "、".join(names.name(vendor_node(each)) for each in others[:6])
        says = phrase(N_("%(who)s rest on it already"), who=who)
        yield Touched(names.name(vendor_node(sub)), says, address("vendors.register.show", vendor_id=sub), "warn")


def _shares(planned: Planned, as_of: date, names: Any) -> Iterator[Touched]:
    """By every basis, what share of the firm's work the new country would bear."""
    if not planned.country:
        return
    before = placed_services()
    moved = {
        key: replace(before[key], processing_country=planned.country) for key in planned.service_ids if key in before
    }
    limit, party = limits_of(Dimension.COUNTRY).get(Measure.SHARE), f"country:{planned.country}"
    for basis in bases():
        holdings = [h for h in held(as_of, basis) if h.vendor_id not in names.outside]
        was, is_now = (
            concentrate([w for w, _ in weighings(holdings, Dimension.COUNTRY, names, services)]).shares.get(
                party, Fraction(0)
            )
            for services in (before, {**before, **moved})
        )
        if was == is_now:
            continue
        label = phrase(N_("%(basis)s in %(country)s"), basis=phrase(basis.label), country=names.name(party))
        yield Touched(label, _says(was, is_now, limit), address("vendors.concentration.index"),
                      "bad" if limit and is_now > limit.at_most else "info")  # fmt: skip


def _says(was: Fraction, is_now: Fraction, limit: Any) -> Phrase:
    before, after = measured(Measure.SHARE, was), measured(Measure.SHARE, is_now)
    if limit is None:
        return phrase(N_("%(before)s before, %(after)s after"), before=before, after=after)
    says = N_("%(before)s before, %(after)s after, limit %(limit)s")
    return phrase(says, before=before, after=after, limit=limit_text(limit))


def evidence(planned: Planned, as_of: date) -> Effect | None:
    """Tests and statements that a new version or another architecture leaves behind."""
    if not planned.tests:
        return None
    items = [
        Touched(
            each.requirement.name,
            phrase(N_("%(paper)s no longer covers what runs; test again before it is made"), paper=each.evidence.name)
            if each.evidence and each.standing in (Standing.MET, Standing.EXPIRING)
            else each.why,
            address("vendors.services.show", service_id=one.service_id, _anchor="evidence"),
            "warn",
        )
        for one in evidence_judged(as_of, planned.service_ids)
        for each in one.judgements
        if each.requirement.renewal is not Renewal.NEVER or each.evidence is not None
    ]
    return Effect("evidence", N_("Tests and evidence that lapse"), tuple(items[:MOST]), len(items))


def specification(planned: Planned, as_of: date) -> Effect | None:
    """Specifications that would no longer say what is so."""
    found = currents(as_of, planned.service_ids)
    items = [
        Touched(
            phrase(N_("Service specification, version %(n)s"), n=current.number),
            phrase(N_("agree a new version once it is made")),
            address("vendors.specifications.of", service_id=key), "warn",
        )
        for key in sorted(planned.service_ids)
        if (current := found.get(key, NOTHING)).spec_id
    ]  # fmt: skip
    return Effect("specification", N_("Specifications to renew"), tuple(items), len(items)) if items else None


def _hanging(planned: Planned, as_of: date) -> Iterator[Effect]:
    """What hangs on the vendor or the service: contracts, accounts, assets, as stress tests know them."""
    vendors: frozenset[int] = frozenset() if planned.service_id else frozenset({planned.vendor_id})
    for part in touched(as_of, vendors, planned.service_ids if planned.service_id else frozenset(), MOST):
        if part.count:
            items = tuple(Touched(item.name, item.vendor, item.path) for item in part.items)
            yield Effect(part.name, part.title, items, part.count)


def to_record(found: list[Effect]) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name, "title": each.title, "count": each.count, "says": kept(each.says) if each.says else None,
            "items": [{"label": kept(i.label), "says": kept(i.says), "path": i.path, "tone": i.tone} for i in each.items],
        }
        for each in found
    ]  # fmt: skip


def from_record(data: list[Any]) -> list[Effect]:
    return [
        Effect(
            each["name"], each["title"],
            tuple(Touched(from_kept(i["label"]), from_kept(i["says"]), i["path"], i["tone"]) for i in each["items"]),
            each["count"], from_kept(each["says"]) if each["says"] else None,
        )
        for each in data
    ]  # fmt: skip
