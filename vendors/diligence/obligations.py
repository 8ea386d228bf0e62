"""CC-19000-4-3, 17-3 and 19: the tests that a service needs are there, count today, and what they found is dealt with."""

from collections.abc import Iterator
from datetime import date

from core.obligations import Obligation, State
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.diligence.queries import judged, vendors_without_services
from vendors.diligence.rules import Standing

STATES = {
    Standing.MET: State.MET,
    Standing.EXPIRING: State.DUE_SOON,
    Standing.RELEASE_COMING: State.DUE_SOON,
    Standing.NO_RELEASE: State.NOT_ASSESSED,
    Standing.UNREVIEWED: State.NOT_ASSESSED,
}
"""What is not named is not met."""


def judge(as_of: date) -> Iterator[Obligation]:
    """One for each service in use and each kind of evidence that it needs; a vendor without services is not assessed."""
    for vendor_id, name in vendors_without_services():
        yield Obligation(
            rule_id="CC-19000-4-3",
            subject_type="vendor",
            subject_id=vendor_id,
            subject_name=name,
            vendor_id=vendor_id,
            vendor_name=name,
            state=State.NOT_ASSESSED,
            why=phrase(N_("No service is registered, so nobody can say which tests it needs.")),
            next_step=phrase(N_("Register what the vendor supplies.")),
            url=address("vendors.register.show", vendor_id=vendor_id),
        )
    for one in judged(as_of):
        for each in one.judgements:
            yield Obligation(
                rule_id=each.requirement.rule,
                subject_type="service",
                subject_id=one.service_id,
                subject_name=one.service,
                vendor_id=one.vendor_id,
                vendor_name=one.vendor,
                state=STATES.get(each.standing, State.NOT_MET),
                why=phrase(N_("%(need)s: %(why)s"), need=each.requirement.name, why=each.why),
                evidence=each.evidence.name if each.evidence else "",
                next_step=each.next_step,
                due_on=each.due_on,
                url=_url(one.service_id, each.evidence.id if each.evidence else None),
                aspect=each.requirement.id,
            )


def _url(service_id: int, evidence_id: int | None) -> str:
    if evidence_id is not None:
        return address("vendors.diligence.show", evidence_id=evidence_id)
    return address("vendors.services.show", service_id=service_id, _anchor="evidence")
