"""Two versions compared, as a workbook: clause by clause, and every passage beside the one that took its place."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from flask_babel import gettext
from openpyxl import Workbook

from contracts.clauses.comparing import Comparison, Version
from contracts.clauses.effective import VERDICT_NAMES
from contracts.clauses.matrix_book import add_prose
from contracts.clauses.rules import Verdict
from contracts.clauses.versions import BECAME_NAMES, TONES, Difference, Pair, Place
from contracts.documents.rules import phrase_of
from core.i18n import language, say
from core.web.listing import Column, Kind, Status


@dataclass(frozen=True)
class _Row:
    """A clause, and one of its passages."""

    difference: Difference
    clause: str
    pair: Pair | None = None

    @property
    def status(self) -> Status:
        return Status(say(BECAME_NAMES[self.difference.became]), TONES[self.difference.became])

    def verdict(self, which: str) -> str:
        return say(VERDICT_NAMES[Verdict(getattr(self.difference, which))])

    @property
    def lacking(self) -> str:
        return " ".join(say(phrase_of(each)) for each in self.difference.lacking)


def write_versions(comparison: Comparison) -> IO[bytes]:
    """An open temporary file at its start."""
    names = {clause.id: clause.name.in_language(language()) for clause in comparison.rulebook.clauses.values()}
    found = [(each, names.get(each.clause, each.clause)) for each in comparison.found or ()]
    book = Workbook(write_only=True)
    add_prose(book, gettext("Clauses"), _clause_columns(comparison), [_Row(each, name) for each, name in found])
    rows = [_Row(each, name, pair) for each, name in found for pair in each.pairs]
    add_prose(book, gettext("Passages"), _passage_columns(comparison), rows)
    add_prose(book, gettext("About"), _about_columns(), list(_about(comparison)))
    handle = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    book.save(handle)
    handle.seek(0)
    return handle


def _clause_columns(comparison: Comparison) -> list[Column]:
    return [
        Column("file", gettext("Clause"), lambda row: row.clause),
        Column("became", gettext("What became of it"), lambda row: row.status, Kind.STATUS),
        Column("before", gettext("Before"), lambda row: row.verdict("before"), Kind.STATUS),
        Column("after", gettext("After"), lambda row: row.verdict("after"), Kind.STATUS),
        Column("lacks", gettext("What is lacking"), lambda row: row.lacking),
    ]


def _passage_columns(comparison: Comparison) -> list[Column]:
    def at(which: str, version: Version) -> Any:
        def page(row: _Row) -> int | None:
            place: Place | None = getattr(row.pair, which)
            return place["page"] if place else None

        return page

    def words(which: str) -> Any:
        return lambda row: (getattr(row.pair, which) or {"text": ""})["text"]

    return [
        Column("file", gettext("Clause"), lambda row: row.clause),
        Column("became", gettext("What became of it"), lambda row: row.status, Kind.STATUS),
        Column("old_page", gettext("Page before"), at("before", comparison.old), Kind.NUMBER),
        Column("was", gettext("Passage before"), words("before")),
        Column("new_page", gettext("Page after"), at("after", comparison.new), Kind.NUMBER),
        Column("is", gettext("Passage after"), words("after")),
        Column("gone", gettext("Words that went"), lambda row: " … ".join(row.pair.gone)),
        Column("came", gettext("Words that came"), lambda row: " … ".join(row.pair.came)),
    ]


def _about_columns() -> list[Column]:
    return [
        Column("file", gettext("What"), lambda row: row[0]),
        Column("passage", gettext("Which"), lambda row: row[1]),
    ]


def _about(comparison: Comparison) -> Iterator[tuple[str, str]]:
    rulebook = comparison.rulebook
    yield gettext("Before"), comparison.old.label
    yield gettext("After"), comparison.new.label
    yield gettext("Rulebook"), f"{rulebook.name.in_language(language())} {rulebook.version}"
