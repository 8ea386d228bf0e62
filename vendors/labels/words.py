"""What stands in a field that holds one of a few words."""

from collections.abc import Mapping
from typing import Any

from core.severity import SEVERITY_NAMES
from vendors.assessments.rules import CONCLUSION_NAMES
from vendors.audits.rules import AUDIT_KIND_NAMES
from vendors.audits.rules import OUTCOME_NAMES as AUDIT_OUTCOME_NAMES
from vendors.changes.rules import RESULT_NAMES as CAME_OF_NAMES
from vendors.changes.rules import STATE_NAMES as CHANGE_STATE_NAMES
from vendors.cloud.rules import OUTCOME_NAMES
from vendors.continuity.rules import RESULT_NAMES, SOURCE_NAMES, TEST_NAMES
from vendors.diligence.rules import KIND_NAMES as EVIDENCE_KIND_NAMES
from vendors.diligence.rules import VERDICT_NAMES
from vendors.incidents.rules import AUDIENCE_NAMES, LEARNT_NAMES, NATURE_NAMES
from vendors.merging.rules import MERGE_KIND_NAMES
from vendors.proposals.rules import DECISION_NAMES
from vendors.register.rules import VENDOR_STATUS_NAMES
from vendors.services.rules import CRITICALITY_NAMES, DATA_CLASS_NAMES, SERVICE_KIND_NAMES, SUBSTITUTABILITY_NAMES
from vendors.specifications.levels import CAP_NAMES, DIRECTION_NAMES, PENALTY_NAMES, PERIOD_NAMES
from vendors.specifications.rules import ANSWER_NAMES, PART_STATE_NAMES, PURPOSE_NAMES, STAGE_NAMES

WORDS: dict[str, Mapping[Any, Any]] = {
    "status": VENDOR_STATUS_NAMES,
    "kind": {**EVIDENCE_KIND_NAMES, **SERVICE_KIND_NAMES, **AUDIT_KIND_NAMES},
    "audit_outcome": AUDIT_OUTCOME_NAMES,
    "verdict": VERDICT_NAMES,
    "severity": SEVERITY_NAMES,
    "criticality": CRITICALITY_NAMES,
    "substitutability": SUBSTITUTABILITY_NAMES,
    "data_class": DATA_CLASS_NAMES,
    "decision": DECISION_NAMES,
    "outcome": CONCLUSION_NAMES,
    "nature": NATURE_NAMES,
    "learnt": LEARNT_NAMES,
    "audience": AUDIENCE_NAMES,
    "direction": DIRECTION_NAMES,
    "period": PERIOD_NAMES,
    "penalty_kind": PENALTY_NAMES,
    "cap_per": CAP_NAMES,
    "cloud_outcome": OUTCOME_NAMES,
    "part_state": PART_STATE_NAMES,
    "change_state": CHANGE_STATE_NAMES,
    "came_of": CAME_OF_NAMES,
    "stage": STAGE_NAMES,
    "purpose": PURPOSE_NAMES,
    "answer": ANSWER_NAMES,
    "merge_kind": MERGE_KIND_NAMES,
    "promise_source": SOURCE_NAMES,
    "drill": TEST_NAMES,
    "drill_result": RESULT_NAMES,
}
