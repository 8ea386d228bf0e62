"""What an answer scores, and why; what a questionnaire's data may say."""

import copy
import tomllib
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from vendors.assessments import scoring
from vendors.assessments.questionnaire import BadQuestionnaire, QuestionKind, parse
from vendors.assessments.rules import Conclusion, Current, Review, Standing, next_due, standing
from vendors.assessments.scoring import Answer, points_of, read_answer, rounded, score
from vendors.assessments.tiers import Supplied, parse_policy
from vendors.services.rules import Criticality, DataClass

HERE = Path("vendors/assessments")
DATA = tomllib.loads((HERE / "questionnaires/capability.toml").read_text(encoding="utf-8"))
ASKED = parse(DATA)
POLICY = parse_policy(tomllib.loads((HERE / "policy.toml").read_text(encoding="utf-8")))
TODAY = date(2026, 11, 23)


def question(name):
    found = ASKED.question(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "typed", "kept", "points"),
    [
        ("audited", "經查核，無保留意見", "unqualified", 100),
        ("audited", "not audited", "not_audited", 20),
        ("turnover", "１２.５％", "12.5", 70),
        ("turnover", "10", "10", 100),
        ("serious", "3", "3", 0),
        ("availability", "99.90", "99.9", 100),
        ("availability", "99.49", "99.49", 40),
        ("iso27001", "115年12月31日", "2026-12-31", 100),
        ("iso27001", "2026/11/22", "2026-11-22", 0),
        ("iso27001", "無", "none", 0),
        ("iso22301", "none", "none", 30),
        ("last_test", "2025-11-23", "2025-11-23", 100),
        ("last_test", "2025-11-22", "2025-11-22", 40),
        ("last_test", "2024-11-22", "2024-11-22", 0),
        ("sanctions", "是", "yes", 0),
    ],
)
def test_an_answer_in_either_language_scores_by_the_data(name, typed, kept, points):
    assert read_answer(question(name), typed, TODAY) == kept
    assert points_of(question(name), kept, TODAY).points == points


def test_what_does_not_apply_is_not_counted():
    assert points_of(question("told_us"), "no_incident", TODAY).points is None
    assert points_of(question("staff"), "12", TODAY).points is None


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("audited", "perhaps"), ("turnover", "101"), ("turnover", "-1"), ("turnover", "NaN"), ("turnover", "1e99999"),
        ("turnover", "1e-999999999"),
        ("serious", "many"), ("last_test", "2026-11-24"), ("last_test", "2026-02-30"), ("remarks", "x" * 4_001),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_refused_in_words(name, typed):
    with pytest.raises(Refused):
        read_answer(question(name), typed, TODAY)


@given(st.text(max_size=60), st.sampled_from(list(ASKED)))
def test_whatever_is_typed_is_kept_readable_or_refused(text, asked):
    try:
        kept = read_answer(asked, text, TODAY)
    except Refused:
        return
    assert read_answer(asked, kept, TODAY) == kept
    found = points_of(asked, kept, TODAY).points
    assert found is None or 0 <= found <= 100
    scoring.shown(asked, kept)


def test_the_whole_is_the_weighted_mean_of_what_applies():
    """Independently: Decimal sums over the data file itself."""
    answers, weights = {}, {}
    for section in DATA["section"]:
        total = weight = Decimal(0)
        for data in section["question"]:
            if data["kind"] == "choice":
                option = data["options"][-1]
                answers[data["id"]] = Answer(option["id"], Review.ACCEPTED)
                if "points" in option:
                    total += Decimal(option["points"]) * Decimal(data["weight"])
                    weight += Decimal(data["weight"])
            elif data["weight"]:
                answers[data["id"]] = Answer("", Review.NOT_ACCEPTED)
                weight += Decimal(data["weight"])
        weights[section["id"]] = (Decimal(section["weight"]), total / weight)
    expected = sum(w * s for w, s in weights.values()) / sum(w for w, _ in weights.values())
    found = score(ASKED, answers, TODAY)
    assert found.score is not None
    assert abs(Decimal(found.score.numerator) / found.score.denominator - expected) < Decimal("1e-20")
    assert found.grade == "D"
    assert {line.question.id for line in found.critical} >= {"net_worth", "stand_ins", "plan", "last_test"}


def test_nothing_is_scored_before_somebody_reviewed_it():
    found = score(ASKED, {"audited": Answer("unqualified"), "net_worth": Answer("above", Review.ASKED_BACK)}, TODAY)
    assert found.score is None
    assert {line.question.id for line in found.open} >= {"audited", "net_worth", "staff"}
    assert "remarks" not in {line.question.id for line in found.open}


