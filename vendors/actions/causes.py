"""Where what a control measure answers is shown: each feature that decides measures names its page."""

from flask import current_app

from core.web.addresses import address
from vendors.actions.rules import Cause

PAGES = {
    Cause.STRESS_TEST: ("vendors.stress.show", "test_id"),
    Cause.BREACH: ("vendors.concentration.breach", "breach_id"),
    Cause.PROPOSAL: ("vendors.proposals.show", "proposal_id"),
    Cause.CHANGE: ("vendors.changes.show", "change_id"),
    Cause.INCIDENT: ("vendors.incidents.show", "incident_id"),
    Cause.RECOVERY_TEST: ("vendors.continuity.test", "test_id"),
    Cause.CLOUD: ("vendors.cloud.show", "assessment_id"),
}


def cause_url(cause: Cause, cause_id: int) -> str:
    """The page of what the measure answers; empty where there is none."""
    endpoint, argument = PAGES[cause]
    return address(endpoint, **{argument: cause_id}) if endpoint in current_app.view_functions else ""
