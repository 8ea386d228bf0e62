"""CC-19000-4-2: concentration against its limits, and operating capability by the vendor's assessment; met where both are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from core.db import db
from core.obligations import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.assessments.obligations import Judged, judged
from vendors.assessments.queries import standings
from vendors.concentration.bases import bases
from vendors.concentration.dimensions import Dimension
from vendors.concentration.functions import SUPPLYING
from vendors.concentration.parties import Names
from vendors.concentration.queries import Figures, figures
from vendors.concentration.rules import Measure
from vendors.concentration.shown import limit_text, measured
from vendors.register.models import Vendor


def judge(as_of: date) -> Iterator[Obligation]:
    """One for each vendor that the rule reaches; the database is asked a few times whatever their number."""
    vendors = list(
        db.session.scalars(
            select(Vendor).where(Vendor.status.in_(SUPPLYING), Vendor.out_of_scope_reason == "").order_by(Vendor.id)
        )
    )
    shares = _shares(as_of)
    names = Names.read()
    stand = standings(as_of)
    for vendor in vendors:
        yield _dependence(vendor, names.party(vendor.id), shares, judged(vendor.id, stand[vendor.id]))


def _shares(as_of: date) -> list[Figures]:
    return [figures(as_of, Dimension.GROUP, basis) for basis in bases()]


def _dependence(vendor: Vendor, party: str, shares: list[Figures], able: Judged) -> Obligation:
    """A vendor's share, by every basis, against the limit on one party; and whether it is able."""
    said: list[Phrase] = []
    is_over = False
    for found in shares:
        limit, share = found.limit(Measure.SHARE), found.found.shares.get(party)
        if share is None:
            continue
        over = limit is not None and share > limit.at_most
        is_over = is_over or over
        says = N_("%(basis)s %(share)s, limit %(limit)s") if limit else N_("%(basis)s %(share)s, no limit set")
        said.append(
            phrase(
                says,
                basis=phrase(found.basis.label),
                share=measured(Measure.SHARE, share),
                limit=limit_text(limit) if limit else "",
            )
        )
    figures_said = _joined(said) if said else phrase(N_("It bears nothing that is measured"))
    if is_over:
        why = phrase(
            N_("A limit of concentration is passed: %(figures)s; %(capability)s."),
            figures=figures_said,
            capability=able.why,
        )
        step = phrase(N_("Spread the work, or have the board accept the dependence with a plan to leave."))
        return _obligation("CC-19000-4-2", vendor, State.NOT_MET, why, step, address("vendors.concentration.index"))
    why = phrase(N_("%(figures)s; %(capability)s."), figures=figures_said, capability=able.why)
    told = _obligation("CC-19000-4-2", vendor, able.state, why, able.step, able.url)
    return replace(told, due_on=able.due_on, evidence=able.evidence)


def _joined(parts: list[Phrase]) -> Phrase:
    found = parts[0]
    for part in parts[1:]:
        found = phrase(N_("%(one)s; %(other)s"), one=found, other=part)
    return found


def _obligation(rule_id: str, vendor: Vendor, state: State, why: Phrase, step: Phrase | None, url: str) -> Obligation:
    return Obligation(
        rule_id=rule_id,
        subject_type="vendor",
        subject_id=vendor.id,
        subject_name=vendor.name,
        vendor_id=vendor.id,
        vendor_name=vendor.name,
        state=state,
        why=why,
        next_step=step,
        url=url or address("vendors.register.show", vendor_id=vendor.id),
    )
