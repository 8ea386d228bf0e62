"""Compliance's desk: a contract and its amendment, clause by clause, without leaving the keyboard."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Product, entrance, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("clauses")]
CONTRACT = """系統維護合約
甲方：白鷺證券股份有限公司
乙方：鐵杉資訊股份有限公司
第一條 保密
乙方對甲方資料應予保密，不得洩漏予第三人；合約終止後亦同。
第二條 稽核
甲方得派員至乙方機房查核其作業紀錄，乙方應予配合。
主管機關亦得至乙方處所查核，乙方不得拒絕。
第三條 保固
自驗收合格日起一年內，程式有瑕疵者，乙方應免費修復。
"""
AMENDMENT = "增補協議\n一、原合約第三條（保固）刪除。\n"


def attach(page: Page, folder: Path, text: str, name: str, kind: str, signed_on: str) -> None:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    page.click("#documents h2 a[href*='/documents/']")
    page.set_input_files("main input[name=files]", str(file))
    page.select_option("main select[name=kind]", kind)
    page.fill("main input[name=signed_on]", signed_on)
    with page.expect_navigation():
        page.click("main .form-end button")


def withdraw_all(page: Page) -> None:
    """Take out what the sample firm attached."""
    contract = page.url
    while page.locator("#documents tr:not(.is-ended) .file-name a").count():
        page.click("#documents tr:not(.is-ended) .file-name a")
        page.click("a[href$='/withdraw']")
        page.fill("textarea[name=reason]", "換檔")
        with page.expect_navigation():
            page.click("main .form-end button")
        page.goto(contract)


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory, browser: Browser, browser_context_args) -> tuple[Path, str]:
    """An installation with an amended contract that compliance has not looked at: its folder, and the contract's path."""
    folder = tmp_path_factory.mktemp("amended")
    with served(folder) as product, browser.new_context(**browser_context_args) as context:
        product.command("demo", "load", "--vendors", "3", "--contracts", "3")
        for login, role in (("lin", "procurement"), ("chen", "compliance")):
            product.add_person(login, role)
        page = entrance(product, context.new_page())("lin")
        page.goto(f"{product.url}/contracts/")
        page.click("main table tbody tr a")
        withdraw_all(page)
        attach(page, folder, CONTRACT, "合約.txt", "contract", "2026-01-01")
        attach(page, folder, AMENDMENT, "增補.txt", "amendment", "2026-05-01")
        return folder / "instance", page.url.split("#")[0].removeprefix(product.url)


@pytest.fixture
def product(amended: tuple[Path, str], tmp_path: Path) -> Iterator[Product]:
    shutil.copytree(amended[0], tmp_path / "instance")
    with served(tmp_path) as product:
        yield product


@pytest.fixture
def desk(product: Product, amended: tuple[Path, str], enter) -> Page:
    """Compliance at the clauses of an amended contract."""
    page = enter("chen")
    page.goto(f"{product.url}{amended[1]}/clauses?clause=assignment_subcontracting")
    return page


def test_clauses_and_passages_by_keyboard(desk: Page):
    heading = desk.locator("#clause-title")
    desk.keyboard.press("j")
    expect(heading).to_contain_text("保密")
    expect(heading).to_be_focused()
    expect(desk).to_have_url(re.compile("clause=confidentiality"))
    expect(desk).to_have_title(re.compile("保密"))
    desk.keyboard.press("k")
    desk.keyboard.press("k")
    expect(heading).to_contain_text("稽核")
    desk.keyboard.press("n")
    expect(desk.locator("#evidence-1")).to_be_focused()
    expect(desk.locator("#said")).to_contain_text("第 1 段，共")
    desk.keyboard.press("p")
    expect(desk.locator("#said")).to_contain_text(re.compile(r"第 (\d) 段，共 \1 段"))
    assert desk.locator("mark").count() == desk.locator(".evidence li").count()


def test_keys_are_left_alone_in_fields_and_can_be_turned_off(desk: Page):
    heading = desk.locator("#clause-title")
    before = heading.inner_text()
    desk.keyboard.press("d")
    expect(desk.locator(".decide > form button")).to_be_focused()
    desk.click("[data-decide]")
    desk.locator("textarea[name=reason]").press_sequentially("njkpd")
    expect(desk.locator("textarea[name=reason]")).to_have_value("njkpd")
    assert heading.inner_text() == before
    desk.click("[data-keys]")
    desk.locator("#main").focus()
    desk.keyboard.press("j")
    desk.reload()
    expect(heading).to_have_text(before)
    expect(desk.locator("[data-keys]")).to_have_attribute("aria-pressed", "false")


def test_a_decision_by_keyboard_leads_on_and_superseded_words_are_struck(desk: Page):
    desk.keyboard.press("d")
    desk.keyboard.press("Enter")
    expect(desk.locator(".note-good")).to_contain_text("已記錄")
    desk.goto(re.sub("clause=[a-z_]+", "clause=warranty", desk.url))
    expect(desk.locator(".paper del").first).to_contain_text("第三條")
    expect(desk.locator(".superseded").first).to_contain_text("增補.txt")
    expect(desk.locator("#clause")).to_contain_text("先前的相關文字已不再適用")
