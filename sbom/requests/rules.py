"""A request's rows, and what becomes of each row that a vendor sends back. Pure.

A row id names the request, the line, and a check over the component, so that a copied, invented or shifted row is noticed.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from core.phrases import N_, Phrase, phrase
from sbom.requests.cells import LIMITS, folded, read_answer
from sbom.statements.rules import BITS, Said, Subject

MOST_LINES = 20_000
"""Rows of one request; a vendor that owes more gets the rest with the next one."""
_ROW_ID = re.compile(r"Q(\d{1,9})-(\d{1,6})-([0-9a-f]{4})", re.I)


class Verdict(StrEnum):
    """What becomes of a row, in the order in which a person looks them over."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    UNCHANGED = "unchanged"
    EMPTY = "empty"


VERDICT_NAMES = {
    Verdict.ACCEPTED: N_("Accepted"),
    Verdict.PARTLY: N_("Accepted in part"),
    Verdict.REFUSED: N_("Not accepted"),
    Verdict.CHANGED: N_("Another component"),
    Verdict.UNKNOWN: N_("Unknown row"),
    Verdict.UNCHANGED: N_("Known already"),
    Verdict.EMPTY: N_("Not filled in"),
}
TONES = {
    Verdict.ACCEPTED: "good",
    Verdict.PARTLY: "warn",
    Verdict.REFUSED: "bad",
    Verdict.CHANGED: "bad",
    Verdict.UNKNOWN: "bad",
    Verdict.UNCHANGED: "muted",
    Verdict.EMPTY: "muted",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One component that a request asks about. `needs` has the bits of the subjects asked for (statements.rules.BITS)."""

    number: int
    key: str
    group: str
    name: str
    version: str
    purl: str
    needs: int

    @property
    def full_name(self) -> str:
        return "/".join(filter(None, (self.group, self.name)))


def row_id(request_id: int, number: int, key: str) -> str:
    """Q12-00034-7f3a."""
    return f"Q{request_id}-{number:05d}-{_check(request_id, number, key)}"


def _check(request_id: int, number: int, key: str) -> str:
    return hashlib.sha256(f"{request_id}/{number}/{key}".encode()).hexdigest()[:4]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it came: its place in the workbook and the text of each known column; `numbers` are cells that a
    spreadsheet program took for numbers."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What would be done with a row. `stated` is what is accepted of it, by subject; `reasons` why the rest is not."""

    sheet: str
    row: int
    row_id: str
    component: str
    version: str
    verdict: Verdict
    reasons: tuple[Phrase, ...] = ()
    stated: Mapping[Subject, Mapping[str, Any]] = field(default_factory=dict)
    line: Line | None = None
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """All rows of an answer against its request as they stand now."""

    rows: tuple[RowPlan, ...]

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(row.verdict for row in self.rows)

    @property
    def accepted(self) -> tuple[RowPlan, ...]:
        return tuple(row for row in self.rows if row.stated)

    @property
    def refused(self) -> int:
        counts = self.counts
        return sum(counts[v] for v in (Verdict.REFUSED, Verdict.PARTLY, Verdict.CHANGED, Verdict.UNKNOWN))

    @property
    def digest(self) -> str:
        """Of what would be saved: a confirmation is for this and nothing else."""
        kept = [
            [row.row_id, sorted((s.value, sorted(v.items())) for s, v in row.stated.items())] for row in self.accepted
        ]
        return hashlib.sha256(json.dumps(kept, default=str).encode()).hexdigest()


def make_plan(
    request_id: int, lines: Mapping[int, Line], held: Mapping[str, Said], rows: Iterable[SheetRow], on: date
) -> Plan:
    """Judge every row. `held`: what is stated of components already, by their key; `on`: the day of the answer."""
    seen: dict[int, int] = {}
    plans = []
    for row in rows:
        line = _line_of(row.cells.get("row_id", ""), request_id, lines)
        if isinstance(line, Phrase):
            plans.append(_plan(row, Verdict.UNKNOWN, (line,)))
        elif line.number in seen:
            why = phrase(N_("Row %(row)s answers for this component already."), row=seen[line.number])
            plans.append(_plan(row, Verdict.REFUSED, (why,), line))
        else:
            seen[line.number] = row.number
            plans.append(_judged(row, line, held.get(line.key, Said()), on))
    return Plan(tuple(plans))


def _line_of(text: str, request_id: int, lines: Mapping[int, Line]) -> Line | Phrase:
    match = _ROW_ID.fullmatch(text.strip())
    if match is None:
        return phrase(N_("“%(text)s” is no row id."), text=text.strip()[:40])
    request, number, check = int(match[1]), int(match[2]), match[3].lower()
    if request != request_id:
        return phrase(N_("This row belongs to another request."))
    line = lines.get(number)
    if line is None or check != _check(request_id, number, line.key):
        return phrase(N_("The request has no such row."))
    return line


def _plan(
    row: SheetRow,
    verdict: Verdict,
    reasons: tuple[Phrase, ...] = (),
    line: Line | None = None,
    stated: Mapping[Subject, Mapping[str, Any]] | None = None,
) -> RowPlan:
    name, version = (
        (line.full_name, line.version) if line else (row.cells.get(k, "")[:200] for k in ("component", "version"))
    )
    shown = row.cells.get("row_id", "")[:40]
    note = row.cells.get("note", "")[: LIMITS["note"]]
    return RowPlan(row.sheet, row.number, shown, name, version, verdict, reasons, stated or {}, line, note)


def _judged(row: SheetRow, line: Line, held: Said, on: date) -> RowPlan:
    changed = _changed_identity(row, line)
    if changed:
        return _plan(row, Verdict.CHANGED, (changed,), line)
    stated, reasons = read_answer(row.cells, on)
    if not stated and not reasons:
        return _plan(row, Verdict.EMPTY, (), line)
    new = {subject: values for subject, values in stated.items() if values != held.part(subject)}
    if reasons:
        return _plan(row, Verdict.PARTLY if new else Verdict.REFUSED, tuple(reasons), line, new)
    return _plan(row, Verdict.ACCEPTED if new else Verdict.UNCHANGED, (), line, new)


def _changed_identity(row: SheetRow, line: Line) -> Phrase | None:
    """A row must still speak of the component that we asked about; a column that was removed says nothing else."""
    for column, ours in (("component", line.full_name), ("version", line.version), ("purl", line.purl)):
        written = row.cells.get(column)
        if written and not _is_same(written, ours, column in row.numbers):
            return phrase(
                N_("We asked about “%(ours)s”, and the row now says “%(written)s”."),
                ours=ours[:80] or "—",
                written=written[:80],
            )
    return None


def _is_same(written: str, ours: str, is_number: bool) -> bool:
    if folded(written) == folded(ours):
        return True
    try:  # a spreadsheet program that takes version 1.10 for a number writes 1.1
        return is_number and float(written) == float(ours)
    except ValueError:
        return False


def is_answered(line: Line, said: Said) -> bool:
    """Whether everything that was asked about a component is stated."""
    return said.is_own or all(said.part(subject) for subject in Subject if line.needs & BITS[subject])
