"""An assessment from the first question to the second signature: by workbook, on screen, and what may go wrong."""

import io
from datetime import date, timedelta

import openpyxl
import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Conflict, Refused
from core.my_work.registry import EVERYBODY
from core.obligations import State as Duty
from tests.vendors.assessments.steps import answered, approved, asked, concluded, duty, good, reviewed, standing
from tests.vendors.factories import make_vendor
from vendors.assessments import conclusions, file_operations, jobs, operations, queries, shelf, work
from vendors.assessments.models import Assessment
from vendors.assessments.operations import Said
from vendors.assessments.questionnaire import NUMBERS
from vendors.assessments.rules import Conclusion, Review, Standing, State
from vendors.assessments.workbook import write_questionnaire
from vendors.register.rules import VendorStatus


def test_from_opening_to_the_next_one(vendor, opened, assessor, second):
    """Judged at every step; valid as long as the tier says; the next is opened by the daily job, once."""
    assert duty(vendor).state is Duty.NOT_ASSESSED
    assert duty(vendor, clock.today() + timedelta(days=61)).state is Duty.NOT_MET
    approved(opened, assessor, second, revenue_share="12.5")
    assert (opened.state, opened.tier, opened.score, opened.grade) == (State.APPROVED, "high", opened.score, "A")
    assert float(opened.score) > 95
    assert opened.figures == {"dependency_on_us": "12.5"}
    assert duty(vendor).state is Duty.MET
    assert "12.5" not in str(duty(vendor).why)
    until = opened.valid_until
    assert until is not None
    assert duty(vendor, until - timedelta(days=60)).state is Duty.DUE_SOON
    assert duty(vendor, until).state is Duty.DUE_SOON
    assert duty(vendor, until + timedelta(days=1)).state is Duty.NOT_MET
    assert jobs.open_next() == {}
    with clock.at(clock.now() + timedelta(days=320)):
        assert [t.endpoint for t in work.due(clock.today(), EVERYBODY)] == ["vendors.assessments.new"]
        assert jobs.open_next() == {"opened": 1}
        assert jobs.open_next() == {}
        assert not list(work.due(clock.today(), EVERYBODY))
        assert [t.about for t in work.assessing(clock.today(), EVERYBODY)] == [vendor.name]


def test_what_is_critical_and_falls_short_is_capable_on_conditions_at_best(vendor, opened, assessor, second):
    answered(opened, assessor, last_test="none")
    reviewed(opened, assessor)
    with pytest.raises(Refused, match="fell short"):
        concluded(opened, assessor, second)
    with pytest.raises(Refused, match="conditions"):
        concluded(opened, assessor, second, Conclusion.CONDITIONAL)
    concluded(opened, assessor, second, Conclusion.CONDITIONAL, [asked("三個月內演練", assessor, 90)])
    assert opened.grade == "D"


def test_nobody_concludes_while_a_line_is_open_nor_approves_alone(vendor, opened, assessor, second):
    answered(opened, assessor)
    reviewed(opened, assessor, insurance=(Review.ASKED_BACK, "請附保單"))
    with pytest.raises(Refused, match="1 line is not decided"):
        concluded(opened, assessor, second)
    with pytest.raises(Refused, match="Say why"):
        reviewed(opened, assessor, insurance=(Review.NOT_ACCEPTED, " "))
    reviewed(opened, assessor, insurance=(Review.NOT_ACCEPTED, "保單逾期"))
    with pytest.raises(Refused, match="Somebody else"):
        concluded(opened, assessor, assessor)
    concluded(opened, assessor, second)
    with pytest.raises(Refused, match="yourself"), unit_of_work():
        conclusions.approve(opened, note="", by=assessor)
    with unit_of_work():
        conclusions.send_back(opened, note="保險一項請再確認", by=second)
    assert opened.state is State.ANSWERED
    assert [t.owner_id for t in work.assessing(clock.today(), EVERYBODY)] == [assessor.id]


