"""Checks in bulk: the record, its files, what was found in each"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("rulebook_id", sa.String(length=40), nullable=False),
        sa.Column("rulebook_version", sa.String(length=40), nullable=False),
        sa.Column("rulebook_digest", sa.String(length=64), nullable=False),
        sa.Column("archive_sha256", sa.String(length=64), nullable=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["archive_sha256"], ["stored_file.sha256"], name=op.f("fk_bulk_check_archive_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_bulk_check_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_check")),
    )
    with op.batch_alter_table("bulk_check", schema=None) as batch_op:
        batch_op.create_index("ix_bulk_check_archive_sha256", ["archive_sha256"], unique=False)

    op.create_table(
        "bulk_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("absent", sa.Integer(), nullable=False),
        sa.Column("partial", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("filed_by_id", sa.Integer(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["bulk_check.id"], name=op.f("fk_bulk_file_check_id_bulk_check")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_bulk_file_contract_id_contract")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["contract_document.id"], name=op.f("fk_bulk_file_document_id_contract_document")
        ),
        sa.ForeignKeyConstraint(["filed_by_id"], ["user.id"], name=op.f("fk_bulk_file_filed_by_id_user")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_bulk_file_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_file")),
        sa.UniqueConstraint("check_id", "position", name=op.f("uq_bulk_file_check_id_position")),
    )
    with op.batch_alter_table("bulk_file", schema=None) as batch_op:
        batch_op.create_index("ix_bulk_file_contract_id", ["contract_id"], unique=False)
        batch_op.create_index("ix_bulk_file_document_id", ["document_id"], unique=False)
        batch_op.create_index("ix_bulk_file_sha256", ["sha256"], unique=False)
        batch_op.create_index("ix_bulk_file_state", ["check_id", "state"], unique=False)

    op.create_table(
        "bulk_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.String(length=60), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("lacks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["bulk_file.id"], name=op.f("fk_bulk_finding_file_id_bulk_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_finding")),
        sa.UniqueConstraint("file_id", "clause_id", name=op.f("uq_bulk_finding_file_id_clause_id")),
    )


def downgrade() -> None:
    op.drop_table("bulk_finding")
    with op.batch_alter_table("bulk_file", schema=None) as batch_op:
        batch_op.drop_index("ix_bulk_file_state")
        batch_op.drop_index("ix_bulk_file_sha256")
        batch_op.drop_index("ix_bulk_file_document_id")
        batch_op.drop_index("ix_bulk_file_contract_id")

    op.drop_table("bulk_file")
    with op.batch_alter_table("bulk_check", schema=None) as batch_op:
        batch_op.drop_index("ix_bulk_check_archive_sha256")

    op.drop_table("bulk_check")
