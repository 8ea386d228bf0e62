"""The tier decides how often a vendor is audited; an audit ends when a second person has closed what it found."""

import io
from datetime import date, timedelta

import docx
import pytest

from core import clock
from core.auth.rules import Role
from core.db import unit_of_work
from core.errors import Conflict, Refused
from core.my_work.registry import EVERYBODY
from core.obligations import State as Duty
from core.severity import Severity
from tests.contracts.factories import make_contract, make_grant
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.assessments import tier_operations, tier_work
from vendors.assessments import tier_queries as tiers
from vendors.audits import finding_operations, operations, queries, work
from vendors.audits.models import VendorAudit
from vendors.audits.obligations import judge
from vendors.audits.rules import AuditKind, AuditState, FindingState, Outcome, Result, Standing, next_audit, standing
from vendors.merging import operations as merging
from vendors.merging.rules import MergeKind
from vendors.register.rules import VendorStatus

SCOPE = ("accounts", "data")


@pytest.fixture
def vendor(app):
    found = make_vendor(name_zh="受稽資訊股份有限公司", status=VendorStatus.ACTIVE)
    make_service(found, takes_orders=True)
    return found


@pytest.fixture
def manager(person):
    return person(Role.IT_MANAGER)


@pytest.fixture
def second(person):
    return person(Role.COMPLIANCE)


def planned(vendor, by, days=10, kind=AuditKind.DESK):
    with unit_of_work():
        return operations.plan_audit(
            vendor, kind=kind, planned_on=clock.today() + timedelta(days=days), lead_id=by.id, team="", scope="",
            chosen=SCOPE, by=by,
        )  # fmt: skip


def conducted(vendor, by):
    audit = planned(vendor, by)
    with unit_of_work():
        seen = {"accounts": (Result.DEFICIENT, "帳號未停用"), "data": (Result.IN_ORDER, "")}
        operations.conduct(audit, conducted_on=clock.today(), results=seen, by=by)
    return audit


def found_in(audit, by, days=20):
    with unit_of_work():
        return finding_operations.add_finding(
            audit, severity=Severity.HIGH, control="accounts", title="帳號未停用", detail="",
            due_on=clock.today() + timedelta(days=days), owner_id=by.id, by=by,
        )  # fmt: skip


def duties(vendor, on=None):
    return {o.aspect: o.state for o in judge(on or clock.today()) if o.vendor_id == vendor.id}


def test_access_and_spend_decide_the_tier_as_criticality_and_data_do(app):
    """Each condition alone lifts a vendor, and the page says which; one query more or less, never one a vendor."""
    plain = make_vendor(name_zh="尋常股份有限公司", status=VendorStatus.ACTIVE)
    make_service(plain)
    inside = make_contract(vendor=make_vendor(name_zh="特權股份有限公司", status=VendorStatus.ACTIVE))
    make_grant(inside, privilege="privileged", is_remote=True)
    costly = make_contract(
        vendor=make_vendor(name_zh="鉅額股份有限公司", status=VendorStatus.ACTIVE), value_minor=6_000_000_00, currency="TWD",
        is_yearly=True,
    )  # fmt: skip
    found = tiers.tierings(clock.today())
    assert found[inside.vendor_id].tier.id == "high"
    assert "privileged access" in str(found[inside.vendor_id].reasons[0])
    assert found[costly.vendor_id].tier.id == "medium"
    assert "6,000,000" in str(found[costly.vendor_id].reasons[0])
    assert tiers.tier_of(plain.id).id == "low"
    for vendor_id in (inside.vendor_id, costly.vendor_id):
        assert tiers.tier_of(vendor_id).id == found[vendor_id].tier.id


def test_another_tier_counts_once_a_second_person_approved_it_and_until_its_day(app, sign_in, vendor, manager, second):
    until = clock.today() + timedelta(days=90)
    ours, theirs = sign_in(Role.IT_MANAGER), sign_in(Role.COMPLIANCE)
    asked = {"tier": "low", "reason": "僅試辦", "valid_until": until.isoformat(), "approver_id": manager.id}
    assert "Somebody else than you" in ours.post(f"/vendors/tiers/{vendor.id}/ask", asked).get_data(as_text=True)
    assert ours.post(f"/vendors/tiers/{vendor.id}/ask", asked | {"approver_id": second.id}).status_code == 302
    assert tiers.tier_of(vendor.id).id == "high"
    override = tiers.overrides_of(vendor.id)[0]
    decide = f"/vendors/tiers/{vendor.id}/{override.id}/decide"
    assert "Only" in ours.post(decide, {"answer": "approve"}).get_data(as_text=True)
    assert [t.owner_id for t in tier_work.tier_approvals(clock.today(), EVERYBODY)] == [second.id]
    assert theirs.post(decide, {"answer": "approve"}).status_code == 302
    assert tiers.tier_of(vendor.id).id == "low"
    assert tiers.tierings(until, [vendor.id])[vendor.id].tier.id == "low"
    assert tiers.tierings(until + timedelta(days=1), [vendor.id])[vendor.id].tier.id == "high"
    assert len(list(tier_work.tiers_ending(until, EVERYBODY))) == 1
    assert "僅試辦" in theirs.get(f"/vendors/tiers/{vendor.id}").get_data(as_text=True)
    assert ours.get("/vendors/tiers/?other=yes&format=xlsx").data.startswith(b"PK")
    assert theirs.get(f"/vendors/tiers/{make_vendor().id}/{override.id}/decide").status_code == 404
    with unit_of_work():
        tier_operations.end_override(override, by=manager)
    assert tiers.tier_of(vendor.id).id == "high"