def test_a_changed_answer_is_reviewed_anew(vendor, opened, assessor):
    answered(opened, assessor)
    reviewed(opened, assessor)
    with unit_of_work():
        operations.keep_answers(opened, {"turnover": Said("35")}, answered_on=clock.today(), by=assessor)
    assert opened.said["turnover"].review is None
    assert opened.said["losses"].review is Review.ACCEPTED


def test_a_certificate_that_ends_warns_before_the_assessment_does(vendor, opened, assessor, second):
    ends = clock.today() + timedelta(days=100)
    approved(opened, assessor, second, iso27001=ends.isoformat())
    assert standing(vendor) is Standing.VALID
    near = ends - timedelta(days=60)
    assert standing(vendor, near) is Standing.CERTIFICATE
    found = duty(vendor, near)
    assert (found.state, found.due_on) == (Duty.DUE_SOON, ends)
    assert [str(t.what) for t in work.due(near, EVERYBODY)] == ["Get the renewed certificate"]


def test_one_at_a_time_and_an_older_page_overwrites_nothing(vendor, opened, assessor):
    with pytest.raises(Refused, match="under way"), unit_of_work():
        operations.open_assessment(
            vendor, shelf.questionnaires()[shelf.CAPABILITY], assessor_id=None, by=assessor
        )  # fmt: skip
    old = opened.version
    answered(opened, assessor)
    with pytest.raises(Conflict), unit_of_work():
        operations.withdraw(opened, reason="x", version=old, by=assessor)


# --- the workbook


def opened_book(assessment, language):
    with write_questionnaire(assessment, language, "範例證券") as handle:
        return openpyxl.load_workbook(handle)


def filled(opened, change=lambda sheet, cells: None, language="zh_Hant_TW"):
    """The workbook as the vendor sends it back, every question answered well but where `change` says otherwise."""
    book = opened_book(opened, language)
    sheet = book.worksheets[1]
    cells = {}
    for row, question in enumerate(opened.questions, 2):
        cells[question.id] = f"F{row}"
        option = question.option(good(question))
        value = good(question)
        sheet[f"F{row}"] = (
            option.label.in_language(language)
            if option
            else float(value)
            if question.kind in NUMBERS
            else value or None
        )
        sheet[f"G{row}"] = "proof.pdf" if question.needs_evidence else None
    change(sheet, cells)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def uploaded(opened, stream, by):
    with unit_of_work():
        file = file_operations.upload(opened, stream=stream, name="回覆.xlsx", received_on=clock.today(), by=by)
        return file.id


def plan(opened, file_id):
    from vendors.assessments.importing import plan_of

    return plan_of(queries.file_page(opened.id, file_id), queries.assessment_page(opened.id))


@pytest.mark.parametrize("language", ["zh_Hant_TW", "en"])
def test_the_workbook_goes_out_locked_and_comes_back_whole(vendor, opened, assessor, language):
    book = opened_book(opened, language)
    sheet = book.worksheets[1]
    assert sheet.protection.sheet
    assert sheet["D2"].protection.locked
    assert not sheet["F2"].protection.locked
    assert book["Lists"].sheet_state == "hidden"
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"list", "decimal", "textLength"}
    file_id = uploaded(opened, filled(opened, language=language), assessor)
    found = plan(opened, file_id)
    assert not found.wrong
    assert len(found.changing) == len(list(opened.questions)) - 1  # nothing is remarked
    with unit_of_work():
        file_operations.apply(queries.file_page(opened.id, file_id), found.digest, by=assessor)
    fresh = queries.assessment_page(opened.id)
    assert fresh.state is State.ANSWERED
    assert {q.id: good(q) for q in fresh.questions if good(q)} == {n: a.value for n, a in fresh.said.items()}
    with pytest.raises(Refused, match="dealt with"), unit_of_work():
        file_operations.apply(queries.file_page(opened.id, file_id), found.digest, by=assessor)


