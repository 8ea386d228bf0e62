"""The smallest firm that dealt with an incident as the rule asks, and those that left one thing out."""

from datetime import datetime, timedelta

from core import clock
from core.db import unit_of_work
from core.severity import Severity
from tests.support.rule_lines import NOW, Firm, People
from tests.vendors.firms import TODAY, core_service
from vendors.actions import operations as actions
from vendors.incidents import closing_operations
from vendors.incidents import operations as incidents
from vendors.incidents import queries as known_incidents
from vendors.incidents.rules import Learnt, Nature


def incident(*, told: bool = True, closed: bool = True, days: int = 1) -> Firm:
    """Known at NOW; told within the half-hour, put right and closed by a second person, or not."""

    def build(people: People) -> datetime:
        service = core_service()
        with unit_of_work():
            made = incidents.register_incident(
                service.vendor, title="斷電", nature=Nature.OUTAGE, severity=Severity.HIGH, known_at=clock.now(),
                learnt=Learnt.VENDOR, services=[service], is_material=True, by=None,
            )  # fmt: skip
        if told:
            with clock.at(NOW + timedelta(minutes=20)), unit_of_work():
                for report in known_incidents.standing_reports(made):
                    incidents.tell(report, told_at=clock.now(), told_how="收件編號 1", by=None)
        if closed:
            _closed(made.id, people)
        return NOW + timedelta(days=days)

    return build


def _closed(number: int, people: People) -> None:
    with clock.at(NOW + timedelta(hours=2)):
        with unit_of_work():
            made = known_incidents.incident_page(number)
            action = incidents.act_on(made, what="換開關", owner_id=people.one.id, due_on=TODAY, by=people.one)
            actions.complete_action(action, done_on=TODAY, done_note="已換", by=people.one)
            incidents.analyse(
                made, root_cause="逾保養期限", lessons="", contained_at=None, resolved_at=None, by=people.one
            )
            closing_operations.ask_closing(made, note="", by=people.one)
        with unit_of_work():
            closing_operations.close(known_incidents.incident_page(number), note="", by=people.two)