def test_the_tier_names_who_approves_its_assessments(app, vendor, manager):
    from vendors.assessments.conclusions import refuse_other_role

    class Concluded:
        vendor_id = vendor.id

    with pytest.raises(Refused, match="Compliance"):
        refuse_other_role(Concluded(), manager)


@pytest.mark.parametrize(
    ("due", "last", "stands"),
    [
        (None, None, Standing.NONE),
        (date(2026, 6, 29), date(2025, 6, 29), Standing.OVERDUE),
        (date(2026, 6, 30), None, Standing.DUE_SOON),
        (date(2026, 8, 29), date(2025, 8, 29), Standing.DUE_SOON),
        (date(2026, 8, 30), date(2025, 8, 30), Standing.AUDITED),
        (date(2026, 8, 30), None, Standing.LATER),
    ],
)
def test_how_a_vendor_stands_to_its_audits(due, last, stands):
    assert standing(due, last, date(2026, 6, 30)) is stands
    assert next_audit(last, date(2025, 6, 30), 0) is None
    assert next_audit(date(2024, 2, 29), date(2020, 1, 1), 12) == date(2025, 2, 28)


def test_from_the_plan_to_the_second_persons_closing(app, vendor, manager, second):
    assert duties(vendor) == {}
    late = clock.today() + timedelta(days=400)
    assert duties(vendor, late) == {"audit": Duty.NOT_MET}
    assert next(t.key for t in work.due(late, EVERYBODY)).startswith(f"audit-vendor:{vendor.id}")
    audit = conducted(vendor, manager)
    assert not list(work.due(late - timedelta(days=30), EVERYBODY))
    with unit_of_work(), pytest.raises(Refused, match="needs a finding"):
        operations.conclude(audit, outcome=Outcome.IMPROVE, summary="x", file=None, by=manager)
    finding = found_in(audit, manager)
    with unit_of_work(), pytest.raises(Refused, match="not satisfactory"):
        operations.conclude(audit, outcome=Outcome.SATISFACTORY, summary="x", file=None, by=manager)
    with unit_of_work():
        operations.conclude(
            audit, outcome=Outcome.IMPROVE, summary="待改善", file=("a.pdf", io.BytesIO(b"x")), by=manager
        )
    assert duties(vendor) == {"audit": Duty.MET}
    assert duties(vendor, clock.today() + timedelta(days=21)) == {"audit": Duty.MET, "audit-finding": Duty.NOT_MET}
    with unit_of_work():
        finding_operations.respond(
            finding, response="改善中", responded_on=clock.today(), due_on=finding.due_on, by=manager
        )
        finding_operations.remedy(
            finding, remedied_on=clock.today(), remedy="已停用", file=("p.png", io.BytesIO(b"y")), by=manager
        )
    with unit_of_work(), pytest.raises(Refused, match="second person"):
        finding_operations.close(finding, is_good=True, note="", by=manager)
    task = next(iter(work.closing(clock.today(), EVERYBODY)))
    assert (task.is_shared, task.not_for) == (True, manager.id)
    with unit_of_work():
        finding_operations.close(finding, is_good=False, note="請附名單", by=second)
    assert finding.state is FindingState.ANSWERED
    with unit_of_work():
        finding_operations.remedy(finding, remedied_on=clock.today(), remedy="名單如附", file=None, by=manager)
        finding_operations.close(finding, is_good=True, note="", by=second)
    assert duties(vendor, clock.today() + timedelta(days=21)) == {"audit": Duty.MET}


def test_a_year_is_planned_by_one_press_and_again_plans_nothing(app, sign_in, vendor, manager):
    browser = sign_in(Role.IT_MANAGER)
    year = clock.today().year + 1
    assert vendor.name in browser.get(f"/vendors/audits/plan?year={year}").get_data(as_text=True)
    for _ in range(2):
        browser.post(f"/vendors/audits/plan/fill?year={year}", form_at="/vendors/audits/plan")
    found = queries.audits_of(vendor.id)
    assert [(a.kind, a.state) for a in found] == [(AuditKind.ON_SITE, AuditState.PLANNED)]
    assert found[0].planned_on == queries.standings(clock.today())[vendor.id].due_on
    assert browser.get(f"/vendors/audits/plan?year={year}&format=xlsx").data.startswith(b"PK")
    assert browser.get("/vendors/audits/plan?year=99999999").status_code == 200


