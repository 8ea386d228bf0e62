"""CC-17010-1-10 for each product: versions that their makers support no longer are avoided, or retired by a plan."""

from collections.abc import Iterator
from datetime import date

from core.obligations import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from sbom.support.queries import Tally, tallies

RULE = "CC-17010-1-10"


def judge(as_of: date) -> Iterator[Obligation]:
    """One obligation a product of whose components support is known."""
    for one in tallies(as_of):
        state, why, step = judged(one)
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
            due_on=one.next_due,
            url=address("sbom.products.show", product_id=one.product_id),
        )


def judged(one: Tally) -> tuple[State, Phrase, Phrase | None]:
    """(state, why, next step). Out of support without a plan is not met; a plan that is kept, or support that ends soon,
    has its day still before it."""
    if one.overdue:
        why = phrase(
            N_("%(n)s components are out of support, or lose it, and what was decided is overdue."), n=one.overdue
        )
        return State.NOT_MET, why, phrase(N_("Retire them, or decide anew."))
    if one.out_undecided:
        why = phrase(N_("%(n)s components are out of support and have no plan to retire them."), n=one.out_undecided)
        return (
            State.NOT_MET,
            why,
            phrase(N_("Decide who retires them and by when; ask the vendor for a release with supported versions.")),
        )
    if one.undecided:
        why = phrase(N_("%(n)s components lose support within %(days)s days."), n=one.undecided, days=180)
        return State.DUE_SOON, why, phrase(N_("Ask the vendor when it moves to supported versions, and set a plan."))
    if one.open:
        why = phrase(N_("%(n)s components are being retired by a plan."), n=one.open)
        return State.DUE_SOON, why, phrase(N_("Follow the plan up to its last day."))
    if one.lacking:
        why = phrase(N_("%(n)s components without support are accepted or supported by another party."), n=one.lacking)
        return State.MET, why, None
    return State.MET, phrase(N_("No component in the table of end of life is out of support.")), None
