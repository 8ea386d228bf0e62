"""Scores against worked examples of FIRST's specifications."""

import pytest

from core.severity import Severity
from sbom.vulnerabilities.cvss import band, base_score, best
from sbom.vulnerabilities.rules import severity_named, severity_of


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1),
        ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5),
        ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O", 9.8),
        ("CVSS:3.1/AV:N", None),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10.0),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H", None),
        ("AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5),
        ("(AV:N/AC:L/Au:N/C:C/I:C/A:C)", 10.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/", 9.8),
        ("CVSS:5.0/AV:N", None),
        ("CVSS:3.1/" + "AV:N/" * 100, None),
        ("", None),
    ],
)
def test_the_base_score_is_the_specifications(vector, score):
    assert base_score(vector) == score


def test_of_several_the_newest_version_counts_and_of_it_the_highest():
    v2, v31 = "AV:N/AC:L/Au:N/C:C/I:C/A:C", "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N"
    low = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N"
    assert best([v2, low, "nonsense", v31]) == (6.1, v31)
    assert best(["nonsense", ""]) == (None, "")


def test_a_score_of_the_second_version_is_never_more_than_high():
    assert band(10.0, "AV:N/AC:L/Au:N/C:C/I:C/A:C") is Severity.HIGH
    assert band(10.0, "CVSS:3.1/AV:N") is Severity.CRITICAL


@pytest.mark.parametrize(
    ("score", "severity"),
    [(None, "unknown"), (0.0, "none"), (0.1, "low"), (3.9, "low"), (4.0, "medium"), (6.9, "medium"), (7.0, "high"), (9.0, "critical")],
)  # fmt: skip
def test_a_score_falls_into_its_band(score, severity):
    assert severity_of(score) is Severity(severity)


def test_databases_own_words_are_understood():
    assert [severity_named(w) for w in ("MODERATE", "Important", "low", 7, "?")] == [
        Severity.MEDIUM, Severity.HIGH, Severity.LOW, Severity.UNKNOWN, Severity.UNKNOWN
    ]  # fmt: skip
