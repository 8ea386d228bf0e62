"""Every page without a number in its address: as many queries for a large firm as for a small one, an export where it lists."""

import re
from datetime import date

import pytest
from sqlalchemy import event

from core.auth.guard import KEY, PUBLIC, permission_of
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.demo import operations as demo
from core.obligations import registry
from tests.vendors.factories import make_vendor
from vendors.concentration import operations as rates

# A small firm has no record of some kinds, and what is not there is not looked up; a query for each row costs dozens.
LACKED_BY_THE_SMALL = 4
NO_LISTS = ("core.auth.sign_out", "vendors.imports.template", "sbom.licences.show", "sbom.disclosure.components")


@pytest.fixture
def starts_anew() -> bool:
    """What is counted here is counted from a start."""
    return True


def addresses(app):
    for rule in app.url_map.iter_rules():
        is_page = not rule.arguments and "GET" in (rule.methods or set())
        if is_page and permission_of(app, rule.endpoint) not in (PUBLIC, KEY) and rule.endpoint not in NO_LISTS:
            yield rule.rule


def load(vendors: int, contracts: int, components: int) -> None:
    with unit_of_work():
        sizes = demo.Sizes(vendors, contracts, components)
        demo.load(sizes=sizes, seed=3, today=date(2026, 6, 30), by=None, tell=lambda *_: None)


def asked(browser, address: str) -> list[str]:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    answer = browser.get(address)
    event.remove(db.engine, "before_cursor_execute", note)
    assert answer.status_code == 200, f"{address}: {answer.status}"
    return seen


def test_a_larger_firm_costs_no_page_more_queries(app, sign_in, monkeypatch):
    monkeypatch.setattr(registry, "QUICK", 3_600.0)  # what a busy machine judges beside a page is not the page's own
    browser = sign_in(*Role)
    counts = []
    for sizes in ((8, 12, 40), (60, 100, 400)):
        load(*sizes)
        asked(browser, "/")  # what is read once and kept is not a page's own
        counts.append({address: len(asked(browser, address)) for address in addresses(app)})
        with unit_of_work():
            demo.remove(by=None)
    small, large = counts
    grown = {a: (small[a], large[a]) for a in large if large[a] > small[a] + LACKED_BY_THE_SMALL}
    assert grown == {}


@pytest.mark.parametrize("language", ["en", "zh_Hant_TW"])
def test_every_entry_of_the_trail_is_told_in_words(app, sign_in, language):
    """No field of an entry is shown by its column's name, no coded value by its code."""
    load(8, 12, 40)
    browser = sign_in(*Role)
    browser.post("/language", {"language": language}, form_at="/")
    page = browser.get("/audit/?q=vendors:").get_data(as_text=True) + browser.get("/audit/").get_data(as_text=True)
    for raw in ("released_on:", "vendor_id:", "own_namespace:", "it_manager,", ": True"):
        assert raw not in page


@pytest.mark.parametrize("address", ["/vendors/groups", "/vendors/concentration/rates"])
def test_every_register_goes_out_as_a_workbook(app, sign_in, address):
    load(8, 12, 40)
    answer = sign_in(*Role).get(f"{address}?format=xlsx")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")


def test_an_exchange_rate_is_shown_with_all_its_digits(app, sign_in):
    with unit_of_work():
        rates.add_rate(
            currency="JPY", quoted_on=date(2026, 6, 1), twd="0.21154", source="x", today=date(2026, 6, 30), by=None
        )
    assert "0.21154" in sign_in(Role.PROCUREMENT).get("/vendors/concentration/rates").get_data(as_text=True)


def test_what_somebody_entered_is_never_translated(app, sign_in):
    """A person named like a word of ours keeps the name in every language."""
    make_vendor(name_zh="", name_en="all")
    browser = sign_in(*Role)
    browser.post("/language", {"language": "zh_Hant_TW"}, form_at="/")
    assert re.search(r">\s*all\s*</a>", browser.get("/vendors/").get_data(as_text=True))
