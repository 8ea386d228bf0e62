"""What a check found on files, line by line, as a workbook's second sheet tells it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from contracts.clauses.effective import Effective
from contracts.clauses.queries import badge
from contracts.clauses.rulebook import Rulebook
from contracts.documents.rules import phrase_of
from core.i18n import language, say
from core.web.listing import Column, Kind, Status


@dataclass(frozen=True)
class Line:
    """One passage of one file on one clause; a missing clause has one line without a passage."""

    file: str
    clause: str
    state: Status
    page: int | None
    passage: str
    why: str
    lacks: str


def lines(file: str, findings: Mapping[str, Mapping[str, Any]], rulebook: Rulebook) -> Iterator[Line]:
    """`findings` by clause, with verdict, evidence, reasons and lacks as they are kept."""
    for clause in rulebook.clauses.values():
        finding = findings.get(clause.id)
        if finding is None:
            continue
        name, state = clause.name.in_language(language()), badge(Effective(finding["verdict"]))
        why = [say(phrase_of(each)) for each in finding["reasons"]]
        lacks = " ".join(say(phrase_of(each)) for each in finding["lacks"])
        for at, each in enumerate(finding["evidence"]):
            yield Line(file, name, state, each["page"], each["text"], why[at] if at < len(why) else "", lacks)
        if not finding["evidence"]:
            yield Line(file, name, state, None, "", " ".join(why), lacks)


def line_columns() -> list[Column]:
    return [
        Column("file", gettext("File"), lambda line: line.file),
        Column("clause", gettext("Clause"), lambda line: line.clause),
        Column("state", gettext("State"), lambda line: line.state, Kind.STATUS),
        Column("page", gettext("Page"), lambda line: line.page, Kind.NUMBER),
        Column("passage", gettext("Passage"), lambda line: line.passage),
        Column("why", gettext("Why"), lambda line: line.why),
        Column("lacks", gettext("What is lacking"), lambda line: line.lacks),
    ]


def refused_columns() -> list[Column]:
    """Of rows (file, why)."""
    return [Column("file", gettext("File"), lambda row: row[0]), Column("why", gettext("Why"), lambda row: row[1])]


Verdicts = Callable[[Any], Mapping[str, str]]
"""Of a row the verdict on each clause, by its id."""


def state_columns(rulebook: Rulebook, verdicts: Verdicts) -> list[Column]:
    """The cells of a matrix of files."""
    return [
        Column(clause.id, clause.name.in_language(language()), _state(clause.id, verdicts), Kind.STATUS)
        for clause in rulebook.clauses.values()
    ]


def _state(clause_id: str, verdicts: Verdicts) -> Callable[[Any], Status | None]:
    def state(row: Any) -> Status | None:
        verdict = verdicts(row).get(clause_id)
        return badge(Effective(verdict)) if verdict else None

    return state
