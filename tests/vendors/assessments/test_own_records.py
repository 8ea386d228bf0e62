"""What the firm has on record of a vendor stands beside the vendor's answer, and where the two differ it is said."""

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest

from core import clock
from core.auth.rules import Role
from core.days import add_months
from core.db import db, unit_of_work
from core.phrases import phrase
from core.severity import Severity
from tests.vendors.assessments.steps import answered
from vendors.assessments import own_records
from vendors.assessments.own_records import OwnRecord
from vendors.continuity.operations import add_test
from vendors.continuity.rules import DrillKind, DrillResult
from vendors.incidents.operations import register_incident
from vendors.incidents.rules import Learnt, Nature
from vendors.services.models import Service
from vendors.specifications.level_operations import promise_level, report_figure
from vendors.specifications.levels import Direction, PenaltyKind, Period


@pytest.mark.parametrize(
    ("record", "value", "differs"),
    [
        ({"least": Decimal(2)}, "1", True),
        ({"least": Decimal(2)}, "none", True),
        ({"least": Decimal(2)}, "2", False),
        ({"least": Decimal(0)}, "none", False),
        ({"most": Decimal("99.5")}, "99.9", True),
        ({"most": Decimal("99.5")}, "99.5", False),
        ({"unlike": frozenset({"all"})}, "all", True),
        ({"unlike": frozenset({"all"})}, "some", False),
        ({"least": Decimal(2)}, "", False),
        ({"least": Decimal(2)}, "many", False),
    ],
)
def test_an_answer_agrees_or_not(record, value, differs):
    assert OwnRecord("incidents", phrase("x"), "", **record).contradicts(value) is differs


@pytest.fixture
def on_record(vendor, assessor):
    """Two incidents, a grave one among them that the vendor did not tell; a missed month; a test that failed."""
    service = db.session.query(Service).filter_by(vendor_id=vendor.id).one()
    month = add_months(clock.today().replace(day=1), -2)
    with unit_of_work():
        for severity, learnt, days in ((Severity.HIGH, Learnt.OURSELVES, 40), (Severity.LOW, Learnt.VENDOR, 20)):
            register_incident(
                vendor, title="中斷", nature=Nature.OUTAGE, severity=severity, learnt=learnt, by=assessor,
                known_at=clock.now() - timedelta(days=days),
            )  # fmt: skip
        level = promise_level(
            service, metric="availability", label="可用率", unit="%", direction=Direction.AT_LEAST,
            threshold=Decimal("99.9"), period=Period.MONTH, from_on=month, until_on=None,
            penalty_kind=PenaltyKind.NONE, by=assessor,
        )  # fmt: skip
        report_figure(level, period_on=month, value=Decimal("98.2"), by=assessor)
        add_test(
            service, title="年度演練", kind=DrillKind.FULL, tested_on=clock.today() - timedelta(days=9),
            result=DrillResult.FAILED, by=assessor,
        )  # fmt: skip


def test_the_reviewer_is_told_where_an_answer_differs_from_our_records(vendor, opened, assessor, on_record, sign_in):
    answered(
        opened, assessor, serious="0", told_us="no_incident", put_right="all", availability="99.99", missed_months="0"
    )
    found = own_records.beside(vendor.id, opened.questions, clock.today(), may_read=bool)
    differing = {"serious", "told_us", "put_right", "availability", "missed_months", "test_result"}
    assert set(own_records.contradictions(found, opened.said)) == differing
    browser = sign_in(Role.IT_MANAGER)
    for page in ("", "/review"):
        text = browser.get(f"/vendors/assessments/{opened.id}{page}").get_data(as_text=True)
        assert "6 answers do not agree with our own records" in text
        assert text.count("Does not agree</span>") == 6
        assert "2 incidents in three years, 1 of them high or critical" in text
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/vendors/assessments/{opened.id}?format=xlsx").data))
    rows = list(book["Our records"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows].count("Does not agree") == 6


def test_an_assessment_shows_what_belongs_to_it_once(opened, on_record, sign_in):
    text = sign_in(Role.IT_MANAGER).get(f"/vendors/assessments/{opened.id}").get_data(as_text=True)
    assert text.count('id="incidents"') == 1


def test_nothing_on_record_says_nothing_but_that_there_was_no_incident(vendor, opened):
    found = own_records.beside(vendor.id, opened.questions, date(2026, 6, 30), may_read=bool)
    assert [record.question for record in found.every] == ["serious"]
