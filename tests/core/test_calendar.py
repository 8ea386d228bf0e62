"""The administrator's table of exceptions is what every deadline counts with."""

from datetime import date

from core.auth.rules import Role
from core.calendar import calendar
from core.calendar.models import CalendarException


def test_a_typhoon_day_entered_by_the_administrator_is_no_business_day(sign_in):
    typhoon = date(2026, 7, 10)
    assert calendar().is_business_day(typhoon)
    browser = sign_in(Role.ADMINISTRATOR)
    browser.post("/calendar/", {"day": "115/7/10", "kind": "off", "reason": "颱風停班"})
    assert not calendar().is_business_day(typhoon)
    page = browser.post("/calendar/", {"day": "2026-07-10", "kind": "working", "reason": "x"}).get_data(as_text=True)
    assert "stands in the table already" in page
    exception = CalendarException.query.one()
    browser.post(f"/calendar/{exception.id}/remove")
    assert calendar().is_business_day(typhoon)


def test_the_years_holidays_are_shown_whatever_year_is_asked_for(sign_in):
    browser = sign_in(Role.ADMINISTRATOR)
    assert "農曆除夕" in browser.get("/calendar/?year=2026").get_data(as_text=True)
    assert "may still change" in browser.get("/calendar/?year=2030").get_data(as_text=True)
    for odd in ("x", "99999999", "-1", "%00", "1800"):
        assert browser.get(f"/calendar/?year={odd}").status_code == 200
