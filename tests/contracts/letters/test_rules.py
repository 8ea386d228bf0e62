"""In which language a letter is written, when its answer is due, where a passage stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.documents.reading import Draft, read
from contracts.letters.places import place_of
from contracts.letters.rules import LetterState, check_reply_by, default_language, default_reply_by, state_of
from core.days import taiwan_calendar
from core.errors import Refused

CALENDAR = taiwan_calendar()
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 1))


@given(DAYS)
def test_the_usual_day_of_answer_can_always_be_asked_for(dated_on):
    due = default_reply_by(dated_on, CALENDAR)
    check_reply_by(due, dated_on, CALENDAR)
    between = [dated_on + timedelta(days=n) for n in range(1, (due - dated_on).days + 1)]
    assert sum(CALENDAR.is_business_day(day) for day in between) == 10


@pytest.mark.parametrize(
    ("reply_by", "sentence"),
    [
        (date(2026, 9, 1), "after the letter's own date"),
        (date(2026, 9, 5), "no business day"),
        (date(2026, 9, 25), "2026-09-29"),  # Mid-Autumn Festival and Teachers' Day: four days off
        (date(2027, 9, 30), "within a year"),
    ],
)
def test_a_day_on_which_nobody_answers_is_refused(reply_by, sentence):
    with pytest.raises(Refused, match=sentence):
        check_reply_by(reply_by, date(2026, 9, 1), CALENDAR)


@given(st.none() | DAYS, DAYS, st.none() | DAYS, DAYS, st.booleans())
def test_a_letter_is_in_one_state_and_overdue_only_after_its_last_day(sent_on, reply_by, answered_on, today, withdrawn):
    state = state_of(sent_on, reply_by, answered_on, today, is_withdrawn=withdrawn)
    waits = not withdrawn and sent_on is not None and answered_on is None
    assert (state is LetterState.OVERDUE) == (waits and today > reply_by)
    assert (state is LetterState.SENT) == (waits and today <= reply_by)


@pytest.mark.parametrize(
    ("country", "papers", "language"),
    [
        ("TW", "", "zh_Hant_TW"),
        ("US", "", "en"),
        ("US", "乙方應提供維護服務，SLA 依附件一 Service Level Agreement 辦理。", "zh_Hant_TW"),
        (
            "TW",
            "This Agreement is made between 白鷺證券 and Hemlock Systems for maintenance of the trading system.",
            "en",
        ),
    ],
)
def test_a_letter_begins_in_the_papers_language_else_in_the_vendors(country, papers, language):
    assert default_language(country, papers) == language


PAPER = """資訊系統維護合約
前言：雙方同意如下。
第一條　服務範圍
一、乙方應提供維護。
二、乙方應於每月提出報告。
第二條
本條款之附件由乙方提供之。
附件一　費用
每月新臺幣十萬元。
"""
ENGLISH = """MASTER AGREEMENT
Section 7.2 Security. Provider shall inform Client promptly.
(a) Every incident is logged.
8. Audit
Client may inspect the premises.
"""


@pytest.mark.parametrize(
    ("paper", "words", "place"),
    [
        (PAPER, "雙方同意", ""),
        (PAPER, "提供維護", "第一條 服務範圍"),
        (PAPER, "提出報告", "第一條 服務範圍"),
        (PAPER, "本條款之附件", "第二條"),
        (PAPER, "每月新臺幣", "附件一 費用"),
        (ENGLISH, "inform Client", "Section 7.2 Security"),
        (ENGLISH, "Every incident", "Section 7.2 Security"),
    ],
)
def test_a_passage_is_found_under_the_number_the_parties_gave_it(paper, words, place):
    document = read(paper.encode(), "contract.txt")
    assert place_of(document, document.text.index(words)) == place


@given(st.text(max_size=400), st.integers(0, 400))
def test_any_paper_has_a_place_or_none(words, offset):
    draft = Draft("x.txt", "txt")
    for line in ("第一條 甲", *words.splitlines()):
        draft.add(line, page=1)
    document = draft.finish()
    assert isinstance(place_of(document, min(offset, len(document.text))), str)
