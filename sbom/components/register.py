"""The entries of packages, each kept once, and the text index over them. Called inside a unit of work; none commits."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Text, column, func, select, table
from sqlalchemy.dialects.postgresql import ARRAY

from core.db import db
from core.web.listing import Rows
from sbom.components.models import Package
from sbom.components.packages import Identity, Words, grams, words_of

_BATCH = 900
"""As many values as one question may hold on every SQLite."""
_COLUMNS = ("id", "digest", *Identity._fields, *Words._fields)
_TEXT = _COLUMNS.index("text")
_INSERT = f"INSERT INTO sbom_package ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - our own names
T = TypeVar("T")


def package_numbers(identities: Iterable[Identity]) -> dict[Identity, int]:
    """The number of each entry; those that are new are added. The unit of work's lock keeps two from adding the same."""
    wanted = {identity: identity.digest for identity in dict.fromkeys(identities)}
    found = _known(wanted)
    new = [identity for identity in wanted if identity not in found]
    if new:
        first = (db.session.scalar(select(func.max(Package.id))) or 0) + 1
        numbers = dict(zip(new, range(first, first + len(new)), strict=True))
        _add(numbers, wanted)
        found |= numbers
    return found


def _known(wanted: dict[Identity, int]) -> dict[Identity, int]:
    columns = (Package.name, Package.purl_key, Package.cpe_key, Package.supplier, Package.licence_line, Package.id)
    found: dict[Identity, int] = {}
    for batch in _batches(list(wanted.values())):
        for *words, number in db.session.execute(select(*columns).where(Package.digest.in_(batch))):
            identity = Identity(*words)
            if identity in wanted:
                found[identity] = number
    return found


def _add(numbers: dict[Identity, int], digests: dict[Identity, int]) -> None:
    """Rows in the driver's own terms, as components are written; then their words into the index."""
    rows = [(n, digests[identity], *identity, *words_of(identity)) for identity, n in numbers.items()]
    connection = db.session.connection()
    if db.engine.dialect.name == "postgresql":
        connection.exec_driver_sql(_INSERT.replace("?", "%s"), rows)
        threes = [(row[0], grams(str(row[_TEXT]))) for row in rows]
        connection.exec_driver_sql("INSERT INTO index_sbom_package (package_id, grams) VALUES (%s, %s)", threes)
    else:
        connection.exec_driver_sql(_INSERT, rows)
        texts = [(row[0], row[_TEXT]) for row in rows]
        connection.exec_driver_sql("INSERT INTO index_sbom_package (rowid, text) VALUES (?, ?)", texts)


def with_words(statement: Rows, words: Sequence[str]) -> Rows:
    """A statement on entries, narrowed by the index to those whose text may hold all these words: it has all their
    threes of characters, not yet in a row. Words of fewer than three characters the index cannot tell."""
    wanted = list(dict.fromkeys(gram for word in words for gram in grams(word)))
    if not wanted:
        return statement
    if db.engine.dialect.name == "postgresql":
        index = table("index_sbom_package", column("package_id"), column("grams", ARRAY(Text)))
        return statement.join(index, index.c.package_id == Package.id).where(index.c.grams.contains(wanted))
    index = table("index_sbom_package", column("rowid"), column("index_sbom_package"))
    asked = " ".join('"' + gram.replace('"', '""') + '"' for gram in wanted)
    return statement.join(index, index.c.rowid == Package.id).where(index.c.index_sbom_package.op("MATCH")(asked))


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
