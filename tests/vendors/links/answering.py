"""A questionnaire that waits for its vendor, the address under which it is answered, and what is typed there."""

import re
from datetime import timedelta

from core import clock
from core.db import unit_of_work
from tests.vendors.factories import make_vendor
from vendors.assessments import operations as assessments
from vendors.assessments import shelf
from vendors.assessments.questionnaire import DAYS, NUMBERS, QuestionKind
from vendors.links import operations, queries
from vendors.links.operations import Typed
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


def form_of(page):
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def reviewed(assessment, assessor, **decided):
    with unit_of_work():
        assessments.review(assessment, decided, by=assessor)
