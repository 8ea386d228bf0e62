"""民國 years, business days and months are read, counted and written as Taiwan does."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import days
from core.errors import Refused

TAIWAN = days.taiwan_calendar()
sensible_days = st.dates(days.EARLIEST, days.LATEST)
han = str.maketrans("0123456789", "〇一二三四五六七八九")


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-05", "2025/1/5", "2025.01.05", "20250105", "2025年1月5日", "西元2025年1月5日", "AD 2025/1/5",
        "民國114年1月5日", "中華民國 114 年 1 月 5 日", "114年1月5日", "114年1月5號", "114/1/5", "114-01-05", "114.01.05",
        "1140105", "01140105", "民國1140105", "ROC 114/1/5", "１１４／１／５", " 2025-01-05 ", "2025-01-05 00:00:00",
        "2025-01-05T00:00:00", "1140105.0", "民國一百一十四年一月五日", "中華民國一百十四年元月五日", "民國一一四年一月五日",
        "二〇二五年一月五日", "二千零二十五年一月五日", "民國壹佰壹拾肆年壹月伍日", "5 January 2025", "5 Jan. 2025",
        "January 5, 2025", "Jan 5th, 2025",
    ],
)  # fmt: skip
def test_one_day_in_every_customary_writing(text):
    assert days.read_date(text) == date(2025, 1, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("99/12/31", date(2010, 12, 31)),
        ("民國100年1月1日", date(2011, 1, 1)),
        ("民國一百年十二月三十一日", date(2011, 12, 31)),
        ("一一三年二月廿九日", date(2024, 2, 29)),
        ("民國九十九年十月卅日", date(2010, 10, 30)),
        ("30 Sept 2026", date(2026, 9, 30)),
    ],
)
def test_other_days(text, day):
    assert days.read_date(text) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not a date"),
        ("即日起", "is not a date"),
        ("114.1", "is not a date"),
        ("2025-1/5", "is not a date"),
        ("May 2025", "is not a date"),
        ("Ma 5 2025", "is not a date"),
        ("١١٤/١/٥", "is not a date"),
        ("民國年月日", "is not a date"),
        ("1" * 5000, "is not a date"),
        ("1/5/2025", "cannot be told apart"),
        ("05.01.2025", "cannot be told apart"),
        ("114/2/29", "no such day"),
        ("2025-13-01", "no such day"),
        ("民國三百年十三月一日", "no such day"),
        ("25/1/5", "outside 1950-01-01"),
        ("民國2025年1月5日", "outside"),
        ("9999-12-31", "leave it empty"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(text, reason):
    with pytest.raises(Refused, match=reason):
        days.read_date(text)


@given(st.text(max_size=30) | st.from_regex(r"[0-9一二十百年月日民國/.\-]{1,14}", fullmatch=True))
def test_any_text_is_a_sensible_day_or_refused(text):
    with suppress(Refused):
        assert days.EARLIEST <= days.read_date(text) <= days.LATEST


@given(sensible_days)
def test_what_is_written_reads_back(day):
    for text in (
        day.isoformat(),
        days.roc_date(day),
        days.roc_date(day, short=True),
        days.roc_date(day).translate(han),
    ):
        assert days.read_date(text) == day


def test_a_day_before_the_republic_is_written_in_iso():
    assert days.roc_date(date(1911, 12, 31)) == "1911-12-31"
    assert days.roc_date(date(1912, 1, 1)) == "民國1年1月1日"


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2025, 1, 1), 12, date(2025, 12, 31)),
        (date(2024, 3, 1), 12, date(2025, 2, 28)),
        (date(2023, 3, 1), 12, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 1, 31), 2, date(2025, 3, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2025, 7, 15), 6, date(2026, 1, 14)),
    ],
)
def test_a_period_of_months_ends_as_the_civil_code_says(start, months, last):
    assert days.last_day_of_months(start, months) == last


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_adding_months_keeps_the_day_or_takes_the_months_end(day, months):
    later = days.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(1, 240), st.integers(1, 240))
def test_a_longer_period_ends_later(start, months, more):
    assert days.last_day_of_months(start, months) < days.last_day_of_months(start, months + more)


@pytest.mark.parametrize(
    ("day", "is_business"),
    [
        (date(2025, 1, 2), True),
        (date(2025, 1, 4), False),  # Saturday
        (date(2025, 2, 8), True),  # Saturday worked in place of 27 January
        (date(2025, 1, 27), False),
        (date(2025, 5, 1), False),  # Labour Day, before it became everybody's holiday
        (date(2026, 5, 1), False),
        (date(2026, 2, 27), False),  # 和平紀念日 fell on a Saturday
        (date(2026, 10, 26), False),
    ],
)
def test_business_days_of_taiwan(day, is_business):
    assert TAIWAN.is_business_day(day) is is_business


def test_the_lunar_new_year_is_stepped_over():
    assert days.next_business_day(date(2026, 2, 14), TAIWAN) == date(2026, 2, 23)
    assert days.previous_business_day(date(2026, 2, 22), TAIWAN) == date(2026, 2, 13)
    assert days.business_days_before(date(2026, 2, 23), 3, TAIWAN) == date(2026, 2, 11)
    assert days.business_days_after(date(2026, 2, 12), 2, TAIWAN) == date(2026, 2, 23)


def test_the_firms_own_table_lies_over_the_published_calendar():
    typhoon, worked = date(2026, 7, 10), date(2026, 5, 1)
    firm = TAIWAN.changed(holidays={typhoon: "颱風停班"}, working_days=[worked], announced_until=2028)
    assert not firm.is_business_day(typhoon)
    assert firm.is_business_day(worked)
    assert firm.is_announced(date(2028, 1, 1))
    assert TAIWAN.is_business_day(typhoon)


def test_a_make_up_day_can_be_taken_back():
    worked = date(2025, 2, 8)
    assert not TAIWAN.changed(holidays={worked: "取消補班"}).is_business_day(worked)


def test_a_year_not_announced_yet_is_told():
    assert TAIWAN.is_announced(date(2027, 12, 31))
    assert not TAIWAN.is_announced(date(2028, 1, 1))
    assert not TAIWAN.is_announced(date(1997, 12, 31))


@given(st.dates(date(1998, 1, 1), date(2060, 1, 1)), st.integers(0, 60))
def test_counting_business_days_back_and_forth_agrees(day, count):
    start = days.next_business_day(day, TAIWAN)
    assert days.previous_business_day(day, TAIWAN) <= day <= start
    assert days.business_days_before(days.business_days_after(start, count, TAIWAN), count, TAIWAN) == start
