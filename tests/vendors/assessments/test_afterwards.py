"""What comes after the approval: conditions with a day, certificates renewed one by one, and nobody left waiting."""

import io
from datetime import timedelta

import pytest

from core import clock
from core.audit.models import AuditEntry
from core.auth.models import User
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Refused
from core.my_work.registry import EVERYBODY
from core.obligations import State as Duty
from tests.support.together import at_once
from tests.vendors.assessments.steps import answered, approved, asked, concluded, duty, reviewed, standing
from vendors.assessments import conclusions, file_operations, operations, proofs, queries, work
from vendors.assessments.models import Assessment, AssessmentProof
from vendors.assessments.operations import Said
from vendors.assessments.proofs import Shown
from vendors.assessments.rules import Conclusion, ProofDecision, Review, Standing, State
from vendors.assessments.workbook import write_questionnaire


@pytest.fixture
def conditional(opened, assessor, second):
    """Approved on two conditions, due in 30 and in 60 days."""
    answered(opened, assessor)
    reviewed(opened, assessor)
    conditions = [asked("完成復原演練", assessor, 30), asked("補足第二位維運工程師", assessor, 60, "c2")]
    concluded(opened, assessor, second, Conclusion.CONDITIONAL, conditions)
    with unit_of_work():
        conclusions.approve(opened, note="", by=second)
    return opened


def handed_in(condition, by):
    with unit_of_work():
        return proofs.meet_condition(condition, shown=Shown("演練紀錄存於檔案室"), by=by)


def decided(proof, decision, by, note=""):
    with unit_of_work():
        proofs.decide_proof(proof, decision, note=note, by=by)


def in_days(n):
    return clock.today() + timedelta(days=n)


def test_capable_on_conditions_is_met_only_once_each_condition_is(vendor, conditional, assessor, second):
    assert (duty(vendor).state, duty(vendor).due_on) == (Duty.DUE_SOON, in_days(30))
    assert "完成復原演練" in str(duty(vendor).why)
    assert (duty(vendor, in_days(30)).state, duty(vendor, in_days(31)).state) == (Duty.DUE_SOON, Duty.NOT_MET)
    assert standing(vendor, in_days(31)) is Standing.CONDITION_LATE
    assert [t.owner_id for t in work.conditions(clock.today(), EVERYBODY)] == [assessor.id, assessor.id]
    first, other = conditional.conditions
    proof = handed_in(first, assessor)
    assert len(list(work.conditions(clock.today(), EVERYBODY))) == 1
    assert [t.owner_id for t in work.looking(clock.today(), EVERYBODY)] == [second.id]
    assert duty(vendor, in_days(31)).state is Duty.NOT_MET  # handed in is not met
    with pytest.raises(Refused, match="waits for the second"):
        handed_in(first, assessor)
    with pytest.raises(Refused, match="yourself"):
        decided(proof, ProofDecision.ACCEPTED, assessor)
    with pytest.raises(Refused, match="Say why"):
        decided(proof, ProofDecision.REFUSED, second, " ")
    decided(proof, ProofDecision.REFUSED, second, "無參與人員名單")
    assert duty(vendor, in_days(31)).state is Duty.NOT_MET
    decided(handed_in(first, assessor), ProofDecision.ACCEPTED, second)
    assert (duty(vendor).due_on, duty(vendor, in_days(61)).state) == (in_days(60), Duty.NOT_MET)
    with pytest.raises(Refused, match="met already"):
        handed_in(first, assessor)
    decided(handed_in(other, assessor), ProofDecision.ACCEPTED, second)
    assert duty(vendor, in_days(61)).state is Duty.MET


@pytest.mark.parametrize(
    ("what", "has_owner", "days", "says"),
    [
        ("", True, 30, "Say what"),
        ("演練", False, 30, "Choose who"),
        ("演練", True, -1, "cannot have passed"),
        ("演練", True, 4_000, "before it ends"),
    ],
)
def test_a_condition_names_what_who_and_by_when(opened, assessor, second, what, has_owner, days, says):
    answered(opened, assessor)
    reviewed(opened, assessor)
    with pytest.raises(Refused, match=says):
        concluded(
            opened, assessor, second, Conclusion.CONDITIONAL, [asked(what, assessor if has_owner else None, days)]
        )


