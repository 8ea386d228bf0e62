"""The IT manager's own firm, entered by hand: what the concentration page says is what anybody can reckon on paper."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Product
from tests.journeys.test_oversight import save

pytestmark = pytest.mark.browser
VENDORS = {"鐵杉": ("04595252", 30), "銀杏": ("12345675", 30), "雲杉": ("22099131", 20), "紅檜": ("16446274", 20)}


def contract(page: Page, product: Product, vendor: str, number: str, value: str, currency: str = "TWD") -> None:
    page.goto(f"{product.url}/contracts/new?vendor={vendor}")
    page.check("main [name=is_yearly]")
    save(
        page, number=number, title="維護", value=value, currency=currency, starts_on="2025-01-01", ends_on="2099-12-31"
    )
    expect(page).to_have_url(re.compile(r"/contracts/\d+$"))


def figure(page: Page, label: str) -> str:
    found = page.locator(".figure").filter(has=page.locator(".figure-label", has_text=re.compile(f"^{label}$")))
    return str(found.locator(".figure-value").inner_text()).split(" ")[0].strip()


def firm(page: Page, product: Product) -> dict[str, str]:
    """Four vendors with 30, 30, 20 and 20 of the spend; returns their ids."""
    ids = {}
    for name, (number, share) in VENDORS.items():
        page.goto(f"{product.url}/vendors/new")
        save(page, name_zh=f"{name}資訊股份有限公司", business_number=number)
        ids[name] = page.url.rsplit("/", 1)[1]
        contract(page, product, ids[name], f"C-{share}-{number}", f"{share}0000")
    return ids


def cells(page: Page, caption: str, first: str) -> list[str]:
    """The cells of the rows of a table that begin so."""
    table = page.locator("main table").filter(has=page.locator("caption", has_text=caption))
    row = table.locator("tbody tr").filter(has_text=first).first
    return [str(cell).strip() for cell in row.locator("td").all_inner_texts()]


def test_a_firm_of_four_vendors_is_measured_as_on_paper_and_what_is_not_known_is_never_nought(product: Product, enter):
    product.add_person("chen", "it_manager", "procurement")
    page = enter("chen")
    ids = firm(page, product)

    at = f"{product.url}/vendors/concentration/?basis=spend&by="
    page.goto(f"{at}vendor")
    assert figure(page, "HHI 指數") == "2,600"
    assert (figure(page, "涵蓋率"), figure(page, "標準化 HHI")) == ("100.0%", "0.0133")

    contract(page, product, ids["紅檜"], "C-USD", "10000", "USD")  # no rate is on record
    contract(page, product, ids["雲杉"], "C-NOT-KNOWN", "")
    page.goto(f"{at}vendor")
    assert (figure(page, "HHI 指數"), figure(page, "涵蓋率")) == ("2,600", "66.7%")
    unknown = page.locator("main table").filter(has=page.locator("caption", has_text="未知而未計入者"))
    expect(unknown).to_contain_text("C-USD")
    expect(unknown).to_contain_text("C-NOT-KNOWN")

    page.goto(f"{product.url}/vendors/concentration/rates/new")
    save(page, currency="USD", quoted_on="2025-01-02", twd="30", source="央行")
    page.goto(f"{at}vendor")
    # 30, 30, 20 and 20 + 30 of 130: 10,000 × (900 + 900 + 400 + 2,500) ÷ 16,900
    assert (figure(page, "HHI 指數"), figure(page, "涵蓋率")) == ("2,781", "83.3%")

    for name in ("鐵杉", "銀杏"):
        page.goto(f"{product.url}/vendors/{ids[name]}/owners/new")
        save(page, owner_name="林姓家族", share="25", known_on="2025-01-01", source="商業登記")
    page.goto(f"{at}group")
    # 60, 50 and 20 of 130: 10,000 × (3,600 + 2,500 + 400) ÷ 16,900
    assert figure(page, "HHI 指數") == "3,846"
    rows = page.locator("main table").first.locator("tbody tr")
    expect(rows.first).to_contain_text(re.compile(r"林姓家族.*46\.2%.*超過上限", re.DOTALL))
    expect(rows).to_have_count(3)


def decide(page: Page, answer: str, reason: str, until: str) -> None:
    page.select_option("main [name=answer]", answer)
    save(page, reason=reason, holds_until=until)


def test_a_dependence_that_would_pass_a_limit_is_decided_by_somebody_else_before_it_is_signed(product: Product, enter):
    for login, role in (("chen", "it_manager"), ("lin", "compliance"), ("wu", "procurement")):
        product.add_person(login, role)
    page = enter("wu")
    ids = firm(page, product)
    page.goto(f"{product.url}/vendors/proposals/new")
    page.select_option("main [name=vendor_id]", ids["鐵杉"])
    for name, value in {"title": "新核心系統", "value": "300000", "currency": "TWD"}.items():
        page.fill(f"main [name={name}]", value)
    page.click("main [value=check]")
    # 30 + 30, 30, 20 and 20 of 130: 10,000 × (3,600 + 900 + 400 + 400) ÷ 16,900, and 536 more than 2,600
    row = cells(page, "簽約前後的占比與 HHI", "廠商")
    assert row[2:] == ["鐵杉資訊股份有限公司", "30.0%", "46.2%", "30%", "2,600", "3,136", "+536"]
    expect(page.locator(".note-bad")).to_contain_text("46.15%，上限 30%")
    expect(page.locator(".note-bad")).to_contain_text("目前即已超過：2,600.0")

    page.click("main [value=keep]")
    expect(page.locator("#approver_id-error, .invalid-feedback").first).to_contain_text("請指定核決人")
    page.select_option("main [name=approver_id]", label="Lin")
    page.click("main [value=keep]")
    expect(page).to_have_url(re.compile(r"/vendors/proposals/\d+$"))
    expect(page.locator("h1")).to_contain_text("待核決")
    kept = page.url
    for other, answer in (("wu", 403), ("chen", 200)):  # who asked may not at all; the other was not named
        said = enter(other).goto(f"{kept}/decide")
        assert said is not None
        assert said.status == answer
    decide(page, "approve", "沒有我的事。", "2027-06-30")
    expect(page.locator("main form")).to_contain_text("僅 Lin 可核決")

    enter("lin").goto(f"{product.url}/my-work")
    page.click("main >> text=核決「新核心系統」：將超過上限")
    page.click("main a[href$='/decide']")
    until = (date.today() + timedelta(days=300)).isoformat()
    for day, says in (("", "接受須訂未來的到期日"), ("2099-12-31", "接受期間最長")):
        decide(page, "approve", "已洽備援廠商，董事會知悉。", day)
        expect(page.locator("main form")).to_contain_text(says)
    decide(page, "approve", "已洽備援廠商，董事會知悉。", until)
    expect(page.locator("h1")).to_contain_text("已核准")

    enter("wu")
    contract(page, product, ids["鐵杉"], "C-CORE", "300000")
    page.goto(f"{kept}/contract")
    page.select_option("main [name=contract_id]", label="C-CORE 維護")
    save(page)
    expect(page.locator("main dl").first).to_contain_text("C-CORE")
    enter("chen").goto(f"{product.url}/vendors/concentration/breaches")
    page.click("main >> text=立即檢查")
    expect(page.locator("main table tbody tr")).to_have_count(8)
    expect(page.locator("main table tbody tr").filter(has_text="限期接受中")).to_have_count(8)
    page.click("main >> text=鐵杉資訊股份有限公司：46.15%")
    expect(page.locator("main dl").first).to_contain_text("新核心系統: 已洽備援廠商，董事會知悉。")
