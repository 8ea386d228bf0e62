"""CC-19000-4-10: each service has an agreed specification with every named part, and its channels answer."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from core.obligations import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.specifications import queries
from vendors.specifications.rules import ChannelStanding, PartState, Standing

RULE = "CC-19000-4-10"
STATES = {Standing.DUE_SOON: State.DUE_SOON, Standing.HOLDS: State.MET}
"""What is not named is not met."""
CHANNEL_STATES = {
    ChannelStanding.NEVER: State.DUE_SOON,
    ChannelStanding.DUE_SOON: State.DUE_SOON,
    ChannelStanding.ANSWERS: State.MET,
}
CHANNEL_WHY = {
    ChannelStanding.FAILED: N_("%(who)s was not reached in time when tested on %(day)s."),
    ChannelStanding.OVERDUE: N_("The test of %(who)s was due on %(day)s."),
    ChannelStanding.NEVER: N_("%(who)s is to be tested for the first time by %(day)s."),
    ChannelStanding.DUE_SOON: N_("%(who)s is to be tested again by %(day)s."),
}


def judge(as_of: date) -> Iterator[Obligation]:
    """Two for each service in use: its specification, and its channels."""
    known, channels = queries.currents(as_of), queries.channel_rows(as_of)
    for row in queries.services_reached():
        current = known.get(row.id, queries.NOTHING)
        judged = queries.judged(current, as_of)
        yield _obligation(
            row, "specification", STATES.get(judged.standing, State.NOT_MET), judged.why, judged.next_step, judged.due_on,
            f"v{current.number}" if current.number else "",
        )  # fmt: skip
        yield _channels(row, current, channels.get(row.id, ()))


def _channels(row: Any, current: queries.Current, channels: Sequence[queries.ChannelRow]) -> Obligation:
    """The worst channel speaks for all; none is needed where the specification says why."""
    if not channels:
        if (current.said or {}).get("channels") is PartState.NOT_APPLICABLE:
            why = phrase(N_("Channels do not apply: %(why)s"), why=current.reasons.get("channels", ""))
            return _obligation(row, "channels", State.NOT_APPLICABLE, why, None, None)
        why = phrase(N_("No channel to the vendor is registered for this service."))
        return _obligation(
            row, "channels", State.NOT_MET, why, phrase(N_("Register whom to reach about what, and test it.")), None
        )
    order = list(ChannelStanding)
    worst = min(channels, key=lambda c: (order.index(c.standing), c.due_on))
    if worst.standing is ChannelStanding.ANSWERS:
        why = phrase(N_("%(n)s channels were tested within the term."), n=len(channels))
        return _obligation(row, "channels", State.MET, why, None, min(c.due_on for c in channels))
    says = phrase(CHANNEL_WHY[worst.standing], who=worst.who, day=worst.due_on)
    state = CHANNEL_STATES.get(worst.standing, State.NOT_MET)
    return _obligation(
        row, "channels", state, says, phrase(N_("Test the channel and note who answered.")), worst.due_on
    )


def _obligation(
    row: Any, aspect: str, state: State, why: Phrase, step: Phrase | None, due_on: date | None, evidence: str = ""
) -> Obligation:
    return Obligation(
        rule_id=RULE,
        subject_type="service",
        subject_id=row.id,
        subject_name=row.name,
        vendor_id=row.vendor_id,
        vendor_name=row.vendor,
        state=state,
        why=why,
        evidence=evidence,
        next_step=step,
        due_on=due_on,
        url=address("vendors.specifications.of", service_id=row.id, _anchor=aspect),
        aspect=aspect,
    )
