"""The IT manager's day: an SBOM comes in, concentration is read, and the board's workbook says the same."""

import json
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Product

pytestmark = pytest.mark.browser
VENDORS = {"鐵杉資訊股份有限公司": ("04595252", "3000000"), "銀杏雲端股份有限公司": ("12345675", "1000000")}
HHI = 75**2 + 25**2


def save(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    page.click("main .form-end button[type=submit]")
    page.wait_for_load_state()


def register(page: Page, product: Product) -> None:
    """Two vendors, each with a running contract of a year: three quarters and one quarter of the spend."""
    for name, (number, value) in VENDORS.items():
        page.goto(f"{product.url}/vendors/new")
        save(page, name_zh=name, business_number=number)
        page.goto(f"{product.url}/contracts/new?vendor={page.url.rsplit('/', 1)[1]}")
        page.check("main [name=is_yearly]")
        dates = {"signed_on": "2024-12-01", "starts_on": "2025-01-01", "ends_on": "2099-12-31"}
        save(page, number=f"C-{number}", title="維護", value=value, **dates)
        expect(page).to_have_url(re.compile(r"/contracts/\d+"))


def sbom(path: Path) -> Path:
    """Three components, one inside another; the last says neither where it is from nor under which licence."""
    told = {
        "licenses": [{"license": {"id": "Apache-2.0"}}],
        "externalReferences": [{"type": "vcs", "url": "https://example.org/parser.git"}],
    }
    inner = {"type": "library", "name": "inner", "version": "2.0", **told}
    outer = {"type": "library", "name": "parser", "version": "1.0", **told, "components": [inner]}
    silent = {"type": "library", "name": "nameless-tool", "version": "0.1"}
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [outer, silent]}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_an_sbom_is_read_and_the_workbook_says_what_the_pages_say(product: Product, enter, tmp_path: Path):
    product.add_person("chen", "it_manager", "procurement")
    page = enter("chen")
    register(page, product)

    page.goto(f"{product.url}/sbom/upload")
    page.set_input_files("main input[type=file]", str(sbom(tmp_path / "sbom.json")))
    page.select_option("main [name=vendor_id]", label="鐵杉資訊股份有限公司")
    save(page, number="1.0", product_name="下單核心")
    expect(page).to_have_url(re.compile(r"/sbom/\d+"), timeout=30_000)
    rows = page.locator("table.list tbody tr")
    expect(rows.filter(has_text="inner")).to_have_count(1)
    expect(rows.filter(has_text="nameless-tool")).to_contain_text("缺漏")
    expect(page.locator(".figure", has_text="來源已揭露").first).to_contain_text("66.7%")
    expect(page.locator(".figure", has_text="授權證明已揭露").first).to_contain_text("66.7%")

    page.goto(f"{product.url}/vendors/concentration/?basis=spend&by=vendor")
    figures = page.locator(".figures").first
    expect(figures).to_contain_text(f"{HHI:,}")
    expect(page.locator("main table").first.locator("tr", has_text="鐵杉")).to_contain_text("75.0%")

    product.command("jobs", "tick")  # what comes by itself has come: page and workbook stand on one state
    page.goto(f"{product.url}/reports/board")
    shown = {}
    for row in page.locator("main table tbody tr").all():
        cells = row.locator("td").all_inner_texts()
        shown[cells[0], cells[1]] = cells[2]
    assert shown["集中度", "HHI 指數 · 支出金額"] == f"{HHI:,}"
    with page.expect_download() as download:
        page.click("main form[method=post] button")
    download.value.save_as(tmp_path / "board.xlsx")
    book = openpyxl.load_workbook(tmp_path / "board.xlsx")
    rows = iter(book["摘要"].iter_rows())
    assert any(row[1].value == "指標" for row in rows)  # the figures stand below their heads
    written = {(row[0].value, row[1].value): as_shown(row[2]) for row in rows}
    assert written == shown
    assert len(shown) > 20
    assert any(sheet._charts for sheet in book.worksheets)


def as_shown(cell) -> str:
    """A figure of the workbook in the page's words, by the cell's own number format."""
    value = cell.value
    if isinstance(value, str):
        return value
    if "%" in cell.number_format:
        return f"{value:.1%}"
    return f"{value:,}"
