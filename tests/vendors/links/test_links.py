"""A vendor answers without an account: what the address opens, what it never opens, and what our side makes of it."""

import io
import logging
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Conflict, Refused
from core.files import path_of
from core.log import Masking
from core.web.counting import DatabaseStorage, forget
from tests.vendors.factories import make_service, make_vendor
from vendors.assessments import conclusions, shelf
from vendors.assessments import operations as assessments
from vendors.assessments.operations import Said
from vendors.assessments.questionnaire import DAYS, NUMBERS, QuestionKind
from vendors.assessments.rules import Conclusion, Review, State
from vendors.links import operations, queries
from vendors.links.models import LinkAnswer, QuestionnaireLink
from vendors.links.operations import Typed
from vendors.links.rules import MOST_FILE_BYTES, MOST_FILES, LinkState, file_fault, room_fault
from vendors.register.rules import VendorStatus


def opened(assessor, vendor=None):
    vendor = vendor or make_vendor(name_zh="受問資訊股份有限公司", status=VendorStatus.ACTIVE)
    if not vendor.id:
        raise AssertionError
    with unit_of_work():
        return assessments.open_assessment(
            vendor, shelf.questionnaires()["service_security"], assessor_id=assessor.id, by=assessor
        )


def linked(assessment, by, days=14):
    with unit_of_work():
        link, token = operations.make_link(
            assessment, to_whom="王經理 <wang@vendor.example>", valid_until=clock.today() + timedelta(days=days),
            language="en", by=by,
        )  # fmt: skip
    return link, token


def good(question):
    if question.options:
        return question.options[0].id
    if question.kind is QuestionKind.TEXT:
        return ""
    if question.kind in NUMBERS:
        return "4"
    ahead = 300 if question.kind is QuestionKind.EXPIRY else -30
    return (clock.today() + timedelta(days=ahead)).isoformat() if question.kind in DAYS else "x"


def save_all(link, **other):
    typed = {q.id: Typed(other.get(q.id, good(q))) for q in queries.asked_of(link.assessment)}
    with unit_of_work():
        questions = queries.asked_of(link.assessment)
        operations.save(link, questions, typed, seen=queries.seen(link, questions))


@pytest.fixture
def assessor(person):
    return person(Role.IT_MANAGER)


@pytest.fixture
def assessment(app, assessor):
    found = opened(assessor)
    make_service(found.vendor, is_investor_app=True)
    return found


def form_of(page):
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def test_a_vendor_answers_part_by_part_stops_goes_on_and_hands_in(app, sign_in, assessment):
    """Through the pages, as both sides see them; the secret itself is kept nowhere, and no cookie is ever given."""
    ours = sign_in(Role.IT_MANAGER)
    until = clock.today() + timedelta(days=10)
    made = ours.post(
        f"/vendors/links/new/{assessment.id}",
        {"to_whom": "王經理", "valid_until": until.isoformat(), "language": "en", "version": assessment.version},
    ).get_data(as_text=True)
    token = re.search(r"/vendors/answer/([\w-]+)", made)[1]
    assert token not in ours.get(f"/vendors/assessments/{assessment.id}").get_data(as_text=True)
    assert not db.session.scalars(select(AuditEntry).where(AuditEntry.changes.cast(db.String).contains(token))).all()

    theirs, here = app.test_client(), f"/vendors/answer/{token}"
    first = theirs.get(here)
    assert first.status_code == 200
    assert "Set-Cookie" not in first.headers
    assert first.headers["Referrer-Policy"] == "strict-origin"
    assert "noindex" in first.headers["X-Robots-Tag"]
    assert first.headers["Cache-Control"] == "no-store"
    assert "0 of" in first.get_data(as_text=True)
    assert "side-list" not in first.get_data(as_text=True)
    early = theirs.post(f"{here}/hand-in", data={"answered_by": "王經理"}).get_data(as_text=True)
    assert "are not answered yet" in early

    for section in assessment.questions.sections:
        page = theirs.get(f"{here}/{section.id}").get_data(as_text=True)
        sent = {f"a_{q.id}": good(q) for q in section.questions} | {"seen": form_of(page)}
        if section.id == "vulnerability":
            bad = theirs.post(f"{here}/{section.id}", data={**sent, "a_pentest": "someday"}, follow_redirects=True)
            assert "someday" in bad.get_data(as_text=True)
            assert 'class="field-error"' in bad.get_data(as_text=True)
            sent["seen"] = form_of(bad.get_data(as_text=True))
        if section.id == "governance":
            sent["f_policy"] = (io.BytesIO(b"%PDF-1.7 policy"), "../政策.pdf")
        assert theirs.post(f"{here}/{section.id}", data=sent).status_code == 302
    done = theirs.post(f"{here}/hand-in", data={"answered_by": "王經理，資安長"}, follow_redirects=True)
    assert "handed in on" in done.get_data(as_text=True)
    assert "政策.pdf" in done.get_data(as_text=True)

    db.session.expire_all()
    assert assessment.state is State.ANSWERED
    assert assessment.said["policy"].file_name == "政策.pdf"
    assert theirs.post(f"{here}/governance", data={"a_policy": "no"}).status_code == 302
    assert db.session.scalar(select(LinkAnswer.value).where(LinkAnswer.question == "policy")) == "yes"
    trail = {e.tag: e for e in db.session.scalars(select(AuditEntry))}
    assert trail["vendors:link:hand-in"].actor_name == f"link:A{assessment.id}"
    page = ours.get(f"/vendors/assessments/{assessment.id}").get_data(as_text=True)
    assert "Vendor by link" in page
    assert "王經理，資安長" in page
    assert ours.get("/vendors/links/?format=xlsx").data.startswith(b"PK")


