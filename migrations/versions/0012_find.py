"""What components are called, each entry once with a text index, and their hashes: so that any of them is found at once"""

import re
import unicodedata
from hashlib import blake2b
from urllib.parse import unquote

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0013"
branch_labels = None
depends_on = None

_NOT_A_WORD = re.compile(r"[^\w.+\-]+")
_BATCH = 5_000


def upgrade() -> None:
    op.create_table(
        "sbom_package",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("name", "purl_key", "cpe_key", "supplier", "licence_line", "text")
        ),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("name_text", "purl_text", "supplier_text", "licence_text")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sbom_package")),
    )
    op.create_table(
        "sbom_hash",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "delivery_id", "position", name=op.f("pk_sbom_hash")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE index_sbom_package (package_id integer PRIMARY KEY, grams text[] NOT NULL)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE index_sbom_package USING fts5(text, content='sbom_package', content_rowid='id', "
            "tokenize='trigram case_sensitive 1', detail='none')"
        )
    op.add_column("sbom_component", sa.Column("package_id", sa.Integer(), nullable=True))
    _fill(op.get_bind())
    op.create_index("ix_sbom_package_digest", "sbom_package", ["digest"])
    op.create_index("ix_sbom_package_purl_text", "sbom_package", ["purl_text"])
    op.create_index("ix_sbom_package_cpe_key", "sbom_package", ["cpe_key"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX index_sbom_package_grams ON index_sbom_package USING gin (grams)")
    with op.batch_alter_table("sbom_component") as batch_op:
        batch_op.alter_column("package_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            op.f("fk_sbom_component_package_id_sbom_package"), "sbom_package", ["package_id"], ["id"]
        )
        batch_op.create_index("ix_sbom_component_package_id", ["package_id", "version", "delivery_id", "position"])


def _fill(connection: sa.Connection) -> None:
    """Entries and hashes of the components that are there already, one SBOM after the other."""
    columns = ("position", "group_name", "name", "purl_key", "cpe", "supplier", "licence_line")
    component = sa.table(
        "sbom_component", *map(sa.column, ("delivery_id", "package_id", *columns)), sa.column("details", sa.JSON)
    )
    package = sa.table("sbom_package", *map(sa.column, ("id", *_FIELDS, "digest", *_TEXTS)))
    hashes = sa.table("sbom_hash", *map(sa.column, ("key", "delivery_id", "position")))
    numbers: dict[tuple[str, ...], int] = {}
    here = sa.and_(component.c.delivery_id == sa.bindparam("d"), component.c.position == sa.bindparam("p"))
    point = sa.update(component).where(here).values(package_id=sa.bindparam("number"))
    deliveries = connection.execute(sa.select(component.c.delivery_id).distinct()).scalars().all()
    for delivery in deliveries:
        rows = connection.execute(
            sa.select(*(component.c[c] for c in columns), component.c.details).where(
                component.c.delivery_id == delivery
            )
        ).all()
        first = len(numbers) + 1
        of_rows = [_identity(row) for row in rows]
        for identity in of_rows:
            numbers.setdefault(identity, len(numbers) + 1)
        new = [_entry(i, n) for i in dict.fromkeys(of_rows) if (n := numbers[i]) >= first]
        _insert(connection, sa.insert(package), new)
        _index(connection, new)
        keys = {(key, row.position) for row in rows for key in _keys(row.details or {})}
        _insert(
            connection,
            sa.insert(hashes),
            [{"key": key, "delivery_id": delivery, "position": position} for key, position in sorted(keys)],
        )
        pointed = zip(rows, of_rows, strict=True)
        _insert(connection, point, [{"d": delivery, "p": row.position, "number": numbers[i]} for row, i in pointed])


def _insert(connection: sa.Connection, statement: sa.Executable, rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), _BATCH):
        connection.execute(statement, rows[start : start + _BATCH])


def _index(connection: sa.Connection, rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        words = [(row["id"], _grams(str(row["text"]))) for row in rows]
        connection.exec_driver_sql("INSERT INTO index_sbom_package (package_id, grams) VALUES (%s, %s)", words)
    else:
        words = [(row["id"], row["text"]) for row in rows]
        connection.exec_driver_sql("INSERT INTO index_sbom_package (rowid, text) VALUES (?, ?)", words)


# As the product makes them today; what it makes tomorrow is a matter of a later version.
_FIELDS = ("name", "purl_key", "cpe_key", "supplier", "licence_line")
_TEXTS = ("text", "name_text", "purl_text", "supplier_text", "licence_text")


def _identity(row: sa.Row) -> tuple[str, ...]:
    name = f"{row.group_name}/{row.name}" if row.group_name else row.name
    return name, row.purl_key, _cpe_key(row.cpe), row.supplier, row.licence_line


def _entry(identity: tuple[str, ...], number: int) -> dict[str, object]:
    words = "\x00".join(identity).encode("utf-8", "surrogatepass")
    name, purl_key, _, supplier, licence_line = identity
    named, purl, supplied = _folded(name), _folded(unquote(purl_key)), _folded(supplier)
    path = purl.partition("/")[2]
    return dict(zip(_FIELDS, identity, strict=True)) | {
        "id": number,
        "digest": int.from_bytes(blake2b(words, digest_size=8).digest(), "big") >> 1,
        "text": "\n".join(line for line in (named, "" if path in named else path, supplied) if line),
        "name_text": named,
        "purl_text": purl,
        "supplier_text": supplied,
        "licence_text": f" {_NOT_A_WORD.sub(' ', _folded(licence_line)).strip()} " if licence_line else "",
    }


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _cpe_key(cpe: str) -> str:
    kind, _, rest = cpe.partition(":")
    if kind.casefold() != "cpe":
        return ""
    if rest.startswith("2.3:"):
        found = [re.sub(r"\\(.)", r"\1", field) for field in re.split(r"(?<!\\):", rest[4:])]
    else:
        found = [unquote(field) for field in rest.removeprefix("/").split(":")]
    vendor, product = ("" if f in ("*", "-") else f for f in ([_folded(f) for f in found[1:3]] + ["", ""])[:2])
    return f"{vendor}:{product}" if vendor or product else ""


def _keys(details: dict[str, list]) -> set[int]:
    values = [value for _, value in details.get("hashes", ())]
    values += [value for *_, hashes in details.get("references", ()) for _, value in hashes]
    digits = (value.strip()[:15] for value in values)
    return {int(d, 16) for d in digits if re.fullmatch(r"[0-9A-Fa-f]{15}", d)}


def _grams(text: str) -> list[str]:
    return list(dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2)))


def downgrade() -> None:
    with op.batch_alter_table("sbom_component") as batch_op:
        batch_op.drop_index("ix_sbom_component_package_id")
        batch_op.drop_constraint(op.f("fk_sbom_component_package_id_sbom_package"), type_="foreignkey")
        batch_op.drop_column("package_id")
    op.execute("DROP TABLE index_sbom_package")
    op.drop_table("sbom_hash")
    op.drop_table("sbom_package")
