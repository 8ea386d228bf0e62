"""What functions tolerate against what the vendor promised and last proved, and what its part of the plan lacks. Pure.

Sources: CC-11000 (四), CC-20000 (八), (十四) and (十五) of the Standard for the Internal Control Systems of Securities Firms
(2023). Times are in minutes throughout.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from core.phrases import N_, Phrase, Wording
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
    LOSS_NOT_PROMISED = "loss_not_promised"
    PROMISE_LATE = "promise_late"
    PROMISE_LOSES = "promise_loses"
    NEVER_PROVED = "never_proved"
    TEST_FAILED = "test_failed"
    LOSS_NOT_PROVED = "loss_not_proved"
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
    Gap.LOSS_NOT_PROMISED: N_("Loss not promised"),
    Gap.PROMISE_LATE: N_("Promised later than tolerable"),
    Gap.PROMISE_LOSES: N_("Promised loss above tolerable"),
    Gap.NEVER_PROVED: N_("Never proved"),
    Gap.TEST_FAILED: N_("Last test not recovered"),
    Gap.LOSS_NOT_PROVED: N_("Loss not proved"),
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
PROMISES = (Gap.NO_TOLERANCE, Gap.NO_PROMISE, Gap.LOSS_NOT_PROMISED, Gap.PROMISE_LATE, Gap.PROMISE_LOSES)
PROOFS = (Gap.NEVER_PROVED, Gap.TEST_FAILED, Gap.LOSS_NOT_PROVED, Gap.PROVED_LATE, Gap.PROVED_LOSES, Gap.BELOW_PROMISE, Gap.PROVED_OLD, Gap.PROOF_ENDS)  # fmt: skip
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