def test_what_is_asked_back_is_answered_again_at_the_same_address(app, assessment, assessor):
    link, token = linked(assessment, assessor)
    save_all(link)
    with unit_of_work():
        operations.hand_in(link, answered_by="王經理")
    with unit_of_work():
        decided = {q.id: (Review.ACCEPTED, "") for q in assessment.questions if q.id != "remarks"}
        decided["tell"] = (Review.ASKED_BACK, "How fast?")
        assessments.review(assessment, decided, by=assessor)
    with unit_of_work():
        operations.reopen_link(link, valid_until=clock.today() + timedelta(days=5), by=assessor)
    theirs = app.test_client()
    page = theirs.get(f"/vendors/answer/{token}/vulnerability").get_data(as_text=True)
    assert "How fast?" in page
    assert 'name="a_tell"' in page
    assert 'name="a_patch"' not in page
    answer = theirs.post(
        f"/vendors/answer/{token}/vulnerability", data={"a_tell": "partly", "a_patch": "no", "seen": form_of(page)}
    )
    assert answer.status_code == 302
    theirs.post(f"/vendors/answer/{token}/hand-in", data={"answered_by": "王經理"})
    db.session.expire_all()
    assert assessment.said["tell"].value == "partly"
    assert assessment.said["tell"].review is None
    assert assessment.said["patch"].value == "yes"
    assert assessment.said["patch"].review is Review.ACCEPTED


def test_last_years_answers_stand_there_marked_and_count_once_confirmed(app, assessment, assessor, person):
    link, _ = linked(assessment, assessor)
    save_all(link, shared="partly")
    second = person(Role.COMPLIANCE)
    with unit_of_work():
        operations.hand_in(link, answered_by="王經理")
        decided = {q.id: (Review.ACCEPTED, "") for q in assessment.questions}
        assessments.review(assessment, decided, by=assessor)
        conclusions.conclude(
            assessment, conclusion=Conclusion.CAPABLE, reason="足夠", approver_id=second.id, by=assessor
        )
        conclusions.approve(assessment, note="", by=second)
    again, token = linked(opened(assessor, assessment.vendor), assessor)
    assert again.said["shared"].value == "partly"
    assert (
        queries.progress(queries.asked_of(again.assessment), again, clock.today()).answered == 1
    )  # what may stay empty
    page = app.test_client().get(f"/vendors/answer/{token}/identity").get_data(as_text=True)
    assert "last year" in page
    save_all(again, shared="partly")
    assert queries.progress(queries.asked_of(again.assessment), again, clock.today()).is_whole


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
        ("empty.pdf", b"", "empty"),
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


