"""CC-19000-4-2: concentration against its limits, and operating capability by the vendor's assessment; met where both are."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from core.db import db
from core.obligations import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.assessments.obligations import Judged, judged
from vendors.assessments.queries import standings
from vendors.concentration.bases import bases
from vendors.concentration.breaches import is_accepted, open_on
from vendors.concentration.dimensions import Dimension
from vendors.concentration.functions import SUPPLYING
from vendors.concentration.models import LimitBreach
from vendors.concentration.parties import Names
from vendors.concentration.queries import Figures, figures
from vendors.concentration.rules import Measure
from vendors.concentration.wording import limit_text, measured
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
    records = _records(as_of)
    for vendor in vendors:
        party = names.party(vendor.id)
        yield _dependence(vendor, party, shares, judged(vendor.id, stand[vendor.id]), records)


Records = Mapping[tuple[str, str], LimitBreach]
"""Who passes the limit on one party, by basis and party."""


def _records(as_of: date) -> Records:
    return {
        (row.basis, row.party): row
        for row in open_on(as_of)
        if row.dimension is Dimension.GROUP and row.measure is Measure.SHARE
    }


def _shares(as_of: date) -> list[Figures]:
    return [figures(as_of, Dimension.GROUP, basis) for basis in bases()]


def _dependence(vendor: Vendor, party: str, shares: list[Figures], able: Judged, records: Records) -> Obligation:
    """A vendor's share, by every basis, against the limit on one party; and whether it is able."""
    said: list[Phrase] = []
    over: list[tuple[Fraction, LimitBreach | None]] = []
    for found in shares:
        limit, share = found.limit(Measure.SHARE), found.found.shares.get(party)
        if share is None:
            continue
        if limit is not None and share > limit.at_most:
            over.append((share, records.get((found.basis.name, party))))
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
    if over:
        return _over(vendor, figures_said, able, over, shares[0].as_of)
    why = phrase(N_("%(figures)s; %(capability)s."), figures=figures_said, capability=able.why)
    told = _obligation("CC-19000-4-2", vendor, able.state, why, able.step, able.url)
    return replace(told, due_on=able.due_on, evidence=able.evidence)


def _over(
    vendor: Vendor, figures_said: Phrase, able: Judged, over: list[tuple[Fraction, LimitBreach | None]], as_of: date
) -> Obligation:
    """A vendor above the limit: not met, unless somebody entitled accepted every such share and the vendor is able."""
    held = [row.accepted_until for share, row in over if row is not None and is_accepted(row, as_of, share)]
    until = min((day for day in held if day), default=None) if len(held) == len(over) else None
    if until is not None and able.state is not State.NOT_MET:
        why = phrase(
            N_("A limit of concentration is passed, which is accepted until %(day)s: %(figures)s; %(capability)s."),
            day=until, figures=figures_said, capability=able.why,
        )  # fmt: skip
        step = phrase(N_("Spread the work, or decide anew on the dependence before the acceptance ends."))
        told = _obligation(
            "CC-19000-4-2", vendor, State.DUE_SOON, why, step, address("vendors.concentration.breach_index")
        )
        return replace(told, due_on=min(until, able.due_on), evidence=able.evidence)
    why = phrase(
        N_("A limit of concentration is passed: %(figures)s; %(capability)s."),
        figures=figures_said,
        capability=able.why,
    )
    step = phrase(N_("Spread the work, or have the board accept the dependence with a plan to leave."))
    return _obligation("CC-19000-4-2", vendor, State.NOT_MET, why, step, address("vendors.concentration.index"))


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
