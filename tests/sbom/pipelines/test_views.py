"""Issuing, seeing and revoking keys."""

import re

import pytest

from core.auth.rules import Role
from core.db import db
from sbom.pipelines.models import ApiKey
from tests.sbom.factories import make_product
from tests.vendors.factories import make_vendor

NEW = "/sbom/pipelines/new"


def fields(**changes):
    return {"name": "夜間建置", "vendor_id": str(make_vendor().id), "may_create": "y"} | changes


def test_a_key_is_shown_once_and_opens(app, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    page = browser.post(NEW, fields(), form_at=NEW).get_data(as_text=True)
    secret = re.search(r"vr_[\w-]{43}", page).group()
    assert app.test_client().get("/api/v1/project", headers={"X-Api-Key": secret}).status_code == 200
    key = db.session.query(ApiKey).one()
    assert secret not in browser.get(f"/sbom/pipelines/{key.id}").get_data(as_text=True)
    assert "夜間建置" in browser.get("/sbom/pipelines/").get_data(as_text=True)


def test_a_revoked_key_says_so(app, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    browser.post(NEW, fields(), form_at=NEW)
    key = db.session.query(ApiKey).one()
    answer = browser.post(f"/sbom/pipelines/{key.id}/revoke", {"version": key.version}, form_at=NEW)
    assert answer.status_code == 302
    assert "Revoked" in browser.get("/sbom/pipelines/?state=revoked").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Please fill this in."),
        ({"vendor_id": ""}, "Please fill this in."),
        ({"expires_on": "2020-01-01"}, "passed already"),
    ],
)
def test_a_key_that_cannot_be_is_refused_in_words(app, sign_in, changes, sentence):
    answer = sign_in(Role.IT_MANAGER).post(NEW, fields(**changes), form_at=NEW)
    assert sentence in answer.get_data(as_text=True)
    assert db.session.query(ApiKey).count() == 0


def test_a_key_is_not_issued_for_another_vendors_product(app, sign_in):
    product = make_product()
    answer = sign_in(Role.IT_MANAGER).post(NEW, fields(product_id=str(product.id)), form_at=NEW)
    assert "another vendor" in answer.get_data(as_text=True)


def test_what_was_refused_is_listed_with_its_reason(app, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    secret = re.search(r"vr_[\w-]{43}", browser.post(NEW, fields(), form_at=NEW).get_data(as_text=True)).group()
    body = {"projectName": "p", "projectVersion": "1", "autoCreate": True, "bom": "aGVsbG8="}
    app.test_client().put("/api/v1/bom", json=body, headers={"X-Api-Key": secret})
    page = sign_in(Role.AUDITOR).get("/sbom/pipelines/uploads").get_data(as_text=True)
    assert "Refused" in page
    assert "neither JSON, XML" in page
