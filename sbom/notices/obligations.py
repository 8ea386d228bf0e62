"""CC-19000-4-9 for each vendor that delivers software: does it tell us in time, and is what it tells dealt with."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from core.obligations import Obligation, State
from core.phrases import N_, Phrase, counted, phrase
from core.web.addresses import address
from sbom.disclosure.queries import disclosure_summary
from sbom.notices.known import has_sources
from sbom.notices.models import Notice
from sbom.notices.queries import Owed, all_notices, owed
from sbom.notices.rules import Duty, Standing

RULE = "CC-19000-4-9"
Verdict = tuple[State, Phrase, Phrase | None, date | None]


def judge(as_of: date) -> Iterator[Obligation]:
    """One obligation a vendor with software in use."""
    vendors = {one.vendor_id: one.vendor for one in disclosure_summary(as_of)}
    told: dict[int, list[Notice]] = defaultdict(list)
    for notice in all_notices():
        vendors.setdefault(notice.vendor_id, notice.vendor.name)
        told[notice.vendor_id].append(notice)
    due: dict[int, list[Owed]] = defaultdict(list)
    for one in owed(as_of):
        due[one.known.vendor_id].append(one)
    knows = has_sources()
    for vendor_id, name in vendors.items():
        state, why, step, day = judged(told[vendor_id], due[vendor_id], as_of, knows=knows)
        yield Obligation(
            rule_id=RULE,
            subject_type="vendor",
            subject_id=vendor_id,
            subject_name=name,
            vendor_id=vendor_id,
            vendor_name=name,
            state=state,
            why=why,
            next_step=step,
            due_on=day,
            url=address("vendors.register.show", vendor_id=vendor_id),
        )


def judged(notices: Sequence[Notice], due: Sequence[Owed], as_of: date, *, knows: bool) -> Verdict:
    """(state, why, next step, its day): first what the vendor did not tell, then what is not done about what it told."""
    missing = [one for one in due if one.duty is Duty.MISSING]
    if missing:
        why = phrase(
            counted(
                len(missing),
                N_("No notice of %(n)s known grave vulnerability came by its due time."),
                N_("No notice of %(n)s known grave vulnerabilities came by its due time."),
            ),
            n=len(missing),
        )
        unasked = [one for one in missing if one.letter is None]
        step = N_("Write to the vendor, and ask for countermeasures.") if unasked else N_("Press for the answer.")
        return State.NOT_MET, why, phrase(step), None
    standings = [notice.standing(as_of) for notice in notices]
    days = [m.due_on for n in notices if n.closed_at is None for m in n.measures if not m.is_done]
    if Standing.OVERDUE in standings:
        why = phrase(N_("Countermeasures to the vendor's notices are overdue."))
        return State.NOT_MET, why, phrase(N_("Complete them, with evidence.")), min(days)
    if set(standings) - {Standing.CLOSED}:
        open_ = sum(standing is not Standing.CLOSED for standing in standings)
        why = phrase(N_("Notices still being dealt with: %(n)s."), n=open_)
        return State.DUE_SOON, why, phrase(N_("Plan and complete the countermeasures.")), min(days, default=None)
    if notices:
        return State.MET, phrase(N_("Every notice of the vendor (%(n)s) is dealt with."), n=len(notices)), None, None
    if knows:
        why = phrase(N_("No grave vulnerability is known of which the vendor would have had to tell."))
        return State.MET, why, None, None
    why = phrase(N_("The vendor has told us of nothing yet, and no advisories are there to compare with."))
    return State.NOT_ASSESSED, why, phrase(N_("Register what the vendor tells of vulnerabilities.")), None
