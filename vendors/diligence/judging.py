"""Whether the evidence there is suffices for what a service needs on a day. Pure.

Source: CC-19000 (四) 3, (十七) 3 and (十九) of the Standard for the Internal Control Systems of Securities Firms (2023).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.days import last_day_of_months
from core.phrases import N_, Phrase, phrase
from vendors.diligence.rules import (
    ORDER,
    Evidence,
    Finding,
    Judgement,
    Release,
    Renewal,
    Requirement,
    Standing,
    Verdict,
)


@dataclass(frozen=True)
class _Case:
    """One requirement on one day for one service: its releases that matter, out and to come, in order."""

    requirement: Requirement
    today: date
    warn: timedelta
    out: Sequence[Release]
    coming: Release | None
    first: Release | None
    by_id: Mapping[int, Release] = field(default_factory=dict)


def requirements_of(every: Iterable[Requirement], attributes: Collection[str]) -> list[Requirement]:
    """What a service with these attributes needs."""
    return [each for each in every if each.applies_to(attributes)]


def judge(
    requirement: Requirement, releases: Iterable[Release], evidence: Iterable[Evidence], today: date, warn: timedelta
) -> Judgement | None:
    """How a service stands with a requirement on a day; None while it asks nothing (no major update yet)."""
    case = _case(requirement, releases, today, warn)
    if requirement.renewal is Renewal.MAJOR and not case.out and case.coming is None:
        return None
    found = [e for e in evidence if e.kind in requirement.kinds and e.tested_on <= today]
    if not found:
        return _missing(case)
    counts = [each for each in found if not _is_overtaken(each, found)]
    best = min((_judged(case, each) for each in counts), key=lambda j: (ORDER.index(j.standing), _newest(j)))
    late = [f for e in found for f in e.findings if f.is_late(today)]
    if late and ORDER.index(best.standing) < ORDER.index(Standing.FINDINGS_LATE):
        return _late(case, best, late)
    return best


def _is_overtaken(evidence: Evidence, found: Iterable[Evidence]) -> bool:
    """Whether a test of the same kind was not passed after it: what was passed before proves nothing now."""
    return any(
        e.verdict is Verdict.FAILED and e.kind == evidence.kind and e.tested_on > evidence.tested_on for e in found
    )


def _newest(judgement: Judgement) -> int:
    return -judgement.evidence.tested_on.toordinal() if judgement.evidence else 0


def _case(requirement: Requirement, releases: Iterable[Release], today: date, warn: timedelta) -> _Case:
    every = sorted(releases, key=lambda r: (r.released_on, r.id))
    match requirement.renewal:
        case Renewal.EVERY:
            asked = every
        case Renewal.MAJOR:
            asked = [r for r in every[1:] if r.is_major]  # the first release has its own requirement
        case _:
            asked = every[:1] if requirement.renewal is Renewal.FIRST else []
    out = [r for r in asked if r.released_on <= today]
    coming = next((r for r in asked if today < r.released_on <= today + warn), None)
    return _Case(requirement, today, warn, out, coming, every[0] if every else None, {r.id: r for r in every})


def _missing(case: _Case) -> Judgement:
    step = phrase(N_("Ask the vendor for it, and register it here."))
    if case.coming and not case.out:
        why = phrase(N_("Release %(release)s comes on %(day)s; there is no evidence yet."), release=case.coming.number,
                     day=case.coming.released_on)  # fmt: skip
        due = case.coming.released_on - timedelta(days=1)
        return Judgement(case.requirement, Standing.RELEASE_COMING, why, None, step, due)
    return Judgement(
        case.requirement, Standing.MISSING, phrase(N_("No evidence is registered.")), None, step, case.today
    )


def _judged(case: _Case, evidence: Evidence) -> Judgement:
    for check in (_verdict, _accreditation, _validity, _coverage):
        found = check(case, evidence)
        if found is not None:
            return found
    return _soon(case, evidence)


def _verdict(case: _Case, evidence: Evidence) -> Judgement | None:
    if evidence.verdict is Verdict.FAILED:
        why = phrase(N_("The test of %(day)s was not passed."), day=evidence.tested_on)
        step = phrase(N_("Have the findings remedied and the test done again."))
        return Judgement(case.requirement, Standing.FAILED, why, evidence, step, case.today)
    if evidence.verdict is Verdict.UNREVIEWED:
        why = phrase(N_("The paper of %(day)s has come and nobody has read what it says."), day=evidence.tested_on)
        return Judgement(
            case.requirement, Standing.UNREVIEWED, why, evidence, phrase(N_("Read it and note its outcome."))
        )
    return None


def _accreditation(case: _Case, evidence: Evidence) -> Judgement | None:
    needed = case.requirement.accreditor
    if not needed:
        return None
    step = phrase(N_("Have it tested by a laboratory that %(who)s has accredited."), who=needed)
    if evidence.accreditor.strip().upper() != needed or not evidence.accreditation.strip():
        why = phrase(N_("Nothing shows that %(who)s had accredited the laboratory."), who=needed)
    elif evidence.accredited_until is not None and evidence.accredited_until < evidence.tested_on:
        why = phrase(
            N_("The laboratory's accreditation had ended on %(day)s, before the test."), day=evidence.accredited_until
        )
    else:
        return None
    return Judgement(case.requirement, Standing.UNACCREDITED, why, evidence, step, case.today)


def valid_until(requirement: Requirement, evidence: Evidence) -> date | None:
    """The last day the evidence counts: what it says itself or the rule's rhythm, whichever ends first."""
    rhythm = last_day_of_months(evidence.tested_on, requirement.valid_months) if requirement.valid_months else None
    return min((day for day in (rhythm, evidence.valid_until) if day is not None), default=None)


