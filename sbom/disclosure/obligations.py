"""CC-19000-4-5 for each product."""

from collections.abc import Iterator
from datetime import date

from core.obligations import Obligation, State
from core.phrases import N_, Phrase, counted, phrase
from sbom.components.models import Delivery
from sbom.disclosure.queries import ProductDisclosure, disclosure_summary

DISCLOSURE = "CC-19000-4-5"


def judge(as_of: date) -> Iterator[Obligation]:
    """One obligation a product in use."""
    for one in disclosure_summary(as_of):
        yield _disclosure(one)


def _disclosure(one: ProductDisclosure) -> Obligation:
    state, why, step = judged(one.delivery)
    return Obligation(
        rule_id=DISCLOSURE,
        subject_type="product",
        subject_id=one.product_id,
        subject_name=f"{one.product} {one.release}".strip(),
        vendor_id=one.vendor_id,
        vendor_name=one.vendor,
        state=state,
        why=why,
        evidence=one.delivery.file_name if one.delivery else "",
        next_step=step,
        url=one.url,
    )


def judged(delivery: Delivery | None) -> tuple[State, Phrase, Phrase | None]:
    """(state, why, next step). Met only when every third-party component has its source and its licence."""
    if delivery is None:
        ask = phrase(N_("Ask the vendor for an SBOM (CycloneDX or SPDX) and upload it."))
        return State.NOT_ASSESSED, phrase(N_("There is no SBOM for this product.")), ask
    if not delivery.components:
        ask = phrase(N_("Ask the vendor for an SBOM that lists the components."))
        return State.NOT_ASSESSED, phrase(N_("The SBOM lists no component.")), ask
    if not delivery.third_party:
        return (
            State.MET,
            phrase(
                counted(
                    delivery.components,
                    N_("The %(n)s component is the vendor's own."),
                    N_("All %(n)s components are the vendor's own."),
                ),
                n=delivery.components,
            ),
            None,
        )
    if delivery.incomplete:
        why = phrase(
            N_("%(n)s of %(all)s third-party components lack their source or their licence."),
            n=delivery.incomplete,
            all=delivery.third_party,
        )
        return State.NOT_MET, why, phrase(N_("Send the vendor the list of what is missing."))
    why = phrase(N_("All %(n)s third-party components have source and licence disclosed."), n=delivery.third_party)
    return State.MET, why, None
