"""The IT manager's own firm, entered by hand: what the concentration page says is what anybody can reckon on paper."""

import re

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


def test_a_firm_of_four_vendors_is_measured_as_on_paper_and_what_is_not_known_is_never_nought(product: Product, enter):
    product.add_person("chen", "it_manager", "procurement")
    page = enter("chen")
    ids = {}
    for name, (number, share) in VENDORS.items():
        page.goto(f"{product.url}/vendors/new")
        save(page, name_zh=f"{name}資訊股份有限公司", business_number=number)
        ids[name] = page.url.rsplit("/", 1)[1]
        contract(page, product, ids[name], f"C-{share}-{number}", f"{share}0000")

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
