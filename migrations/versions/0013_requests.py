"""Requests to vendors about components, their answers, and the statements kept of them"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("clause_letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=40), nullable=False, server_default="clauses"))
        batch_op.add_column(sa.Column("about", sa.String(length=500), nullable=False, server_default=""))
        batch_op.create_index("ix_clause_letter_kind", ["kind"], unique=False)

    # Plain ALTERs: these tables hold millions of rows, and are not to be copied.
    op.add_column("sbom_component", sa.Column("stated", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sbom_delivery", sa.Column("stated", sa.JSON(), nullable=False, server_default="{}"))

    op.create_table(
        "sbom_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("package_key", sa.String(length=64), nullable=False),
        sa.Column("component_name", sa.Text(), nullable=False),
        sa.Column("component_version", sa.Text(), nullable=False),
        sa.Column("purl", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_sbom_statement_product_id_product")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_sbom_statement_recorded_by_id_user")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_sbom_statement_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sbom_statement")),
    )
    with op.batch_alter_table("sbom_statement", schema=None) as batch_op:
        batch_op.create_index("ix_sbom_statement_key", ["key", "ended_at"], unique=False)
        batch_op.create_index("ix_sbom_statement_product_id", ["product_id", "ended_at"], unique=False)
        batch_op.create_index("ix_sbom_statement_sha256", ["sha256"], unique=False)

    op.create_table(
        "sbom_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["clause_letter.id"], name=op.f("fk_sbom_request_letter_id_clause_letter")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_sbom_request_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sbom_request")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_sbom_request_letter_id")),
    )
    with op.batch_alter_table("sbom_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sbom_request_sha256"), ["sha256"], unique=False)

    op.create_table(
        "sbom_request_line",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("purl", sa.Text(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id", "position"],
            ["sbom_component.delivery_id", "sbom_component.position"],
            name="fk_sbom_request_line_component",
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["sbom_delivery.id"], name=op.f("fk_sbom_request_line_delivery_id_sbom_delivery")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["sbom_request.id"], name=op.f("fk_sbom_request_line_request_id_sbom_request")
        ),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_sbom_request_line")),
    )
    with op.batch_alter_table("sbom_request_line", schema=None) as batch_op:
        batch_op.create_index("ix_sbom_request_line_delivery_id", ["delivery_id", "position"], unique=False)

    op.create_table(
        "sbom_answer_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["sbom_request.id"], name=op.f("fk_sbom_answer_file_request_id_sbom_request")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_sbom_answer_file_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["user.id"], name=op.f("fk_sbom_answer_file_uploaded_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sbom_answer_file")),
    )
    with op.batch_alter_table("sbom_answer_file", schema=None) as batch_op:
        batch_op.create_index("ix_sbom_answer_file_request_id", ["request_id"], unique=False)
        batch_op.create_index("ix_sbom_answer_file_sha256", ["sha256"], unique=False)


def downgrade() -> None:
    for table in ("sbom_answer_file", "sbom_request_line", "sbom_request", "sbom_statement"):
        op.drop_table(table)
    with op.batch_alter_table("sbom_delivery", schema=None) as batch_op:
        batch_op.drop_column("stated")
    with op.batch_alter_table("sbom_component", schema=None) as batch_op:
        batch_op.drop_column("stated")
    with op.batch_alter_table("clause_letter", schema=None) as batch_op:
        batch_op.drop_index("ix_clause_letter_kind")
        batch_op.drop_column("about")
        batch_op.drop_column("kind")
