"""The IT manager assesses whether a vendor is able: a workbook out and back, judged line by line, approved by another."""

import re
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from core.db import db
from tests.journeys.conftest import Product
from tests.journeys.test_oversight import save
from tests.vendors.assessments.steps import good
from vendors.assessments import shelf
from vendors.assessments.questionnaire import NUMBERS

pytestmark = pytest.mark.browser


def good_answers(product: Product) -> list[object]:
    """What the best of vendors would enter, question by question."""
    with product.application.app_context():
        questions = list(shelf.questionnaires()[shelf.CAPABILITY])
        answers: list[object] = []
        for question in questions:
            value, option = good(question), question.option(good(question))
            number = float(value) if value and question.kind in NUMBERS else None
            answers.append(option.label.zh if option else number if number is not None else value or None)
        db.engine.dispose()
    return answers


def filled(sent: Path, to: Path, answers: list[object]) -> Path:
    book = openpyxl.load_workbook(sent)
    for row, answer in enumerate(answers, 2):
        book.worksheets[1][f"F{row}"] = answer
        book.worksheets[1][f"G{row}"] = "財報及證書影本.pdf"
    book.save(to)
    return to


def upload(page: Page, at: str, file: Path) -> None:
    page.goto(f"{at}/upload")
    page.set_input_files("main [name=file]", file)
    page.click("main .form-end button[type=submit]")
    page.wait_for_load_state()


def test_a_questionnaire_goes_out_comes_back_wrong_and_right_and_is_concluded_by_two(
    product: Product, enter, tmp_path: Path
):
    product.add_person("chen", "it_manager", "procurement")
    product.add_person("lin", "compliance", "it_manager")
    answers = good_answers(product)
    page = enter("chen")
    page.goto(f"{product.url}/vendors/new")
    save(page, name_zh="鐵杉資訊股份有限公司", business_number="04595252")
    page.goto(f"{product.url}/vendors/assessments/new/{page.url.rsplit('/', 1)[1]}")
    page.click("main .form-end button")
    expect(page).to_have_url(re.compile(r"/vendors/assessments/\d+$"))
    at = page.url

    with page.expect_download() as sent:
        page.click("main a[href*='/workbook?language=zh']")
    sent.value.save_as(tmp_path / "out.xlsx")
    page.goto(f"{at}/send")
    save(page, sent_to="王經理 wang@hemlock.example", reply_by=(date.today() + timedelta(days=14)).isoformat())
    expect(page.locator("h1")).to_contain_text("待廠商回覆")

    upload(page, at, filled(tmp_path / "out.xlsx", tmp_path / "wrong.xlsx", ["大概還可以", *answers[1:]]))
    expect(page.locator(".note-bad")).to_contain_text("有 1 列內容有誤")
    expect(page.locator("main table tbody tr").first).to_contain_text("F2 「大概還可以」不在可選答案之中")
    upload(page, at, filled(tmp_path / "out.xlsx", tmp_path / "right.xlsx", answers))
    page.click(f"main button:has-text('留存 {len(answers)} 題填答')")
    expect(page).to_have_url(f"{at}/review")
    for chosen in page.locator("main select[name^=r_]").all():
        chosen.select_option("accepted")
    page.click("main .form-end button[type=submit]")
    page.goto(f"{at}/conclude")
    page.select_option("main [name=conclusion]", "capable")
    page.select_option("main [name=approver_id]", label="Lin")
    save(page, reason="各題均符合要求。")
    page.goto(f"{at}/approve")
    page.select_option("main [name=answer]", "approve")
    page.click("main .form-end button[type=submit]")
    expect(page.locator("main form")).to_contain_text("應由第二人核准")

    enter("lin").goto(f"{at}/approve")
    page.select_option("main [name=answer]", "approve")
    page.click("main .form-end button[type=submit]")
    expect(page.locator("h1")).to_contain_text("適任")
    expect(page.locator(".figures").first).to_contain_text("100.0")
    first = page.locator("main table", has=page.locator("caption", has_text="財務狀況")).locator("tbody tr").first
    expect(first).to_contain_text("此答案得 100 分")
    expect(page.locator("main")).to_contain_text("wrong.xlsx")
    expect(page.locator("main")).to_contain_text("未採用")
