"""Procurement's day: a vendor from the spreadsheet it keeps, a contract from its signed file, the clauses it holds."""

import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Product

pytestmark = pytest.mark.browser
ARTICLES = """第一條 合約期間
自民國115年1月1日起至116年12月31日止。
第二條 保密
乙方對因履行本合約所知悉之甲方資料，應予保密，非經甲方書面同意，不得洩漏予第三人；合約終止後亦同。
第三條 資安事件通報
乙方發現資料外洩或系統遭入侵時，應於一小時內通報甲方，並保全紀錄、提出改善報告。
第四條 稽核
甲方及主管機關得派員至乙方處所查核本合約之執行情形，乙方應配合並提供相關資料。
第五條 管轄
因本合約所生之爭議，雙方合意以臺灣臺北地方法院為第一審管轄法院。"""


def spreadsheet(path: Path, number: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "委外廠商"
    for row in (
        ["白鷺證券 委外廠商清冊"],
        [],
        ["供應商名稱", "統編", "國別", "窗口", "E-mail", "提供服務", "服務類別"],
        ["鐵杉資訊股份有限公司", number, "台灣", "吳小姐", "wu@hemlock.example", "下單系統維護", "系統維護"],
        ["銀杏雲端股份有限公司", "12345675", "台灣", "", "", "", ""],
    ):
        sheet.append(row)
    book.save(path)
    return path


def signed_contract(path: Path) -> Path:
    """A Word file of nothing but paragraphs."""
    lines = ["下單系統維護合約", "甲方：白鷺證券股份有限公司", "乙方：鐵杉資訊股份有限公司", *ARTICLES.splitlines()]
    words = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/'
        f'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{main}"><w:body>{words}</w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w") as package_file:
        for name, text in parts.items():
            package_file.writestr(name, text)
    return path


def send(page: Page, field: str, file: Path) -> None:
    page.set_input_files(f"main input[name={field}]", str(file))
    page.click("main .form-end button[type=submit]")
    page.wait_for_load_state()


def import_vendors(page: Page, product: Product, folder: Path) -> None:
    """First with a number that cannot be: nothing may come of it. Then put right."""
    page.goto(f"{product.url}/vendors/import/")
    send(page, "file", spreadsheet(folder / "wrong.xlsx", "04595253"))
    trouble = page.locator("main table tbody tr", has_text="04595253").first
    expect(trouble).to_contain_text("委外廠商")
    expect(trouble).to_contain_text("B 統編")
    assert page.locator("form[action$='/apply']").count() == 0

    page.goto(f"{product.url}/vendors/import/")
    send(page, "file", spreadsheet(folder / "right.xlsx", "04595252"))
    page.click("form[action$='/apply'] button")
    expect(page.locator(".note-good")).to_be_visible()
    page.goto(f"{product.url}/vendors/")
    expect(page.locator("table.list tbody tr")).to_have_count(2)


def test_a_vendor_from_a_spreadsheet_and_a_contract_from_its_file(product: Product, enter, tmp_path: Path):
    product.add_person("lin", "procurement")
    page = enter("lin")
    import_vendors(page, product, tmp_path)

    page.click("table.list tbody a >> text=鐵杉資訊股份有限公司")
    expect(page.locator("main")).to_contain_text("下單系統維護")
    page.click("main a[href*='/contracts/new']")
    for name, value in {
        "number": "VR-115-01",
        "title": "下單系統維護",
        "signed_on": "2025-12-20",
        "starts_on": "2026-01-01",
        "ends_on": "2027-12-31",
    }.items():
        page.fill(f"main [name={name}]", value)
    page.check("main [name=service_ids]")
    page.click("main .form-end button[type=submit]")
    expect(page).to_have_url(re.compile(r"/contracts/\d+"))

    page.click("#documents a[href$='/documents/add']")
    send(page, "files", signed_contract(tmp_path / "合約.docx"))
    expect(page.locator("#documents")).to_contain_text("合約.docx")
    page.click("#clauses h2 a")
    verdicts = page.locator("nav.clause-list li")
    expect(verdicts).to_have_count(17)
    for clause in ("保密", "稽核", "爭議", "事件通報"):
        expect(verdicts.filter(has_text=clause)).to_contain_text("已載明")
    expect(verdicts.filter(has_text="保固")).to_contain_text("缺漏")

    verdicts.filter(has_text="稽核").locator("a").click()
    expect(page.locator("#clause-title")).to_contain_text("稽核")
    expect(page.locator("#clause-title")).to_be_focused()  # the clause and its paper are in place
    expect(page.locator("ol.evidence li").first).to_contain_text("甲方及主管機關得派員")
    page.locator("ol.evidence a").first.click()
    expect(page.locator("mark").first).to_be_in_viewport()

    page.goto(f"{product.url}/contracts/clauses/")
    expect(page.locator("main table tbody tr", has_text="VR-115-01").first).to_contain_text("鐵杉資訊")
