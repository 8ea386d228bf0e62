"""CC-11000-4, CC-20000-8, 14 and 15: tolerances are known and promised, the vendor's part of the plan stands, scenarios
have a response, and an interrupted core service was proved to be replaced in time."""

from collections.abc import Iterator, Sequence
from datetime import date

from core.obligations import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.continuity.queries import Standing, core_functions, standings
from vendors.continuity.rules import PLANS, PROMISES, PROOFS, Found, Gap
from vendors.services.queries import function_findings

LINES: Sequence[tuple[str, str, Sequence[Gap], str, str]] = (
    ("CC-11000-4", "promise", PROMISES, N_("The vendor promised a time that its functions tolerate."),
     N_("Agree with the vendor on a time that its functions tolerate, and note where it stands.")),
    ("CC-20000-8", "plan", PLANS, N_("The vendor's part of the continuity plan is whole and was looked at in time."),
     N_("Complete the vendor's part of the continuity plan, and look at it again.")),
    ("CC-20000-14", "scenarios", (Gap.SCENARIOS,), N_("Every risk scenario has a response."),
     N_("Write what is done about each risk scenario.")),
    ("CC-20000-15", "proof", PROOFS, N_("It was proved in time that it works again within the tolerable time."),
     N_("Test the recovery with the vendor, and note how long it took.")),
)  # fmt: skip
"""Rule line, aspect, the gaps that it is about, what holds where there is none, and what is to be done where there is."""


def judge(as_of: date) -> Iterator[Obligation]:
    """One for each core function, and four for each service in use that core functions rest on."""
    yield from _functions()
    for one in standings(as_of):
        if one.is_core:
            for rule, aspect, about, holds, step in LINES:
                yield _judged(one, rule, aspect, [f for f in one.found if f.gap in about], holds, step)


def _judged(one: Standing, rule: str, aspect: str, found: Sequence[Found], holds: str, step: str) -> Obligation:
    open_ = [each for each in found if not each.is_soon]
    state = State.NOT_MET if open_ else State.DUE_SOON if found else State.MET
    first = next(iter(open_ or found), None)
    return Obligation(
        rule_id=rule,
        subject_type="service",
        subject_id=one.service_id,
        subject_name=one.service,
        vendor_id=one.vendor_id,
        vendor_name=one.vendor,
        state=state,
        why=_why(open_ or found) if first else phrase(holds),
        next_step=phrase(step) if first else None,
        due_on=first.due_on if first else None,
        url=address("vendors.continuity.show", service_id=one.service_id),
        aspect=aspect,
    )


def _why(found: Sequence[Found]) -> Phrase:
    if len(found) == 1:
        return found[0].says
    return phrase(N_("%(first)s And %(n)s more."), first=found[0].says, n=len(found) - 1)


def _functions() -> Iterator[Obligation]:
    for function in core_functions():
        found = function_findings(function)
        yield Obligation(
            rule_id="CC-11000-4",
            subject_type="business_function",
            subject_id=function.id,
            subject_name=function.name,
            vendor_id=None,
            vendor_name="",
            state=State.NOT_MET if found else State.MET,
            why=found[0].says if found else phrase(N_("MTPD, RTO and RPO are stated and agree.")),
            next_step=phrase(N_("State how long the function may stand still and how much may be lost."))
            if found
            else None,
            url=address("vendors.services.function", function_id=function.id),
        )
