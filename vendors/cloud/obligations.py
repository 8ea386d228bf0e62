"""CC-21100-1: a cloud service in use was assessed before, and for a critical one every needed part is met or compensated."""

from collections.abc import Iterator
from datetime import date

from core.obligations import Obligation, State
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.cloud.queries import CloudService, standings
from vendors.cloud.rules import Standing

STATES = {Standing.VALID: State.MET, Standing.DUE_SOON: State.DUE_SOON}
"""What is not named is not met."""
STEPS = {
    Standing.UNUSABLE: N_("Stop using it, or assess it again once what fell short is put right."),
    Standing.NEVER: N_("Assess the cloud service, and have a second person approve it."),
    Standing.UNDER_WAY: N_("Finish the assessment, and have a second person approve it."),
    Standing.EXPIRED: N_("Assess the cloud service again."),
    Standing.CHANGED: N_("Assess the cloud service as it is now."),
    Standing.UNCOMPENSATED: N_("Have the part met, or a compensating measure approved."),
    Standing.DUE_SOON: N_("Assess the cloud service again."),
}


def judge(as_of: date) -> Iterator[Obligation]:
    """One for each cloud service in use."""
    for one in standings(as_of):
        step = STEPS.get(one.standing)
        yield Obligation(
            rule_id="CC-21100-1",
            subject_type="service",
            subject_id=one.service_id,
            subject_name=one.service,
            vendor_id=one.vendor_id,
            vendor_name=one.vendor,
            state=STATES.get(one.standing, State.NOT_MET),
            why=one.why,
            evidence=f"L{one.held_id}" if one.held_id else "",
            next_step=phrase(step) if step else None,
            due_on=one.due_on,
            url=_url(one),
        )


def _url(one: CloudService) -> str:
    number = one.open_id or one.held_id
    if number:
        return address("vendors.cloud.show", assessment_id=number)
    return address("vendors.services.show", service_id=one.service_id, _anchor="cloud")
