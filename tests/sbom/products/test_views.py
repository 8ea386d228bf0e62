"""A product or a release that ended is taken into use again, and the history says both."""

from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db, unit_of_work
from sbom.products import operations
from tests.sbom.factories import make_product, make_release


def test_what_ended_is_taken_into_use_again_by_a_new_entry(app, sign_in):
    product = make_product()
    old, now = make_release(product, number="1.0"), make_release(product, number="2.0")
    browser, reader, here = sign_in(Role.IT_MANAGER), sign_in(Role.AUDITOR), f"/sbom/products/{product.id}"

    def post(path: str, version: int, who=browser) -> int:
        return who.post(f"{here}{path}", {"version": version}).status_code

    with unit_of_work():
        operations.make_current(now, by=None)
    stale = product.version
    assert post("/end", product.version) == 302
    db.session.expire_all()
    assert product.is_ended
    assert "in use again" not in browser.get(here).get_data(as_text=True)
    assert post("/restore", stale) == 302
    db.session.expire_all()
    assert product.is_ended, "an older page took it back into use"
    assert post("/restore", product.version, reader) == 403
    assert post("/restore", product.version) == 302
    assert post(f"/releases/{old.id}/end", old.version) == 302
    db.session.expire_all()
    assert (product.is_ended, old.is_ended) == (False, True)
    assert post(f"/releases/{now.id}/end", now.version) == 302
    assert post(f"/releases/{old.id}/restore", old.version) == 302
    db.session.expire_all()
    assert (old.is_ended, now.is_ended) == (False, False)
    tags = [each.tag for each in db.session.query(AuditEntry).order_by(AuditEntry.seq)]
    assert tags[-4:] == ["sbom:product:end", "sbom:product:restore", "sbom:release:end", "sbom:release:reopen"]
    assert browser.post(f"/sbom/products/{product.id}/releases/9999/end").status_code == 404
    assert "Product in use again" in browser.get(here).get_data(as_text=True)
