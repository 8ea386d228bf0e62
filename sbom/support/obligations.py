"""CC-19000-4-9 for each product: versions that their makers support no longer (see also CC-17010-1-10)."""

from collections.abc import Iterator
from datetime import date

from core.obligations import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from sbom.support.queries import Tally, tallies

RULE = "CC-19000-4-9"


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
            due_on=one.next_end,
            url=address("sbom.products.show", product_id=one.product_id),
        )


def judged(one: Tally) -> tuple[State, Phrase, Phrase | None]:
    """(state, why, next step)."""
    if one.out:
        why = phrase(N_("%(n)s components are out of support."), n=one.out)
        return State.NOT_MET, why, phrase(N_("Ask the vendor for a release with supported versions."))
    if one.ending:
        why = phrase(N_("%(n)s components lose support within %(days)s days."), n=one.ending, days=180)
        return State.DUE_SOON, why, phrase(N_("Ask the vendor when it moves to supported versions."))
    return State.MET, phrase(N_("No component in the table of end of life is out of support.")), None