def test_an_audit_through_its_pages(app, sign_in, vendor, manager, second):
    """Plan, record, find, conclude; the report holds it; a reader changes nothing; an older page overwrites nothing."""
    browser, reader = sign_in(Role.IT_MANAGER), sign_in(Role.AUDITOR)
    day = (clock.today() + timedelta(days=5)).isoformat()
    sent = {"kind": "on_site", "planned_on": day, "lead_id": manager.id, "team": "資安組", "chosen": list(SCOPE)}
    nothing = browser.post(f"/vendors/audits/new/{vendor.id}", sent | {"chosen": []}).get_data(as_text=True)
    assert "Choose what the audit looks at" in nothing
    here = browser.post(f"/vendors/audits/new/{vendor.id}", sent).location
    assert "under way already" in browser.post(f"/vendors/audits/new/{vendor.id}", sent).get_data(as_text=True)
    seen = {"conducted_on": clock.today().isoformat(), "r_accounts": "deficient", "r_data": "in_order"}
    assert "Say what was seen" in browser.post(f"{here}/conduct", seen).get_data(as_text=True)
    assert browser.post(f"{here}/conduct", seen | {"n_accounts": "帳號未停用"}).status_code == 302
    assert 'selected value="accounts"' in browser.get(f"{here}/findings/new").get_data(as_text=True)
    finding = {"title": "帳號未停用", "severity": "high", "control": "accounts", "due_on": day, "owner_id": second.id}
    assert browser.post(f"{here}/findings/new", finding).status_code == 302
    file = (io.BytesIO(b"%PDF"), "signed.pdf")
    done = {"outcome": "improve", "summary": "帳號管理待改善", "file": file}
    assert browser.post(f"{here}/conclude", done).status_code == 302
    page = reader.get(here).get_data(as_text=True)
    assert "signed.pdf" in page
    assert "帳號管理待改善" in page
    assert reader.get(f"{here}/file").data == b"%PDF"
    paper = docx.Document(io.BytesIO(reader.get(f"{here}/report").data))
    words = "\n".join(c.text for t in paper.tables for r in t.rows for c in r.cells)
    assert "帳號未停用" in words
    for address in (here, "/vendors/audits/", "/vendors/audits/findings"):
        assert reader.get(f"{address}?format=xlsx").data.startswith(b"PK")
    for address in (f"/vendors/audits/new/{vendor.id}", f"{here}/conclude", f"{here}/findings/1/close"):
        assert reader.post(address).status_code == 403
    assert reader.get(f"{here}/findings/999").status_code == 404
    assert "受稽資訊" in reader.get(f"/vendors/{vendor.id}").get_data(as_text=True)
    with unit_of_work(), pytest.raises(Conflict):
        operations.call_off(queries.audit_page(1), reason="x", version=99, by=manager)
    assert VendorAudit.__tablename__ in page or "Audit concluded" in page


def test_a_further_questionnaire_of_the_tier_is_asked_for_once(app, vendor):
    make_function()
    keys = [t.key for t in tier_work.further(clock.today(), EVERYBODY)]
    assert len([k for k in keys if k.startswith(f"ask:service_security:{vendor.id}:")]) == 1


def test_what_an_audit_found_is_put_right_by_the_vendor_that_remains(app, sign_in, vendor, manager):
    """A plan is called off with the merge; what took place stays, and its duties speak of the one that remains."""
    audit = conducted(vendor, manager)
    found_in(audit, manager)
    with unit_of_work():
        operations.conclude(audit, outcome=Outcome.IMPROVE, summary="待改善", file=None, by=manager)
    open_plan = planned(vendor, manager)
    remains, late = (
        make_vendor(name_zh="存續股份有限公司", status=VendorStatus.ACTIVE),
        clock.today() + timedelta(days=21),
    )
    with unit_of_work():
        merging.merge_vendor(
            vendor, into=remains, kind=MergeKind.MERGER, effective_on=clock.today(), note="合併", by=manager
        )
    assert open_plan.state is AuditState.CANCELLED
    assert "存續" in open_plan.cancelled_why
    assert audit.vendor_id == vendor.id
    duty = next(o for o in judge(late) if o.aspect == "audit-finding")
    assert (duty.vendor_id, duty.vendor_name) == (remains.id, remains.name)
    page = sign_in(Role.IT_MANAGER).get(f"/vendors/{remains.id}").get_data(as_text=True)
    assert f"/vendors/audits/{audit.id}" in page
    with unit_of_work(), pytest.raises(Refused, match="merged into"):
        operations.plan_audit(
            vendor, kind=AuditKind.DESK, planned_on=clock.today(), lead_id=None, team="", scope="", chosen=SCOPE,
            by=manager,
        )  # fmt: skip
