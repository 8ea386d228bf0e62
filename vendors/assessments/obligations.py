"""The half of CC-19000-4-2 that speaks of operating capability, for each vendor. `vendors.concentration` judges the other
half and yields the obligation: one line of the rule has one judge."""

from dataclasses import dataclass
from datetime import date

from core.obligations import State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.assessments.queries import VendorStanding
from vendors.assessments.rules import Standing, presses_on, standing_reason

STATES = {
    Standing.NOT_CAPABLE: State.NOT_MET,
    Standing.EXPIRED: State.NOT_MET,
    Standing.OVERDUE: State.NOT_MET,
    Standing.CONDITION_LATE: State.NOT_MET,
    Standing.CERTIFICATE_ENDED: State.NOT_MET,
    Standing.NEVER: State.NOT_ASSESSED,
    Standing.DUE_SOON: State.DUE_SOON,
    Standing.CONDITION: State.DUE_SOON,
    Standing.CERTIFICATE: State.DUE_SOON,
    Standing.VALID: State.MET,
}
STEPS = {
    Standing.NOT_CAPABLE: N_("Replace the vendor, or have it put right what fell short and assess it again."),
    Standing.EXPIRED: N_("Assess the vendor's operating capability again."),
    Standing.OVERDUE: N_("Assess the vendor's operating capability and keep the result."),
    Standing.NEVER: N_("Assess the vendor's operating capability and keep the result."),
    Standing.DUE_SOON: N_("Assess the vendor's operating capability again."),
    Standing.CONDITION_LATE: N_("Have the vendor meet the condition, or assess it again and conclude otherwise."),
    Standing.CONDITION: N_("See to it that the vendor meets the condition, and record what shows it."),
    Standing.CERTIFICATE_ENDED: N_("Get the renewed certificate from the vendor, or assess it again without it."),
    Standing.CERTIFICATE: N_("Get the renewed certificate from the vendor."),
}

ON_THE_HELD = (Standing.CONDITION_LATE, Standing.CONDITION, Standing.CERTIFICATE_ENDED, Standing.CERTIFICATE)


@dataclass(frozen=True)
class Judged:
    """What can be said of a vendor's capability; `step` None where nothing is to be done."""

    state: State
    why: Phrase
    step: Phrase | None
    due_on: date
    evidence: str
    url: str


def judged(vendor_id: int, stands: VendorStanding) -> Judged:
    held = stands.current
    # A condition or a certificate is dealt with where it stands, also while the next assessment is under way.
    shown = held.assessment_id if held and stands.standing in ON_THE_HELD else stands.open_id
    shown = shown or (held.assessment_id if held else None)
    url = (
        address("vendors.assessments.show", assessment_id=shown)
        if shown
        else address("vendors.register.show", vendor_id=vendor_id)
    )
    step = STEPS.get(stands.standing)
    return Judged(
        STATES[stands.standing],
        standing_reason(held, stands.standing, stands.due_on, stands.open_state),
        phrase(step) if step else None,
        presses_on(held, stands.standing, stands.due_on),
        f"A{held.assessment_id}" if held else "",
        url,
    )
