"""CC-17010-1-10 for each product: versions that their makers support no longer are avoided, or retired by a plan."""

from collections.abc import Iterator
from datetime import date

from core.obligations import Obligation, State
from core.phrases import N_, Phrase, counted, phrase
from core.web.addresses import address
from sbom.support.queries import Tally, tallies

RULE = "CC-17010-1-10"
OVERDUE = (
    N_("%(n)s component is out of support, or loses it, and what was decided is overdue."),
    N_("%(n)s components are out of support, or lose it, and what was decided is overdue."),
)
WITHOUT_PLAN = (
    N_("%(n)s component is out of support and has no plan to retire it."),
    N_("%(n)s components are out of support and have no plan to retire them."),
)
ENDING = (
    N_("%(n)s component loses support within %(days)s days."),
    N_("%(n)s components lose support within %(days)s days."),
)
PLANNED = (
    N_("%(n)s component is being retired by a plan."),
    N_("%(n)s components are being retired by a plan."),
)
SETTLED = (
    N_("%(n)s component without support is accepted or supported by another party."),
    N_("%(n)s components without support are accepted or supported by another party."),
)


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
        return State.NOT_MET, _why(OVERDUE, one.overdue), phrase(N_("Retire them, or decide anew."))
    if one.out_undecided:
        step = N_("Decide who retires them and by when; ask the vendor for a release with supported versions.")
        return State.NOT_MET, _why(WITHOUT_PLAN, one.out_undecided), phrase(step)
    if one.undecided:
        step = N_("Ask the vendor when it moves to supported versions, and set a plan.")
        return State.DUE_SOON, _why(ENDING, one.undecided, days=180), phrase(step)
    if one.open:
        return State.DUE_SOON, _why(PLANNED, one.open), phrase(N_("Follow the plan up to its last day."))
    if one.lacking:
        return State.MET, _why(SETTLED, one.lacking), None
    return State.MET, phrase(N_("No component in the table of end of life is out of support.")), None


def _why(words: tuple[str, str], n: int, **more: int) -> Phrase:
    return phrase(counted(n, *words), n=n, **more)
