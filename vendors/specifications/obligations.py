"""CC-19000-4-10: each service has an agreed specification with every named part, its channels answer, its levels are kept."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from core.obligations import Obligation, State
from core.phrases import N_, Phrase, counted, phrase
from core.web.addresses import address
from vendors.specifications import level_queries, queries
from vendors.specifications.levels import period_text
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
    """Three for each service in use: its specification, its channels, and the levels that its vendor is to keep."""
    known, channels = queries.currents(as_of), queries.channel_rows(as_of)
    promised = level_queries.standings(as_of)
    for row in queries.services_reached():
        current = known.get(row.id, queries.NOTHING)
        judged = queries.judged(current, as_of)
        yield _obligation(
            row, "specification", STATES.get(judged.standing, State.NOT_MET), judged.why, judged.next_step, judged.due_on,
            f"v{current.number}" if current.number else "",
        )  # fmt: skip
        yield _channels(row, current, channels.get(row.id, ()))
        yield _levels(row, current, promised.get(row.id, ()))


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
        why = phrase(
            counted(
                len(channels),
                N_("%(n)s channel was tested within the term."),
                N_("%(n)s channels were tested within the term."),
            ),
            n=len(channels),
        )
        return _obligation(row, "channels", State.MET, why, None, min(c.due_on for c in channels))
    says = phrase(CHANNEL_WHY[worst.standing], who=worst.who, day=worst.due_on)
    state = CHANNEL_STATES.get(worst.standing, State.NOT_MET)
    return _obligation(
        row, "channels", state, says, phrase(N_("Test the channel and note who answered.")), worst.due_on
    )


def _levels(row: Any, current: queries.Current, promised: Sequence[level_queries.LevelStanding]) -> Obligation:
    """Levels are promised, their figures are here, and what was missed was dealt with."""
    aspect = "service-levels"
    if not promised:
        if (current.said or {}).get("service_level") is PartState.NOT_APPLICABLE:
            why = phrase(N_("Service levels do not apply: %(why)s"), why=current.reasons.get("service_level", ""))
            return _obligation(row, aspect, State.NOT_APPLICABLE, why, None, None)
        why = phrase(N_("No service level is registered that the vendor is to keep."))
        return _obligation(row, aspect, State.NOT_MET, why, phrase(N_("Register the levels that were promised.")), None)
    missed = next((one for one in promised if one.open_misses), None)
    if missed is not None:
        last = missed.open_misses[-1]
        why = phrase(
            N_("%(level)s was missed in %(period)s: %(value)s."),
            level=missed.label,
            period=last.text,
            value=str(last.value),
        )
        step = phrase(N_("Take the penalty or say why not, and have the vendor put it right."))
        return _obligation(row, aspect, State.NOT_MET, why, step, None)
    late = next((one for one in promised if one.late), None)
    if late is not None:
        periods = ", ".join(period_text(each, late.promise.period) for each in late.late[:3])
        why = phrase(N_("%(level)s: no figure for %(periods)s."), level=late.label, periods=periods)
        return _obligation(
            row, aspect, State.NOT_MET, why, phrase(N_("Get the figures from the vendor and enter them.")), None
        )
    if all(one.last is None for one in promised):
        why = phrase(N_("Levels are registered; no figure is due yet."))
        return _obligation(
            row, aspect, State.DUE_SOON, why, phrase(N_("Get the figures from the vendor and enter them.")), None
        )
    why = phrase(
        counted(
            len(promised),
            N_("%(n)s level is reported, and what was missed was dealt with."),
            N_("%(n)s levels are reported, and what was missed was dealt with."),
        ),
        n=len(promised),
    )
    return _obligation(row, aspect, State.MET, why, None, None)


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
