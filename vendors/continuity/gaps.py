"""Everything that stands between what functions tolerate and what the vendor promised, proved and planned. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from core.days import last_day_of_months
from core.phrases import N_, phrase
from vendors.continuity.rules import (
    PARTS,
    RESULT_NAMES,
    SOURCE_NAMES,
    Case,
    Drill,
    DrillResult,
    Found,
    Gap,
    Policy,
    Promise,
    Times,
)
from vendors.services.durations import duration
from vendors.services.rules import Tolerance

T = TypeVar("T", Promise, Drill)


def latest_proof(tests: Iterable[Drill], policy: Policy, today: date) -> Drill | None:
    """The newest test of a kind that proves a time; of those of one day the one that was noted last. `tests`: as they were
    noted."""
    return next(iter(_proofs(tests, policy, today)), None)


def _proofs(tests: Iterable[Drill], policy: Policy, today: date) -> list[Drill]:
    """Tests of a kind that proves a time, the newest first."""
    found = [test for test in tests if test.kind in policy.proving and test.on <= today]
    found.sort(key=lambda test: test.on)
    return found[::-1]


def counted(promises: Iterable[Promise]) -> Promise | None:
    """What counts of a vendor's promises, as they were made: of each time the newest, for one may name the other alone.
    Day and source are those of the newest that says when it works again."""
    newest = list(reversed(list(promises)))
    if not newest:
        return None
    rto, rpo = _first_with("rto", newest), _first_with("rpo", newest)
    told = rto or newest[0]
    return Promise(Times(rto.times.rto if rto else None, rpo.times.rpo if rpo else None), told.on, told.source)


def _first_with(time: str, among: Iterable[T]) -> T | None:
    return next((one for one in among if getattr(one.times, time) is not None), None)


def outage_bound(tolerable: Tolerance) -> int | None:
    """Within which time it must work again: the objective where there is one, the longest tolerable outage otherwise."""
    return tolerable.rto if tolerable.rto is not None else tolerable.mtpd


def gaps(case: Case, policy: Policy, today: date) -> list[Found]:
    """Everything that is missing, contradicts or has run out, in the order of `Gap`."""
    return [*_promised(case), *_proved(case, policy, today), *_planned(case, policy, today), *_scenarios(case, policy)]


def _promised(case: Case) -> Iterable[Found]:
    bound, promise = outage_bound(case.tolerable), case.promise
    if bound is None:
        yield Found(Gap.NO_TOLERANCE, phrase(N_("How long its functions may stand still is not recorded.")))
    if promise is None or promise.times.rto is None:
        yield Found(Gap.NO_PROMISE, phrase(N_("The vendor has not promised within which time it works again.")))
    elif bound is not None and promise.times.rto > bound:
        says = N_("Promised within %(promised)s (%(source)s of %(day)s), tolerable are %(tolerable)s.")
        yield Found(
            Gap.PROMISE_LATE,
            phrase(says, promised=duration(promise.times.rto), source=phrase(SOURCE_NAMES[promise.source]),
                   day=promise.on, tolerable=duration(bound)),
        )  # fmt: skip
    if promise is not None and promise.times.rpo is None and case.tolerable.rpo is not None:
        yield Found(Gap.LOSS_NOT_PROMISED, phrase(N_("The vendor has not promised how much data is lost at most.")))
    if promise is not None and promise.times.rpo is not None and _exceeds(promise.times.rpo, case.tolerable.rpo):
        says = N_("The promise allows %(promised)s of data to be lost, tolerable are %(tolerable)s.")
        yield Found(
            Gap.PROMISE_LOSES,
            phrase(says, promised=duration(promise.times.rpo), tolerable=duration(case.tolerable.rpo or 0)),
        )


def _exceeds(value: int | None, bound: int | None) -> bool:
    return value is not None and bound is not None and value > bound


def _proved(case: Case, policy: Policy, today: date) -> Iterable[Found]:
    proofs = _proofs(case.tests, policy, today)
    if not proofs:
        says = phrase(N_("No test has proved within which time it works again."))
        yield Found(Gap.NEVER_PROVED, says, today)
        return
    proof = proofs[0]
    if proof.result is not DrillResult.PASSED:
        says = phrase(N_("The test of %(day)s: %(result)s."), day=proof.on, result=phrase(RESULT_NAMES[proof.result]))
        yield Found(Gap.TEST_FAILED, says, today)
    yield from _measured(case, policy, proofs, today)
    end = last_day_of_months(proof.on, policy.test_months)
    if today > end:
        yield Found(Gap.PROVED_OLD, phrase(N_("Last proved on %(day)s; that counted until %(end)s."), day=proof.on, end=end), end)  # fmt: skip
    elif end - today <= policy.warn:
        yield Found(Gap.PROOF_ENDS, phrase(N_("Last proved on %(day)s; that counts until %(end)s."), day=proof.on, end=end), end)  # fmt: skip


def _measured(case: Case, policy: Policy, proofs: Sequence[Drill], today: date) -> Iterable[Found]:
    """Each time as the newest test that measured it showed it; `proofs`: the newest first."""
    promise, bound = case.promise.times if case.promise else Times(), outage_bound(case.tolerable)
    back, loss = _first_with("rto", proofs), _first_with("rpo", proofs)
    if case.tolerable.rpo is not None and (loss is None or _is_old(loss, policy, proofs[0], today)):
        says = phrase(N_("No test that still counts has proved how much data is lost."))
        yield Found(Gap.LOSS_NOT_PROVED, says, today)
    if back and _exceeds(back.times.rto, bound):
        says = phrase(N_("On %(day)s it took %(proved)s, tolerable are %(tolerable)s."), day=back.on,
                      proved=duration(back.times.rto or 0), tolerable=duration(bound or 0))  # fmt: skip
        yield Found(Gap.PROVED_LATE, says, today)
    if loss and _exceeds(loss.times.rpo, case.tolerable.rpo):
        says = phrase(N_("On %(day)s %(proved)s of data were lost, tolerable are %(tolerable)s."), day=loss.on,
                      proved=duration(loss.times.rpo or 0), tolerable=duration(case.tolerable.rpo or 0))  # fmt: skip
        yield Found(Gap.PROVED_LOSES, says, today)
    worse = back if back and _exceeds(back.times.rto, promise.rto) else None
    worse = worse or (loss if loss and _exceeds(loss.times.rpo, promise.rpo) else None)
    if worse:
        yield Found(Gap.BELOW_PROMISE, phrase(N_("What was proved on %(day)s is worse than promised."), day=worse.on))


def _is_old(loss: Drill, policy: Policy, newest: Drill, today: date) -> bool:
    """An older test's measure has run out; that the newest one has is told as such."""
    return loss != newest and today > last_day_of_months(loss.on, policy.test_months)