def test_a_file_that_is_replaced_leaves_no_bytes_and_two_people_never_overwrite_each_other(app, assessment, assessor):
    link, token = linked(assessment, assessor)
    theirs, here = app.test_client(), f"/vendors/answer/{token}/governance"
    seen = form_of(theirs.get(here).get_data(as_text=True))
    theirs.post(here, data={"seen": seen, "f_policy": (io.BytesIO(b"%PDF-1"), "a.pdf")})
    db.session.expire_all()
    first = link.said["policy"].sha256
    late = theirs.post(here, data={"seen": seen, "a_policy": "no"}).get_data(as_text=True)
    assert "Somebody else saved this part" in late
    page = theirs.get(here).get_data(as_text=True)
    theirs.post(here, data={"seen": form_of(page), "f_policy": (io.BytesIO(b"%PDF-2"), "b.pdf")})
    db.session.expire_all()
    assert link.said["policy"].value == ""
    assert link.said["policy"].file_name == "b.pdf"
    assert not path_of(first).exists()
    with unit_of_work(), pytest.raises(Conflict):
        operations.save(link, [], {}, seen="stale")


def test_who_may_only_read_makes_no_link(sign_in, assessment, assessor):
    link, _ = linked(assessment, assessor)
    reader = sign_in(Role.AUDITOR)
    assert reader.get(f"/vendors/links/new/{assessment.id}").status_code == 403
    assert reader.post(f"/vendors/links/{link.id}/revoke").status_code == 403
    assert reader.get("/vendors/links/").status_code == 200
    with unit_of_work(), pytest.raises(Refused):
        operations.reopen_link(link, valid_until=clock.today(), by=assessor)
    assert db.session.get(QuestionnaireLink, link.id).revoked_at is None


def test_days_typed_as_people_write_them_are_handed_in_and_shown_and_the_secret_stays_out_of_the_log(
    app, assessment, assessor
):
    """A day in 民國 years, with slashes, or "none" is read when it is handed in; the page shows it as it was read."""
    link, token = linked(assessment, assessor)
    ahead = clock.today() + timedelta(days=300)
    save_all(link, pentest="無", certified=f"{ahead:%Y/%m/%d}", drill="民國115年1月31日")
    theirs, here = app.test_client(), f"/vendors/answer/{token}"
    done = theirs.post(f"{here}/hand-in", data={"answered_by": "王經理"}, follow_redirects=True)
    assert done.status_code == 200
    assert "2026-01-31" in done.get_data(as_text=True)
    db.session.expire_all()
    assert link.said["drill"].value == assessment.said["drill"].value == "2026-01-31"
    with unit_of_work():  # what was never handed in through this link stands there as it was typed
        link.said["drill"].value = "last spring"
    assert "last spring" in theirs.get(here).get_data(as_text=True)

    said = f"VR-1 GET {here}/governance?lang=en /my-work/calendar/{token}.ics"
    line = Masking("%(message)s").format(logging.makeLogRecord({"msg": said}))
    assert line == "VR-1 GET /vendors/answer/***/governance?lang=en /my-work/calendar/***.ics"
    assert any(getattr(h, "is_ours", False) and isinstance(h.formatter, Masking) for h in logging.getLogger().handlers)


def reviewed(assessment, assessor, **decided):
    with unit_of_work():
        assessments.review(assessment, decided, by=assessor)


def test_what_our_side_wrote_is_never_taken_back_by_an_older_page(app, assessment, assessor):
    """Proof that we named stays, reviews of untouched lines stay, and a link that opens again holds our correction."""
    link, _ = linked(assessment, assessor)
    save_all(link)
    with unit_of_work():
        operations.hand_in(link, answered_by="王經理")
    reviewed(
        assessment, assessor, policy=(Review.NOT_ACCEPTED, "Not ours"), tell=(Review.ASKED_BACK, "How fast?"),
        shared=(Review.ASKED_BACK, "Sure?"),
    )  # fmt: skip
    with unit_of_work():
        told = {"policy": Said("yes", evidence="On paper, shelf 3"), "shared": Said("partly")}
        assessments.keep_answers(assessment, told, answered_on=clock.today(), by=assessor)
    reviewed(assessment, assessor, policy=(Review.NOT_ACCEPTED, "Not ours"), shared=(Review.ASKED_BACK, "Sure?"))
    with unit_of_work():
        operations.reopen_link(link, valid_until=clock.today() + timedelta(days=5), by=assessor)
    assert link.said["shared"].value == "partly"
    with unit_of_work():
        operations.hand_in(link, answered_by="王經理")
    assert assessment.said["shared"].value == "partly"

    reviewed(assessment, assessor, **{q.id: (Review.ACCEPTED, "") for q in assessment.questions if q.id != "policy"})
    second, _ = linked(assessment, assessor)
    assert link.state(clock.today()) is LinkState.REVOKED
    with unit_of_work(), pytest.raises(Refused):
        operations.reopen_link(link, valid_until=clock.today(), by=assessor)
    with unit_of_work():
        operations.hand_in(second, answered_by="王經理")
    assert assessment.said["policy"].evidence == "On paper, shelf 3"
    assert assessment.said["policy"].review is Review.NOT_ACCEPTED