def test_one_critical_answer_that_falls_short_gives_the_last_grade():
    best = {}
    for each in ASKED:
        if each.options:
            best[each.id] = Answer(max(each.options, key=lambda o: o.points or 0).id, Review.ACCEPTED)
        elif each.kind is QuestionKind.EXPIRY:
            best[each.id] = Answer("2030-01-01", Review.ACCEPTED)
        elif each.kind is QuestionKind.PAST:
            best[each.id] = Answer("2026-10-01", Review.ACCEPTED)
        elif each.bands:
            best[each.id] = Answer(str(each.bands[0].at_least or 0), Review.ACCEPTED)
    assert score(ASKED, best, TODAY).grade == "A"
    assert score(ASKED, best, TODAY).score == 100
    best["last_test"] = Answer("none", Review.ACCEPTED)
    found = score(ASKED, best, TODAY)
    assert found.score is not None
    assert found.score > 85
    assert found.grade == "D"
    assert [line.question.id for line in found.critical] == ["last_test"]


@pytest.mark.parametrize(("value", "told"), [(Fraction(2, 3) * 100, "66.7"), (Fraction(1, 20), "0.1"), (None, "")])
def test_a_score_is_rounded_only_for_display(value, told):
    assert rounded(value) == told


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d["section"][0]["question"][0].update(kind="guess"),
        lambda d: d["section"][0]["question"][0].pop("options"),
        lambda d: d["section"][0]["question"][0]["options"][0].update(points=101),
        lambda d: d["section"][0]["question"][0]["text"].update(en=""),
        lambda d: d["section"][1]["question"][2].pop("bands"),
        lambda d: d["section"][1]["question"][0].update(id="audited"),
        lambda d: d["section"][0].update(weight=-1),
        lambda d: d["section"][0]["question"][0].update(id="a/b"),
        lambda d: d.pop("grade"),
        lambda d: d.update(section=[]),
    ],
)
def test_a_data_file_that_is_wrong_is_refused_whole(spoil):
    data = copy.deepcopy(DATA)
    spoil(data)
    with pytest.raises(BadQuestionnaire):
        parse(data)


# --- tiers and standing


@pytest.mark.parametrize(
    ("services", "tier"),
    [
        ([], "low"),
        ([Supplied(None, DataClass.INTERNAL)], "low"),
        ([Supplied(None, DataClass.PERSONAL)], "medium"),
        ([Supplied(Criticality.IMPORTANT, DataClass.PUBLIC)], "medium"),
        ([Supplied(None, DataClass.PUBLIC, is_internet_facing=True), Supplied(Criticality.CORE, DataClass.PUBLIC)], "high"),
        ([Supplied(None, DataClass.PUBLIC, is_investor_app=True)], "high"),
    ],
)  # fmt: skip
def test_the_tier_follows_the_most_critical_of_what_is_supplied(services, tier):
    assert POLICY.tier_of(services).id == tier


def held(**fields):
    usual = {
        "assessment_id": 1, "approved_on": date(2026, 1, 31), "valid_until": date(2028, 1, 31),
        "conclusion": Conclusion.CAPABLE, "score": "88.0", "grade": "A",
    }  # fmt: skip
    return Current(**{**usual, **fields})


def test_a_vendor_that_becomes_more_critical_is_due_sooner():
    assert next_due(held(), TODAY, months=24, first_within_days=60) == date(2028, 1, 31)
    assert next_due(held(), TODAY, months=12, first_within_days=60) == date(2027, 1, 31)
    assert next_due(None, date(2026, 11, 1), months=12, first_within_days=60) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("current", "due_on", "found"),
    [
        (None, TODAY, Standing.NEVER),
        (None, date(2026, 11, 22), Standing.OVERDUE),
        (held(), TODAY, Standing.DUE_SOON),
        (held(), date(2026, 11, 22), Standing.EXPIRED),
        (held(), date(2027, 6, 1), Standing.VALID),
        (held(conclusion=Conclusion.CONDITIONAL), date(2027, 6, 1), Standing.VALID),
        (held(conclusion=Conclusion.NOT_CAPABLE), date(2027, 6, 1), Standing.NOT_CAPABLE),
        (held(certificate_until=date(2026, 12, 1)), date(2027, 6, 1), Standing.CERTIFICATE),
    ],
)
def test_how_a_vendor_stands(current, due_on, found):
    assert standing(current, due_on, TODAY, 60) is found
