"""Letters to vendors, and the clauses that each asks for"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clause_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("attention", sa.String(length=300), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_how", sa.String(length=200), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("answer_note", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["user.id"], name=op.f("fk_clause_letter_drafted_by_id_user")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_clause_letter_sha256_stored_file")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_clause_letter_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_letter")),
        sa.UniqueConstraint("reference", name=op.f("uq_clause_letter_reference")),
    )
    with op.batch_alter_table("clause_letter", schema=None) as batch_op:
        batch_op.create_index("ix_clause_letter_sha256", ["sha256"], unique=False)
        batch_op.create_index("ix_clause_letter_vendor_id", ["vendor_id"], unique=False)

    op.create_table(
        "clause_letter_gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("rulebook_id", sa.String(length=40), nullable=False),
        sa.Column("rulebook_version", sa.String(length=40), nullable=False),
        sa.Column("clause_id", sa.String(length=60), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_clause_letter_gap_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["clause_letter.id"], name=op.f("fk_clause_letter_gap_letter_id_clause_letter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_letter_gap")),
        sa.UniqueConstraint("letter_id", "contract_id", "rulebook_id", "clause_id", name="uq_clause_letter_gap_once"),
    )
    with op.batch_alter_table("clause_letter_gap", schema=None) as batch_op:
        batch_op.create_index("ix_clause_letter_gap_contract_id", ["contract_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("clause_letter_gap", schema=None) as batch_op:
        batch_op.drop_index("ix_clause_letter_gap_contract_id")

    op.drop_table("clause_letter_gap")
    with op.batch_alter_table("clause_letter", schema=None) as batch_op:
        batch_op.drop_index("ix_clause_letter_vendor_id")
        batch_op.drop_index("ix_clause_letter_sha256")

    op.drop_table("clause_letter")