def _planned(case: Case, policy: Policy, today: date) -> Iterable[Found]:
    plan = case.plan
    if plan is None:
        yield Found(Gap.NO_PLAN, phrase(N_("The vendor's part of the continuity plan is not written.")))
        return
    lacking = [name for part, name in PARTS.items() if part not in plan.parts]
    if lacking:
        says = phrase(N_("The plan lacks: %(first)s (of %(n)s)."), first=phrase(lacking[0]), n=len(lacking))
        yield Found(Gap.PLAN_LACKS, says)
    if plan.contract_suits is False:
        yield Found(Gap.CONTRACT_UNFIT, phrase(N_("The contract was judged not to support the plan.")))
    end = last_day_of_months(plan.reviewed_on, policy.plan_months)
    if today > end:
        yield Found(Gap.PLAN_OLD, phrase(N_("The plan was last looked at on %(day)s."), day=plan.reviewed_on), end)
    elif end - today <= policy.warn:
        says = phrase(N_("The plan is to be looked at again by %(day)s."), day=end)
        yield Found(Gap.PLAN_ENDS, says, end)


def _scenarios(case: Case, policy: Policy) -> Iterable[Found]:
    open_ = [words for key, words in policy.scenarios.items() if key not in case.answered]
    if open_:
        says = phrase(N_("No response is written for: %(first)s (of %(n)s)."), first=open_[0], n=len(open_))
        yield Found(Gap.SCENARIOS, says)
