"""Facts offered, corrected, taken; the register and the papers side by side."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from contracts.documents.models import Document
from contracts.facts import jobs, queries
from contracts.facts.cli import contracts as command
from contracts.facts.models import ContractFact, DocumentFacts
from contracts.facts.rules import FactKind
from contracts.facts.values import Duration, Unit
from contracts.register.agreed import NoticeUnit, Renewal
from contracts.register.models import Contract, ContractEvent
from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db, unit_of_work
from tests.contracts.facts.pages import AMENDMENT, PAPER, attach, fields_of, take, text_of


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 9, 1, 10)):
        yield


def test_what_the_papers_say_stands_beside_the_register(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    page = text_of(browser.get(f"/contracts/{contract.id}/facts"))
    assert "The papers and the register disagree" in page
    assert re.search(r"Ends on</a></td>.*?2028-12-31.*?2027-12-31", page, re.DOTALL)
    assert "the register agrees" in page
    mark = re.search(r'href="#(passage-\d+)"', page).group(1)
    assert f'<mark id="{mark}"' in page
    on_contract = text_of(browser.get(f"/contracts/{contract.id}"))
    assert "the paper says 2028-12-31, the register says 2027-12-31." in on_contract
    document = db.session.query(Document).one()
    assert "Facts in this paper" in text_of(browser.get(f"/contracts/documents/{document.id}"))


def test_taking_fills_the_register_and_keeps_the_passages_in_one_act(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    answer = take(browser, contract, "signed_on", "ends_on", "renewal", "notice", "value", "incident_notice")
    assert answer.status_code == 302
    db.session.expire_all()
    changed = db.session.get(Contract, contract.id)
    assert (changed.signed_on, changed.ends_on) == (date(2025, 12, 15), date(2028, 12, 31))
    assert (changed.renewal, changed.renewal_months) == (Renewal.AUTOMATIC, 12)
    assert (changed.notice_amount, changed.notice_unit) == (60, NoticeUnit.DAYS)
    assert (changed.value_minor, changed.currency, changed.is_yearly) == (1_200_000_000, "TWD", False)
    assert db.session.query(ContractFact).count() == 6
    entries = (
        db.session.query(AuditEntry)
        .filter(AuditEntry.tag.in_(["contracts:contract:edit", "contracts:fact:confirm"]))
        .order_by(AuditEntry.seq)
        .all()
    )
    assert len(entries) == 7
    confirmed = [entry.changes for entry in entries if entry.tag == "contracts:fact:confirm"]
    assert {"fact": "incident_notice", "meaning": "one hour"}.items() <= confirmed[-1].items()
    assert "合約.txt, 1: 乙方知悉甲方資料外洩" in confirmed[-1]["passage"]
    page = text_of(browser.get(f"/contracts/{contract.id}"))
    assert "the register says" not in page
    assert "Incident notice" in page


def test_a_reading_is_corrected_before_it_is_taken(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    take(browser, contract, "incident_notice", incident_notice__amount="30", incident_notice__unit="minutes")
    kept = db.session.query(ContractFact).one()
    assert kept.meaning == Duration(Decimal(30), Unit.MINUTES)
    assert kept.is_edited
    assert queries.incident_notice_hours(contract.id) == Decimal("0.5")


def test_nothing_is_saved_without_a_tick(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    page = text_of(take(browser, contract))
    assert "Tick what you take from the papers." in page
    assert db.session.query(ContractFact).count() == 0


@pytest.mark.parametrize(
    ("kind", "field", "typed", "says"),
    [
        ("ends_on", "on", "x", "is not a date"),
        ("ends_on", "on", "", "Please fill this in."),
        ("ends_on", "on", "2020-01-01", "The contract ends before it starts."),
        ("value", "amount", "many", "Not an amount"),
        ("value", "currency", "ZZZ", "is not a currency code"),
        ("incident_notice", "amount", "1.2.3", "Not a number"),
        ("incident_notice", "unit", "fortnights", "Invalid Choice"),
        ("notice", "unit", "hours", "The register counts notice in whole days"),
    ],
)
def test_what_cannot_be_is_said_at_its_fact_and_nothing_is_saved(sign_in, contract, kind, field, typed, says):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    answer = take(browser, contract, kind, "court", **{f"{kind}__{field}": typed})
    assert answer.status_code == 200
    assert says in text_of(answer)
    assert db.session.query(ContractFact).count() == 0
    db.session.expire_all()
    assert db.session.get(Contract, contract.id).ends_on == date(2027, 12, 31)


def test_two_readings_of_what_can_be_true_once_are_refused(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(
        browser,
        contract,
        "合約\n第一條 管轄\n以臺灣臺北地方法院為管轄法院。\n第二條 爭議\n以臺灣新北地方法院為管轄法院。",
    )
    page = text_of(browser.get(f"/contracts/{contract.id}/facts"))
    part = page[page.index('id="kind-court"') :]
    data = {"version": "1"}
    for key in dict.fromkeys(re.findall(r'name="(f\d+-[0-9a-f]{12})-take"', part)):
        data |= {f"{key}-take": "y"} | fields_of(page, key)
    answer = browser.post(f"/contracts/{contract.id}/facts", data)
    assert "Only one of these can be true" in text_of(answer)
    assert db.session.query(ContractFact).count() == 0


def test_an_amendment_is_recorded_as_one_not_as_a_correction(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    attach(browser, contract, AMENDMENT, "增補.txt", "amendment")
    answer = take(browser, contract, "ends_on")
    assert answer.status_code == 302
    db.session.expire_all()
    event = db.session.query(ContractEvent).one()
    assert (event.known_on, event.effective_on, event.ends_on) == (
        date(2026, 6, 1),
        date(2026, 6, 1),
        date(2029, 12, 31),
    )
    assert event.note == "增補.txt"
    assert db.session.get(Contract, contract.id).ends_on == date(2027, 12, 31)
    assert "the paper says 2029-12-31" not in text_of(browser.get(f"/contracts/{contract.id}"))


def test_an_amendment_without_its_days_or_signed_tomorrow_is_refused_there(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, AMENDMENT, "增補.txt", "amendment")
    assert "Say when the amendment was signed" in text_of(take(browser, contract, "ends_on", amended_signed_on=""))
    page = text_of(take(browser, contract, "ends_on", amended_signed_on="2027-01-01"))
    assert "The signing date lies in the future" in page
    assert 'id="amended_signed_on-error"' in page
    assert db.session.query(ContractEvent).count() == 0


def test_a_page_older_than_the_contract_or_the_papers_saves_nothing(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    assert "Somebody else changed this record" in text_of(take(browser, contract, "ends_on", version="99"))
    answer = browser.post(f"/contracts/{contract.id}/facts", {"version": "1", "f9-0123456789ab-take": "y"})
    assert "The papers were read anew while you were looking" in text_of(answer)
    assert db.session.query(ContractFact).count() == 0


def test_confirming_again_takes_the_place_of_the_first(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    take(browser, contract, "court")
    take(browser, contract, "court", court__words="臺灣高等法院")
    take(browser, contract, "response")
    take(browser, contract, "response", response__amount="20")
    standing = [str(fact.value) for fact in queries.confirmed_facts(contract.id)]
    assert len(standing) == 2
    assert "臺灣高等法院" in str(standing)
    ended = db.session.query(ContractFact).filter(ContractFact.ended_at.is_not(None)).count()
    assert ended == 2


def test_a_confirmed_fact_is_ended_with_a_reason_never_erased(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    take(browser, contract, "incident_notice")
    fact = db.session.query(ContractFact).one()
    url = f"/contracts/facts/{fact.id}/end"
    assert "Please fill this in." in text_of(browser.post(url, {"reason": "", "version": "1"}))
    assert browser.post(url, {"reason": "讀錯條文", "version": "1"}).status_code == 302
    db.session.expire_all()
    assert queries.incident_notice_hours(contract.id) is None
    assert db.session.query(ContractFact).one().end_reason == "讀錯條文"
    assert "has been ended already" in text_of(browser.post(url, {"reason": "再一次"}))


def test_what_was_confirmed_from_a_withdrawn_paper_no_longer_counts(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    take(browser, contract, "availability", "warranty")
    assert queries.availability(contract.id) == Decimal("99.9")
    document = db.session.query(Document).one()
    browser.post(f"/contracts/documents/{document.id}/withdraw", {"reason": "傳錯檔案"})
    assert queries.availability(contract.id) is None
    assert queries.warranties(contract.id) == []
    assert db.session.query(AuditEntry).filter_by(tag="contracts:fact:end").count() == 2


def test_what_was_confirmed_from_what_turns_out_a_draft_no_longer_counts(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    take(browser, contract, "incident_notice")
    document = db.session.query(Document).one()
    sent = {"kind": "draft", "signed_on": "", "effective_on": "", "version": document.version}
    browser.post(f"/contracts/documents/{document.id}/correct", sent)
    assert queries.incident_notice_hours(contract.id) is None
    page = text_of(browser.get(f"/contracts/{contract.id}/facts"))
    assert "2028-12-31" not in page
    assert "Facts in this paper" not in text_of(browser.get(f"/contracts/documents/{document.id}"))


def test_an_amendment_that_counts_later_is_offered_now_with_its_day(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, AMENDMENT, "增補.txt", "amendment")
    document = db.session.query(Document).one()
    sent = {"kind": "amendment", "signed_on": "2026-06-01", "effective_on": "2027-01-01", "version": document.version}
    browser.post(f"/contracts/documents/{document.id}/correct", sent)
    assert take(browser, contract, "ends_on").status_code == 302
    assert db.session.query(ContractEvent).one().effective_on == date(2027, 1, 1)


def test_other_features_ask_for_what_was_confirmed(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    take(browser, contract, "response", "repair", "warranty", "incident_notice")
    levels = queries.service_levels(contract.id)
    assert [(each.value.hours, each.about) for each in levels[FactKind.REPAIR]] == [(4, "重大障礙")]
    assert levels[FactKind.AVAILABILITY] == []
    assert queries.warranties(contract.id)[0].about == "驗收合格"
    assert queries.incident_notice(contract.id).passage.startswith("乙方知悉甲方資料外洩")


def test_the_list_of_confirmed_facts_can_be_narrowed_and_goes_out_as_a_workbook(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, PAPER)
    take(browser, contract, "court", "incident_notice", incident_notice__amount="2")
    page = text_of(browser.get("/contracts/facts/?kind=incident_notice"))
    assert "2 hours" in page
    assert "臺灣臺北地方法院" not in page.split("<tbody")[1]
    assert "2 hours" in text_of(browser.get("/contracts/facts/?edited=yes&q=C-1"))
    book = load_workbook(BytesIO(browser.get("/contracts/facts/?format=xlsx").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 3
    assert {"C-1", "Court", "臺灣臺北地方法院"} <= set(rows[1]) | set(rows[2])


def test_readers_see_and_cannot_take(sign_in, contract):
    attach(sign_in(Role.PROCUREMENT), contract, PAPER)
    page = text_of(sign_in(Role.AUDITOR).get(f"/contracts/{contract.id}/facts"))
    assert "2028-12-31" in page
    assert "-take" not in page
    assert sign_in(Role.AUDITOR).post(f"/contracts/{contract.id}/facts", {}, form_at="/").status_code == 403


def test_a_contract_without_papers_says_what_to_do(sign_in, contract):
    assert "Attach the signed contract" in text_of(sign_in(Role.PROCUREMENT).get(f"/contracts/{contract.id}/facts"))


def test_papers_older_than_the_reading_are_read_by_the_job(sign_in, contract):
    attach(sign_in(Role.PROCUREMENT), contract, PAPER)
    with unit_of_work():
        db.session.query(DocumentFacts).one().reading = "0"
    page = text_of(sign_in(Role.PROCUREMENT).get(f"/contracts/{contract.id}/facts"))
    assert "2028-12-31" in page
    assert jobs.run() == {"read": 1}
    assert jobs.run() == {"read": 0}


# --- a contract from its paper


def test_the_command_prints_facts_with_their_passages(app, tmp_path):
    (tmp_path / "合約.txt").write_text(PAPER, encoding="utf-8")
    runner = app.test_cli_runner()
    printed = runner.invoke(command, ["facts", str(tmp_path / "合約.txt")]).output
    assert re.search(r"ends_on\s+0\.\d\d  2028-12-31", printed)
    result = runner.invoke(command, ["facts", "--json", str(tmp_path / "合約.txt"), str(tmp_path / "none.txt")])
    assert result.exit_code == 1
    files = json.loads(result.stdout)["files"]
    assert files[str(tmp_path / "none.txt")].keys() == {"error"}
    first = next(fact for fact in files[str(tmp_path / "合約.txt")]["facts"] if fact["kind"] == "notice")
    assert first["value"] == {"type": "duration", "amount": "60", "unit": "days"}
    assert PAPER[first["passage"]["start"] : first["passage"]["end"]] == first["passage"]["text"]
