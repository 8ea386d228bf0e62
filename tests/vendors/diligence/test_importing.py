"""Findings out of a tester's report: SARIF and tables are read, damage is told, nothing breaks the reader."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused, Unreadable
from core.severity import Severity
from vendors.diligence.importing import MAX_FINDINGS, Found, read_report


def sarif(results, rules=(), **log):
    run = {"tool": {"driver": {"name": "掃描工具", "rules": list(rules)}}, "results": results}
    return json.dumps({"version": "2.1.0", "runs": [run]} | log).encode()


def at(uri, line):
    return [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}}]


def test_sarif_tells_severity_words_and_place():
    rules = [
        {"id": "js/sqli", "shortDescription": {"text": "SQL 注入"}, "properties": {"security-severity": "9.8"}},
        {"id": "js/log", "defaultConfiguration": {"level": "note"}},
    ]
    results = [
        {"ruleId": "js/sqli", "ruleIndex": 0, "message": {"text": "未過濾之輸入"}, "locations": at("src/a.js", 12)},
        {"rule": {"index": 1}, "message": {"text": "記錄過多"}},
        {"ruleId": "other", "level": "error", "message": {}},
        {"ruleId": "js/sqli", "kind": "pass", "message": {"text": "無"}},
        {"ruleId": "js/sqli", "suppressions": [{"kind": "external"}], "message": {"text": "已抑制"}},
        {"ruleId": "js/sqli", "baselineState": "absent", "message": {"text": "已消失"}},
    ]
    report = read_report(sarif(results, rules), "scan.sarif")
    assert report.found == (
        Found(Severity.CRITICAL, "未過濾之輸入", "js/sqli", "src/a.js:12"),
        Found(Severity.LOW, "記錄過多", "js/log", ""),
        Found(Severity.HIGH, "other", "other", ""),
    )
    assert report.passed_over == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp950"])
def test_a_table_with_chinese_headings_is_read(encoding):
    text = "弱點名稱,嚴重度,編號,位置\n跨站腳本,高,CWE-79,/login\n,,,\n版本過舊,低風險,,\n"
    report = read_report(text.encode(encoding), "弱點.csv")
    assert report.found == (Found(Severity.HIGH, "跨站腳本", "CWE-79", "/login"), Found(Severity.LOW, "版本過舊"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"{", "not valid JSON"),
        (b"{}", "no SARIF runs"),
        (b'{"runs": [], "version": "1.0.0"}', "only 2.1.0"),
        (b"[" * 100_000, "headed title"),
        (b'{"runs":' + b"[" * 100_000, "not valid JSON"),
        ("嚴重程度,說\n高,x\n".encode(), "headed title"),
        (b"title,severity\nx,terrible\n", "Row 2, column B"),
        (sarif([{"message": {"text": str(n)}} for n in range(MAX_FINDINGS + 1)]), "at most"),
        (b"title\n" + b"x\n" * (20 * 1024**2), "larger than"),
    ],
)
def test_what_cannot_be_read_says_why(data, says):
    with pytest.raises(Unreadable, match=says):
        read_report(data, "x")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "text",
                    "level",
                    "rule",
                    "index",
                    "locations",
                    "properties",
                    "security-severity",
                    "message",
                    "ruleIndex",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(json_values, max_size=4), st.lists(json_values, max_size=3))
def test_no_sarif_breaks_the_reader(results, rules):
    with contextlib.suppress(Refused):
        for found in read_report(sarif(results, rules), "x").found:
            assert found.title
            assert found.fingerprint


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data):
    with contextlib.suppress(Refused):
        read_report(data, "x")
