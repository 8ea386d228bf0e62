"""CC-19000-4-9 for each product: what is known to be vulnerable in it is being dealt with in time."""

from collections.abc import Iterator
from datetime import date

from core.obligations import Obligation, State
from core.phrases import N_, Phrase, counted, phrase
from core.web.addresses import address
from sbom.vulnerabilities.queries import Tally, knows_advisories, tallies

RULE = "CC-19000-4-9"


def judge(as_of: date) -> Iterator[Obligation]:
    """One obligation a product in use that has an SBOM."""
    knows = knows_advisories()
    for one in tallies(as_of):
        if not one.has_sbom:
            continue
        state, why, step = judged(one, knows)
        yield Obligation(
            rule_id=RULE,
            subject_type="product",
            subject_id=one.product_id,
            subject_name=f"{one.product} {one.release}".strip(),
            vendor_id=one.vendor_id,
            vendor_name=one.vendor,
            state=state,
            why=why,
            next_step=step,
            due_on=one.next_due if one.open else None,
            url=address("sbom.products.show", product_id=one.product_id),
        )


def judged(one: Tally, knows: bool) -> tuple[State, Phrase, Phrase | None]:
    """(state, why, next step). What was never matched is not assessed, never met."""
    if not knows or one.matched_at is None:
        ask = phrase(N_("Import advisories; every SBOM is matched with them by itself."))
        return State.NOT_ASSESSED, phrase(N_("The SBOM has not been matched with advisories yet.")), ask
    if one.overdue:
        why = phrase(
            counted(
                one.overdue,
                N_("%(n)s of %(all)s open vulnerabilities is overdue."),
                N_("%(n)s of %(all)s open vulnerabilities are overdue."),
            ),
            n=one.overdue,
            all=one.open,
        )
        return (
            State.NOT_MET,
            why,
            phrase(N_("Ask the vendor for countermeasures, or judge why they do not concern us.")),
        )
    if one.open:
        why = phrase(
            counted(
                one.open,
                N_("%(n)s known vulnerability is open, not overdue."),
                N_("%(n)s known vulnerabilities are open, none of them overdue."),
            ),
            n=one.open,
        )
        return State.DUE_SOON, why, phrase(N_("Judge them and ask the vendor for countermeasures."))
    return State.MET, phrase(N_("No known vulnerability is open.")), None