def test_a_file_with_one_wrong_cell_is_kept_whole_or_not_at_all(vendor, opened, assessor):
    def spoil(sheet, cells):
        sheet[cells["turnover"]] = "很多"
        sheet[cells["audited"]] = "大概有"
        sheet[cells["availability"]] = 0.999

    file_id = uploaded(opened, filled(opened, spoil), assessor)
    found = plan(opened, file_id)
    assert {cell for row in found.wrong for cell, _ in row.faults} == {"F9", "F2"}
    assert [row.question.id for row in found.rows if row.notes and row.question] == ["availability"]
    with pytest.raises(Refused, match="all of it is kept, or nothing"), unit_of_work():
        file_operations.apply(queries.file_page(opened.id, file_id), found.digest, by=assessor)
    assert not queries.assessment_page(opened.id).said


def test_what_is_asked_back_goes_out_again_with_the_reason(vendor, opened, assessor):
    answered(opened, assessor)
    reviewed(opened, assessor, last_test=(Review.ASKED_BACK, "請附演練紀錄"))
    fresh = queries.assessment_page(opened.id)
    rows = opened_book(fresh, "zh_Hant_TW").worksheets[1]
    (text,) = [row[3].value for row in rows.iter_rows() if row[3].value and "請補充" in row[3].value]
    assert "請附演練紀錄" in text


def test_the_file_of_another_vendor_questionnaire_or_version_is_refused_with_whose_it_is(vendor, opened, assessor):
    other_vendor = make_vendor(name_zh="別家資訊", status=VendorStatus.ACTIVE)
    with unit_of_work():
        number = operations.open_assessment(
            other_vendor, shelf.questionnaires()[shelf.CAPABILITY], assessor_id=None, by=assessor
        ).id
    other = queries.assessment_page(number)
    with pytest.raises(Refused, match="別家資訊"):
        uploaded(opened, filled(other), assessor)
    newer, number = filled(opened), opened.id
    with unit_of_work():
        again = queries.assessment_page(opened.id)
        again.asked = {**again.asked, "version": "2"}
    db.session.expunge_all()
    with pytest.raises(Refused, match="version 1"):
        uploaded(queries.assessment_page(number), newer, None)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sheet, cells: sheet.__setitem__("A3", "A1-99-0000"),
        lambda sheet, cells: sheet.__setitem__("A3", sheet["A2"].value),
        lambda sheet, cells: sheet.__setitem__("A3", "=1+1"),
        lambda sheet, cells: sheet.__setitem__("H3", "x" * 5_000),
    ],
)
def test_a_row_that_is_not_ours_is_named_by_its_cell(vendor, opened, assessor, spoil):
    file_id = uploaded(opened, filled(opened, spoil), assessor)
    (row,) = plan(opened, file_id).wrong
    assert row.row == 3
    assert row.faults[0][0] in ("A3", "H3")


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04 broken", b"a,b\n1,2\n"])
def test_what_is_no_questionnaire_is_refused_in_a_sentence(sign_in, opened, data):
    browser = sign_in(Role.IT_MANAGER)
    answer = browser.post(
        f"/vendors/assessments/{opened.id}/upload",
        {"received_on": clock.today().isoformat(), "file": (io.BytesIO(data), "x.xlsx")},
    )
    assert answer.status_code == 200
    assert "field-error" in answer.get_data(as_text=True)
    assert not db.session.get_one(Assessment, opened.id).files


# --- the pages