def test_a_file_that_the_vendor_takes_out_is_no_evidence_any_more(app, assessment, assessor):
    link, _ = linked(assessment, assessor)
    save_all(link)
    policy = [assessment.questions.question("policy")]

    def typed(**more):
        with unit_of_work():
            operations.save(link, policy, {"policy": Typed("yes", **more)}, seen=queries.seen(link, policy))

    typed(stream=io.BytesIO(b"%PDF-1.7 a"), file_name="a.pdf")
    with unit_of_work():
        operations.hand_in(link, answered_by="王經理")
    assert assessment.said["policy"].evidence == "a.pdf"
    reviewed(assessment, assessor, policy=(Review.ASKED_BACK, "The wrong paper"))
    for drop, name in ((False, "a.pdf"), (True, "")):
        with unit_of_work():
            operations.reopen_link(link, valid_until=clock.today() + timedelta(days=5), by=assessor)
        typed(drop=drop)
        with unit_of_work():
            operations.hand_in(link, answered_by="王經理")
        held = assessment.said["policy"]
        assert (held.file_name, held.evidence, held.sha256 is None) == (name, name, drop)


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


def test_what_our_side_corrects_while_the_page_is_open_is_never_lost_unseen(app, sign_in, assessment, assessor):
    """Where the vendor wrote nothing of its own it stands there; else both stand, and the vendor looks before it hands in."""
    link, token = linked(assessment, assessor)
    theirs, here = app.test_client(), f"/vendors/answer/{token}/governance"
    section = next(each for each in assessment.questions.sections if each.id == "governance")
    mine = {f"a_{q.id}": good(q) for q in section.questions} | {"a_policy": "partly"}
    theirs.post(here, data={**mine, "seen": form_of(theirs.get(here).get_data(as_text=True))})
    stale = form_of(theirs.get(here).get_data(as_text=True))
    db.session.expire_all()
    with unit_of_work():
        corrected = {"policy": Said("no", "查核所見"), "shared": Said("partly")}
        assessments.keep_answers(assessment, corrected, answered_on=clock.today(), by=assessor)
    assert (link.said["shared"].value, link.said["policy"].value) == ("partly", "partly")
    late = theirs.post(here, data={**mine, "seen": stale}).get_data(as_text=True)
    assert "Nothing was saved" in late
    assert "查核所見" in late
    rest = [q for q in assessment.questions if q not in section.questions]
    with unit_of_work():
        told = {q.id: Typed("partly" if q.id == "shared" else good(q)) for q in rest}
        operations.save(link, rest, told, seen=queries.seen(link, rest))
    with unit_of_work(), pytest.raises(Refused, match="not answered yet"):
        operations.hand_in(link, answered_by="王經理")
    theirs.post(here, data={**mine, "seen": form_of(late)})
    db.session.expire_all()
    with unit_of_work():
        operations.hand_in(link, answered_by="王經理")
    assert assessment.said["policy"].value == "partly"
    assert assessment.said["policy"].overruled == {"value": "no", "remark": "查核所見"}
    assert assessment.said["shared"].overruled is None
    ours = sign_in(Role.COMPLIANCE).get(f"/vendors/assessments/{assessment.id}").get_data(as_text=True)
    assert "Our side had entered" in ours
    with unit_of_work():
        assessments.keep_answers(assessment, {"policy": Said("no")}, answered_on=clock.today(), by=assessor)
    assert assessment.said["policy"].overruled is None


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
