"""Findings out of a tester's report: SARIF 2.1.0 (OASIS), or a table with headings. The file is hostile until read whole."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import Unreadable
from core.excel.reading import cell_text, column_letter, read_rows
from core.phrases import N_
from core.severity import Severity

MAX_BYTES = 20 * 1024**2
MAX_FINDINGS = 5000
LEVELS = {"error": Severity.HIGH, "warning": Severity.MEDIUM, "note": Severity.LOW, "none": Severity.NONE}
"""SARIF 2.1.0, 3.27.10; where the rule gives a `security-severity` (a CVSS score), that says more."""
BANDS = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))
WORDS = {
    "critical": Severity.CRITICAL, "嚴重": Severity.CRITICAL, "重大": Severity.CRITICAL, "極高": Severity.CRITICAL,
    "high": Severity.HIGH, "高": Severity.HIGH, "高風險": Severity.HIGH, "error": Severity.HIGH,
    "medium": Severity.MEDIUM, "moderate": Severity.MEDIUM, "中": Severity.MEDIUM, "中風險": Severity.MEDIUM,
    "warning": Severity.MEDIUM,
    "low": Severity.LOW, "低": Severity.LOW, "低風險": Severity.LOW, "note": Severity.LOW,
    "info": Severity.NONE, "informational": Severity.NONE, "none": Severity.NONE, "資訊": Severity.NONE, "無": Severity.NONE,
    "": Severity.UNKNOWN, "unknown": Severity.UNKNOWN, "未評定": Severity.UNKNOWN,
}  # fmt: skip
HEADINGS = {
    "severity": (
        "severity",
        "risk",
        "level",
        "severity level",
        "risk level",
        "risk rating",
        "risk factor",
        "嚴重程度",
        "嚴重度",
        "嚴重性",
        "嚴重等級",
        "風險等級",
        "風險程度",
        "風險層級",
        "風險值",
        "風險",
        "危險等級",
        "危險程度",
        "弱點等級",
        "弱點風險等級",
        "等級",
    ),
    "title": (
        "title",
        "name",
        "finding",
        "vulnerability",
        "summary",
        "issue",
        "弱點名稱",
        "弱點",
        "發現",
        "名稱",
        "問題",
        "說明",
    ),
    "identifier": ("id", "rule", "rule id", "cwe", "cve", "identifier", "plugin id", "編號", "弱點編號", "規則"),
    "place": ("location", "place", "file", "url", "host", "path", "affected", "位置", "檔案", "網址", "主機", "路徑"),
}


@dataclass(frozen=True)
class Found:
    """A weakness that a report tells of; the same rule, place and words are the same weakness."""

    severity: Severity
    title: str
    identifier: str = ""
    place: str = ""

    @property
    def fingerprint(self) -> str:
        text = "\x1f".join((self.identifier, self.place, self.title))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True)
class Report:
    """What a report tells: what is to be registered, and how many results speak of no open weakness."""

    found: tuple[Found, ...]
    passed_over: int = 0


def read_report(data: bytes, name: str) -> Report:
    """The findings of a SARIF file or a table. Raises Unreadable with what is wrong and what to send instead."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            N_("“%(name)s” is larger than %(limit)s MB."), field="file", name=name, limit=MAX_BYTES // 1024**2
        )
    report = _sarif(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else Report(tuple(_table(data, name)))
    if len(report.found) > MAX_FINDINGS:
        says = N_("The report holds %(n)s findings; at most %(most)s are read at once. Send the gravest alone.")
        raise Unreadable(says, field="file", n=len(report.found), most=MAX_FINDINGS)
    return report


def _sarif(data: bytes) -> Report:
    try:
        log = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(N_("The file is not valid JSON, so it is no SARIF report."), field="file") from error
    if not isinstance(log, dict) or not isinstance(log.get("runs"), list):
        raise Unreadable(
            N_("The file is JSON and holds no SARIF runs. Send SARIF 2.1.0, CSV or a workbook."), field="file"
        )
    if str(log.get("version", "")) != "2.1.0":
        says = N_("This is SARIF %(version)s; only 2.1.0 is read.")
        raise Unreadable(says, field="file", version=str(log.get("version", "?"))[:20])
    found: list[Found] = []
    passed_over = 0
    for run in _maps(log["runs"]):
        rules, by_id = _rules(run)
        for result in _maps(run.get("results")):
            if _is_open(result):
                found.append(_result(result, rules, by_id))
            else:
                passed_over += 1
    return Report(tuple(found), passed_over)


def _maps(value: Any) -> Iterator[Mapping[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any, longest: int) -> str:
    return cell_text(value)[:longest].encode("utf-8", "ignore").decode() if isinstance(value, str | int) else ""


def _rules(run: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], dict[str, Mapping[str, Any]]]:
    tool = _map(run.get("tool"))
    own = list(_maps(_map(tool.get("driver")).get("rules")))
    every = [*own, *(rule for part in _maps(tool.get("extensions")) for rule in _maps(part.get("rules")))]
    return own, {str(rule.get("id")): rule for rule in reversed(every)}


def _is_open(result: Mapping[str, Any]) -> bool:
    """A result that says "fail", is not gone since the baseline, and that nobody suppressed (SARIF 3.27.9, .24, .23)."""
    if result.get("kind", "fail") not in ("fail", "open", "review") or result.get("baselineState") == "absent":
        return False
    suppressions = list(_maps(result.get("suppressions")))
    return not any(one.get("status", "accepted") == "accepted" for one in suppressions)


def _result(result: Mapping[str, Any], rules: list[Mapping[str, Any]], by_id: Mapping[str, Mapping[str, Any]]) -> Found:
    reference = _map(result.get("rule"))
    index = result.get("ruleIndex", reference.get("index"))
    named = result.get("ruleId") or reference.get("id")
    at = rules[index] if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(rules) else None
    rule = at if at is not None and (not named or at.get("id") == named) else by_id.get(str(named), {})
    identifier = _text(named or _map(rule).get("id"), 120)
    message = _text(_map(result.get("message")).get("text"), 500)
    title = message or _text(_map(rule.get("shortDescription")).get("text"), 500) or _text(rule.get("name"), 500)
    return Found(_severity(result, rule), title or identifier or "?", identifier, _place(result))


def _severity(result: Mapping[str, Any], rule: Mapping[str, Any]) -> Severity:
    for holder in (result, rule):
        score = _map(holder.get("properties")).get("security-severity")
        try:
            value = float(score) if isinstance(score, str | int | float) else None
        except (ValueError, OverflowError):
            value = None
        if value is not None and 0 <= value <= 10:
            return next((severity for least, severity in BANDS if value >= least), Severity.NONE)
    level = result.get("level") or _map(rule.get("defaultConfiguration")).get("level") or "warning"
    return LEVELS.get(str(level), Severity.UNKNOWN)


def _place(result: Mapping[str, Any]) -> str:
    physical = _map(next(_maps(result.get("locations")), {}).get("physicalLocation"))
    uri = _text(_map(physical.get("artifactLocation")).get("uri"), 280)
    line = _map(physical.get("region")).get("startLine")
    return f"{uri}:{line}" if uri and isinstance(line, int) and 0 < line < 10**9 else uri


def _table(data: bytes, name: str) -> Iterator[Found]:
    columns: dict[str, int] | None = None
    for row in read_rows(data, name):
        if columns is None:
            columns = _headings(row.cells)
            continue
        cells = {key: cell_text(row.cells[at]) if at < len(row.cells) else "" for key, at in columns.items()}
        if not cells["title"] and not cells.get("identifier"):
            continue
        severity = WORDS.get(cells.get("severity", "").casefold().strip())
        if severity is None:
            says = N_(
                "Row %(row)s, column %(column)s: “%(text)s” is no severity. Write critical, high, medium, low or info."
            )
            column = column_letter(columns["severity"])
            raise Unreadable(says, field="file", row=row.number, column=column, text=cells["severity"][:40])
        title = cells["title"] or cells["identifier"]
        yield Found(severity, title[:500], cells.get("identifier", "")[:120], cells.get("place", "")[:300])
    if columns is None:
        raise Unreadable(N_("The file is empty."), field="file")


def _headings(cells: Iterable[Any]) -> dict[str, int]:
    names = [cell_text(cell).casefold() for cell in cells]
    found = {
        key: next(at for word in words for at, name in enumerate(names) if name == word)
        for key, words in HEADINGS.items()
        if set(words) & set(names)
    }
    if "title" not in found:
        says = N_(
            "No column is headed title or finding (弱點名稱). The first row must hold the headings: severity, title, id, location."
        )
        raise Unreadable(says, field="file")
    return found