def test_conditions_that_nobody_approved_are_replaced_by_those_of_the_next_conclusion(opened, assessor, second):
    answered(opened, assessor)
    reviewed(opened, assessor)
    concluded(
        opened, assessor, second, Conclusion.CONDITIONAL, [asked("一", assessor, 9), asked("二", assessor, 9, "c2")]
    )
    with unit_of_work():
        conclusions.send_back(opened, note="一項即可", by=second)
    concluded(opened, assessor, second, Conclusion.CONDITIONAL, [asked("一", assessor, 9)])
    assert [each.what for each in queries.assessment_page(opened.id).conditions] == ["一"]


def test_a_lapsed_certificate_is_not_met_until_it_is_renewed_alone(vendor, opened, assessor, second):
    ends = in_days(100)
    approved(opened, assessor, second, iso27001=ends.isoformat())
    late = ends + timedelta(days=1)
    assert (duty(vendor, ends).state, duty(vendor, late).state) == (Duty.DUE_SOON, Duty.NOT_MET)
    assert [t.endpoint for t in work.due(late, EVERYBODY)] == ["vendors.assessments.renew"]
    answer, points = opened.said["iso27001"], queries.score_of(opened, clock.today()).score
    for wrong in (ends, ends - timedelta(days=1), None):
        with pytest.raises(Refused, match="last day"), unit_of_work():
            proofs.renew_certificate(answer, ends_on=wrong, shown=Shown("正本"), by=assessor)
    with pytest.raises(Refused, match="what shows it"), unit_of_work():
        proofs.renew_certificate(answer, ends_on=late + timedelta(days=700), shown=Shown(" "), by=assessor)
    with pytest.raises(Refused, match="No certificate"), unit_of_work():
        proofs.renew_certificate(opened.said["turnover"], ends_on=late, shown=Shown("x"), by=assessor)
    with unit_of_work():
        file = Shown("", io.BytesIO(b"%PDF-1.7"), "iso.pdf")
        proof = proofs.renew_certificate(answer, ends_on=late + timedelta(days=700), shown=file, by=assessor)
    assert duty(vendor, late).state is Duty.NOT_MET
    assert not [t for t in work.due(late, EVERYBODY) if "certificate" in t.key]
    decided(proof, ProofDecision.ACCEPTED, second)
    assert duty(vendor, late).state is Duty.MET
    after = queries.assessment_page(opened.id)
    assert after.said["iso27001"].value == ends.isoformat()  # what was answered stays as it was
    assert queries.score_of(after, late).score == points


def test_a_vendor_that_says_the_same_again_has_answered(opened, assessor):
    answered(opened, assessor)
    reviewed(opened, assessor, last_test=(Review.ASKED_BACK, "請附演練紀錄"))
    with unit_of_work():
        operations.send(opened, sent_on=clock.today(), reply_by=in_days(7), sent_to="x", by=assessor)
    fresh = queries.assessment_page(opened.id)
    with write_questionnaire(fresh, "zh_Hant_TW", "範例證券") as handle, unit_of_work():
        file = file_operations.upload(fresh, stream=handle, name="回覆.xlsx", received_on=clock.today(), by=assessor)
    from vendors.assessments.importing import plan_of

    with unit_of_work():
        assert file_operations.apply(file, plan_of(file, fresh).digest, by=assessor) == 0
    assert fresh.state is State.ANSWERED
    assert fresh.said["last_test"].review is Review.ASKED_BACK
    assert fresh.said["losses"].review is Review.ACCEPTED
    with unit_of_work():
        operations.send(fresh, sent_on=clock.today(), reply_by=in_days(7), sent_to="x", by=assessor)
        same = {name: Said(a.value, a.remark, a.evidence) for name, a in fresh.said.items()}
        operations.keep_answers(fresh, same, answered_on=clock.today(), by=assessor)  # typed in on the page
    assert fresh.state is State.ANSWERED


def test_another_approver_is_named_where_the_first_is_gone(opened, assessor, second, person):
    answered(opened, assessor)
    reviewed(opened, assessor)
    concluded(opened, assessor, second)
    other = person(Role.COMPLIANCE, login="other")
    with unit_of_work():
        db.session.get_one(User, second.id).disabled_at = clock.now()
    with pytest.raises(Refused, match="Name who"), unit_of_work():
        conclusions.name_approver(opened, approver_id=second.id, by=assessor)
    with pytest.raises(Refused, match="who concludes"), unit_of_work():
        conclusions.name_approver(opened, approver_id=assessor.id, by=other)
    with unit_of_work():
        conclusions.name_approver(opened, approver_id=other.id, by=assessor)
    with unit_of_work():
        conclusions.approve(queries.assessment_page(opened.id), note="", by=other)
    assert opened.state is State.APPROVED


