"""A vendor answers without an account: part by part, again where it is asked back, and from last year's answers."""

import io
import logging
import re
from datetime import timedelta

from sqlalchemy import select

from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.log import Masking
from tests.vendors.links.answering import form_of, good, linked, opened, save_all
from vendors.assessments import conclusions
from vendors.assessments import operations as assessments
from vendors.assessments.rules import Conclusion, Review, State
from vendors.links import operations, queries
from vendors.links.models import LinkAnswer


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
