"""The vendor and our side write at one time: nothing of either is lost unseen, and no file stays that was taken out."""

import io
from datetime import timedelta

import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Conflict, Refused
from core.files import path_of
from tests.vendors.links.answering import form_of, good, linked, reviewed, save_all
from vendors.assessments import operations as assessments
from vendors.assessments.operations import Said
from vendors.assessments.rules import Review
from vendors.links import operations, queries
from vendors.links.operations import Typed
from vendors.links.rules import LinkState


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
