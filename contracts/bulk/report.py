"""The workbook of a check in bulk."""

from collections.abc import Mapping
from typing import IO, Any

from flask_babel import gettext

from contracts.bulk import queries
from contracts.bulk.models import BulkCheck
from contracts.clauses.evidence import line_columns, refused_columns
from contracts.clauses.matrix import Matrix
from contracts.clauses.matrix_book import write_matrix
from core.i18n import formats, language, say
from core.web.listing import Column


def write_check(check: BulkCheck, listing: Matrix, given: Mapping[str, Any]) -> IO[bytes]:
    """Files × clauses as the list shows them (`given`: its filters), the passages, what was refused, and who checked."""
    rulebook = queries.rulebook_of(check)
    names = {clause.id: clause.name.in_language(language()) for clause in rulebook.clauses.values()}
    ids = [file.id for file in listing.rows(given)]
    refused = [(file.name, say(file.failure) if file.failure else "") for file in queries.refused_files(check.id)]
    more = [
        (gettext("Passages"), line_columns(), queries.passages(ids, rulebook)),
        (gettext("Files refused"), refused_columns(), refused),
        (gettext("About"), _about_columns(), _about(check)),
    ]
    title = gettext("Files")
    return write_matrix(title, listing.columns, listing.rows(given), names, listing.totals(given), more)


def _about_columns() -> list[Column]:
    return [Column("file", gettext("What"), lambda row: row[0]), Column("why", gettext("Value"), lambda row: row[1])]


def _about(check: BulkCheck) -> list[tuple[str, str]]:
    """Who, when, by which rulebook: what makes the workbook a record."""
    rulebook, standing = queries.rulebook_of(check), queries.standing_of(check)
    return [
        (gettext("File"), check.name),
        (gettext("Started"), formats.instant(check.started_at)),
        (gettext("Finished"), formats.instant(check.finished_at)),
        (gettext("By"), check.by.name if check.by else "—"),
        (
            gettext("Rulebook"),
            f"{rulebook.name.in_language(language())} ({check.rulebook_id} {check.rulebook_version})",
        ),
        (gettext("Source"), rulebook.source.in_language(language())),
        (gettext("Files"), f"{standing.files} / {standing.checked} / {standing.refused}"),
    ]
