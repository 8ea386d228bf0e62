"""A contract is terminated early: its tasks appear by themselves, are done with evidence and verified by a second person."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Product

pytestmark = pytest.mark.browser
TODAY = date.today()


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)


def save(page: Page) -> None:
    page.click("main .form-end button[type=submit]")
    page.wait_for_load_state()


def register(page: Page, product: Product) -> str:
    """A vendor, a running contract with an account and a laptop; returns the contract's address."""
    page.goto(f"{product.url}/vendors/new")
    fill(page, name_zh="終點線資訊股份有限公司", business_number="04595252")
    save(page)
    page.goto(f"{product.url}/contracts/new?vendor={page.url.rsplit('/', 1)[1]}")
    fill(page, number="VR-001", title="主機維護", signed_on=str(TODAY - timedelta(days=400)), currency="TWD")
    fill(page, starts_on=str(TODAY - timedelta(days=390)), ends_on=str(TODAY + timedelta(days=700)))
    page.select_option("main [name=owner_id]", label="Lin")
    save(page)
    contract = re.sub(r"[#?].*", "", page.url)
    page.goto(f"{contract}/access/new")
    fill(page, system="VPN 閘道", account="ext-001", granted_on=str(TODAY - timedelta(days=300)))
    save(page)
    page.goto(f"{contract}/assets/new")
    fill(page, label="筆記型電腦 A-17", quantity="1", handed_over_on=str(TODAY - timedelta(days=300)))
    save(page)
    return contract


def test_an_early_end_is_planned_done_and_verified_by_two_people(product: Product, enter, tmp_path: Path):
    for login in ("lin", "chen"):
        product.add_person(login, "it_manager", "procurement")
    page = enter("lin")
    contract = register(page, product)
    last_day = TODAY + timedelta(days=20)
    page.goto(f"{contract}/terms/terminate")
    fill(page, notified_on=str(TODAY), terminates_on=str(last_day), note="廠商停止營業，雙方書面合意提前終止")
    save(page)

    page.goto(f"{contract}/offboarding")
    tasks = page.locator("main table tbody tr")
    expect(tasks).to_have_count(4)
    revoke = page.locator("main table tbody tr", has_text="ext-001")
    due = re.search(r"\d{4}-\d\d-\d\d", revoke.inner_text())
    assert due, revoke.inner_text()
    assert last_day - timedelta(days=12) <= date.fromisoformat(due.group()) <= last_day  # never after the last day
    addresses = [str(a.get_attribute("href")) for a in page.locator("main table tbody tr td:first-child a").all()]

    proof = tmp_path / "停用紀錄.txt"
    proof.write_text("VPN 帳號 ext-001 已停用", encoding="utf-8")
    own = addresses[0]
    page.goto(f"{product.url}{own}/complete")
    fill(page, done_on=str(TODAY), note="")
    save(page)
    expect(page.locator(".note-bad, .has-error").first).to_be_visible()
    page.set_input_files("main input[type=file]", str(proof))
    fill(page, done_on=str(TODAY), note="帳號已停用，紀錄如附件")
    save(page)
    page.goto(f"{product.url}{own}")
    expect(page.locator("main")).to_contain_text("停用紀錄.txt")
    assert page.locator("form[action$='/verify']").count() == 0

    page = enter("chen")
    page.goto(f"{product.url}{own}")
    page.click("form[action$='/verify'] button")
    page.wait_for_load_state()
    expect(page.locator("h1 .tone-good")).to_be_visible()

    page.goto(f"{product.url}/contracts/access/")
    expect(page.locator("main table tbody tr", has_text="ext-001")).not_to_have_count(0)
    assert "sound" in product.command("audit", "verify")