def test_a_day_of_the_it_manager_on_screen(sign_in, vendor, opened, second):
    """Fills in, reviews, concludes; compliance approves; the list, the vendor's page and the workbook show it."""
    browser, base = sign_in(Role.IT_MANAGER), f"/vendors/assessments/{opened.id}"
    fields = {"answered_on": clock.today().isoformat()}
    for each in opened.questions:
        fields |= {f"a_{each.id}": good(each), f"e_{each.id}": "", f"t_{each.id}": ""}
    wrong = browser.post(f"{base}/fill", {**fields, "a_turnover": "lots"}).get_data(as_text=True)
    assert "“lots” is not a number." in wrong
    assert not queries.assessment_page(opened.id).said
    fields["f_plan"] = (io.BytesIO(b"%PDF-1.7 plan"), "plan.pdf")
    assert browser.post(f"{base}/fill", fields).status_code == 302
    answer = queries.assessment_page(opened.id).said["plan"]
    assert browser.get(f"{base}/answers/{answer.id}/file").data == b"%PDF-1.7 plan"
    marks = {f"r_{q.id}": "accepted" if q.id != "remarks" else "" for q in opened.questions}
    page = browser.post(f"{base}/review", {**marks, "r_turnover": "not_accepted"}).get_data(as_text=True)
    assert "Say why, so that the vendor knows what is missing." in page
    assert browser.post(f"{base}/review", {**marks, "r_turnover": "not_accepted", "n_turnover": "?"}).status_code == 302
    done = {"conclusion": "capable", "reason": "fine", "approver_id": str(second.id)}
    assert browser.post(f"{base}/conclude", done).status_code == 302
    assert sign_in(Role.COMPLIANCE).post(f"{base}/approve", {"answer": "approve", "note": ""}).status_code == 302
    browser = sign_in(Role.AUDITOR)
    for address in ("/vendors/assessments/", f"/vendors/{vendor.id}", base):
        assert "Assessed" in browser.get(address).get_data(as_text=True) or address == base
    for address in ("/vendors/assessments/?format=xlsx", f"{base}?format=xlsx"):
        assert browser.get(address).data.startswith(b"PK")
    assert (
        browser.get("/vendors/assessments/?standing=valid&tier=high&sort=-score")
        .get_data(as_text=True)
        .count("受評資訊")
        == 1
    )
    assert "受評資訊" not in browser.get("/vendors/assessments/?standing=expired").get_data(as_text=True)
    assert browser.get(f"{base}/workbook").status_code == 403


def test_what_changed_since_the_last_assessment_is_shown(sign_in, vendor, opened, assessor, second):
    approved(opened, assessor, second)
    with unit_of_work():
        number = operations.open_assessment(
            vendor, shelf.questionnaires()[shelf.CAPABILITY], assessor_id=assessor.id, by=assessor
        ).id
    again = queries.assessment_page(number)
    approved(again, assessor, second, turnover="25")
    page = sign_in(Role.AUDITOR).get(f"/vendors/assessments/{number}").get_data(as_text=True)
    after = page[page.index('id="changed"') : page.index('id="lines"')]
    assert "Staff turnover" in after
    assert "25 %" in after
    assert "insurance" not in after


def test_a_firm_adds_a_questionnaire_by_a_file_alone(app, sign_in, vendor, tmp_path):
    folder = app.config["SETTINGS"].instance_path / "questionnaires"
    folder.mkdir()
    (folder / "security.toml").write_text(
        'id = "security"\nversion = "1"\neffective_on = 2020-01-01\ntitle = { zh = "資安問卷", en = "Security questionnaire" }\n'
        '[[grade]]\nname = "A"\nat_least = 0\n[[section]]\nid = "one"\nweight = 1\ntitle = { zh = "一", en = "One" }\n'
        '[[section.question]]\nid = "mfa"\nkind = "yes_no"\ntext = { zh = "多因子？", en = "MFA?" }\n',
        encoding="utf-8",
    )
    (folder / "broken.toml").write_text("id = ", encoding="utf-8")
    assert list(shelf.questionnaires()) == ["capability", "security", "service_security"]
    browser = sign_in(Role.IT_MANAGER)
    assert "Security questionnaire" in browser.get(f"/vendors/assessments/new/{vendor.id}").get_data(as_text=True)
    answer = browser.post(f"/vendors/assessments/new/{vendor.id}", {"questionnaire": "security", "assessor_id": ""})
    assert "MFA?" in browser.get(answer.location).get_data(as_text=True)


def test_the_board_sees_how_many_are_assessed(vendor, opened, assessor, second):
    from vendors.assessments.report import sheet

    approved(opened, assessor, second)
    figures = {f.key: f.value for f in sheet(clock.today()).figures}
    assert (figures["capability.assessed"], figures["capability.close"]) == (1, 0)
    before = {f.key: f.value for f in sheet(date(2020, 1, 1)).figures}
    assert before["capability.assessed"] == 0