def _validity(case: _Case, evidence: Evidence) -> Judgement | None:
    end = valid_until(case.requirement, evidence)
    if end is None or case.today <= end:
        return None
    why = phrase(N_("The newest evidence counted until %(day)s."), day=end)
    return Judgement(
        case.requirement, Standing.EXPIRED, why, evidence, phrase(N_("Ask the vendor for a new test.")), end
    )


def _covers(case: _Case, evidence: Evidence, release: Release) -> bool:
    """Evidence that names a release speaks of it and those before; what names none, of what was out on its day."""
    if case.requirement.renewal is Renewal.FIRST:
        return True
    named = case.by_id.get(evidence.release_id or 0)
    if named is not None:
        return (named.released_on, named.id) >= (release.released_on, release.id)
    return evidence.tested_on >= release.released_on


def _coverage(case: _Case, evidence: Evidence) -> Judgement | None:
    requirement = case.requirement
    if requirement.renewal is Renewal.EVERY and case.first is None:
        why = phrase(N_("No release is registered, so nobody can tell whether the evidence speaks of what is in use."))
        step = phrase(N_("Register the release that is in use, and which one the evidence is about."))
        return Judgement(requirement, Standing.NO_RELEASE, why, evidence, step)
    if requirement.renewal in (Renewal.EVERY, Renewal.MAJOR) and case.out and not _covers(case, evidence, case.out[-1]):
        newest = case.out[-1]
        says = N_("Release %(release)s is in use since %(day)s; the evidence is older.")
        why = phrase(says, release=newest.number, day=newest.released_on)
        step = phrase(
            N_("Ask for a test of release %(release)s, or note that the evidence is about it."), release=newest.number
        )
        return Judgement(requirement, Standing.SUPERSEDED, why, evidence, step, newest.released_on)
    return None


def _soon(case: _Case, evidence: Evidence) -> Judgement:
    requirement, end = case.requirement, valid_until(case.requirement, evidence)
    if case.coming and not _covers(case, evidence, case.coming):
        why = phrase(N_("Release %(release)s comes on %(day)s; there is no evidence yet."), release=case.coming.number,
                     day=case.coming.released_on)  # fmt: skip
        step = phrase(N_("Ask for a test of release %(release)s."), release=case.coming.number)
        due = case.coming.released_on - timedelta(days=1)
        return Judgement(requirement, Standing.RELEASE_COMING, why, evidence, step, due)
    if end is not None and end - case.today <= case.warn:
        why = phrase(N_("The evidence counts until %(day)s."), day=end)
        return Judgement(
            requirement, Standing.EXPIRING, why, evidence, phrase(N_("Ask the vendor for a new test.")), end
        )
    return Judgement(requirement, Standing.MET, _met(case, evidence, end), evidence, None, end)


def _met(case: _Case, evidence: Evidence, end: date | None) -> Phrase:
    late_for = next(
        (r for r in reversed(case.out) if evidence.release_id == r.id and evidence.tested_on > r.released_on), None
    )
    if late_for is not None:
        says = N_("Tested on %(day)s, only after release %(release)s was in use.")
        return phrase(says, day=evidence.tested_on, release=late_for.number)
    if end is not None:
        return phrase(N_("Tested on %(day)s; counts until %(end)s."), day=evidence.tested_on, end=end)
    return phrase(N_("Tested on %(day)s."), day=evidence.tested_on)


def _late(case: _Case, best: Judgement, late: Sequence[Finding]) -> Judgement:
    due = min(f.accepted_until or f.due_on for f in late)
    why = phrase(N_("Findings open beyond their day: %(n)s, the oldest since %(day)s."), n=len(late), day=due)
    step = phrase(N_("Have them remedied and retested, or accept the risk with a reason."))
    return Judgement(case.requirement, Standing.FINDINGS_LATE, why, best.evidence, step, due)
