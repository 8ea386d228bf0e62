"""Contracts × clauses, on the page and in the workbook: the same states, in symbols and words, with totals that follow
the filters."""

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from contracts.clauses.effective import Effective
from contracts.clauses.matrix import matrix
from contracts.clauses.models import ClauseFinding
from contracts.clauses.rules import Verdict
from core import clock
from core.auth.rules import Role
from core.db import db
from tests.contracts.factories import make_contract

PAPERS = Path(__file__).parent / "papers"


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 9, 1, 10)):
        yield


@pytest.fixture
def firm(sign_in):
    """Three contracts: one with many gaps, one with few, one never checked."""
    browser = sign_in(Role.PROCUREMENT)
    made = []
    for number, paper in (("A-MANY", "telecom_slip.txt"), ("B-FEW", "backup_vault.txt"), ("C-NONE", "")):
        contract = make_contract(number=number)
        if paper:
            data = {"files": [(BytesIO((PAPERS / paper).read_bytes()), paper)], "kind": "contract"}
            browser.post(f"/contracts/{contract.id}/documents/add", data, content_type="multipart/form-data")
        made.append(contract)
    return made


def in_database(contracts) -> list[tuple[str, Verdict]]:
    ids = [each.id for each in contracts]
    rows = db.session.query(ClauseFinding).filter(ClauseFinding.contract_id.in_(ids))
    return [(row.clause_id, row.verdict) for row in rows]


@pytest.mark.parametrize("query", [{}, {"q": "A-MANY"}, {"state": "gaps"}, {"term": "running"}, {"lacking": "audit"}])
def test_totals_are_those_of_the_rows_that_match(firm, query):
    listing = matrix()
    rows = listing.page(query).rows
    found = in_database(rows)
    for clause_id, counts in listing.totals(query).items():
        for verdict in Verdict:
            assert counts[Effective(verdict.value)] == found.count((clause_id, verdict))
        assert sum(counts.values()) == len(rows)


def test_an_overruled_verdict_and_an_exception_count_as_what_holds_today(sign_in, person, firm):
    browser = sign_in(Role.COMPLIANCE)
    contract = firm[0]
    browser.post(f"/contracts/{contract.id}/clauses/audit/decide", {"verdict": "present", "reason": "另有約定"})
    browser.post(
        f"/contracts/{contract.id}/clauses/warranty/except",
        {"requested_by_id": person(Role.PROCUREMENT).id, "exception_reason": "租用", "expires_on": "2026-12-31"},
    )
    totals = matrix().totals({"q": "A-MANY"})
    assert totals["audit"][Effective.PRESENT] == 1
    assert totals["warranty"][Effective.EXCEPTED] == 1


def test_the_worst_stand_first_when_asked_for(firm):
    assert [row.number for row in matrix().page({"sort": "-gaps"}).rows] == ["A-MANY", "B-FEW", "C-NONE"]


def test_every_cell_says_its_state_in_a_word_and_leads_to_the_words_of_the_paper(sign_in, firm):
    page = sign_in(Role.AUDITOR).get("/contracts/clauses/").get_data(as_text=True)
    cells = re.findall(r'<td role="cell" data-label="[^"]+" class="state[^"]*">(.*?)</td>', page, re.S)
    assert len(cells) == 3 * 17
    assert all(re.search(r'aria-hidden="true">[✗◐–◇✓]</span><span class="word">[A-Z][a-z ]+<', cell) for cell in cells)
    assert sum(f"/contracts/{firm[0].id}/clauses?clause=" in cell for cell in cells) == 17
    assert not [cell for cell in cells if f"/contracts/{firm[2].id}/" in cell]


def test_the_workbook_holds_words_symbols_colours_frozen_heads_and_totals(sign_in, firm):
    book = load_workbook(BytesIO(sign_in(Role.AUDITOR).get("/contracts/clauses/?format=xlsx").data))
    sheet, totals = book.worksheets
    rows = list(sheet.values)
    assert [row[0] for row in rows[1:]] == ["A-MANY", "B-FEW", "C-NONE"]
    assert {cell for row in rows[1:] for cell in row[3:]} <= {"✗ Missing", "◐ Incomplete", "✓ Present", "– Not checked"}
    assert sheet.freeze_panes == "C2"
    rules = [rule for each in sheet.conditional_formatting for rule in each.rules]
    assert {rule.formula[0] for rule in rules} >= {'"✗ Missing"', '"✓ Present"'}
    counted = {row[0]: row[1:] for row in list(totals.values)[1:]}
    assert len(counted) == 17
    assert all(sum(counts) == 3 for counts in counted.values())
    column = list(rows[0]).index("Right to audit the provider")
    assert counted["Right to audit the provider"][0] == [row[column] for row in rows].count("✗ Missing")
