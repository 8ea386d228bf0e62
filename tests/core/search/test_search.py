"""One box finds what the reader may read, in both languages, with the words marked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from contracts.documents.models import Document, DocumentWords
from contracts.documents.rules import Extraction
from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.files.models import StoredFile
from core.search.rules import like, marked, passage, place_of, words_of
from core.severity import Severity
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.assessments import operations as assessments
from vendors.assessments import shelf
from vendors.assessments.models import AssessmentAnswer
from vendors.audits.models import AuditFinding, VendorAudit
from vendors.audits.rules import AuditKind
from vendors.changes.models import ServiceChange
from vendors.cloud.models import CloudAssessment, CloudPart
from vendors.cloud.rules import State as CloudState
from vendors.continuity.models import ContinuityPlan, RecoveryTest
from vendors.continuity.rules import DrillKind, DrillResult
from vendors.diligence import operations
from vendors.diligence.rules import EvidenceKind, Verdict
from vendors.links import operations as links
from vendors.register import operations as register
from vendors.services.models import Service
from vendors.specifications.models import Channel, Specification
from vendors.specifications.rules import Purpose


@given(st.text(max_size=60), st.text(max_size=30))
def test_the_pieces_are_the_text_and_what_is_marked_is_a_word(text, asked):
    words = words_of(asked)
    pieces = marked(text, words)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(
        found == bool(re.fullmatch("|".join(map(re.escape, words)), piece, re.I)) for piece, found in pieces if found
    )


@given(st.text(max_size=300))
def test_no_search_asks_for_more_than_a_few_words(text):
    assert len(words_of(text)) <= 6
    assert all(word and "\x00" not in word for word in words_of(text))


def test_words_passages_and_patterns():
    assert words_of("ＡＢＣ　保密 abc") == ["abc", "保密"]
    text = "前" * 100 + "違約金" + "後" * 300
    at = place_of(text, ["違約"])
    assert at == 100
    assert passage(text, at).startswith("…")
    assert "違約金" in passage(text, at)
    assert like("50%_\\") == r"%50\%\_\\%"


@pytest.fixture
def firm(app):
    vendor = make_vendor(name_zh="穎川資訊股份有限公司", name_en="Yingchuan Information Co.")
    with unit_of_work():
        register.add_contact(vendor, name="林大同", by=None)
    service = make_service(vendor, name="穎川下單平台")
    make_function(name="穎川網路下單")
    contract = make_contract(vendor, title="穎川維護合約")
    with unit_of_work():
        operations.add_evidence(
            service,
            kind=EvidenceKind.BLACK_BOX,
            title="穎川黑箱測試",
            tested_on=clock.today(),
            verdict=Verdict.PASSED,
            by=None,
        )
        db.session.add(StoredFile(sha256="a" * 64, size=1, stored_at=clock.now()))
        db.session.flush()
        body = "第一條 總則\n" + "甲乙雙方。" * 50 + "第十條 100%_保證：違約金 Penalty 為穎川應付。"
        db.session.add(
            DocumentWords(
                sha256="a" * 64,
                format="txt",
                text=body,
                pages=[[1, 0, 100], [2, 100, len(body)]],
                paragraphs=[],
                remarks=[],
            )
        )
        db.session.flush()
        db.session.add(
            Document(
                contract_id=contract.id,
                sha256="a" * 64,
                name="穎川合約.txt",
                size=1,
                extraction=Extraction.READ,
                uploaded_at=clock.now(),
            )
        )
    return vendor


def page(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_everything_that_holds_the_words_stands_under_its_kind(firm, sign_in):
    found = page(sign_in(Role.IT_MANAGER), "/search/?q=穎川")
    for kind in ("vendors", "services", "functions", "contracts", "papers", "evidence"):
        assert f'id="found-{kind}"' in found, kind
    assert "<mark>穎川</mark>資訊股份有限公司" in found
    assert 'hx-get="/search/contract-text' in found
    assert "林<mark>大同</mark>" in page(sign_in(Role.IT_MANAGER), "/search/?q=大同")
    assert "<mark>Yingchuan</mark>" in page(sign_in(Role.IT_MANAGER), "/search/?q=yingchuan")


@pytest.fixture
def overseen(firm, person):
    """One of each duty's records, each holding words of its own beside the vendor's name."""
    day, by = clock.today(), person(Role.IT_MANAGER)
    service = db.session.scalars(select(Service)).one()
    with unit_of_work():
        asked = shelf.questionnaires()["capability"]
        assessment = assessments.open_assessment(firm, asked, assessor_id=by.id, by=by)
        links.make_link(assessment, to_whom="林大同", valid_until=day, language="en", by=by)
        audit = VendorAudit(
            vendor_id=firm.id, kind=AuditKind.DESK, planned_on=day, created_at=clock.now(), scope="異地備援"
        )
        cloud = CloudAssessment(
            service_id=service.id, asked={}, template_version="1", is_critical=False, facts={},
            state=CloudState.DRAFTED, opened_on=day, changed_at=clock.now(),
        )  # fmt: skip
        at = {"service_id": service.id}
        db.session.add_all([audit, cloud])
        db.session.flush()
        db.session.add_all([
            Specification(**at, number=1, summary="異地備援", created_at=clock.now()),
            Channel(**at, purpose=Purpose.INCIDENT, who="機房值班", reach="02-2345", added_on=day),
            RecoveryTest(**at, title="切換演練", kind=DrillKind.FULL, tested_on=day, result=DrillResult.PASSED, added_at=clock.now()),
            ContinuityPlan(**at, alternate_site="異地備援", reviewed_on=day),
            ServiceChange(vendor_id=firm.id, title="機房搬遷", kinds=["place"], planned_on=day, risks="停機", asked_at=clock.now()),
            AuditFinding(audit_id=audit.id, severity=Severity.LOW, title="帳號未停用", due_on=day),
            AssessmentAnswer(assessment_id=assessment.id, question="policy", value="yes", remark="每季檢討異地備援"),
            CloudPart(assessment_id=cloud.id, part="exit", note="異地備援"),
        ])  # fmt: skip


def test_every_duty_is_found_by_its_own_words_and_by_the_vendor_in_both_languages(overseen, sign_in):
    browser = sign_in(Role.AUDITOR)
    kinds = {
        "specifications": "異地備援", "channels": "機房值班", "changes": "停機", "assessments": "作業能力 yingchuan",
        "links": "大同", "audits": "異地備援", "audit-findings": "未停用", "cloud": "異地備援", "recovery-tests": "切換",
        "continuity": "異地備援",
    }  # fmt: skip
    for kind, words in kinds.items():
        for asked in (words, "穎川", "yingchuan"):
            assert f'id="found-{kind}"' in page(browser, f"/search/?q={asked}"), (kind, asked)
    assert "<mark>備援</mark>" in page(browser, "/search/answers?q=備援")
    assert "<mark>" not in page(browser, "/search/answers?q=穎川")


@pytest.mark.parametrize("asked", ["違約金 penalty", "100%25_保證"])
def test_the_text_of_contracts_leads_to_its_page(firm, sign_in, asked):
    found = page(sign_in(Role.COMPLIANCE), f"/search/contract-text?q={asked}")
    assert "#page-2" in found
    assert "<mark>" in found
    assert "#page-2" in page(sign_in(Role.COMPLIANCE), f"/search/?q={asked}&in=contract-text")
    assert "#page-" not in page(sign_in(Role.COMPLIANCE), "/search/contract-text?q=不在其中")


def test_who_may_not_read_finds_nothing(firm, sign_in):
    browser = sign_in(Role.ADMINISTRATOR)
    assert "穎川資訊" not in page(browser, "/search/?q=穎川")
    assert browser.get("/search/vendors?q=穎川").status_code == 404
    assert browser.get("/search/contract-text?q=違約金").status_code == 404


@pytest.mark.parametrize(
    "asked", ["%00", "%", "_", "\\", "'", '"', "(", "[a-", "*", "a" * 5000, "log4j-core <2.17", "purl:", "<script>"]
)
def test_no_words_break_it(firm, sign_in, asked):
    browser = sign_in(*Role)
    found = page(browser, f"/search/?q={asked}")
    assert "<script>" not in found.replace("<script src", "")
    page(browser, f"/search/contract-text?q={asked}")
