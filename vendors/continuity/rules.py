"""What functions tolerate against what the vendor promised and last proved, and what its part of the plan lacks. Pure.

Sources: CC-11000 (四), CC-20000 (八), (十四) and (十五) of the Standard for the Internal Control Systems of Securities Firms
(2023). Times are in minutes throughout.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from core.days import last_day_of_months
from core.phrases import N_, Phrase, Wording, phrase
from vendors.services.durations import duration
from vendors.services.rules import Tolerance


class PromiseSource(StrEnum):
    CONTRACT = "contract"
    SPECIFICATION = "specification"
    STATEMENT = "statement"


SOURCE_NAMES: Mapping[PromiseSource, str] = {
    PromiseSource.CONTRACT: N_("Contract"),
    PromiseSource.SPECIFICATION: N_("Service specification"),
    PromiseSource.STATEMENT: N_("Vendor's statement"),
}


class DrillKind(StrEnum):
    TABLE_TOP = "table_top"
    COMPONENT = "component"
    FULL = "full"


TEST_NAMES: Mapping[DrillKind, str] = {
    DrillKind.TABLE_TOP: N_("Table-top exercise"),
    DrillKind.COMPONENT: N_("Recovery of a part"),
    DrillKind.FULL: N_("Full switch-over"),
}


class DrillResult(StrEnum):
    PASSED = "passed"
    PARTLY = "partly"
    FAILED = "failed"


RESULT_NAMES: Mapping[DrillResult, str] = {
    DrillResult.PASSED: N_("Recovered as planned"),
    DrillResult.PARTLY: N_("Recovered in part"),
    DrillResult.FAILED: N_("Not recovered"),
}
RESULT_TONES: Mapping[DrillResult, str] = {
    DrillResult.PASSED: "good",
    DrillResult.PARTLY: "warn",
    DrillResult.FAILED: "bad",
}


class Gap(StrEnum):
    """What stands between what is tolerable and what is promised, proved and planned."""

    NO_TOLERANCE = "no_tolerance"
    NO_PROMISE = "no_promise"
    PROMISE_LATE = "promise_late"
    PROMISE_LOSES = "promise_loses"
    NEVER_PROVED = "never_proved"
    TEST_FAILED = "test_failed"
    PROVED_LATE = "proved_late"
    PROVED_LOSES = "proved_loses"
    BELOW_PROMISE = "below_promise"
    PROVED_OLD = "proved_old"
    PROOF_ENDS = "proof_ends"
    NO_PLAN = "no_plan"
    PLAN_LACKS = "plan_lacks"
    CONTRACT_UNFIT = "contract_unfit"
    PLAN_OLD = "plan_old"
    PLAN_ENDS = "plan_ends"
    SCENARIOS = "scenarios"


GAP_NAMES: Mapping[Gap, str] = {
    Gap.NO_TOLERANCE: N_("Tolerance unknown"),
    Gap.NO_PROMISE: N_("Nothing promised"),
    Gap.PROMISE_LATE: N_("Promised later than tolerable"),
    Gap.PROMISE_LOSES: N_("Promised loss above tolerable"),
    Gap.NEVER_PROVED: N_("Never proved"),
    Gap.TEST_FAILED: N_("Last test not recovered"),
    Gap.PROVED_LATE: N_("Proved later than tolerable"),
    Gap.PROVED_LOSES: N_("Proved loss above tolerable"),
    Gap.BELOW_PROMISE: N_("Proved worse than promised"),
    Gap.PROVED_OLD: N_("Proof too old"),
    Gap.PROOF_ENDS: N_("Proof soon too old"),
    Gap.NO_PLAN: N_("No plan"),
    Gap.PLAN_LACKS: N_("Plan incomplete"),
    Gap.CONTRACT_UNFIT: N_("Contract does not support the plan"),
    Gap.PLAN_OLD: N_("Plan not looked at"),
    Gap.PLAN_ENDS: N_("Plan soon to be looked at"),
    Gap.SCENARIOS: N_("Scenarios without response"),
}
SOON = frozenset({Gap.PROOF_ENDS, Gap.PLAN_ENDS})
"""What has time yet."""
PROMISES = (Gap.NO_TOLERANCE, Gap.NO_PROMISE, Gap.PROMISE_LATE, Gap.PROMISE_LOSES)
PROOFS = (Gap.NEVER_PROVED, Gap.TEST_FAILED, Gap.PROVED_LATE, Gap.PROVED_LOSES, Gap.BELOW_PROMISE, Gap.PROVED_OLD, Gap.PROOF_ENDS)  # fmt: skip
PLANS = (Gap.NO_PLAN, Gap.PLAN_LACKS, Gap.CONTRACT_UNFIT, Gap.PLAN_OLD, Gap.PLAN_ENDS)

PARTS: Mapping[str, str] = {
    "contacts": N_("Emergency contacts"),
    "roles": N_("Roles and duties"),
    "alternate_site": N_("Alternate site"),
    "substitute": N_("Who takes over if the vendor cannot"),
    "workaround": N_("Manual workaround"),
    "contract_suits": N_("Suitability of the contract"),
}
"""The vendor's part of the plan (CC-20000 (八): 往來外單位之應變規劃及合約適當性)."""


