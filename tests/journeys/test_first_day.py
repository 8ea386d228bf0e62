"""An installation's first day: the administrator takes over, looks at the sample firm, and sends it away."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, Product

pytestmark = pytest.mark.browser


def begin(page: Page, product: Product) -> None:
    page.goto(product.url)
    expect(page).to_have_url(re.compile("/setup"))
    page.fill("#login", "boss")
    page.fill("#name", "陳老闆")
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    for box in page.locator("input[name=roles]").all():
        box.check()
    page.check("#sample")
    page.click(".form-end button")
    expect(page.locator(".note-good")).to_be_visible(timeout=30_000)


def menu(page: Page) -> list[str]:
    return [str(a.get_attribute("href")) for a in page.locator(".side-list a").all()]


def test_the_administrator_takes_over_and_the_sample_firm_comes_and_goes(page: Page, product: Product):
    begin(page, product)
    page.goto(f"{product.url}/vendors/")
    assert page.locator("table.list tbody tr").count() >= 10
    page.goto(f"{product.url}/sample-firm/")
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("button.btn-danger")
    expect(page.locator(".note-good")).to_be_visible(timeout=30_000)
    page.goto(f"{product.url}/vendors/")
    expect(page.locator(".empty")).to_be_visible()
    assert "sound" in product.command("audit", "verify")


def test_every_page_of_the_menu_is_usable_by_keyboard_and_screen_reader_and_fits_its_screen(
    page: Page, product: Product
):
    begin(page, product)
    addresses = menu(page)
    assert len(addresses) >= 8
    for address in addresses:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(product.url + address)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
        serious = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
        told = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in serious]
        assert not told, f"{address}: {told}"
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert over <= 0, f"{address} is {over} px too wide at {width}"
    page.goto(product.url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
