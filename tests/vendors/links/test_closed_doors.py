"""What an address never opens, and what never gets in through it."""

import io
import re
from datetime import timedelta

import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Refused
from core.web.counting import DatabaseStorage, forget
from tests.vendors.factories import make_vendor
from tests.vendors.links.answering import form_of, linked, opened
from vendors.links import operations
from vendors.links.models import QuestionnaireLink
from vendors.links.rules import MOST_FILE_BYTES, MOST_FILES, LinkState, file_fault, room_fault
from vendors.register.rules import VendorStatus


def test_wrong_ended_revoked_and_replaced_addresses_are_one_and_the_same(app, assessment, assessor):
    other = opened(assessor, make_vendor(name_zh="他家股份有限公司", status=VendorStatus.ACTIVE))
    link, replaced = linked(assessment, assessor)
    _, live = linked(assessment, assessor)
    gone, revoked = linked(other, assessor)
    with unit_of_work():
        operations.revoke_link(gone, by=assessor)
    ended_link, ended = linked(opened(assessor, make_vendor(status=VendorStatus.ACTIVE)), assessor, days=1)
    theirs = app.test_client()
    assert link.state(clock.today()) is LinkState.REVOKED
    with clock.at(clock.now() + timedelta(days=3)):
        pages = [
            theirs.get(f"/vendors/answer/{token}{path}?lang=en")
            for token in ("x" * 43, replaced, revoked, ended, "%00", "../../", "a" * 5_000)
            for path in ("", "/governance")
        ]
        assert {p.status_code for p in pages} == {404}
        known = [p.get_data() for p in pages if b"opens nothing" in p.get_data()]
        assert len(known) >= 10
        assert len(set(known)) == 1
        assert theirs.post(f"/vendors/answer/{ended}/hand-in", data={"answered_by": "x"}).status_code == 404
        assert theirs.get(f"/vendors/answer/{live}").status_code == 200
    # Another vendor's file is no file of this link.
    draft = ended_link.drafts[0].id if ended_link.drafts else 10**6
    assert theirs.get(f"/vendors/answer/{live}/files/{draft}").status_code == 404


def test_no_other_site_and_no_oversized_or_disguised_file_gets_in(app, assessment, assessor):
    link, token = linked(assessment, assessor)
    theirs, here = app.test_client(), f"/vendors/answer/{token}/governance"
    seen = form_of(theirs.get(here).get_data(as_text=True))
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ):
        assert theirs.post(here, data={"seen": seen, "a_policy": "yes"}, headers=headers).status_code == 403
    for name, data, says in (
        ("run.exe", b"MZ", "not taken"), ("paper.pdf", b"MZ\x90", "not what its name says"), ("a.csv", b"\x00\x01", "not what"),
        ("empty.pdf", b"", "empty"), ("script.pdf", b"%PDF-1.7 <</S/JavaScript/JS(1)>>", "carries a script"),
    ):  # fmt: skip
        page = theirs.post(here, data={"seen": seen, "a_policy": "partly", "f_policy": (io.BytesIO(data), name)})
        assert says in page.get_data(as_text=True), name
        assert re.search(r'<option selected value="partly"', page.get_data(as_text=True)), "what was typed is lost"
    db.session.expire_all()
    assert not link.drafts
    assert file_fault("a.pdf", b"%PDF-", 10) is None
    assert "too large" in str(file_fault("a.pdf", b"%PDF-", MOST_FILE_BYTES + 1))
    assert room_fault([1] * MOST_FILES, 1)
    assert room_fault([], 100_000_001)


def test_a_page_of_too_many_megabytes_is_answered_where_it_was_sent(app, assessment, assessor):
    _, token = linked(assessment, assessor)
    theirs, here = app.test_client(), f"/vendors/answer/{token}/governance"
    app.config["MAX_CONTENT_LENGTH"] = 5_000
    page = theirs.get(here).get_data(as_text=True)
    assert "50 MB with one saving" in page
    files = {f"f_{name}": (io.BytesIO(b"%PDF-" + b"x" * 4_000), "a.pdf") for name in ("policy", "certified")}
    answer = theirs.post(here, data={"seen": form_of(page), "a_policy": "yes"} | files)
    assert answer.status_code == 413
    assert "more than 50 MB together" in answer.get_data(as_text=True)
    assert 'name="a_policy"' in answer.get_data(as_text=True)


def test_who_may_only_read_makes_no_link(sign_in, assessment, assessor):
    link, _ = linked(assessment, assessor)
    reader = sign_in(Role.AUDITOR)
    assert reader.get(f"/vendors/links/new/{assessment.id}").status_code == 403
    assert reader.post(f"/vendors/links/{link.id}/revoke").status_code == 403
    assert reader.get("/vendors/links/").status_code == 200
    with unit_of_work(), pytest.raises(Refused):
        operations.reopen_link(link, valid_until=clock.today(), by=assessor)
    assert db.session.get(QuestionnaireLink, link.id).revoked_at is None


def test_attempts_are_counted_for_all_processes_together(app):
    """In the database: another process that looks at the same one goes on counting, and a window begins anew."""
    counted, other = DatabaseStorage("database://"), DatabaseStorage("database://")
    assert [counted.incr("guess", 60), other.incr("guess", 60), counted.get("guess")] == [1, 2, 2]
    assert other.get("none") == 0
    with clock.at(clock.now() + timedelta(seconds=61)):
        assert other.get("guess") == 0
        assert forget() == {"attempts": 1}
        assert forget() == {}
        assert counted.incr("guess", 60) == 1
    theirs = app.test_client()
    answers = [theirs.get(f"/vendors/answer/{'x' * 42}{n}").status_code for n in range(32)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert theirs.get("/vendors/answer/" + "y" * 43).status_code == 429