@dataclass(frozen=True)
class Policy:
    test_months: int
    plan_months: int
    warn: timedelta
    proving: frozenset[DrillKind]
    scenarios: Mapping[str, Wording]


def parse_policy(data: Mapping[str, Any]) -> Policy:
    """A policy from its data. Raises KeyError, TypeError or ValueError where the data are none."""
    scenarios = {
        str(each["id"])[:40]: Wording(str(each["zh"])[:200], str(each["en"])[:200]) for each in data["scenario"]
    }
    if len(scenarios) > 60:
        raise ValueError("at most 60 scenarios")
    return Policy(
        _whole(data["test_months"]), _whole(data["plan_months"]), timedelta(days=_whole(data.get("warn_days", 60))),
        frozenset(DrillKind(kind) for kind in data["proving"]), scenarios,
    )  # fmt: skip


def _whole(value: Any) -> int:
    if not isinstance(value, int) or not 1 <= value <= 3_650:
        raise ValueError(f"between 1 and 3650, not {value!r}")
    return value


@dataclass(frozen=True)
class Times:
    """Within which time it works again, and how much data is lost; None is not known."""

    rto: int | None = None
    rpo: int | None = None


@dataclass(frozen=True)
class Promise:
    times: Times
    on: date
    source: PromiseSource


@dataclass(frozen=True)
class Drill:
    kind: DrillKind
    on: date
    result: DrillResult
    times: Times = Times()


@dataclass(frozen=True)
class Plan:
    """Which parts are filled in, whether the contract supports it (None: nobody judged), when it was looked at."""

    parts: frozenset[str]
    contract_suits: bool | None
    reviewed_on: date


@dataclass(frozen=True)
class Case:
    """One service on one day, as far as judging needs it; `answered` are the scenarios with a response."""

    tolerable: Tolerance
    promise: Promise | None = None
    tests: Sequence[Drill] = ()
    plan: Plan | None = None
    answered: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """One gap, in a sentence, and by when it is (or was) to be closed."""

    gap: Gap
    says: Phrase
    due_on: date | None = None

    @property
    def is_soon(self) -> bool:
        return self.gap in SOON


def latest_proof(tests: Iterable[Drill], policy: Policy, today: date) -> Drill | None:
    """The newest test of a kind that proves a time."""
    found = [test for test in tests if test.kind in policy.proving and test.on <= today]
    return max(found, key=lambda test: test.on, default=None)


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
    if promise is not None and promise.times.rpo is not None and _exceeds(promise.times.rpo, case.tolerable.rpo):
        says = N_("The promise allows %(promised)s of data to be lost, tolerable are %(tolerable)s.")
        yield Found(
            Gap.PROMISE_LOSES,
            phrase(says, promised=duration(promise.times.rpo), tolerable=duration(case.tolerable.rpo or 0)),
        )


def _exceeds(value: int | None, bound: int | None) -> bool:
    return value is not None and bound is not None and value > bound


def _proved(case: Case, policy: Policy, today: date) -> Iterable[Found]:
    proof = latest_proof(case.tests, policy, today)
    if proof is None:
        says = phrase(N_("No test has proved within which time it works again."))
        yield Found(Gap.NEVER_PROVED, says, today)
        return
    if proof.result is not DrillResult.PASSED:
        says = phrase(N_("The test of %(day)s: %(result)s."), day=proof.on, result=phrase(RESULT_NAMES[proof.result]))
        yield Found(Gap.TEST_FAILED, says, today)
    bound = outage_bound(case.tolerable)
    if _exceeds(proof.times.rto, bound):
        says = phrase(N_("On %(day)s it took %(proved)s, tolerable are %(tolerable)s."), day=proof.on,
                      proved=duration(proof.times.rto or 0), tolerable=duration(bound or 0))  # fmt: skip
        yield Found(Gap.PROVED_LATE, says, today)
    if _exceeds(proof.times.rpo, case.tolerable.rpo):
        says = phrase(N_("On %(day)s %(proved)s of data were lost, tolerable are %(tolerable)s."), day=proof.on,
                      proved=duration(proof.times.rpo or 0), tolerable=duration(case.tolerable.rpo or 0))  # fmt: skip
        yield Found(Gap.PROVED_LOSES, says, today)
    promise = case.promise.times if case.promise else Times()
    if _exceeds(proof.times.rto, promise.rto) or _exceeds(proof.times.rpo, promise.rpo):
        yield Found(Gap.BELOW_PROMISE, phrase(N_("What was proved on %(day)s is worse than promised."), day=proof.on))
    end = last_day_of_months(proof.on, policy.test_months)
    if today > end:
        yield Found(Gap.PROVED_OLD, phrase(N_("Last proved on %(day)s; that counted until %(end)s."), day=proof.on, end=end), end)  # fmt: skip
    elif end - today <= policy.warn:
        yield Found(Gap.PROOF_ENDS, phrase(N_("Last proved on %(day)s; that counts until %(end)s."), day=proof.on, end=end), end)  # fmt: skip


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
