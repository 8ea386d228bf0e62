"""A drawer of old contracts: checked in one go, one of them registered, and its vendor asked for what it lacks."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Product

pytestmark = pytest.mark.browser
PAPERS = Path(__file__).parent.parent / "contracts" / "clauses" / "papers"


def drawer(path: Path) -> Path:
    """Two papers, one of which names its vendor and number, and a file of a kind that is not read."""
    slip = "鐵杉電信股份有限公司\n契約編號：TEL-9\n" + (PAPERS / "telecom_slip.txt").read_text(encoding="utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("抽屜/專線申請單.txt", slip)
        archive.write(PAPERS / "backup_vault.txt", "抽屜/備份.txt")
        archive.writestr("抽屜/舊式.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50)
    return path


def assert_usable(page: Page) -> None:
    """By keyboard and screen reader, and no wider than the screen."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    serious = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
    assert not [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in serious], page.url
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, page.url


def test_from_a_zip_to_a_letter(product: Product, enter, tmp_path: Path):
    product.add_person("lin", "procurement")
    page = enter("lin")
    page.goto(f"{product.url}/vendors/new")
    page.fill("#name_zh", "鐵杉電信股份有限公司")
    page.click("main .form-end button")

    page.goto(f"{product.url}/contracts/bulk/new")
    assert_usable(page)
    page.set_input_files("#archive", str(drawer(tmp_path / "抽屜.zip")))
    page.click("main .form-end button")
    rows = page.locator(".matrix tbody tr")
    expect(rows).to_have_count(2, timeout=60_000)
    expect(rows.first).to_contain_text("專線申請單.txt")
    expect(page.locator("main")).to_contain_text("Word 97–2003")
    assert_usable(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert_usable(page)
    page.set_viewport_size({"width": 1440, "height": 900})

    rows.first.locator("a.tone-good").first.click()
    expect(page.locator("mark").first).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#evidence-1")).to_be_focused()
    assert_usable(page)
    page.click("text=登錄為新合約")
    expect(page.locator("#number")).to_have_value("TEL-9")
    page.fill("#starts_on", "115/1/1")
    assert_usable(page)
    page.click("main .form-end button")
    expect(page).to_have_url(re.compile(r"/contracts/\d+#documents"))

    page.click("#clauses a >> nth=0")
    page.click("text=致廠商函")
    chosen = page.locator("input[name=chosen]:checked")
    preview = page.locator("#preview details")
    count = chosen.count()
    assert count > 5
    expect(preview).to_have_count(count)
    chosen.first.uncheck()
    expect(preview).to_have_count(count - 1)
    assert_usable(page)
    with page.expect_download() as download:
        page.click("text=登錄並下載")
    words = [p.text for p in docx.Document(io.BytesIO(Path(download.value.path()).read_bytes())).paragraphs]
    assert "受文者：鐵杉電信股份有限公司" in words
    assert sum(line.endswith("（未載明）") or line.endswith("（約定不完備）") for line in words) == count - 1
    assert_usable(page)
    page.click("text=登錄已發出")
    page.click("main .form-end button")
    expect(page.locator("h1 .badge-state")).to_have_text("已發出，待回覆")
    page.goto(f"{product.url}/contracts/clauses/")
    assert_usable(page)
