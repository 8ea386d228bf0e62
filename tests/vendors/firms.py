"""The smallest firms that meet what the rule asks of vendors and their services, and those that lack one thing of it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from core import clock
from core.days import add_months
from core.db import unit_of_work
from core.severity import Severity
from tests.support.rule_lines import NOW, Firm, People
from tests.vendors.assessments.steps import approved
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.assessments import operations as assessments
from vendors.assessments import queries as assessed
from vendors.assessments import shelf as questionnaires
from vendors.audits import finding_operations
from vendors.audits import operations as audits
from vendors.audits.rules import AuditKind, Result
from vendors.changes import operations as changes
from vendors.changes import shelf as change_policy
from vendors.cloud import operations as cloud
from vendors.cloud import queries as clouds
from vendors.cloud.rules import Outcome
from vendors.continuity import operations as continuity
from vendors.continuity.policies import policy as continuity_policy
from vendors.continuity.rules import DrillKind, DrillResult, PromiseSource
from vendors.diligence import operations as diligence
from vendors.diligence.rules import EvidenceKind, Verdict
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services import operations as services
from vendors.services.models import Service
from vendors.services.rules import Criticality, ServiceKind
from vendors.specifications import level_operations
from vendors.specifications import operations as specifications
from vendors.specifications import shelf as parts
from vendors.specifications.levels import CapPer, Direction, PenaltyKind, Period
from vendors.specifications.rules import Answer, PartState, Purpose

TODAY = NOW.date()


def served(**fields: object) -> Service:
    return make_service(make_vendor(status=VendorStatus.ACTIVE), **fields)


def core_service(*, rpo_minutes: int | None = 15, **fields: object) -> Service:
    """A service that a core function rests on."""
    function = make_function(criticality=Criticality.CORE, mtpd_minutes=480, rto_minutes=240, rpo_minutes=rpo_minutes)
    made = served(**fields)
    with unit_of_work():
        made.functions.append(function)
    return made


# --- 4-2: concentration and operating capability ----------------------------------------------------------------------


def capable(people: People) -> Vendor:
    vendor = served().vendor
    with unit_of_work():
        opened = assessments.open_assessment(
            vendor,
            questionnaires.questionnaires()[questionnaires.CAPABILITY],
            assessor_id=people.one.id,
            by=people.one,
        )
        number = opened.id
    approved(assessed.assessment_page(number), people.one, people.two)
    return vendor


def capable_firm(people: People) -> None:
    capable(people)


def one_bears_all(people: People) -> None:
    core_service()


def audited_with_a_late_finding(people: People) -> datetime:
    vendor, by = capable(people), people.one
    with unit_of_work():
        audit = audits.plan_audit(
            vendor, kind=AuditKind.DESK, planned_on=TODAY, lead_id=by.id, team="", scope="", chosen=("data",), by=by
        )
    with unit_of_work():
        audits.conduct(audit, conducted_on=TODAY, results={"data": (Result.DEFICIENT, "未加密")}, by=by)
    with unit_of_work():
        finding_operations.add_finding(
            audit, severity=Severity.HIGH, control="data", title="未加密", detail="",
            due_on=TODAY + timedelta(days=5), owner_id=by.id, by=by,
        )  # fmt: skip
    return NOW + timedelta(days=6)


# --- 4-3, 17-3, 19: evidence of tests ---------------------------------------------------------------------------------


def having(
    *papers: EvidenceKind, on: str, releases: tuple[bool, ...] = (), accreditor: str = "TAF", days_ago: int = 9
) -> Firm:
    """A service with these properties; `releases`, each major or not, of which the first is tested with these papers."""

    def build(people: People) -> None:
        service = served(**dict.fromkeys(on.split(), True))
        with unit_of_work():
            out = [
                diligence.add_release(
                    service, number=f"{n}.0", released_on=TODAY - timedelta(days=days_ago - n), is_major=major, by=None
                )
                for n, major in enumerate(releases, 1)
            ]
            for kind in papers:
                diligence.add_evidence(
                    service, kind=kind, title=kind.value, tested_on=TODAY - timedelta(days=days_ago), verdict=Verdict.PASSED,
                    accreditor=accreditor, accreditation="T1" if accreditor else "",
                    release_id=out[0].id if out else None, by=None,
                )  # fmt: skip

    return build


LAB, SCAN, WEAK = EvidenceKind.MOBILE_APP_TEST, EvidenceKind.SOURCE_SCAN, EvidenceKind.VULNERABILITY_SCAN
CLEAN = EvidenceKind.ATTESTATION
SITE = "is_internet_facing delivers_software"
APP, ORDERS = "is_investor_app", "takes_orders"


# --- 4-7: changes -----------------------------------------------------------------------------------------------------


def moved_unasked(people: People) -> None:
    """The data went abroad, and the register noticed."""
    service = served(processing_country="TW")
    with unit_of_work():
        services.edit_service(service, functions=service.functions, by=None, name=service.name, processing_country="SG")


def change(people: People, *, approve: bool) -> None:
    service, policy = served(), change_policy.policy()
    with unit_of_work():
        made = changes.ask_for(
            service.vendor, policy, by=people.one, title="換機房", kinds=["place"], planned_on=TODAY,
            service_id=service.id,
        )  # fmt: skip
    with unit_of_work():
        changes.assess(made, policy, likelihood=0, impact=0, risks="中斷", effects=[], by=people.one)
    if approve:
        with unit_of_work():
            changes.answer(made, policy, approve=True, reason="同意", by=people.two)


# --- 4-10: the specification, its channels, its levels ----------------------------------------------------------------


def specified(*, stated: bool = True, reached: Answer | None = Answer.REACHED, figure: str | None = "99.95") -> Firm:
    def build(people: People) -> None:
        service = served()
        if stated:
            _agreed(service)
        with unit_of_work():
            channel = specifications.add_channel(
                service, purpose=Purpose.INCIDENT, who="值班台", reach="02-5550-0000", by=None
            )
        if reached is not None:
            with unit_of_work():
                specifications.note_test(channel, tested_on=TODAY, answer=reached, answered_by="陳", by=None)
        _level(service, figure)

    return build


def _agreed(service: Service) -> None:
    with unit_of_work():
        draft = specifications.begin_version(service, parts.policy(), by=None)
        for part in draft.parts:
            specifications.state_part(part, state=PartState.STATED, text="主機兩台", by=None)
        specifications.agree(
            draft, parts.policy(), agreed_on=TODAY, agreed_with="林經理", review_on=add_months(TODAY, 12), by=None
        )


def _level(service: Service, figure: str | None) -> None:
    april = date(2026, 4, 1)
    with unit_of_work():
        level = level_operations.promise_level(
            service, metric="availability", label="可用率", unit="%", direction=Direction.AT_LEAST,
            threshold=Decimal("99.9"), period=Period.MONTH, from_on=april, until_on=None,
            penalty_kind=PenaltyKind.PERCENT, rate=Decimal(1), fee=Decimal(100_000), currency="TWD", step=Decimal("0.1"),
            cap=Decimal(2_500), cap_per=CapPer.PERIOD, clause="第八條", by=None,
        )  # fmt: skip
    if figure is not None:
        with unit_of_work():
            level_operations.report_figure(level, period_on=april, value=Decimal(figure), by=None)


# --- 21100-1: cloud ---------------------------------------------------------------------------------------------------


def cloud_service() -> Service:
    return core_service(kind=ServiceKind.CLOUD, cloud_provider="Nimbora", cloud_region="Taipei")


def assessed_cloud(people: People, *, approve: bool = True, months_ago: int = 0, moved_to: str = "") -> None:
    service = cloud_service()
    with clock.at(datetime.combine(add_months(TODAY, -months_ago), NOW.time())):
        with unit_of_work():
            made = cloud.open_assessment(service, assessor_id=people.one.id, by=people.one)
            for section in made.template.questions.sections:
                answers = {q.id: q.options[0].id for q in section.questions}
                cloud.answer(made, section.id, answers, note="附件三", by=people.one)
        with unit_of_work():
            cloud.submit(made, outcome=Outcome.USABLE, conclusion="可接受", by=people.one)
        if approve:
            with unit_of_work():
                cloud.approve(clouds.assessment_page(made.id), note="", by=people.two)
    if moved_to:
        with unit_of_work():
            services.edit_service(
                service, functions=service.functions, by=None, name=service.name, cloud_region=moved_to
            )


def cloud_only_used(people: People) -> None:
    cloud_service()


# --- 11000-4, 20000-8, 14, 15: continuity -----------------------------------------------------------------------------


def continuing(*, without: str = "", promised: int = 240, took: int = 200) -> Firm:
    def build(people: People) -> None:
        service = core_service()
        with unit_of_work():
            if without != "promise":
                continuity.add_promise(
                    service, rto_minutes=promised, rpo_minutes=15, promised_on=TODAY, source=PromiseSource.CONTRACT,
                    reference="§12", by=None,
                )  # fmt: skip
            if without != "proof":
                continuity.add_test(
                    service, title="演練", kind=DrillKind.FULL, result=DrillResult.PASSED, tested_on=TODAY,
                    rto_minutes=took, rpo_minutes=0, by=None,
                )  # fmt: skip
            if without != "plan":
                continuity.keep_plan(
                    service, contacts="02-2700-0000", roles="值班工程師", alternate_site="桃園", substitute="備援商",
                    workaround="人工", contract_suits=without != "suit", contract_why="第十二條", reviewed_on=TODAY, by=None,
                )  # fmt: skip
            for scenario in list(continuity_policy().scenarios)[: 1 if without == "scenarios" else None]:
                continuity.respond(service, scenario, response="切換備援", by=None)

    return build


def core_function_without_its_times(people: People) -> None:
    core_service(rpo_minutes=None)


# --- and nothing of all that ------------------------------------------------------------------------------------------


def nothing_but_the_service(people: People) -> None:
    served()