def test_the_pages_of_a_condition_and_a_certificate(sign_in, vendor, conditional, second):
    base = f"/vendors/assessments/{conditional.id}"
    condition, answer = conditional.conditions[0], conditional.said["iso27001"]
    browser = sign_in(Role.IT_MANAGER)
    assert "完成復原演練" in browser.get(base).get_data(as_text=True)
    assert browser.post(f"{base}/conditions/{condition.id}/met", {"note": ""}).status_code == 200
    paper = {"note": "已完成", "file": (io.BytesIO(b"%PDF-1.7"), "drill.pdf")}
    assert browser.post(f"{base}/conditions/{condition.id}/met", paper).status_code == 302
    later = {"ends_on": in_days(900).isoformat(), "note": "正本存卷"}
    assert browser.post(f"{base}/certificates/{answer.id}/renew", later).status_code == 302
    first, renewed = db.session.query(AssessmentProof).order_by(AssessmentProof.id)
    assert "a second person decides" in browser.get(f"{base}/proofs/{first.id}").get_data(as_text=True)
    assert browser.get(f"{base}/proofs/{first.id}/file").data == b"%PDF-1.7"
    assert browser.get(f"{base}/proofs/{renewed.id}/file").status_code == 404
    compliance = sign_in(Role.COMPLIANCE)
    for proof in (first, renewed):
        answer = {"answer": "accepted", "note": "", "version": str(proof.version)}
        assert compliance.post(f"{base}/proofs/{proof.id}", answer).status_code == 302
        again = compliance.post(f"{base}/proofs/{proof.id}", {"answer": "accepted", "note": ""})
        assert "decided already" in again.get_data(as_text=True)
    page = compliance.get(base).get_data(as_text=True)
    assert "Renewed until" in page
    assert compliance.get(f"{base}?format=xlsx").data.startswith(b"PK")
    assert sign_in(Role.AUDITOR).get(f"{base}/proofs/{first.id}").status_code == 403


def test_two_people_at_one_assessment_in_the_same_moment(app, opened, assessor, second, person):
    """One approves while the same page sends back; one accepts a proof while another refuses it: one wins, one is told."""
    answered(opened, assessor)
    reviewed(opened, assessor)
    concluded(opened, assessor, second, Conclusion.CONDITIONAL, [asked("演練", assessor, 30)])
    key, version, second_id, assessor_id = opened.id, opened.version, second.id, assessor.id
    other_id = person(Role.COMPLIANCE, login="other").id
    db.session.remove()

    def second_person(decide):
        def act():
            found, by = db.session.get_one(Assessment, key), db.session.get_one(User, second_id)
            decide(found, note="同時", version=version, by=by)

        return act

    told = at_once(app, second_person(conclusions.approve), second_person(conclusions.send_back))
    assert (told[0], "meanwhile" in told[1] or "changed" in told[1]) == ("", True)
    found = db.session.get_one(Assessment, key)
    assessor, second = (db.session.get_one(User, each) for each in (assessor_id, second_id))
    if found.state is State.ANSWERED:  # the one who sent back was first
        found = queries.assessment_page(key)
        concluded(found, assessor, second, Conclusion.CONDITIONAL, [asked("演練", assessor, 30)])
        with unit_of_work():
            conclusions.approve(found, note="", by=second)
    proof_id = handed_in(found.conditions[0], assessor).id
    db.session.remove()

    def at_proof(user_id, decision):
        def act():
            proof, by = db.session.get_one(AssessmentProof, proof_id), db.session.get_one(User, user_id)
            proofs.decide_proof(proof, decision, note="同時", version=1, by=by)

        return act

    told = at_once(app, at_proof(second_id, ProofDecision.ACCEPTED), at_proof(other_id, ProofDecision.REFUSED))
    assert told[0] == ""
    assert told[1]
    proof = db.session.get_one(AssessmentProof, proof_id)
    assert (proof.decision is ProofDecision.ACCEPTED) is (proof.condition.met_on is not None)
    tags = ("vendors:assessment-proof:accept", "vendors:assessment-proof:refuse")
    assert db.session.query(AuditEntry).filter(AuditEntry.tag.in_(tags)).count() == 1
