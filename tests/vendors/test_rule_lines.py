"""Each line of the rule that vendors and their services are judged by, on the smallest firms that tell met from not met."""

from functools import partial

import pytest

from core.auth.rules import Role
from core.obligations import State
from tests.support.rule_lines import Lack, Line, People, holds
from tests.vendors.firms import (
    APP,
    CLEAN,
    LAB,
    ORDERS,
    SCAN,
    SITE,
    WEAK,
    assessed_cloud,
    audited_with_a_late_finding,
    capable_firm,
    change,
    cloud_only_used,
    continuing,
    core_function_without_its_times,
    having,
    moved_unasked,
    nothing_but_the_service,
    one_bears_all,
    specified,
)  # fmt: skip
from tests.vendors.incidents.firms import incident
from vendors.specifications.rules import Answer

LINES = (
    Line("CC-19000-4-2", capable_firm, (
        Lack("an assessment of capability", nothing_but_the_service, State.NOT_ASSESSED),
        Lack("a second vendor beside the one that bears every core function", one_bears_all),
        Lack("what an audit found put right by its day", audited_with_a_late_finding),
    )),
    Line("CC-19000-4-3", having(SCAN, WEAK, CLEAN, on=SITE, releases=(True,)), (
        Lack("any evidence", nothing_but_the_service),
        Lack("a vulnerability scan", having(SCAN, CLEAN, on=SITE, releases=(True,))),
        Lack("a code scan or black-box test of what faces the internet", having(WEAK, CLEAN, on=SITE, releases=(True,))),
        Lack("an attestation of no back door", having(SCAN, WEAK, on=SITE, releases=(True,))),
        Lack("an attestation for the release in use", having(SCAN, WEAK, CLEAN, on=SITE, releases=(True, False))),
    )),
    Line("CC-19000-17-3", having(LAB, on=APP, releases=(True,)), (
        Lack("a test of the investors' app", having(on=APP, releases=(True,))),
        Lack("a laboratory that TAF accredited", having(LAB, on=APP, releases=(True,), accreditor="")),
        Lack("this year's test", having(LAB, on=APP, releases=(True,), days_ago=400)),
        Lack("a test of the major update", having(LAB, on=APP, releases=(True, True))),
    )),
    Line("CC-19000-19", having(SCAN, on=ORDERS, releases=(False,)), (
        Lack("a source-code scan before release", having(on=ORDERS, releases=(False,))),
        Lack("a source-code scan of the update", having(SCAN, on=ORDERS, releases=(False, False))),
        Lack("a release that the scan speaks of", having(SCAN, on=ORDERS), State.NOT_ASSESSED),
    )),
    Line("CC-19000-4-7", partial(change, approve=True), (
        Lack("a change that anybody assessed", nothing_but_the_service, State.NOT_ASSESSED),
        Lack("the approval of a change that took effect", partial(change, approve=False)),
        Lack("the assessment of a change that the register noticed", moved_unasked),
    )),
    Line("CC-19000-4-10", specified(), (
        Lack("everything but the service", nothing_but_the_service),
        Lack("the agreed specification", specified(stated=False)),
        Lack("a test of the channel, while there is time", specified(reached=None), State.DUE_SOON),
        Lack("an answer from the channel", specified(reached=Answer.NOT_REACHED)),
        Lack("the figure of a promised level", specified(figure=None)),
        Lack("the promised level kept", specified(figure="99.8")),
    )),
    Line("CC-21100-1", assessed_cloud, (
        Lack("an assessment", cloud_only_used),
        Lack("a second person's approval", partial(assessed_cloud, approve=False)),
        Lack("an assessment that still counts", partial(assessed_cloud, months_ago=13)),
        Lack("an assessment of the service as it is now", partial(assessed_cloud, moved_to="Tokyo")),
    )),
    Line("CC-11000-4", continuing(), (
        Lack("the core function's recovery point", core_function_without_its_times),
        Lack("the vendor's promise", continuing(without="promise")),
        Lack("a promise within what the function tolerates", continuing(promised=481)),
    )),
    Line("CC-20000-8", continuing(), (
        Lack("the vendor's part of the plan", continuing(without="plan")),
        Lack("a contract that suits the plan", continuing(without="suit")),
    )),
    Line("CC-20000-14", continuing(), (Lack("the response to a scenario", continuing(without="scenarios")),)),
    Line("CC-20000-15", continuing(), (
        Lack("a recovery that was tested", continuing(without="proof")),
        Lack("a recovery within the tolerable time", continuing(took=481)),
    )),
    Line("CC-20000-9", incident(), (
        Lack("the report to the authority within its time", incident(told=False, closed=False)),
        Lack("a second person's closing, while there is time", incident(closed=False), State.DUE_SOON),
        Lack("the closing by its day", incident(closed=False, days=100)),
    )),
)  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.rule)
def test_a_line_tells_the_smallest_firm_that_meets_it_from_those_that_lack_one_thing(line, app, person):
    holds(line, People(person(Role.IT_MANAGER), person(Role.COMPLIANCE)))
