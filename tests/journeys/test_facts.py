"""A signed paper becomes a registered contract; later it and the register are compared, passage by passage."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.contracts.facts.papers import PAPERS
from tests.journeys.conftest import Product

pytestmark = pytest.mark.browser
FURTHER = "".join(f"第{n}條　其他約定\n{'雙方就未盡事宜另行議定。' * 12}\n" for n in range(20, 60))
LONG_PAPER = PAPERS[0].text.replace("第一條　合約期間", f"{FURTHER}第一條　合約期間")


def test_a_paper_becomes_a_contract_and_its_passages_are_a_click_away(product: Product, enter, tmp_path: Path):
    product.add_person("lin", "procurement")
    page: Page = enter("lin")
    paper = tmp_path / "維護合約.txt"
    paper.write_text(LONG_PAPER, encoding="utf-8")

    page.goto(f"{product.url}/contracts/")
    page.click("main a[href$='/new-from-paper']")
    page.set_input_files("main input[name=files]", str(paper))
    page.click("main .form-end button")
    page.wait_for_load_state()
    expect(page.locator("[name=ends_on]")).to_have_value("2028-12-31")
    expect(page.locator("[name=vendor] option:checked")).to_contain_text("晨曦資訊股份有限公司")

    passage = page.locator(".from-paper a[href^='#passage-']", has_text="一百一十七年").first
    said = passage.inner_text()[:8]
    passage.click()
    mark = page.locator("mark:target")
    expect(mark).to_be_in_viewport()
    expect(mark).to_contain_text(said)
    page.check("#kind-incident_notice input[type=checkbox] >> nth=0")
    page.fill("main [name=title]", "核心系統維護")
    page.click(".take-bar button")
    page.wait_for_url(re.compile(r"/contracts/\d+(#|$)"))
    contract = page.url.partition("#")[0]
    expect(page.locator("main")).to_contain_text("核心系統維護")
    expect(page.locator("main")).to_contain_text("2028-12-31")
    expect(page.locator("#facts .note-bad")).to_have_count(0)

    page.goto(f"{contract}/edit")
    page.fill("main [name=ends_on]", "2028-06-30")
    page.click("main .form-end button[type=submit]")
    page.wait_for_load_state()
    page.goto(contract)
    difference = page.locator("#facts .note-bad", has_text="2028-06-30")
    expect(difference).to_contain_text("2028-12-31")
    difference.locator("a").click()
    page.locator("#kind-ends_on a[href^='#passage-']").first.click()
    expect(page.locator("mark:target")).to_be_in_viewport()

    page.goto(f"{product.url}/contracts/facts/")
    expect(page.locator("main table")).to_contain_text("晨曦資訊股份有限公司")
    with page.expect_download() as download:
        page.click("main a[href*='format=xlsx']")
    assert download.value.suggested_filename.endswith(".xlsx")
