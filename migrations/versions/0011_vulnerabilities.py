"""Known vulnerabilities: advisories, findings, statements, terms"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vulnerability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vulnerability")),
    )
    with op.batch_alter_table("vulnerability", schema=None) as batch_op:
        batch_op.create_index("ix_vulnerability_name", ["name"], unique=False)
        batch_op.create_index("ix_vulnerability_severity", ["severity"], unique=False)

    op.create_table(
        "finding_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_finding_term_set_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_term")),
        sa.UniqueConstraint("severity", name=op.f("uq_finding_term_severity")),
    )
    op.create_table(
        "vulnerability_alias",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("vulnerability_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vulnerability_id"],
            ["vulnerability.id"],
            name=op.f("fk_vulnerability_alias_vulnerability_id_vulnerability"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_vulnerability_alias")),
    )
    with op.batch_alter_table("vulnerability_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vulnerability_alias_vulnerability_id"), ["vulnerability_id"], unique=False)

    op.create_table(
        "vulnerability_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("kinds", sa.String(length=100), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_vulnerability_import_by_id_user")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_vulnerability_import_product_id_product")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_vulnerability_import_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vulnerability_import")),
    )
    with op.batch_alter_table("vulnerability_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vulnerability_import_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vulnerability_import_sha256"), ["sha256"], unique=False)

    op.create_table(
        "advisory",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("vulnerability_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("vector", sa.String(length=300), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["vulnerability_import.id"], name=op.f("fk_advisory_import_id_vulnerability_import")
        ),
        sa.ForeignKeyConstraint(
            ["vulnerability_id"], ["vulnerability.id"], name=op.f("fk_advisory_vulnerability_id_vulnerability")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisory")),
    )
    with op.batch_alter_table("advisory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_advisory_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_advisory_vulnerability_id"), ["vulnerability_id"], unique=False)

    op.create_table(
        "advisory_package",
        sa.Column("advisory_id", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("package_key", sa.String(length=300), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("release", sa.String(length=60), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("affected", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advisory_id"], ["advisory.id"], name=op.f("fk_advisory_package_advisory_id_advisory")
        ),
        sa.PrimaryKeyConstraint("advisory_id", "number", name=op.f("pk_advisory_package")),
    )
    with op.batch_alter_table("advisory_package", schema=None) as batch_op:
        batch_op.create_index("ix_advisory_package_name_key", ["name_key"], unique=False)
        batch_op.create_index("ix_advisory_package_package_key", ["package_key"], unique=False)

    op.create_table(
        "vex_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vulnerability_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("package_key", sa.String(length=300), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("justification", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["sbom_delivery.id"], name=op.f("fk_vex_statement_delivery_id_sbom_delivery")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["vulnerability_import.id"], name=op.f("fk_vex_statement_import_id_vulnerability_import")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_vex_statement_product_id_product")),
        sa.ForeignKeyConstraint(
            ["vulnerability_id"], ["vulnerability.id"], name=op.f("fk_vex_statement_vulnerability_id_vulnerability")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vex_statement")),
    )
    with op.batch_alter_table("vex_statement", schema=None) as batch_op:
        batch_op.create_index("ix_vex_statement_delivery_id", ["delivery_id"], unique=False)
        batch_op.create_index("ix_vex_statement_import_id", ["import_id"], unique=False)
        batch_op.create_index("ix_vex_statement_package_key", ["package_key"], unique=False)
        batch_op.create_index("ix_vex_statement_product_id", ["product_id"], unique=False)
        batch_op.create_index("ix_vex_statement_vulnerability_id", ["vulnerability_id"], unique=False)

    op.create_table(
        "vulnerability_match",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("imports", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["sbom_delivery.id"], name=op.f("fk_vulnerability_match_delivery_id_sbom_delivery")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_vulnerability_match_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_vulnerability_match")),
    )
    with op.batch_alter_table("vulnerability_match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vulnerability_match_delivery_id"), ["delivery_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("vulnerability_id", sa.Integer(), nullable=False),
        sa.Column("package_key", sa.String(length=300), nullable=False),
        sa.Column("package_version", sa.String(length=255), nullable=False),
        sa.Column("component", sa.String(length=300), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("match", sa.String(length=40), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("advisory_id", sa.String(length=120), nullable=True),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("fixed_in", sa.String(length=255), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("justification", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_due_set", sa.Boolean(), nullable=False),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_why", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["advisory_id"], ["advisory.id"], name=op.f("fk_finding_advisory_id_advisory")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["sbom_delivery.id"], name=op.f("fk_finding_delivery_id_sbom_delivery")
        ),
        sa.ForeignKeyConstraint(["judged_by_id"], ["user.id"], name=op.f("fk_finding_judged_by_id_user")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_finding_owner_id_user")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_finding_product_id_product")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_finding_release_id_release")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["vex_statement.id"], name=op.f("fk_finding_statement_id_vex_statement")
        ),
        sa.ForeignKeyConstraint(
            ["vulnerability_id"], ["vulnerability.id"], name=op.f("fk_finding_vulnerability_id_vulnerability")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint(
            "product_id", "vulnerability_id", "package_key", "package_version", name=op.f("uq_finding_place")
        ),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index("ix_finding_advisory_id", ["advisory_id"], unique=False)
        batch_op.create_index("ix_finding_closed_at", ["closed_at", "state", "due_on"], unique=False)
        batch_op.create_index("ix_finding_delivery_id", ["delivery_id"], unique=False)
        batch_op.create_index("ix_finding_owner_id", ["owner_id"], unique=False)
        batch_op.create_index("ix_finding_release_id", ["release_id"], unique=False)
        batch_op.create_index("ix_finding_statement_id", ["statement_id"], unique=False)
        batch_op.create_index("ix_finding_vulnerability_id", ["vulnerability_id"], unique=False)

    op.create_table(
        "finding_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("msgid", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_finding_event_by_id_user")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_event_finding_id_finding")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_event")),
    )
    with op.batch_alter_table("finding_event", schema=None) as batch_op:
        batch_op.create_index("ix_finding_event_finding_id", ["finding_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("finding_event", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_event_finding_id")

    op.drop_table("finding_event")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_vulnerability_id")
        batch_op.drop_index("ix_finding_statement_id")
        batch_op.drop_index("ix_finding_release_id")
        batch_op.drop_index("ix_finding_owner_id")
        batch_op.drop_index("ix_finding_delivery_id")
        batch_op.drop_index("ix_finding_closed_at")
        batch_op.drop_index("ix_finding_advisory_id")

    op.drop_table("finding")
    with op.batch_alter_table("vulnerability_match", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vulnerability_match_delivery_id"))

    op.drop_table("vulnerability_match")
    with op.batch_alter_table("vex_statement", schema=None) as batch_op:
        batch_op.drop_index("ix_vex_statement_vulnerability_id")
        batch_op.drop_index("ix_vex_statement_product_id")
        batch_op.drop_index("ix_vex_statement_package_key")
        batch_op.drop_index("ix_vex_statement_import_id")
        batch_op.drop_index("ix_vex_statement_delivery_id")

    op.drop_table("vex_statement")
    with op.batch_alter_table("advisory_package", schema=None) as batch_op:
        batch_op.drop_index("ix_advisory_package_package_key")
        batch_op.drop_index("ix_advisory_package_name_key")

    op.drop_table("advisory_package")
    with op.batch_alter_table("advisory", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_advisory_vulnerability_id"))
        batch_op.drop_index(batch_op.f("ix_advisory_import_id"))

    op.drop_table("advisory")
    with op.batch_alter_table("vulnerability_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vulnerability_import_sha256"))
        batch_op.drop_index(batch_op.f("ix_vulnerability_import_product_id"))

    op.drop_table("vulnerability_import")
    with op.batch_alter_table("vulnerability_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vulnerability_alias_vulnerability_id"))

    op.drop_table("vulnerability_alias")
    op.drop_table("finding_term")
    with op.batch_alter_table("vulnerability", schema=None) as batch_op:
        batch_op.drop_index("ix_vulnerability_severity")
        batch_op.drop_index("ix_vulnerability_name")

    op.drop_table("vulnerability")
