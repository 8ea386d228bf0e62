"""The licences in use, the policy on them, and what reviewers decide."""

from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db
from sbom.licences.models import LicenceDecision, LicenceRule
from tests.sbom.documents import component
from tests.sbom.factories import make_delivery

GPL = component("g", licenses=[{"license": {"id": "GPL-3.0-only"}}])
CHOICE = component("c", licenses=[{"expression": "MIT OR GPL-3.0-only"}])
TEXT = "Permission is granted to anybody who asks for it in writing, with this notice kept in every copy."
OWN = component(
    "o", copyright="(c) 2024 Somebody", licenses=[{"license": {"name": "House", "text": {"content": TEXT}}}]
)


def page(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_every_licence_in_use_is_listed_with_its_ruling(app, sign_in):
    make_delivery(None, GPL, CHOICE)
    text = page(sign_in(Role.AUDITOR), "/sbom/licences/")
    assert "GPL-3.0-only" in text
    assert "MIT OR GPL-3.0-only" in text
    assert "To be reviewed" in text
    assert "MIT OR" not in page(sign_in(Role.AUDITOR), "/sbom/licences/?ruling=review").split("<tbody")[1]
    assert sign_in(Role.AUDITOR).get("/sbom/licences/?format=xlsx").data[:2] == b"PK"


def test_a_text_found_beside_the_licence_stated_is_its_proof_and_asks_for_no_review(app, sign_in):
    found = {"evidence": {"licenses": [{"license": {"name": "file: LICENSE.md", "text": {"content": TEXT}}}]}}
    proved = make_delivery(None, component("p", licenses=[{"license": {"id": "MIT"}}], **found))
    browser = sign_in(Role.AUDITOR)
    assert "file: LICENSE" not in page(browser, "/sbom/licences/")
    licence = page(browser, f"/sbom/{proved.id}/components/0").split('id="licence"')[1]
    assert "file: LICENSE.md" in licence
    assert "To be reviewed" not in licence
    make_delivery(None, component("q", **found))  # a text alone: somebody has to read it
    assert "file: LICENSE.md" in page(browser, "/sbom/licences/?ruling=review")


def test_a_reviewer_decides_and_it_stands_above_the_policy(app, sign_in):
    make_delivery(None, GPL)
    address = "/sbom/licences/statement?licence=GPL-3.0-only"
    browser = sign_in(Role.COMPLIANCE)
    form = {"ruling": "allowed", "product_id": "", "reason": "only run, never passed on"}
    assert browser.post("/sbom/licences/decide?licence=GPL-3.0-only", form, form_at=address).status_code == 302
    text = page(browser, address)
    assert "only run, never passed on" in text
    assert "above the policy" in text
    decision = db.session.query(LicenceDecision).one()
    assert decision.by.login == "compliance"
    assert db.session.query(AuditEntry).filter_by(tag="sbom:licence:decide").count() == 1
    assert "GPL-3.0-only" not in page(browser, "/sbom/licences/?ruling=review").split("</form>")[-1]


def test_a_decision_for_one_product_leaves_the_others(app, sign_in):
    first = make_delivery(None, GPL)
    product = first.release.product_id
    make_delivery(None, GPL)
    browser = sign_in(Role.IT_MANAGER)
    form = {"ruling": "denied", "product_id": str(product), "reason": "passed on to customers"}
    browser.post("/sbom/licences/decide?licence=GPL-3.0-only", form, form_at="/sbom/licences/")
    text = page(browser, "/sbom/licences/statement?licence=GPL-3.0-only")
    used = text.split('id="used"')[1].split('id="decide"')[0]
    assert used.count("Denied") == 1
    assert used.count("To be reviewed") == 1


def test_the_policy_is_the_firms_own(app, sign_in):
    browser = sign_in(Role.ADMINISTRATOR)
    address = "/sbom/licences/policy/category/strong_copyleft"
    assert browser.post(address, {"ruling": "denied", "reason": "board, 2026-05"}, form_at=address).status_code == 302
    assert "board, 2026-05" in page(browser, "/sbom/licences/policy")
    address = "/sbom/licences/policy/licence"
    form = {"licence": "GPL-3.0-only", "ruling": "allowed", "reason": "tool only"}
    assert browser.post(address, form, form_at=address).status_code == 302
    assert {r.subject for r in db.session.query(LicenceRule)} == {"category:strong_copyleft", "gpl-3.0-only"}
    make_delivery(None, GPL)
    assert "names “GPL-3.0-only” itself" in page(sign_in(Role.AUDITOR), "/sbom/licences/statement?licence=GPL-3.0-only")


def test_a_rule_without_a_reason_is_refused(app, sign_in):
    address = "/sbom/licences/policy/category/permissive"
    answer = sign_in(Role.ADMINISTRATOR).post(address, {"ruling": "denied", "reason": ""}, form_at=address)
    assert "Please fill this in." in answer.get_data(as_text=True)
    assert sign_in(Role.ADMINISTRATOR).get("/sbom/licences/policy/category/none").status_code == 404


def test_the_attribution_holds_every_component_and_each_text_once(app, sign_in):
    delivery = make_delivery(None, OWN, component("p", licenses=OWN["licenses"]), GPL)
    text = page(sign_in(Role.AUDITOR), f"/sbom/{delivery.id}/attribution")
    assert text.count(TEXT) == 1
    assert "(c) 2024 Somebody" in text
    assert "g 1.0.0\n    GPL-3.0-only" in text
